"""Shows the views of `views.sql` in Datasette: `--plugins-dir` names the folder of this file."""

from pathlib import Path
from sqlite3 import Connection

from datasette import hookimpl

VIEWS = Path(__file__).parents[1] / "views.sql"


@hookimpl
def prepare_connection(conn: Connection) -> None:
    """Make the views for one connection; nothing is written to the journal."""
    if conn.execute("SELECT 1 FROM sqlite_schema WHERE name = 'entry'").fetchone():
        conn.executescript(VIEWS.read_text(encoding="utf-8"))
