"""Names under which a site answers: one canonical, the others redirect to it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Site

from portal.tenancy.models import Cite, HostAlias
from portal.tenancy.models.cite import RESERVED_SLUGS, validate_slug
from portal.tenancy.models.hosts import validate_hostname
from portal.tenancy.services.drift import forget_drift
from portal.tenancy.services.provision import ProvisionError


def add_domain(*, cite: Cite, hostname: str, user: Any) -> HostAlias:
    """Let a site answer under another name too, by redirecting to its canonical one.

    Raises:
        ProvisionError: the name is malformed, the network's own, or taken. Nothing was written.
    """
    with transaction.atomic():
        site = _site(cite)
        name = _free_name(hostname, cite=cite)
        alias = HostAlias.objects.create(hostname=name, site=site)
        log(instance=cite, action="tenancy.add_domain", user=user, data={"host": name})
    return alias


def remove_domain(*, cite: Cite, alias: HostAlias, user: Any) -> None:
    """Let a name go; it is unknown from then on.

    Raises:
        ProvisionError: the name isn't one of this site's.
    """
    with transaction.atomic():
        site = _site(cite)
        if alias.site_id != site.pk:
            raise ProvisionError(_("This name is not one of the site’s."))
        log(instance=cite, action="tenancy.remove_domain", user=user, data={"host": alias.hostname})
        alias.delete()


def set_canonical_host(*, cite: Cite, hostname: str, user: Any) -> None:
    """Make a name the one under which the site is shown; the one before redirects to it for good.

    Raises:
        ProvisionError: the name is malformed, the network's own, or taken. Nothing was written.
    """
    with transaction.atomic():
        site = _site(cite)
        before = site.hostname
        name = hostname.strip().lower().rstrip(".")
        if name == before:
            return
        own = HostAlias.objects.filter(hostname=name, site=site)
        if own.exists():
            own.delete()
        else:
            name = _free_name(name, cite=cite)
        site.hostname = name
        site.save()
        HostAlias.objects.create(hostname=before, site=site)
        forget_drift(cite=cite)
        log(instance=cite, action="tenancy.host", user=user, data={"host": name, "before": before})


def _site(cite: Cite) -> Site:
    """The site, locked: two people may choose hosts at once."""
    if cite.site_id is None:
        raise ProvisionError(_("This Cité has no site yet."))
    return Site.objects.select_for_update().get(pk=cite.site_id)


def _free_name(hostname: str, *, cite: Cite) -> str:
    name = hostname.strip().lower().rstrip(".")
    try:
        validate_hostname(name)
    except ValidationError as error:
        raise ProvisionError(" ".join(error.messages)) from error
    if "." not in name:
        raise ProvisionError(_("Write the whole name, such as www.example.org."))
    _refuse_name_of_another(name, cite=cite)
    if Site.objects.filter(hostname=name).exists() or HostAlias.objects.filter(hostname=name).exists():
        raise ProvisionError(_("The host %(host)s is taken by another site.") % {"host": name})
    return name


def _refuse_name_of_another(name: str, *, cite: Cite) -> None:
    """Below the network's domain a name is a Cité's slug, whether that Cité has a site already or not."""
    own = settings.BASE_DOMAIN
    if name in {settings.NETWORK_HOST, own}:
        raise ProvisionError(_("The host %(host)s is the network’s own.") % {"host": name})
    label, found, rest = name.partition(f".{own}")
    if not found or rest:
        return
    try:
        validate_slug(label)
    except ValidationError as error:
        raise ProvisionError(" ".join(error.messages)) from error
    taken = label in RESERVED_SLUGS or label in dict(settings.LANGUAGES)
    if taken or Cite.objects.filter(slug=label).exclude(pk=cite.pk).exists():
        raise ProvisionError(_("The host %(host)s is kept for another Cité or for the portal.") % {"host": name})
