"""The contact of an initiative as a person's data: found by the address, shown, erased; in versions too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.models import Page, Revision

from cities.models import Initiative, InitiativePage
from cities.signals import initiative_changed
from portal.personal.registry import PersonalData

CONTACT = ("contact_name", "contact_email", "contact_phone")
NOBODY = dict.fromkeys(CONTACT, "")


@dataclass(frozen=True)
class InitiativeContacts(PersonalData):
    """Initiatives whose contact has the address: in the published facts, on a page, or in any of its versions.

    Erased is the contact, name and telephone included, wherever it has this address; another's stays.
    """

    def of_person(self, email: str) -> QuerySet[Any]:
        kept = {int(key) for key in _versions(email).values_list("object_id", flat=True)}
        pages = InitiativePage.objects.filter(Q(contact_email__iexact=email) | Q(pk__in=kept))
        return self.rows().filter(Q(contact_email__iexact=email) | Q(uid__in=pages.values("translation_key")))

    def shown(self, rows: QuerySet[Any], email: str) -> list[dict[str, Any]]:
        """Each initiative once for each name and telephone that stand with the address."""
        found = []
        for row in rows:
            pages = _pages([row.uid])
            contacts = {
                *Initiative.objects.filter(pk=row.pk, contact_email__iexact=email).values_list(*CONTACT),
                *pages.filter(contact_email__iexact=email).values_list(*CONTACT),
                *(_contact_in(version) for version in _versions(email, pages)),
            }
            own = {self.cite: row.cite_id, "title": row.title}
            found += [{**own, **dict(zip(CONTACT, contact, strict=True))} for contact in sorted(contacts)]
        return found

    def remove_person(self, rows: QuerySet[Any], email: str) -> int:
        uids = list(rows.values_list("uid", flat=True))
        pages = _pages(uids)
        versions = list(_versions(email, pages))
        for version in versions:
            version.content = {**version.content, **NOBODY}
        Revision.objects.bulk_update(versions, ["content"], batch_size=100)
        pages.filter(contact_email__iexact=email).update(**NOBODY)
        Initiative.objects.filter(uid__in=uids, contact_email__iexact=email).update(**NOBODY)
        for uid in uids:
            initiative_changed.send(sender=Initiative, uid=uid)
        return len(uids)


def _pages(uids: Iterable[Any]) -> QuerySet[InitiativePage]:
    return InitiativePage.objects.filter(Q(translation_key__in=uids) | Q(alias_of__translation_key__in=uids))


def _versions(email: str, pages: QuerySet[InitiativePage] | None = None) -> QuerySet[Revision]:
    """Versions of initiatives' pages, or of these, that hold the address."""
    found = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        content_type=ContentType.objects.get_for_model(InitiativePage),
        content__contact_email__iexact=email,
    )
    return (
        found if pages is None else found.filter(object_id__in=[str(pk) for pk in pages.values_list("pk", flat=True)])
    )


def _contact_in(version: Revision) -> tuple[str, ...]:
    return tuple(version.content.get(name) or "" for name in CONTACT)
