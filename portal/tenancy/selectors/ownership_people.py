"""Ownership of sites, groups and people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Q
from wagtail.models import Site

from portal.tenancy.enums import NetworkRole
from portal.tenancy.models import CiteGroup
from portal.tenancy.selectors.ownership import NOTHING, spans


@dataclass(frozen=True, slots=True)
class OfSite:
    """A Site belongs to the Cité it was made for."""

    def owned(self, cite_ids: Collection[int]) -> Q:
        return Q(pk__in=[span.site_id for span in spans() if span.cite_id in cite_ids])

    def shared(self) -> Q:
        return NOTHING

    def of_network(self) -> Q:
        return ~Q(pk__in=[span.site_id for span in spans() if span.site_id])

    def owner_id(self, instance: Site) -> int | None:
        return next((span.cite_id for span in spans() if span.site_id == instance.pk), None)


@dataclass(frozen=True, slots=True)
class OfGroup:
    """A group belongs to the Cité whose role it holds. Shared: the members', to whom pages may be restricted."""

    def owned(self, cite_ids: Collection[int]) -> Q:
        return Q(cite_role__cite__in=list(cite_ids))

    def shared(self) -> Q:
        return Q(network_role__role=NetworkRole.MEMBERS)

    def of_network(self) -> Q:
        return Q(cite_role__isnull=True)

    def owner_id(self, instance: Group) -> int | None:
        return CiteGroup.objects.filter(group=instance).values_list("cite_id", flat=True).first()


@dataclass(frozen=True, slots=True)
class OfPerson:
    """A person is of a Cité by holding a role there; of several, they are nobody's to change.

    `owned` answers for reading: colleagues. Who may change a membership is the members' service's question.
    """

    def owned(self, cite_ids: Collection[int]) -> Q:
        ids = CiteGroup.objects.filter(cite__in=list(cite_ids)).values("group__user")
        return Q(pk__in=ids)

    def shared(self) -> Q:
        return NOTHING

    def of_network(self) -> Q:
        return ~Q(pk__in=CiteGroup.objects.filter(group__user__isnull=False).values("group__user"))

    def owner_id(self, instance: Any) -> int | None:
        ids = set(CiteGroup.objects.filter(group__user=instance).values_list("cite_id", flat=True))
        return ids.pop() if len(ids) == 1 else None
