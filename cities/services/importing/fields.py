"""The fields a column can fill, and the words by which headers and values are recognised in six languages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cities.enums import MODE, Mode
from cities.models import InitiativePage
from portal.alphabet import fold

FOLDER = Path(__file__).resolve().parents[2] / "data" / "import"
# Texts of several paragraphs.
RICH = ("need", "description", "results", "difficulties", "transferability", "resources")
# Fields that are columns of the page under the same name.
PLAIN = (
    "title", "lead", "stage", "start_year", "end_year", "place_name", "latitude", "longitude", "contact_name",
    "contact_email", "contact_phone", "source", "source_url",
)  # fmt: skip
# Fields that no page has under that name.
OTHER: dict[str, Promise] = {
    "external_id": _("identifier"),
    "language": _("language"),
    "figures": _("results in figures"),
    "figures_as_of": _("date of the figures"),
    "figures_source": _("source of the figures"),
    "links": _("links"),
    "modes": MODE,
    "partners": _("partners"),
    "partner_cites": _("partner Cités"),
}
# In the order of the template.
FIELDS: tuple[str, ...] = (
    "external_id", "language", "title", "lead", "need", "description", "results", "figures", "figures_as_of",
    "figures_source", "difficulties", "transferability", "resources", "links", "stage", "start_year", "end_year",
    "poles", "audiences", "modes", "place_name", "latitude", "longitude", "partners", "partner_cites",
    "contact_name", "contact_email", "contact_phone", "source", "source_url", "inspired_by",
)  # fmt: skip
NEEDED = ("external_id", "title")
LANGUAGES = ("fr", "it", "pt", "es", "ca", "en")
EXAMPLE_MARK = "#"


@lru_cache(maxsize=4096)
def key_of(text: str) -> str:
    """What words are compared by: letters and digits, small, without accents."""
    return "".join(fold(text).split())


def label_of(name: str) -> str:
    """A field's name in the active language."""
    if name in OTHER:
        return capfirst(str(OTHER[name]))
    if name not in FIELDS:
        return name
    column: Any = InitiativePage._meta.get_field(name)
    return capfirst(str(column.verbose_name))


@cache
def _data(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


@cache
def _fields_by_key() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, languages in _data("headers").items():
        for word in (name, *(word for words in languages.values() for word in words)):
            found[key_of(word)] = name
    return found


def field_named(header: str) -> str:
    """The field that a header or a field's own name means; nothing where it means none."""
    return _fields_by_key().get(key_of(header), "")


def recognised(headers: Iterable[str]) -> list[str]:
    """For each header its field, or nothing; of two with the same field the first has it."""
    taken: set[str] = set()
    found = []
    for header in headers:
        name = field_named(header)
        found.append("" if name in taken else name)
        taken.add(name)
    return found


def template_language() -> str:
    """The language of templates for whoever reads the active one."""
    code = (get_language() or "").partition("-")[0]
    return code if code in LANGUAGES else "en"


def headers_in(language: str) -> dict[str, str]:
    """The header of each field in a language of `LANGUAGES`, in the order of the template."""
    return {name: capfirst(_data("headers")[name][language][0]) for name in FIELDS}


def words_of(kind: str) -> Mapping[str, Sequence[str]]:
    """The words for each value of "stage", "mode" or "language"."""
    found: Mapping[str, Sequence[str]] = _data("words")[kind]
    return found


def example_in(language: str) -> Mapping[str, str]:
    """Texts of the example line."""
    found: Mapping[str, str] = _data("words")["example"][language]
    return found


def mode_columns() -> tuple[str, ...]:
    """The page's columns that `modes` fills."""
    return tuple(mode.value for mode in Mode)
