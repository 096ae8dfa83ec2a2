"""What a person asked for and can't have, said so that they understand it."""

from __future__ import annotations


class PeopleError(ValueError):
    """The request can't be met; nothing was written. The message is for the person who asked."""
