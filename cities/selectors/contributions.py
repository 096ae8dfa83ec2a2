"""Initiatives that partners propose: whether a Cité takes them, who decides, who is told."""

from __future__ import annotations

from django.db.models import QuerySet

from cities.enums import ContributionState
from cities.models import Contribution, ContributionSettings
from portal.accounts.models import User
from portal.contacts.selectors import recipients_of
from portal.tenancy.enums import CiteRole
from portal.tenancy.models import Cite
from portal.tenancy.selectors.hosts import SiteRow

PART = "contributions"
DECIDING = (CiteRole.MODERATOR, CiteRole.MANAGER)


def is_open(row: SiteRow, cite: Cite | None) -> bool:
    """Whether the site of a Cité takes proposals, for its frame; the hub doesn't."""
    return cite is not None and ContributionSettings.objects.filter(site=row.id, is_open=True).exists()


def told_of(cite: Cite) -> list[str]:
    """Who is told of a new proposal: the address chosen, else those that the contact form tells."""
    chosen = ContributionSettings.objects.filter(site=cite.site_id).values_list("recipient", flat=True).first()
    return [chosen] if chosen else recipients_of(cite)


def deciding_for(user: User) -> QuerySet[Cite]:
    """The Cités for which a person publishes; the network's roles don't, for people wrote to the Cité."""
    if not user.is_active:
        return Cite.objects.none()
    return Cite.objects.filter(role_groups__role__in=DECIDING, role_groups__group__user=user).distinct()


def contributions_for(user: User, *, state: str = "") -> QuerySet[Contribution]:
    """What a person may read and decide, those that wait longest first, else the latest."""
    found = Contribution.objects.filter(cite__in=deciding_for(user)).select_related("cite", "decided_by", "page")
    if state in ContributionState.values:
        found = found.filter(state=state)
    first = "received_at" if state == ContributionState.WAITING else "-received_at"
    return found.order_by(first, "pk")


def waiting_for(user: User, *, cite: Cite) -> QuerySet[Contribution]:
    """What waits in one Cité, if this person decides there."""
    return contributions_for(user, state=ContributionState.WAITING).filter(cite=cite)
