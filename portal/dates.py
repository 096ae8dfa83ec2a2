"""Dates and times as each language writes them in the middle of a sentence.

Django's own formats shorten months in English and begin Portuguese months with a capital.
"""

from __future__ import annotations

import datetime
import re

from django.utils import formats
from django.utils.translation import get_language, pgettext

IN_FULL = dict.fromkeys(("pt", "es", "ca"), r"j \d\e F \d\e Y")
OF_A_YEAR = dict.fromkeys(("pt", "es", "ca"), r"j \d\e F")
MONTH = dict.fromkeys(("pt", "es", "ca"), r"F \d\e Y")
# The first of a month has an ordinal: "1er janvier".
FIRST = {"fr": "1er", "it": "1º"}
# Languages that write months, days and languages with a capital.
CAPITALS = frozenset({"en"})


def _active() -> str:
    return (get_language() or "fr").partition("-")[0]


def _written(value: datetime.date, wanted: dict[str, str], otherwise: str) -> str:
    language = _active()
    words = str(formats.date_format(value, wanted.get(language, otherwise)))
    if language in FIRST:
        words = re.sub(r"^1(?= )", FIRST[language], words)
    if language == "ca":
        words = re.sub(r"\bde (?=[ao])", "d’", words)
    return words if language in CAPITALS else words.lower()


def date_words(value: datetime.date) -> str:
    """ "23 avril 2018", "23 April 2018", "23 de abril de 2018"."""
    return _written(value, IN_FULL, "j F Y")


def month_words(value: datetime.date) -> str:
    """ "mai 2019"."""
    return _written(value, MONTH, "F Y")


def first_of_span_words(first: datetime.date, last: datetime.date) -> str:
    """What of a first day isn't said by the last: "19", "30 juin" or "30 décembre 2018" before "2 juillet 2019"."""
    if (first.year, first.month) == (last.year, last.month):
        return FIRST.get(_active(), "1") if first.day == 1 else str(first.day)
    return month_day_words(first) if first.year == last.year else date_words(first)


def known_date_words(value: datetime.date, precision: str) -> str:
    """A date as precisely as it is known: "2021", "mai 2019", "23 avril 2018"; never a false day."""
    if precision == "year":
        return str(value.year)
    return month_words(value) if precision == "month" else date_words(value)


def since_words(value: datetime.date, precision: str) -> str:
    """ "depuis le 10 décembre 2015", "depuis mai 2019", "depuis 2021"."""
    words = known_date_words(value, precision)
    if precision in ("month", "year"):
        return pgettext("a month or a year", "since %(date)s") % {"date": words}
    return pgettext("a day", "since %(date)s") % {"date": words}


def month_day_words(value: datetime.date) -> str:
    """ "8 décembre", "1er janvier", for a day whose year is said nearby."""
    return _written(value, OF_A_YEAR, "j F")


def day_words(value: datetime.date) -> str:
    """ "mardi 8 décembre", for a day that is near."""
    language = _active()
    weekday = str(formats.date_format(value, "l"))
    glue = ", " if language in {"pt", "es", "ca"} else " "
    return (weekday if language in CAPITALS else weekday.lower()) + glue + month_day_words(value)


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
