"""Settings, recipients and readers of a Cité's messages."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import QuerySet
from wagtail.models import Page

from portal.accounts.models import User
from portal.contacts.models import ContactMessage, ContactSettings
from portal.models import SiteSettings, StatementKind, StatementPage
from portal.personal.selectors import managed_by_role
from portal.tenancy.enums import CiteRole
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts
from portal.tenancy.selectors.ownership import cite_id_of_path


@dataclass(frozen=True, slots=True)
class Promise:
    """What the form says it does with what one writes; `statement` is the address of the statement on personal data."""

    days: int
    statement: str


def promise_of(page: Page) -> Promise:
    """For the site and the language of a page; two queries."""
    cite_id = cite_id_of_path(page.path)
    row = hosts.table().by_cite(cite_id) if cite_id is not None else hosts.table().hub
    if row is None:
        return Promise(days=ContactSettings().retention_days, statement="")
    statement = (
        StatementPage.objects.filter(
            path__startswith=row.container["path"], locale=page.locale_id, kind=StatementKind.PRIVACY, live=True
        )
        .values_list("url_path", flat=True)
        .first()
    )
    path = statement[len(row.container["url_path"]) - 1 :] if statement else ""
    return Promise(days=settings_of(site_id=row.id).retention_days, statement=path)


def settings_of(*, site_id: int | None) -> ContactSettings:
    """The settings of a site's form, the usual ones where nobody has chosen."""
    return ContactSettings.objects.filter(site=site_id).first() or ContactSettings()


def purge_date(*, site_id: int | None, received: datetime.date) -> datetime.date:
    """The day a message of a site is erased: as many days after it came as the form says."""
    return received + datetime.timedelta(days=settings_of(site_id=site_id).retention_days)


def recipients_of(cite: Cite) -> list[str]:
    """Who is told of a new message: the address chosen, the site's public one, or the Cité's managers."""
    chosen = settings_of(site_id=cite.site_id).recipient
    public = SiteSettings.objects.filter(site=cite.site_id).values_list("email", flat=True).first()
    for address in (chosen, public):
        if address:
            return [address]
    managers = User.objects.filter(
        is_active=True, groups__cite_role__cite=cite, groups__cite_role__role=CiteRole.MANAGER
    )
    return list(managers.order_by("pk").values_list("email", flat=True))


def messages_for(user: User) -> QuerySet[ContactMessage]:
    """The messages a person may read: those of the Cités they manage, and nobody else's."""
    return ContactMessage.objects.filter(cite__in=managed_by_role(user)).select_related("cite", "handled_by")
