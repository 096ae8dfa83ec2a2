"""Who answers for whose data."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from portal.accounts.models import User
from portal.accounts.selectors.members import manages_people
from portal.personal.models import PurgeRun
from portal.tenancy.enums import CiteRole
from portal.tenancy.models import Cite


def managed_by_role(user: User) -> QuerySet[Cite]:
    """The Cités whose manager this person is; the network's roles are not, for people wrote to the Cité."""
    if not user.is_active:
        return Cite.objects.none()
    return Cite.objects.filter(role_groups__role=CiteRole.MANAGER, role_groups__group__user=user).distinct()


def responsible_for(user: User) -> set[int | None]:
    """Cités whose data a person answers for as their manager; None, the network's own, for the label team."""
    found: set[int | None] = set(managed_by_role(user).values_list("pk", flat=True))
    return found | {None} if manages_people(user) else found


def purges_of(cite_ids: set[int | None]) -> QuerySet[PurgeRun]:
    """The proof of purges for these Cités, the latest first."""
    condition = Q(cite__in=[pk for pk in cite_ids if pk is not None])
    if None in cite_ids:
        condition |= Q(cite__isnull=True)
    return PurgeRun.objects.filter(condition).select_related("cite")
