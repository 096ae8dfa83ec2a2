"""From the text of a cell to a field's value, or what is wrong with it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from cities.enums import Mode
from cities.models import InitiativePage, InitiativePagePartner
from cities.models.initiatives import FIRST_YEAR, LAST_YEAR
from cities.services.importing.fields import RICH
from cities.services.importing.problems import Problem, short
from cities.services.importing.texts import as_html, has_markup, without_markup
from cities.services.importing.vocabulary import Vocabulary

__all__ = ["has_markup", "read_cell", "too_long"]

LONGEST_TITLE = 100
LONGEST_RICH = 20_000
LONGEST_URL = 200
LONGEST_LINK = 120
FIGURE, COUNTED, AS_OF, SOURCE = 20, 160, 60, 255
MOST_FIGURES, MOST_PARTS = 6, 50
DEGREES = {"latitude": 90, "longitude": 180}
PARTS = re.compile(r"[|;\n]")
LINKS = re.compile(r"[|\n]")
ADDRESS = re.compile(r"^(?P<words>.*?)[\s=:(–—-]*(?P<url>(?:https?://|www\.)\S+?)\)?$", re.IGNORECASE | re.DOTALL)
YEAR = re.compile(r"^(\d{4})(?:-\d\d-\d\d.*)?$", re.DOTALL)
Value = Any
Reader = Callable[[str, Mapping[str, str], Vocabulary], Value | Problem]
_check_url = URLValidator(schemes=["http", "https"])


class _WrongError(ValueError):
    """A cell's problem, on its way out."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.problem = Problem(code, values=values)


def too_long(text: str, limit: int) -> Problem:
    """More than fits."""
    return Problem("too_long", values={"length": len(text), "limit": limit})


def read_cell(name: str, text: str, texts: Mapping[str, str], vocabulary: Vocabulary) -> Value | Problem:
    """The value of a field. Lists that depend on other cells of the line find them in `texts`."""
    try:
        return _READERS[name](text, texts, vocabulary)
    except _WrongError as error:
        return error.problem


def _fitting(text: str, limit: int | None) -> str:
    if limit is not None and len(text) > limit:
        raise _WrongError("too_long", length=len(text), limit=limit)
    return text


def _title(text: str, texts: Mapping[str, str], vocabulary: Vocabulary) -> str:
    line = " ".join(text.split())
    if not line:
        raise _WrongError("missing")
    return _fitting(line, LONGEST_TITLE)


def _column(name: str, *, one_line: bool = True) -> Reader:
    """A text that is a column of the page."""
    column: Any = InitiativePage._meta.get_field(name)
    limit: int = column.max_length

    def read(text: str, texts: Mapping[str, str], vocabulary: Vocabulary) -> str:
        return _fitting(" ".join(text.split()) if one_line else text, limit)

    return read


def _rich(text: str, texts: Mapping[str, str], vocabulary: Vocabulary) -> str:
    return as_html(without_markup(_fitting(text, LONGEST_RICH)) if has_markup(text) else _fitting(text, LONGEST_RICH))


def _year(text: str, texts: Mapping[str, str], vocabulary: Vocabulary) -> int | None:
    if not text:
        return None
    found = YEAR.match(text)
    if found is None or not FIRST_YEAR <= int(found.group(1)) <= LAST_YEAR:
        raise _WrongError("year", value=short(text), first=FIRST_YEAR, last=LAST_YEAR)
    return int(found.group(1))


def _degrees(name: str) -> Reader:
    limit = DEGREES[name]

    def read(text: str, texts: Mapping[str, str], vocabulary: Vocabulary) -> float | None:
        if not text:
            return None
        try:
            # Underscores are Python's own: "1_0" is no ten to anybody else.
            found = float(text.replace(",", ".").replace("−", "-").replace("_", "?").rstrip("° "))
        except ValueError:
            raise _WrongError("number", value=short(text)) from None
        if not math.isfinite(found):
            raise _WrongError("number", value=short(text))
        if abs(found) > limit:
            raise _WrongError("range", value=short(text), first=-limit, last=limit)
        return found

    return read


def _address(text: str) -> str:
    whole = f"https://{text}" if text.lower().startswith("www.") else text
    try:
        _check_url(_fitting(whole, LONGEST_URL))
    except ValidationError:
        raise _WrongError("url", value=short(text)) from None
    return whole


def _url(text: str, texts: Mapping[str, str], vocabulary: Vocabulary) -> str:
    return _address(text) if text else ""


def _email(text: str, texts: Mapping[str, str], vocabulary: Vocabulary) -> str:
    try:
        if text:
            validate_email(_fitting(text, InitiativePage._meta.get_field("contact_email").max_length))
    except ValidationError:
        raise _WrongError("email") from None
    return text


def _parts(text: str, separator: re.Pattern[str], limit: int = MOST_PARTS) -> list[str]:
    found = [part.strip() for part in separator.split(text) if part.strip()]
    if len(found) > limit:
        raise _WrongError("too_many", count=len(found), limit=limit)
    return found


def _choices(text: str, find: Callable[[str], Any | Problem]) -> list[Any]:
    """Words of a vocabulary, each once; commas part them only where they aren't within one of its words."""
    found: list[Any] = []
    for part in _parts(text, PARTS):
        value = find(part)
        words = [part] if not isinstance(value, Problem) else [word.strip() for word in part.split(",")]
        for word in filter(None, words):
            value = find(word)
            if isinstance(value, Problem):
                raise _WrongError(value.code, **value.values)
            if value not in found:
                found.append(value)
    return found


def _one(find: Callable[[Vocabulary, str], Any | Problem], empty: Any) -> Reader:
    """A value of a vocabulary."""

    def read(text: str, texts: Mapping[str, str], vocabulary: Vocabulary) -> Any:
        return find(vocabulary, text) if text else empty

    return read


def _terms(kind: str) -> Reader:
    def read(text: str, texts: Mapping[str, str], vocabulary: Vocabulary) -> list[int]:
        return sorted(_choices(text, lambda word: vocabulary.term(kind, word)))

    return read


def _modes(text: str, texts: Mapping[str, str], vocabulary: Vocabulary) -> list[str]:
    found = _choices(text, vocabulary.mode)
    return [mode.value for mode in Mode if mode.value in found]


def _partner_cites(text: str, texts: Mapping[str, str], vocabulary: Vocabulary) -> list[int]:
    return _choices(text, vocabulary.partner)


def _links(text: str, texts: Mapping[str, str], vocabulary: Vocabulary) -> list[list[str]]:
    found = []
    for part in _parts(text, LINKS):
        match = ADDRESS.match(part)
        if match is None:
            raise _WrongError("link", value=short(part))
        url = _address(match["url"])
        found.append([_fitting(match["words"].strip() or urlsplit(url).netloc, LONGEST_LINK), url])
    return found


def _partners(text: str, texts: Mapping[str, str], vocabulary: Vocabulary) -> list[list[str]]:
    limit = InitiativePagePartner._meta.get_field("name").max_length
    found: dict[str, str] = {}
    for part in _parts(text, PARTS):
        match = ADDRESS.match(part)
        name = match["words"].strip() if match else part
        url = _address(match["url"]) if match else ""
        found.setdefault(_fitting(name or urlsplit(url).netloc, limit), url)
    return [[name, url] for name, url in found.items()]


def _figures(text: str, texts: Mapping[str, str], vocabulary: Vocabulary) -> dict[str, Any]:
    """Key numbers; a number without date and source is an opinion, so both are asked for."""
    numbers = []
    for part in _parts(text, PARTS, MOST_FIGURES):
        figure, mark, label = (each.strip() for each in part.partition("=" if "=" in part else ":"))
        if not (figure and mark and label):
            raise _WrongError("figure", value=short(part))
        numbers.append([_fitting(figure, FIGURE), _fitting(label, COUNTED)])
    if not numbers:
        return {}
    said = [texts.get("figures_as_of", ""), texts.get("figures_source", "")]
    if not all(said):
        raise _WrongError("unsourced")
    return {"numbers": numbers, "as_of": _fitting(said[0], AS_OF), "source": _fitting(said[1], SOURCE)}


_READERS: dict[str, Reader] = {
    "title": _title,
    "lead": _column("lead", one_line=False),
    **dict.fromkeys(RICH, _rich),
    "figures": _figures,
    "links": _links,
    "stage": _one(Vocabulary.stage, ""),
    **dict.fromkeys(("start_year", "end_year"), _year),
    "poles": _terms("poles"),
    "audiences": _terms("audiences"),
    "modes": _modes,
    **{name: _column(name) for name in ("place_name", "contact_name", "contact_phone", "source")},
    **{name: _degrees(name) for name in DEGREES},
    "partners": _partners,
    "partner_cites": _partner_cites,
    "contact_email": _email,
    "source_url": _url,
    "inspired_by": _one(Vocabulary.initiative, None),
}
