"""`guide`: short guides to read; opens no journal."""

from __future__ import annotations

from typing import Annotated

import typer

from pdtrack.cli.context import run_of
from pdtrack.cli.options import Json
from pdtrack.content import library
from pdtrack.render import entries as views


def guide(
    context: typer.Context,
    topic: Annotated[str | None, typer.Argument(metavar="TOPIC")] = None,
    json: Json = False,
) -> None:
    """Read about what may play a part, crying, and talking to a professional."""
    run = run_of(context)
    if topic is None:
        if json:
            listed = [{"topic": g.topic, "title": g.title} for g in library.guides()]
            run.show_json({"topics": listed})
        elif run.is_discreet:
            run.show(views.count_of(len(library.guides()), "short read", "short reads", "guide"))
        else:
            run.show(views.topics(library.guides()))
        return
    found = library.guide(topic)
    if json:
        content = {"title": found.title, "text": found.text, "source": found.source}
        run.show_json({"topic": found.topic, **content})
    elif run.is_discreet:
        many = len(found.text.split("\n\n"))
        run.show(views.count_of(many, "paragraph", "paragraphs", "guide TOPIC"))
    else:
        run.show(views.guide(found))
