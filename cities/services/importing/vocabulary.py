"""What the words of a file may mean: languages, stages, terms of the network, Cités, initiatives."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from cities.enums import Mode, Stage
from cities.models import Audience, Initiative, Pole
from cities.models.terms import LANGUAGES as TERM_LANGUAGES
from cities.services.importing.fields import key_of, words_of
from cities.services.importing.problems import Problem, short
from portal.tenancy.enums import CiteKind
from portal.tenancy.models import Cite
from portal.tenancy.selectors.ownership import usable_by

TERMS: dict[str, type[Pole] | type[Audience]] = {"poles": Pole, "audiences": Audience}


@dataclass(frozen=True)
class Vocabulary:
    """Read once for a file: words by their key. Stored are keys of the database, for terms and Cités."""

    cite: Cite
    offered: Sequence[str]
    languages: Mapping[str, str]
    stages: Mapping[str, str]
    modes: Mapping[str, str]
    terms: Mapping[str, Mapping[str, int]]
    cites: Mapping[str, int]

    def language(self, text: str) -> str | Problem:
        """A language of the Cité's site."""
        code = self.languages.get(key_of(text.partition("-")[0])) or self.languages.get(key_of(text))
        if code is None:
            return Problem("unknown_language", values={"value": short(text)})
        if code not in self.offered:
            return Problem("language_not_offered", values={"value": code, "offered": list(self.offered)})
        return code

    def stage(self, text: str) -> str | Problem:
        """A stage."""
        return self.stages.get(key_of(text)) or Problem("unknown_stage", values={"value": short(text)})

    def mode(self, text: str) -> str | Problem:
        """A way of meeting people."""
        return self.modes.get(key_of(text)) or Problem("unknown_mode", values={"value": short(text)})

    def term(self, kind: str, text: str) -> int | Problem:
        """A pôle or an audience, by slug or by its name in any language."""
        found = self.terms[kind].get(key_of(text))
        if found is not None:
            return found
        return Problem(f"unknown_{kind[:-1]}", values={"value": short(text)})

    def partner(self, text: str) -> int | Problem:
        """Another Cité, by slug or name."""
        found = self.cites.get(key_of(text))
        if found is None:
            return Problem("unknown_cite", values={"value": short(text)})
        return Problem("own_cite") if found == self.cite.pk else found

    def initiative(self, text: str) -> int | Problem:
        """An initiative that the Cité may refer to: its own, or one the network accepted."""
        problem = Problem("unknown_initiative", values={"value": short(text)})
        try:
            uid = uuid.UUID(text.strip().rstrip("/").rpartition("/")[2])
        except ValueError:
            return problem
        rows = usable_by(Initiative.objects.all(), cite=self.cite)
        return rows.filter(uid=uid).values_list("pk", flat=True).first() or problem


def read_vocabulary(cite: Cite, offered: Sequence[str]) -> Vocabulary:
    """Read it."""
    return Vocabulary(
        cite=cite,
        offered=offered,
        languages=_values("language", settings.LANGUAGES),
        stages=_values("stage", Stage.choices),
        modes=_values("mode", Mode.choices),
        terms={kind: _terms(model._default_manager.all()) for kind, model in TERMS.items()},
        cites=_cites(),
    )


def first_name(model: type[Pole] | type[Audience], language: str) -> str:
    """The name of the first term, for an example."""
    term = model._default_manager.first()
    return term.name_in(language) if term else ""


def _values(kind: str, choices: Iterable[Any]) -> dict[str, str]:
    """Values by code, by the words of six languages, and by their label in the active one."""
    found = {}
    for value, label in choices:
        for word in (value, *words_of(kind).get(value, ()), str(label)):
            found[key_of(str(word))] = str(value)
    return found


def _terms(rows: Iterable[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        for word in (row.slug, *(row.name_in(code) for code in TERM_LANGUAGES)):
            found.setdefault(key_of(word), row.pk)
    return found


def _cites() -> dict[str, int]:
    found: dict[str, int] = {}
    rows = list(Cite.objects.filter(kind=CiteKind.CITE).values_list("pk", "slug", "short_name", "name"))
    for place in (1, 2, 3):
        for row in rows:
            found.setdefault(key_of(str(row[place])), row[0])
    return found
