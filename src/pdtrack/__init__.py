"""pdtrack: a private mood log."""

__version__ = "0.1.0"
