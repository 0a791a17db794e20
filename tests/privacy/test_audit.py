"""What the computer reveals: each check on a made-up home, and the fixes really typed."""

from __future__ import annotations

import os
import re
import select
import shlex
import shutil
import sqlite3
import subprocess
import time
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Pdtrack
from pdtrack.cli import index
from pdtrack.privacy import audit, disks, leftovers
from pdtrack.privacy.leftovers import CSV_HEAD, HEAD_BYTES, LeftOverKind, find_leftovers, kind_of
from pdtrack.privacy.machine import Machine
from pdtrack.privacy.shell_history import (
    KNOWN_COMMANDS,
    READ_MOST,
    History,
    Hits,
    Shell,
    gives_away,
    histories,
    hits,
    is_open_ended,
    removal,
)
from pdtrack.store.lock import lock_path

TELLING = """
pdtrack log -m 3
pdtrack log 3
pdtrack --plain later  6
pdtrack log --mood 3 --tag stress
pdtrack log --mood 3 -t stress
pdtrack log -m3 -n "what happened"
pdtrack --plain log --note -
pdtrack --journal ~/other.db log --wanted no
/home/ann/.local/bin/pdtrack day --mood 4
pdtrack.exe log -n x
python3 -m pdtrack edit 3 --clear note --tears 2
pdtrack list --text her
pdtrack list --tag sad --json
pdtrack later --helped held
pdtrack before --mood 5
pdtrack tags rename ann bea
pdtrack support --add "Ann 0123"
pdtrack report x.html --hide-tag sad
cd /tmp; pdtrack log --no-orgasm
echo words | pdtrack log -m 2 --note -
pdtrack i feel so bad i cried after sex
pdtrack hide this please
pdtrack question rushed
C:\\Tools\\pdtrack.exe i feel sick
pdtrack cried
pdtrack --discreet add i cried again
HOME=/tmp .venv/bin/pdtrack why do i feel like this
pdtrack log i cried again and it hurts
pdtrack later 5 better after a shower
pdtrack edit 3 it was pain too
pdtrack "i feel so bad"
pdtrack delete bathroom
pdtrack export for my therapist
pdtrack support Anna 0123
""".strip().split("\n")
PATH = {"PATH": os.environ["PATH"]}
SILENT = """
pdtrack
pdtrack log
pdtrack list
pdtrack list --no-notes; ls -t
pdtrack patterns --why
pdtrack export x.csv --no-notes
pdtrack list --json --limit 3
pdtrack --help
cd pdtrack && ls -n
git commit -m "pdtrack log"
my-pdtrack log -m 3
vim pdtrack.txt -n
pdtrack doctor
pdtrack edit last note
pdtrack delete 3 4 last --yes
pdtrack show 3 > three.txt
pdtrack log --at friday
pdtrack log --at "friday 23:00"
pdtrack patterns last week
pdtrack config discreet yes
pdtrack --journal other.db --plain list
pdtrack tags --json
cp -r pdtrack old copies of it
.venv/bin/python -m pip install pdtrack -q
""".strip().split("\n")


def looked(home: Path, **how: object) -> Machine:
    """A machine whose only account lives in `home`."""
    defaults: dict[str, object] = {
        "journal": home / "data" / "journal.db",
        "folder": home / "data",
        "settings": home / "config.toml",
        "home": home,
        "here": home,
        "environ": {},
        "zone": UTC,
        "system": "linux",
        "root": home / "root",
    }
    return Machine(**(defaults | how))  # type: ignore[arg-type]


# Histories


@pytest.mark.parametrize("line", TELLING)
def test_a_line_that_reveals_something_counts(line: str) -> None:
    """However pdtrack is called in it."""
    assert gives_away(line)


@pytest.mark.parametrize("line", SILENT)
def test_a_line_that_reveals_nothing_does_not_count(line: str) -> None:
    """This can't hide that pdtrack was used."""
    assert not gives_away(line)


def test_every_command_is_known_to_the_look_at_histories() -> None:
    """A new command would otherwise count as a word of the person's own."""
    assert set(index.BY_NAME) == KNOWN_COMMANDS


def write(path: Path, shell: Shell, lines: list[str]) -> History:
    """A history as the shell writes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if shell == "fish":
        text = "".join(f"- cmd: {line}\n  when: 1700000000\n" for line in lines)
    elif shell == "zsh":
        text = "".join(f": 1700000000:0;{line}\n" for line in lines)
    else:
        text = "".join(f"{line}\n" for line in lines)
    path.write_text(text)
    return History(shell, path)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "PowerShell", "sh"])
def test_the_lines_of_every_shell_are_counted(shell: Shell, tmp_path: Path) -> None:
    """The count is of what gives_away, in the form in which that shell keeps it."""
    history = write(tmp_path / "history", shell, TELLING + SILENT)
    assert hits(history) == Hits(len(TELLING), 0, True)


def sed_of(history: History) -> str:
    """The part of the fix that changes the file."""
    (sed,) = re.findall(
        "sed [^;]*(?:'.*?')? ~/[^;]*", removal(history, history.path.parent, "linux")
    )
    return str(sed)


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_command_removes_every_line_with_pdtrack_and_no_other(
    shell: Shell, tmp_path: Path
) -> None:
    """All that was counted, and what only shows that pdtrack was used."""
    others = ["ls", "git commit -m words", "echo pdtrac", "cd /tmp; ls -t"]
    history = write(tmp_path / "his tory", shell, [*TELLING, *others[:2], *SILENT, *others[2:]])
    subprocess.run(["bash", "-c", sed_of(history)], check=True, env={"HOME": str(tmp_path)} | PATH)
    left = history.path.read_text()
    assert hits(history).lines == 0
    assert [line.rpartition(":0;")[2] for line in left.splitlines()] == others


def test_each_command_can_be_copied_from_a_screen_of_80_columns() -> None:
    """A command that breaks in its middle can't be copied from every window."""
    for shell in ("bash", "zsh", "fish", "PowerShell", "sh"):
        home = Path("/home/annabella")
        fix = removal(History(shell, home / f".{shell}_history"), home, "linux")
        assert max(map(len, fix.splitlines())) <= 76, shell


def test_a_command_on_several_lines_is_removed_whole_in_zsh(tmp_path: Path) -> None:
    """The rest of the note would stay otherwise."""
    lines = ["ls", "pdtrack log -m 3 \\\\\n --note 'one\\\ntwo\\\nthree'", "pwd"]
    history = write(tmp_path / "history", "zsh", lines)
    assert hits(history) == Hits(1, 0, True)
    subprocess.run(["bash", "-c", sed_of(history)], check=True, env={"HOME": str(tmp_path)} | PATH)
    assert history.path.read_text() == ": 1700000000:0;ls\n: 1700000000:0;pwd\n"


def test_a_note_on_several_lines_is_reported_in_bash(tmp_path: Path) -> None:
    """Its file doesn't show where a command ends, so the person needs an editor."""
    for line in ("pdtrack log --note 'one", "pdtrack i don't want to cry"):
        history = write(tmp_path / "history", "bash", [line, "two'", "ls"])
        assert hits(history) == Hits(1, 1, True)


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_the_fix_works_in_bash_itself(tmp_path: Path) -> None:
    """Typed into a running shell: the file and the shell's memory lose the lines and the fix."""
    history = write(tmp_path / ".bash_history", "bash", ["ls", "pdtrack log --note secret-1"])
    fix = removal(history, tmp_path, "linux")
    typed = f"pdtrack() {{ :; }}\npdtrack log --note secret-2\npwd\n{fix}\n"
    environ = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "HISTFILE": str(history.path)}
    done = subprocess.run(
        ["bash", "--norc", "--noprofile", "-i"],
        input=f"{typed}history\nexit\n",
        env=environ,
        text=True,
        capture_output=True,
        check=False,
        start_new_session=True,
        timeout=60,
    )
    left = history.path.read_text()
    assert "secret" not in left
    assert "secret" not in done.stdout
    assert "sed" not in left
    assert left.startswith("ls\n")


def _read(master: int) -> bytes:
    """What the shell shows next; a shell that stays silent for long fails the test."""
    ready, _, _ = select.select([master], [], [], 20)
    assert ready, "the shell fell silent"
    return os.read(master, 65536)


@pytest.mark.skipif(shutil.which("zsh") is None, reason="no zsh here")
def test_the_fix_works_in_zsh_itself(tmp_path: Path) -> None:
    """Typed on a terminal: the shell that follows knows neither the lines nor the fix."""
    history = write(tmp_path / "history", "zsh", ["ls", "pdtrack log --note secret-1"])
    settings = f"HISTFILE={history.path} HISTSIZE=100 SAVEHIST=100\nPS1='ready:'\n"
    (tmp_path / ".zshrc").write_text(settings)
    environ = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "TERM": "dumb"}
    master, slave = os.openpty()
    shell = subprocess.Popen(
        ["zsh", "-i"], stdin=slave, stdout=slave, stderr=slave, env=environ, start_new_session=True
    )
    os.close(slave)
    shown = b""
    lines = [
        "pdtrack() { : }",
        "pdtrack log --note secret-2",
        removal(history, tmp_path, "linux"),
        "exit",
    ]
    for number, line in enumerate(lines, 1):
        # Told apart from a prompt that is drawn again: from here on the shell reads keys.
        while shown.count(b"ready:\x1b[?2004h") < number:
            shown += _read(master)
        os.write(master, line.encode() + b"\r")
    try:
        while _read(master):
            pass
    except OSError:
        pass
    os.close(master)
    shell.wait(20)
    left = history.path.read_text()
    assert "secret" not in left
    assert "sed" not in left
    assert left.startswith("ls\n") or ";ls" in left


@pytest.mark.skipif(shutil.which("fish") is None, reason="no fish here")
def test_the_fix_works_in_fish_itself(tmp_path: Path) -> None:
    """It asks nothing, shows nothing, and the other lines stay."""
    lines = ["ls", "pdtrack log --note secret", "pdtrack list", "pdtrack log -n 'a\\nsecret'"]
    history = write(tmp_path / "share" / "fish" / "fish_history", "fish", lines)
    environ = {
        "HOME": str(tmp_path),
        "PATH": os.environ["PATH"],
        "XDG_DATA_HOME": str(tmp_path / "share"),
        "TERM": "dumb",
    }
    done = subprocess.run(
        ["fish", "-i", "-c", removal(history, tmp_path, "linux")],
        env=environ,
        capture_output=True,
        check=False,
        timeout=60,
        start_new_session=True,
    )
    left = history.path.read_text()
    assert b"secret" not in done.stdout + done.stderr
    assert "secret" not in left
    assert "cmd: ls" in left
    assert "pdtrack" not in left


def test_only_the_end_of_a_huge_history_is_read(tmp_path: Path) -> None:
    """A line mentions it."""
    path = tmp_path / "history"
    with path.open("wb") as file:
        file.write(b"pdtrack log -m 3\n")
        file.truncate(READ_MOST)
        file.seek(READ_MOST)
        file.write(b"\npdtrack log -m 4\n")
    assert hits(History("bash", path)) == Hits(1, 0, False)


def test_histories_are_found_where_the_environment_points(tmp_path: Path) -> None:
    """Each file once, under the name of its shell."""
    for name in (".bash_history", "z/.zsh_history", "h.zsh", "fish/fish_history"):
        write(tmp_path / name, "bash", ["ls"])
    environ = {
        "ZDOTDIR": str(tmp_path / "z"),
        "HISTFILE": str(tmp_path / "h.zsh"),
        "XDG_DATA_HOME": str(tmp_path),
    }
    found = {(one.shell, one.path.name) for one in histories(tmp_path, environ, "linux")}
    assert found == {
        ("bash", ".bash_history"),
        ("zsh", ".zsh_history"),
        ("zsh", "h.zsh"),
        ("fish", "fish_history"),
    }


# Left over


def test_files_that_begin_like_ours_are_known(pdtrack: Pdtrack) -> None:
    """What every command writes is recognised by its head, and nothing else is."""
    pdtrack.ok("log --mood 3 --note x")
    pdtrack.ok("export a.csv")
    pdtrack.ok("export b.json")
    pdtrack.ok("report c.html")
    pdtrack.ok("backup d.db")
    Path("e.json").write_text(pdtrack.ok("list --json").out)
    kinds = {path: kind_of(Path(path).read_bytes()[: HEAD_BYTES]) for path in (
        "a.csv", "b.json", "c.html", "d.db", "e.json")}  # fmt: skip
    assert list(kinds.values()) == [
        LeftOverKind.CSV, LeftOverKind.JSON, LeftOverKind.REPORT, LeftOverKind.BACKUP,
        LeftOverKind.JSON,
    ]  # fmt: skip
    connection = sqlite3.connect("other.db")
    connection.execute("CREATE TABLE t (x)")
    connection.commit()
    connection.close()
    for other in (b"", b"id,uid\n", b"{}", b"<html>", b"\x00" * 100, Path("other.db").read_bytes()):
        assert kind_of(other) is None


def test_left_over_files_are_found_in_the_usual_folders(home: Path) -> None:
    """Also under the names that the desktop gives them; never below, and never through links."""
    head = CSV_HEAD + b"before\r\n"
    (home / ".config").mkdir()
    (home / ".config" / "user-dirs.dirs").write_text('XDG_DOCUMENTS_DIR="$HOME/Papiere"\n')
    for name in ("a", "Documents/b", "Downloads/c", "Desktop/d", "Papiere/e", "Documents/x/no"):
        path = home / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(head)
    (home / "link.csv").symlink_to(home / "Documents" / "x" / "no.csv")
    os.mkfifo(home / "pipe")
    found, whole = find_leftovers(looked(home))
    assert sorted(one.path.stem for one in found) == ["a", "b", "c", "d", "e"]
    assert whole


def test_the_search_stops_at_a_limit(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It never searches the whole disk, and it shows where it stopped."""
    monkeypatch.setattr(leftovers, "NAMES_MOST", 20)
    for number in range(40):
        (home / f"{number}.csv").write_bytes(CSV_HEAD)
    found, whole = find_leftovers(looked(home))
    assert len(found) == 20
    assert not whole
    assert any("first 20 names" in note.state for note in audit.left_over(looked(home)))


# Modes, folders


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps other lists")
def test_every_open_mode_is_named_with_its_command(pdtrack: Pdtrack) -> None:
    """And after the commands were typed, nothing is left to name."""
    pdtrack.ok("log --mood 3")
    pdtrack.ok("log --mood 4")  # the first entry of a day makes a copy of what was before
    pdtrack.ok("support --add Ann")
    folder = pdtrack.journal.parent
    for path in (folder, pdtrack.journal, folder / "support.txt"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    for path in (folder / "backups").iterdir():
        path.chmod(0o604)
    look = looked(pdtrack.home, journal=pdtrack.journal, folder=folder)
    fixes = [note.fix for note in audit.modes(look)]
    assert len(fixes) == 3 + len(list((folder / "backups").iterdir()))
    for fix in fixes:
        subprocess.run(["sh", "-c", fix], check=True)
    assert [note.fix for note in audit.modes(look)] == [""]


def test_a_synced_folder_is_reported_with_a_fix(home: Path) -> None:
    """The command moves the journal to our own folder; the service keeps old versions."""
    journal = home / "Dropbox" / "journal.db"
    journal.parent.mkdir()
    journal.write_bytes(b"x" * 10)
    (journal.parent / "backups").mkdir()
    look = looked(home, journal=journal)
    (note,) = audit.synced(look)
    assert "Dropbox" in note.state
    subprocess.run(["sh", "-c", note.fix], check=True)
    assert (home / "data" / "journal.db").read_bytes() == b"x" * 10
    assert not list(audit.synced(looked(home)))


def test_the_fix_for_a_synced_folder_moves_nobody_else_s_files(home: Path) -> None:
    """Other files beside the backups stay; if a journal is in the way, nothing moves."""
    journal = home / "Dropbox" / "journal.db"
    beside = journal.parent / "backups"
    beside.mkdir(parents=True)
    journal.write_bytes(b"x" * 10)
    for name in ("thesis.doc", "journal-2026-11-01.db", "journal-2.db"):
        (beside / name).touch()
    lock_path(journal).touch()
    (note,) = audit.synced(looked(home, journal=journal))
    (home / "data").mkdir(exist_ok=True)
    (home / "data" / "journal.db").write_text("stands here already")
    assert subprocess.run(["sh", "-c", note.fix], check=False).returncode != 0
    assert journal.exists()
    (home / "data" / "journal.db").unlink()
    rollback = journal.with_name("journal.db-journal")
    rollback.touch()  # a change that is half done belongs to the journal
    assert subprocess.run(["sh", "-c", note.fix], check=False).returncode != 0
    assert journal.exists()
    rollback.unlink()
    subprocess.run(["sh", "-c", note.fix], check=True)
    left = sorted(path.name for path in (home / "Dropbox").rglob("*") if path.is_file())
    assert left == ["journal-2.db", "thesis.doc"]


@pytest.mark.parametrize(
    ("start", "line", "shell"),
    [(".bashrc", "HISTFILE=~/.cache/hist", "bash"),
     (".zshrc", 'HISTFILE="$HOME/.cache/hist"', "zsh"),
     (".zshenv", "  export HISTFILE=${HOME}/.cache/hist # mine", "zsh")],
)  # fmt: skip
def test_a_history_that_a_start_file_names_is_read(
    home: Path, start: str, line: str, shell: Shell
) -> None:
    """Most shells don't export its location to other programs."""
    (home / ".cache").mkdir(exist_ok=True)
    (home / ".cache" / "hist").write_text("pdtrack log --tag sad\n")
    (home / start).write_text(f"# mine\n{line}\n")
    (note,) = audit.shells(looked(home))
    assert note.what == f"{shell} history"
    assert str(home / ".cache" / "hist") in note.state


def test_an_empty_result_names_the_places_and_what_is_not_written_yet(home: Path) -> None:
    """What was typed in this window is written when it closes."""
    (home / ".bash_history").write_text("ls\n")
    (note,) = audit.shells(looked(home))
    assert str(home / ".bash_history") in note.state
    assert "when it closes" in note.state


# Input that makes a careless search rescan a line again and again.
SLOW = {
    "every step fits, the last never": "pdtrack log ",
    "many programs": "pdtrack ",
    "many commands": " log log",
    "many options that are none": " --note- -hyhy",
    "many pieces": "pdtrack log ;",
    "quotes": "pdtrack log -m 'a' \"b\\\"\" \\' ",
    "one open quote": "pdtrack log -m 3 'x",
}


@pytest.mark.parametrize("words", SLOW.values(), ids=SLOW)
def test_a_history_made_to_be_slow_is_not(words: str, tmp_path: Path) -> None:
    """In lines 32 times as long the same bytes cost about the same, not 32 or 1,024 times."""
    assert seconds_for(words, 4_000, tmp_path) < 8 * seconds_for(words, 125, tmp_path)


def seconds_for(words: str, length: int, folder: Path) -> float:
    """What reading 16,000 bytes in lines of that length takes, at best of some tries."""
    path = folder / "history"
    line = ("pdtrack log " + words * length)[:length]
    path.write_text((line + "\n") * (16_000 // length))

    def once() -> float:
        start = time.perf_counter()
        assert hits(History("bash", path)).whole
        return time.perf_counter() - start

    return min(once() for _ in range(7))


PIECES = st.sampled_from(
    ("pdtrack", "my-pdtrack", ".exe", "log", "list", "tags", "rename", "-m", "-hyn", "-x", "--note",
     "--notes", "--no-notes", " ", " ", " ", ";", "|", "&", "/", ".", "-", "a", "Z", "'", "\n")
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
def test_the_command_removes_every_line_that_is_counted(line: str) -> None:
    """It looks for the word alone."""
    assert "pdtrack" in line or not gives_away(line)


@given(st.text("ab '\"\\\n", max_size=25))
def test_a_quote_is_open_where_the_shell_waits_for_more(line: str) -> None:
    """The same as the standard library's parser, which is too slow for a long command."""
    try:
        shlex.split(line)
    except ValueError:
        assert is_open_ended(line)
    else:
        assert not is_open_ended(line)


def test_desktop_search_is_reported_where_it_reads(home: Path) -> None:
    """Not for a hidden folder, which it passes by."""
    (home / ".cache" / "tracker3").mkdir(parents=True)
    place = home / "Documents"
    place.mkdir()
    (note,) = audit.indexed(looked(home, journal=place / "journal.db"))
    subprocess.run(["sh", "-c", note.fix], check=True)
    assert not list(audit.indexed(looked(home, journal=place / "journal.db")))
    hidden = home / ".local" / "share" / "journal.db"
    assert not list(audit.indexed(looked(home, journal=hidden)))


# Disks


def device(root: Path, name: str, uuid: str = "", on: str = "") -> None:
    """A block device as /sys shows it, on top of another one."""
    block = root / "sys/block" / name
    (block / "slaves").mkdir(parents=True)
    (root / "dev").mkdir(exist_ok=True)
    (root / "dev" / name).touch()
    if uuid:
        (block / "dm").mkdir()
        (block / "dm" / "uuid").write_text(uuid + "\n")
    if on:
        (block / "slaves" / on).mkdir()


def system(root: Path, mounts: str, swaps: str = "") -> None:
    """/proc as it would say this."""
    (root / "proc").mkdir(parents=True)
    (root / "proc/mounts").write_text(mounts)
    (root / "proc/swaps").write_text("Filename Type Size Used Priority\n" + swaps)


def test_encryption_under_volumes_is_seen(home: Path) -> None:
    """A volume on an encrypted disk is encrypted, under whatever name it is mounted."""
    root = home / "root"
    system(
        root, f"/dev/sda1 / ext4 rw 0 0\n/dev/mapper/h {home} ext4 rw 0 0\n", "/dev/dm-1 p 1 0\n"
    )
    device(root, "sda1")
    device(root, "dm-0", "CRYPT-LUKS2-1")
    device(root, "dm-1", "LVM-x", on="dm-0")
    (root / "dev/mapper").mkdir()
    (root / "dev/mapper/h").symlink_to(root / "dev/dm-1")
    assert audit.disk(looked(home)).state == "The disk under the journal is encrypted."
    assert [note.fix for note in audit.swap(looked(home))] == [""]
    assert disks.mount_of(root, Path("/elsewhere")) == ("/dev/sda1", "ext4")


def test_an_unencrypted_disk_is_reported_with_care(home: Path) -> None:
    """As far as can be seen, with what helps."""
    root = home / "root"
    system(root, "/dev/sda1 / ext4 rw 0 0\n", "/swap\\040file file 1 0 -2\n/dev/zram0 p 1 0\n")
    device(root, "sda1")
    device(root, "zram0")
    assert "not encrypted, as far as can be seen" in audit.disk(looked(home)).state
    (note,) = audit.swap(looked(home))
    assert "/swap file is not encrypted" in note.state
    assert note.fix == "sudo swapoff -a"


@pytest.mark.parametrize(
    ("mount", "said"),
    [
        ("tmpfs / tmpfs rw 0 0", "in memory"),
        ("home / fuse.gocryptfs rw 0 0", "is encrypted (gocryptfs)"),
        ("box:/home / nfs4 rw 0 0", "another machine (nfs4)"),
        ("overlay / overlay rw 0 0", "can't be seen"),
        ("pool / zfs rw 0 0", "can't be seen"),
    ],
)
def test_something_that_is_not_a_disk_is_reported_as_such(
    mount: str, said: str, home: Path
) -> None:
    """Nothing is guessed."""
    system(home / "root", mount + "\n")
    assert said in audit.disk(looked(home)).state


@pytest.mark.parametrize("name", ["darwin", "win32"])
def test_other_systems_report_what_cannot_be_seen(name: str, home: Path) -> None:
    """They also show where to look."""
    note = audit.disk(looked(home, system=name))
    assert "can't be seen" in note.state
    assert note.fix or note.advice


def test_an_empty_home_causes_no_error(home: Path) -> None:
    """Without /proc and without a journal too."""
    notes = audit.audit_machine(looked(home))
    assert notes[0].fix == "pdtrack passphrase set"
    assert all(note.what and note.state for note in notes)
