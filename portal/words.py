"""What is no text: what nobody sees, and running text in which nothing is said."""

from __future__ import annotations

import re
from typing import Any

from wagtail.fields import RichTextField

# Paragraphs and lists around nothing, as the editor sends an empty line; a picture, a rule or an embed is something.
NOTHING = re.compile(r"(?:\s|&nbsp;|&#160;|[\u200b\ufeff]|<(?!img\b|hr\b|embed\b)[^>]*>)*+")

# Controls, blanks without width, and what turns the direction of the letters after it.
UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def seen(text: str) -> str:
    """A text without what nobody sees in it, which may make it read as another."""
    return UNSEEN.sub("", text)


class WordsField(RichTextField):
    """Rich text that is empty where it holds no word, whoever wrote it: a form, the API, a version from before.

    Migrations see a RichTextField: undo by replacing it by one.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.RichTextField", args, kwargs

    def to_python(self, value: Any) -> Any:
        """Asked when a form or a version is read, and when a row is written."""
        text = super().to_python(value)
        return "" if text and NOTHING.fullmatch(text) else text

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return self.to_python(value)
