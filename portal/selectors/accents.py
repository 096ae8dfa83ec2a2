"""The style sheet with every Cité's accent."""

from __future__ import annotations

import hashlib

from django.core.cache import cache

from portal.look.accent import NETWORK_SEED, css_rule
from portal.models import SiteSettings
from portal.tenancy.selectors import hosts

KEY = "portal:accents"


def accent_sheet() -> str:
    """One rule per Cité that chose a colour, and the network's for those that didn't."""
    kept: str | None = cache.get(KEY)
    if kept is None:
        seeds = dict(SiteSettings.objects.exclude(accent="").values_list("site_id", "accent"))
        rules = [css_rule(":root", NETWORK_SEED)]
        rules += [
            css_rule(f'[data-cite="{row.cite_slug}"]', seeds.get(row.id, NETWORK_SEED))
            for row in sorted(hosts.table().sites.values(), key=lambda row: row.cite_slug)
            if row.cite_slug
        ]
        kept = "\n".join(rules) + "\n"
        cache.set(KEY, kept, 3600)
    return kept


def accents_changed() -> None:
    """Forget the sheet: a colour or a Cité came, changed or went."""
    cache.delete(KEY)


def accent_version() -> str:
    """A short name of the sheet's content, for its address and ETag."""
    return hashlib.sha256(accent_sheet().encode()).hexdigest()[:12]
