"""Accounts for trying the roles. Outside production only, with passwords of chance that are printed once."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.users.models import UserProfile

from portal.demo import SHOWCASES, DemoContext
from portal.tenancy.enums import NETWORK_TEAMS, CiteRole, NetworkRole
from portal.tenancy.models import Cite, CiteGroup, NetworkGroup
from portal.tenancy.selectors.speech import language_for

# Where every role of a Cité can be tried; the other showcases have a manager.
EVERY_ROLE = "porto"
MARK = "(démonstration)"
# By what they do, in the language of their Cité: mails greet them by it.
ROLE_NAMES = {
    "fr": {
        CiteRole.EDITOR: "Rédaction",
        CiteRole.MODERATOR: "Modération",
        CiteRole.MANAGER: "Gestion",
        CiteRole.TRANSLATOR: "Traduction",
    },
    "pt": {
        CiteRole.EDITOR: "Redação",
        CiteRole.MODERATOR: "Moderação",
        CiteRole.MANAGER: "Gestão",
        CiteRole.TRANSLATOR: "Tradução",
    },
    "it": {CiteRole.MANAGER: "Gestione"},
    "ca": {CiteRole.MANAGER: "Gestió"},
}
TEAM_NAMES = {
    NetworkRole.LABEL_TEAM: "Équipe du label",
    NetworkRole.EVENT_TEAM: "Équipe de l’événement",
    NetworkRole.NETWORK_EDITOR: "Rédaction du réseau",
}


@dataclass(frozen=True, slots=True)
class Person:
    """One account; no group: an operator."""

    local: str
    first_name: str
    last_name: str
    group: Group | None
    cite: Cite | None = None


def load_people(context: DemoContext) -> None:
    """Make the accounts that are missing; one that is there keeps its password and roles.

    Does nothing in production: an account that anybody reads about is a door.
    """
    if not settings.DEBUG:
        context.say("  Accounts: none, for this is production.")
        return
    known = set(get_user_model().objects.values_list("email", flat=True))
    missing = [person for person in _people() if address(person.local) not in known]
    if missing:
        context.say("  Accounts and their passwords, shown this once:")
    passwords = [secrets.token_urlsafe(12) for _person in missing]
    # A hash takes a third of a second by design, outside Python's lock.
    with ThreadPoolExecutor() as threads:
        hashes = list(threads.map(make_password, passwords))
    with transaction.atomic():
        for person, encoded in zip(missing, hashes, strict=True):
            _make(person, encoded)
    for person, password in zip(missing, passwords, strict=True):
        context.say(f"  {address(person.local)}  {password}")


def address(local: str) -> str:
    """The address of a demonstration account; example.org receives no mail (RFC 2606)."""
    return f"{local}@example.org"


def _make(person: Person, encoded: str) -> None:
    user = get_user_model().objects.create(
        email=address(person.local),
        password=encoded,
        first_name=person.first_name,
        last_name=f"{person.last_name} {MARK}".strip(),
        is_superuser=person.group is None,
    )
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    # As an invitation leaves it.
    language = language_for(user, cite=person.cite)
    UserProfile.objects.filter(user=user).update(preferred_language=language)
    if person.group is not None:
        user.groups.add(person.group)


def _people() -> Iterator[Person]:
    yield Person("operator", "Exploitation", "", None)
    groups = {entry.role: entry.group for entry in NetworkGroup.objects.select_related("group")}
    for team in NETWORK_TEAMS:
        if team in groups:
            yield Person(team.value, TEAM_NAMES[team], "", groups[team])
    roles = CiteGroup.objects.filter(cite__slug__in=SHOWCASES).select_related("group", "cite")
    order = CiteRole.values
    for entry in sorted(roles, key=lambda entry: (SHOWCASES.index(entry.cite.slug), order.index(entry.role))):
        if entry.role == CiteRole.MANAGER or entry.cite.slug == EVERY_ROLE:
            yield Person(
                f"{entry.role}.{entry.cite.slug}", _name_of(entry), entry.cite.short_name, entry.group, entry.cite
            )


def _name_of(entry: CiteGroup) -> str:
    names = ROLE_NAMES.get(entry.cite.name_language, {})
    return names.get(CiteRole(entry.role)) or ROLE_NAMES["fr"][CiteRole(entry.role)]
