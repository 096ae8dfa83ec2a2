"""Words of generated initiatives: banks of phrases per language, put together anew for each.

The banks (`search/data/generate/<language>.json`) are aligned: the same place in the list says the same in every
language, so what is drawn once gives a page and its translations.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from cities.services.initiatives import Figures, InitiativeWords

FOLDER = Path(__file__).resolve().parents[2] / "data" / "generate"
MAX_TITLE = 100
# Slots and the list each is filled from; a second one of a kind says something else.
LISTS = {
    "sector": "sectors", "sector2": "sectors", "trade": "trades", "trade2": "trades", "format": "formats",
    "activity": "activities", "activity2": "activities", "activity3": "activities", "partner": "partners",
    "partner2": "partners", "tool": "tools", "tool2": "tools",
}  # fmt: skip
# Sections of a page and how many sentences each may have.
SECTIONS = {
    "need": (2, 3),
    "description": (4, 6),
    "results": (2, 3),
    "difficulties": (1, 3),
    "transferability": (1, 2),
    "resources": (1, 3),
}
SENTENCES_A_PARAGRAPH = 3
VOWELS = "aeiouyéèêàâîïôœAEIOUYÉÈÊÀÂÎÏÔŒ"
# Articles that melt into the word before them, and vowels that do: longer patterns first.
MELTING: dict[str, dict[str, str]] = {
    "fr": {
        "de les ": "des ", "de le ": "du ", "à les ": "aux ", "à le ": "au ", f"de (?=[{VOWELS}])": "d’",
        f"que (?=[{VOWELS}])": "qu’",
    },
    "it": {
        f"{bare} {article}": f"{melted}{ending}"
        for bare, melted in (("di", "de"), ("a", "a"), ("da", "da"), ("in", "ne"), ("su", "su"))
        for article, ending in (("il ", "l "), ("lo ", "llo "), ("la ", "lla "), ("l’", "ll’"), ("i ", "i "),
                                ("gli ", "gli "), ("le ", "lle "))
    },
    "pt": {
        f"{bare} {article} ": f"{melted} "
        for bare, forms in (("de", ("do", "da", "dos", "das")), ("em", ("no", "na", "nos", "nas")),
                            ("por", ("pelo", "pela", "pelos", "pelas")), ("a", ("ao", "à", "aos", "às")))
        for article, melted in zip(("o", "a", "os", "as"), forms, strict=True)
    },
    "es": {"de el ": "del ", "a el ": "al "},
    "ca": {
        "de els ": "dels ", "de el ": "del ", "a els ": "als ", "a el ": "al ", "per els ": "pels ",
        "per el ": "pel ", f"de (?=[{VOWELS}])": "d’",
    },
}  # fmt: skip
Bank = Mapping[str, Any]


class UnknownLanguageError(ValueError):
    """There is no bank for a language."""


@dataclass(frozen=True, slots=True)
class Cast:
    """What one initiative is about, in no language: places in the lists, numbers, names of places."""

    picked: Mapping[str, int]
    values: Mapping[str, str]
    audience: str
    pole: str
    sentences: Mapping[str, tuple[int, ...]]
    title: int
    teaser: int
    figures: tuple[tuple[str, int], ...]
    year: int
    has_link: bool


def languages() -> list[str]:
    """The languages that can be generated."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


@cache
def bank(language: str) -> Bank:
    """The phrases of a language.

    Raises:
        UnknownLanguageError: there are none.
    """
    if language not in languages():
        raise UnknownLanguageError(language)
    found: Bank = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return found


@cache
def _melting(language: str) -> tuple[re.Pattern[str], dict[str, str]] | None:
    rules = MELTING.get(language)
    if rules is None:
        return None
    # What a match reads as, without the look-ahead.
    read = {pattern.partition("(?=")[0]: melted for pattern, melted in rules.items() if "(?=" not in pattern}
    before_vowels = {pattern.partition("(?=")[0]: melted for pattern, melted in rules.items() if "(?=" in pattern}
    return re.compile(rf"(?<!\w)(?:{'|'.join(rules)})"), {**before_vowels, **read}


def melt(text: str, language: str) -> str:
    """A text with its articles as the language writes them: "de le bâtiment" becomes "du bâtiment"."""
    rules = _melting(language)
    if rules is None:
        return text
    pattern, forms = rules
    return pattern.sub(lambda found: forms[found[0]], text)


def draw_cast(rng: Random, *, place: str, audience: str, pole: str, year: int) -> Cast:
    """Draw what an initiative is about."""
    lists = bank("fr")
    picked: dict[str, int] = {}
    for slot, name in LISTS.items():
        taken = {index for other, index in picked.items() if LISTS[other] == name}
        index = rng.randrange(len(lists[name]))
        while index in taken:
            index = (index + 1) % len(lists[name])
        picked[slot] = index
    many = rng.randrange(12, 400)
    values = {
        "place": place,
        "n": str(many),
        "n2": str(max(3, many // rng.randrange(3, 8))),
        "pct": str(rng.randrange(12, 89)),
        "pct2": str(rng.randrange(12, 89)),
        "pct3": str(rng.randrange(2, 45)),
        "hours": str(rng.randrange(2, 40)),
        "months": str(rng.randrange(2, 19)),
        "year": str(year - 1),
        "budget": str(rng.randrange(4, 120) * 500),
    }
    sentences = {
        name: tuple(rng.sample(range(len(lists[name])), rng.randint(low, high)))
        for name, (low, high) in SECTIONS.items()
    }
    kinds = range(len(lists["figures"]))
    figures = tuple((str(rng.randrange(4, 900)), kind) for kind in rng.sample(kinds, 3)) if rng.random() < 0.3 else ()
    return Cast(
        picked=picked,
        values=values,
        audience=audience,
        pole=pole,
        sentences=sentences,
        title=rng.randrange(len(lists["titles"])),
        teaser=rng.randrange(len(lists["teasers"])),
        figures=figures,
        year=year,
        has_link=rng.random() < 0.2,
    )


def words_of(cast: Cast, language: str) -> InitiativeWords:
    """The words of a page in a language; marked as demonstration."""
    lists = bank(language)
    slots = {slot: lists[name][cast.picked[slot]] for slot, name in LISTS.items()}
    bare, with_article = slots["format"]
    slots |= {"Format": bare, "format": with_article, **cast.values}
    slots["audience"] = lists["audiences"][cast.audience]
    slots["pole"] = lists["poles"][cast.pole]
    sections = {
        name: _paragraphs(name, [_sentence(lists[name][index], slots) for index in cast.sentences[name]])
        for name in SECTIONS
    }
    melted = melt("\x1f".join(sections.values()), language).split("\x1f")
    figures = [(number, lists["figures"][kind]) for number, kind in cast.figures]
    return InitiativeWords(
        title=_title(cast, lists, slots, language),
        teaser=melt(_sentence(lists["teasers"][cast.teaser], slots), language),
        figures=Figures(numbers=figures, as_of=str(cast.year), source=lists["source"]) if figures else None,
        links=[(lists["link"], f"https://example.org/{cast.values['n']}")] if cast.has_link else (),
        demonstration=True,
        **dict(zip(sections, melted, strict=True)),
    )


def columns_of(words: InitiativeWords) -> dict[str, Any]:
    """The columns of a page's words, streams as they are stored."""
    values = words.values()
    del values["title"]
    return values | {
        name: json.dumps(_in_order(values[name])) if values[name] else "[]" for name in ("figures", "links")
    }


def _sentence(template: str, slots: Mapping[str, str]) -> str:
    text = template.format_map(slots)
    return text[0].upper() + text[1:]


def _paragraphs(name: str, sentences: list[str]) -> str:
    """HTML as the editor stores it, so that saving a page in the admin changes nothing."""
    step = SENTENCES_A_PARAGRAPH
    return "".join(
        f'<p data-block-key="{name[:4]}{start}">{" ".join(sentences[start : start + step])}</p>'
        for start in range(0, len(sentences), step)
    )


def _title(cast: Cast, lists: Bank, slots: Mapping[str, str], language: str) -> str:
    """The title drawn, or the next one that isn't too long."""
    templates = lists["titles"]
    for offset in range(len(templates)):
        title = melt(_sentence(templates[(cast.title + offset) % len(templates)], slots), language)
        if len(title) <= MAX_TITLE:
            return title
    return title[:MAX_TITLE]


def _in_order(raw: Any) -> Any:
    """A raw stream with its keys in the order in which Wagtail writes them."""
    if isinstance(raw, list):
        return [_in_order(item) for item in raw]
    if isinstance(raw, dict):
        kept = {name: _in_order(raw[name]) for name in ("type", "value", "id") if name in raw}
        return kept or {name: _in_order(value) for name, value in raw.items()}
    return raw
