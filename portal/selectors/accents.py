"""The style sheet with every Cité's accent."""

from __future__ import annotations

import hashlib

from django.core.cache import cache

from portal.cache_versions import CacheVersion
from portal.look.accent import NETWORK_SEED, css_rule
from portal.models import SiteSettings
from portal.tenancy.selectors import hosts

VERSION = CacheVersion("portal:accents:version")
KEPT_SECONDS = 3600


def accent_sheet() -> str:
    """One rule per Cité that chose a colour, and the network's for those that didn't."""
    # Both versions before what they name: a sheet of the state before can't be kept under the state after.
    key = f"portal:accents:{VERSION.current()}:{hosts.table().version}"
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
    """A colour came, changed or went. Of Cités that come and go the table of hosts tells."""
    VERSION.raise_on_change()


def accent_version() -> str:
    """A short name of the sheet's content, for its address and ETag."""
    return hashlib.sha256(accent_sheet().encode()).hexdigest()[:12]
