"""The three owners of markers: one's own Cité, another one, the network."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from wagtail.models import Collection, Page, Site

from portal.accounts.models import User
from portal.tenancy.models import Cite, Container, Network

PUBLIC_ROOT = "qzpub"
_numbers = itertools.count(1)


@dataclass
class Tokens:
    """Words that occur nowhere else; the root tells whose they are."""

    root: str

    def __call__(self) -> str:
        return f"{self.root}{next(_numbers):04d}"


@dataclass
class Owner:
    """An owner and the rows made for it, the first of each model being the one that addresses name."""

    name: str
    tokens: Tokens
    cite: Cite | None
    site: Site
    container: Container
    collection: Collection
    language: str
    rows: dict[type[Model], list[Any]] = field(default_factory=dict)
    make: Callable[[type[Model]], Any] | None = None
    user: User | None = None
    missing: dict[type[Model], str] = field(default_factory=dict)

    @property
    def home(self) -> Page:
        """The home in the owner's language."""
        return Page.objects.child_of(self.container).get(slug=self.language)

    def keep(self, *rows: Any) -> None:
        """Note rows under their own model."""
        for row in rows:
            known = self.rows.setdefault(type(row), [])
            if all(row.pk != other.pk for other in known):
                known.append(row)

    def find(self, model: type[Model]) -> Any | None:
        """The first row of a model or of a subclass, if there is one."""
        if model in self.rows:
            return self.rows[model][0]
        return next((rows[0] for cls, rows in self.rows.items() if issubclass(cls, model)), None)

    def get(self, model: type[Model]) -> Any:
        """The first row of a model, made if there is none yet."""
        found = self.find(model)
        if found is None:
            assert self.make is not None
            found = self.make(model)
        return found

    def all_rows(self) -> Iterator[Any]:
        """Every row."""
        for rows in self.rows.values():
            yield from rows


def owner_of_cite(cite: Cite, letter: str, language: str) -> Owner:
    """The owner that a Cité is."""
    assert cite.site is not None
    assert cite.container is not None
    assert cite.collection is not None
    return Owner(cite.slug, Tokens(f"qzv{letter}x"), cite, cite.site, cite.container, cite.collection, language)


def owner_of_network(network: Network) -> Owner:
    """The owner that the network is."""
    return Owner("network", Tokens("qzvnx"), None, network.site, network.container, network.collection, "fr")
