"""Which events change what the public may see of an initiative (`docs/search.md` lists them all)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from cities.models import Audience, InitiativePage, Pole
from cities.models.terms import NetworkTerm
from cities.signals import initiative_changed
from portal.selectors import frames
from portal.tenancy.models import Cite, SiteLanguage
from portal.tenancy.selectors import hosts
from search.services.projection import project, project_all, uids_below, uids_of_cite
from search.tasks import project_term


def _project_each(uids: Iterable[uuid.UUID]) -> None:
    for _written in project_all(uids):
        pass


def changed(sender: type[Model], uid: uuid.UUID, **kwargs: Any) -> None:
    """`initiative_changed`: saves of the page class, decisions, acceptances."""
    project(uid)


def base_page_saved(sender: type[Model], instance: Page, update_fields: frozenset[str] | None, **kwargs: Any) -> None:
    """`post_save` of the base class: bulk unpublication and stock expiry save that, past `InitiativePage.save()`."""
    if (update_fields is None or "live" in update_fields) and instance.specific_class is InitiativePage:
        project(instance.translation_key)


def page_deleted(sender: type[Model], instance: InitiativePage, **kwargs: Any) -> None:
    """`post_delete` of a page; where another language takes over, its save projects again."""
    project(instance.translation_key)


def page_moved(sender: type[Model], instance: Page, **kwargs: Any) -> None:
    """`post_page_move` of a page or of an ancestor."""
    _project_each(uids_below(instance.path))


def restriction_changed(sender: type[Model], instance: PageViewRestriction, **kwargs: Any) -> None:
    """`post_save`, `post_delete` of a restriction on a page or an ancestor."""
    _project_each(uids_below(instance.page.path))


def cite_saved(sender: type[Model], instance: Cite, **kwargs: Any) -> None:
    """`post_save`: a site is suspended or taken up again, a Cité changes its name."""
    _project_each(uids_of_cite(instance))


def language_changed(sender: type[Model], instance: SiteLanguage, **kwargs: Any) -> None:
    """`post_save`, `post_delete` of a language of a site."""
    cite = Cite.objects.filter(site=instance.site_id).first()
    if cite is not None:
        _project_each(uids_of_cite(cite))


def term_changed(sender: type[Model], instance: NetworkTerm, created: bool = False, **kwargs: Any) -> None:
    """`post_save`, `post_delete` of a pôle or an audience: its names are searched, and label the facets.

    The worker brings the documents up to date, for there may be thousands.
    """
    hub = hosts.table().hub
    if hub is not None:
        frames.changed(hub.id)
    if not created:
        project_term.enqueue(sender._meta.label, instance.slug)


def connect() -> None:
    """Connect the receivers; called once, from `ready()`."""
    initiative_changed.connect(changed, dispatch_uid="search.changed")
    post_save.connect(base_page_saved, sender=Page, dispatch_uid="search.base")
    post_delete.connect(page_deleted, sender=InitiativePage, dispatch_uid="search.deleted")
    post_page_move.connect(page_moved, dispatch_uid="search.moved")
    for signal in (post_save, post_delete):
        signal.connect(restriction_changed, sender=PageViewRestriction, dispatch_uid=f"search.privacy.{id(signal)}")
        signal.connect(language_changed, sender=SiteLanguage, dispatch_uid=f"search.language.{id(signal)}")
    post_save.connect(cite_saved, sender=Cite, dispatch_uid="search.cite")
    for term in (Pole, Audience):
        for name, signal in (("save", post_save), ("delete", post_delete)):
            signal.connect(term_changed, sender=term, dispatch_uid=f"search.term.{name}.{term.__name__}")
