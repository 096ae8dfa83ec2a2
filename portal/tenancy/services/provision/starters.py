"""Pages a new site begins with. Each app registers the ones it offers in `ready()`."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.text import slugify
from wagtail.models import Locale, Page, Site

from portal.tenancy.models import Cite
from portal.tenancy.services.pages import add_published
from portal.tenancy.services.provision.plan import Report

Space = Literal["cite", "hub"]
HUB_UID = uuid.UUID("6e5c1c0e-8f0b-5c6c-9d0c-2f3a7b1d4e90")


@dataclass
class StarterContext:
    """One language of one site while it is being made or repaired.

    `is_new` tells whether the home of this language was made in this run: starters make their pages then;
    pages that every site must have (`required=True`) are put back in later runs too.
    """

    space: Space
    site: Site
    home: Page
    locale: Locale
    cite: Cite | None
    is_new: bool
    report: Report = field(default_factory=Report)

    @property
    def language(self) -> str:
        code: str = self.locale.language_code
        return code

    def key(self, name: str) -> uuid.UUID:
        """The translation key that the page `name` of this site has in all its languages."""
        return uuid.uuid5(self.cite.uid if self.cite else HUB_UID, name)

    def find(self, name: str) -> Page | None:
        """The page `name` in this language, wherever it was moved to and whatever it is called now."""
        page = Page.objects.filter(translation_key=self.key(name), locale=self.locale).first()
        return page.specific if page else None

    def ensure(
        self,
        name: str,
        model: type[Page],
        *,
        title: str,
        parent: Page | None = None,
        required: bool = False,
        **values: Any,
    ) -> Page | None:
        """The page `name`, made and published where it is missing and wanted.

        Returns None where an editor has deleted a page that isn't required.
        """
        page = self.find(name)
        if page is not None or not (self.is_new or required):
            return page
        values.setdefault("slug", slugify(title))
        page = model(title=title, locale=self.locale, translation_key=self.key(name), **values)
        add_published(parent=parent or self.home, page=page)
        (self.report.made if self.is_new else self.report.repaired).append(f"{page.title} ({self.language})")
        return page


Starter = Callable[[StarterContext], None]
_homes: dict[Space, type[Page]] = {}
_starters: dict[Space, list[tuple[int, Starter]]] = {"cite": [], "hub": []}


def register_home(space: Space, model: type[Page]) -> None:
    """State which page class is the home of a Cité's site, or of the hub."""
    _homes[space] = model


def register_starter(space: Space, starter: Starter, *, order: int = 100) -> None:
    """Add a function that makes starter pages; lower `order` runs, and stands in the menu, first."""
    if all(known is not starter for _order, known in _starters[space]):
        _starters[space].append((order, starter))


def home_model(space: Space) -> type[Page]:
    """The page class registered for homes of this space."""
    return _homes[space]


def run_starters(context: StarterContext) -> None:
    """Run every starter of the context's space in order."""
    for _order, starter in sorted(_starters[context.space], key=lambda entry: entry[0]):
        starter(context)
