"""Which entry a person named on the command line."""

from pdtrack.cli.context import no_entry_yet
from pdtrack.domain.entry import Entry
from pdtrack.errors import InvalidInput
from pdtrack.store.journal import Journal
from pdtrack.store.numbering import NUMBER_MOST


def entry_number(word: str) -> int | None:
    """The number that was typed; `None` for what is none, or is more than an entry can have."""
    if not (word.isascii() and word.isdigit() and len(word) <= len(str(NUMBER_MOST))):
        return None
    number = int(word)
    return number if number <= NUMBER_MOST else None


def find_entry(journal: Journal, text: str) -> Entry:
    """The entry that was typed: its number, or `last`.

    Raises `InvalidInput` where there is no such entry.
    """
    word = text.strip().casefold()
    if word == "last":
        last = journal.last()
        if last is None:
            raise no_entry_yet()
        return last
    if (number := entry_number(word)) is not None:
        found = journal.get(number)
        if found is None:
            raise InvalidInput(f"No entry {number}.", "pdtrack list shows the numbers.")
        return found
    if word == "all":
        raise InvalidInput(
            "Name an entry by its number, or last.",
            "pdtrack forget --all erases the whole diary, and asks first.",
        )
    raise InvalidInput("Name an entry by its number, or last.", "pdtrack list shows the numbers.")


def deleted_meanwhile(number: int) -> InvalidInput:
    """The entry was there when the command began."""
    return InvalidInput(f"There is no entry {number} any more.", "It was deleted in the meantime.")
