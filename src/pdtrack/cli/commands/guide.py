"""`guide`: short guides to read; opens no journal."""

from collections.abc import Sequence
from typing import Annotated

import typer

from pdtrack.cli.context import run_of
from pdtrack.cli.options import Json
from pdtrack.content import library
from pdtrack.domain.texts import Guide
from pdtrack.render.entries import count_of
from pdtrack.render.page import Block, Heading, Page, Pairs, Paragraph


def guide(
    context: typer.Context,
    topic: Annotated[str | None, typer.Argument(metavar="TOPIC")] = None,
    json: Json = False,
) -> None:
    """Read a short guide: crying, pain, shame, talking to a professional, and more."""
    run = run_of(context)
    if topic is None:
        if json:
            listed = [{"topic": g.topic, "title": g.title} for g in library.guides()]
            run.out.show_json({"topics": listed})
        elif run.is_discreet:
            run.out.show(count_of(len(library.guides()), "short guide", "short guides", "guide"))
        else:
            run.out.show(_topics_page(library.guides()))
        return
    found = library.guide(topic)
    if json:
        content = {"title": found.title, "text": found.text, "source": found.source}
        run.out.show_json({"topic": found.topic, **content})
    elif run.is_discreet:
        many = len(found.text.split("\n\n"))
        run.out.show(count_of(many, "paragraph", "paragraphs", "guide TOPIC"))
    else:
        run.out.show(_guide_page(found))


def _topics_page(guides: Sequence[Guide]) -> Page:
    """The list of guides, and how to open one."""
    numbered = [guide for guide in guides if guide.kind == "cause"]
    rest = [guide for guide in guides if guide.kind != "cause"]
    return [
        Heading("Short guides. Type pdtrack guide and a word or number, such as crying."),
        Pairs(tuple((guide.topic, guide.title) for guide in rest), quiet="values"),
        Heading("What may play a part"),
        Pairs(
            tuple((f"{n} {guide.topic}", guide.title) for n, guide in enumerate(numbered, 1)),
            quiet="values",
        ),
    ]


def _guide_page(one: Guide) -> Page:
    """A guide, with its source."""
    paragraphs = [Paragraph(part) for part in one.text.split("\n\n")]
    page: list[Block] = [Heading(one.title), *paragraphs]
    return [*page, Paragraph(f"Source: {one.source}.", "quiet")] if one.source else page
