"""pdtrack: a private mood diary."""

__version__ = "0.1.0"
