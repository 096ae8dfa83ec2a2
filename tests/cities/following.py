"""Who follows an initiative, and what they are sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core import mail
from wagtail.users.models import UserProfile

from cities.models import (
    Initiative,
    InitiativePage,
    InitiativePagePartnerCite,
)
from cities.services.review import decide
from portal.accounts.models import User
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite
from tests.factories.initiatives import make_initiative
from tests.factories.portal import person

Drain = Callable[[], int]


def speaking(language: str, *roles: Any, **fields: Any) -> User:
    """A person who chose this language."""
    user = person(*roles, **fields)
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    return user


def naming(cite: Cite, *others: Cite, live: bool = True, **facts: Any) -> InitiativePage:
    """An initiative that names other Cités as partners."""
    lines = [InitiativePagePartnerCite(cite=other, sort_order=order) for order, other in enumerate(others)]
    return make_initiative(cite, live=live, partner_cites=lines, **facts)


def accept(row: Initiative) -> Initiative:
    decide(uid=row.uid, verb="propose", user=person((row.cite, CiteRole.MODERATOR)))
    decide(uid=row.uid, verb="accept", user=person(NetworkRole.NETWORK_EDITOR))
    return Initiative.objects.get(pk=row.pk)


def sent(drain: Drain) -> list[tuple[str, str]]:
    """Address and subject of the mails that are due now."""
    mail.outbox.clear()
    drain()
    return sorted((message.to[0], message.subject) for message in mail.outbox)
