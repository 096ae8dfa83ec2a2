"""Frames follow pages and settings."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_slug_changed, page_unpublished, post_page_move

from portal.media.models import PortalImage
from portal.models import SiteSettings
from portal.models.facts import withdraw_translations
from portal.selectors import frames
from portal.selectors.accents import accents_changed
from portal.selectors.links import links_changed
from portal.selectors.social import image_changed
from portal.services.versions import raise_content_version
from portal.tenancy.models import Cite, HostAlias, SiteLanguage


def page_saved(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """`post_save` and `post_delete` of any page class, the base class included (bulk unpublish saves that)."""
    if isinstance(instance, Page):
        frames.page_changed(instance)
        links_changed()
        raise_content_version()


def page_moved(sender: type[Model], instance: Page, **kwargs: Any) -> None:
    """`post_page_move` and `page_slug_changed`."""
    frames.page_changed(instance)
    links_changed()
    raise_content_version()


def restriction_saved(sender: type[Model], instance: PageViewRestriction, **kwargs: Any) -> None:
    """`post_save` and `post_delete` of a restriction: menus show public pages only."""
    frames.page_changed(instance.page)
    raise_content_version()


def settings_saved(sender: type[Model], instance: SiteSettings, **kwargs: Any) -> None:
    """`post_save` and `post_delete` of a site's settings."""
    frames.changed(instance.site_id)
    accents_changed()


def register_saved(sender: type[Model], **kwargs: Any) -> None:
    """`post_save` and `post_delete` of what lists of sites and Cités are made of: names, hosts, suspension."""
    raise_content_version()


def image_saved(sender: type[Model], instance: PortalImage, **kwargs: Any) -> None:
    """`post_save` and `post_delete` of an image."""
    image_changed(instance.pk)


def connect() -> None:
    """Connect the receivers; called once, from `ready()`."""
    for signal in (post_save, post_delete):
        signal.connect(page_saved, dispatch_uid=f"portal.frames.page.{id(signal)}")
        for model in (Cite, HostAlias, Site, SiteLanguage):
            signal.connect(register_saved, sender=model, dispatch_uid=f"portal.version.{model.__name__}.{id(signal)}")
        signal.connect(image_saved, sender=PortalImage, dispatch_uid=f"portal.social.{id(signal)}")
        signal.connect(settings_saved, sender=SiteSettings, dispatch_uid=f"portal.frames.settings.{id(signal)}")
        signal.connect(restriction_saved, sender=PageViewRestriction, dispatch_uid="portal.frames.restriction")
    for signal in (post_page_move, page_slug_changed):
        signal.connect(page_moved, dispatch_uid="portal.frames.move")
    page_unpublished.connect(withdraw_translations, dispatch_uid="portal.facts.withdraw")
