"""The style sheet with every Cité's accent."""

from __future__ import annotations

import hashlib
import uuid

from django.core.cache import cache
from django.db import transaction

from portal.look.accent import NETWORK_SEED, css_rule
from portal.models import SiteSettings
from portal.tenancy.selectors import hosts

VERSION_KEY = "portal:accents:version"
KEPT_SECONDS = 3600


def accent_sheet() -> str:
    """One rule per Cité that chose a colour, and the network's for those that didn't."""
    # Both versions before what they name: a sheet of the state before can't be kept under the state after.
    key = f"portal:accents:{_version()}:{hosts.table().version}"
    kept: str | None = cache.get(key)
    if kept is None:
        seeds = dict(SiteSettings.objects.exclude(accent="").values_list("site_id", "accent"))
        rules = [css_rule(":root", NETWORK_SEED)]
        rules += [
            css_rule(f'[data-cite="{row.cite_slug}"]', seeds.get(row.id, NETWORK_SEED))
            for row in sorted(hosts.table().sites.values(), key=lambda row: row.cite_slug)
            if row.cite_slug
        ]
        kept = "\n".join(rules) + "\n"
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def accents_changed() -> None:
    """A colour came, changed or went: at once for what this transaction still reads, after the commit for the others.

    Of Cités that come and go the table of hosts tells.
    """
    _raise_version()
    transaction.on_commit(_raise_version)


def _raise_version() -> None:
    cache.set(VERSION_KEY, uuid.uuid4().hex, None)


def _version() -> str:
    version = cache.get(VERSION_KEY)
    if version is None:
        cache.add(VERSION_KEY, uuid.uuid4().hex, None)
        version = cache.get(VERSION_KEY)
    return str(version)


def accent_version() -> str:
    """A short name of the sheet's content, for its address and ETag."""
    return hashlib.sha256(accent_sheet().encode()).hexdigest()[:12]
