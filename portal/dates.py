"""Dates and times as each language writes them in the middle of a sentence.

Django's own formats shorten months in English and begin Portuguese months with a capital.
"""

from __future__ import annotations

import datetime
import re

from django.utils import formats
from django.utils.translation import get_language

IN_FULL = dict.fromkeys(("pt", "es", "ca"), r"j \d\e F \d\e Y")
OF_A_YEAR = dict.fromkeys(("pt", "es", "ca"), r"j \d\e F")
MONTH = dict.fromkeys(("pt", "es", "ca"), r"F \d\e Y")
# Languages that write months, days and languages with a capital.
CAPITALS = frozenset({"en"})


def _active() -> str:
    return (get_language() or "fr").partition("-")[0]


def _written(value: datetime.date, wanted: dict[str, str], otherwise: str) -> str:
    language = _active()
    words = str(formats.date_format(value, wanted.get(language, otherwise)))
    if language == "ca":
        words = re.sub(r"\bde (?=[ao])", "d’", words)
    return words if language in CAPITALS else words.lower()


def date_words(value: datetime.date) -> str:
    """ "23 avril 2018", "23 April 2018", "23 de abril de 2018"."""
    return _written(value, IN_FULL, "j F Y")


def month_words(value: datetime.date) -> str:
    """ "mai 2019"."""
    return _written(value, MONTH, "F Y")


def day_words(value: datetime.date) -> str:
    """ "mardi 8 décembre", for a day that is near."""
    language = _active()
    weekday = str(formats.date_format(value, "l"))
    glue = ", " if language in {"pt", "es", "ca"} else " "
    return (weekday if language in CAPITALS else weekday.lower()) + glue + _written(value, OF_A_YEAR, "j F")


def clock_words(value: datetime.time) -> str:
    """ "14 h 30" in French, "14h30" in Portuguese, "2.30 pm" in English, "14:30" elsewhere."""
    language = _active()
    if language == "fr":
        return f"{value.hour}\u00a0h" + (f"\u00a0{value:%M}" if value.minute else "")
    if language == "pt":
        return f"{value.hour}h{value:%M}"
    if language == "en":
        minutes = f".{value:%M}" if value.minute else ""
        return f"{value.hour % 12 or 12}{minutes}\u00a0{'am' if value.hour < 12 else 'pm'}"
    return f"{value:%H:%M}"
