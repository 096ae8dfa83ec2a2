"""The stage: three owners with their markers, the roles with their clients, and an operator as the control."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from allauth.account.internal.flows import login
from django.db.models import Model
from django.forms import ModelChoiceField
from django.test import Client
from django_tasks_db.models import DBTaskResult
from wagtail.models import APIToken

from portal.accounts.models import User
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite
from portal.tenancy.selectors.scope import scope_of
from tests.factories.portal import UserFactory, person, sign_in
from tests.factories.world import build_world, make_cite
from tests.isolation.fills import Address
from tests.isolation.markers import Owner, build_markers, spread_ids
from tests.isolation.markers.owners import owner_of_cite, owner_of_network
from tests.isolation.sending import Files, error_of, is_reached, send
from tests.isolation.submitting import Submission, forms_of, submissions
from tests.isolation.surfaces import Surface
from tests.isolation.watching import Watch

HUB = "localhost:8000"


@dataclass(frozen=True)
class Stage:
    """The Cités of the walk: one's own, another, and a third that one person belongs to as well."""

    own: Cite
    other: Cite
    third: Cite


@dataclass(frozen=True)
class Role:
    """Who walks: whose rows are one's own, whose must stay unseen, and with which clients."""

    name: str
    make: Callable[[Stage], User] | None
    own: str = "own"
    secret: tuple[str, ...] = ("other", "network")


ROLES: dict[str, Role] = {
    role.name: role
    for role in (
        Role("editor", lambda world: person((world.own, CiteRole.EDITOR))),
        Role("moderator", lambda world: person((world.own, CiteRole.MODERATOR))),
        Role("manager", lambda world: person((world.own, CiteRole.MANAGER))),
        Role("translator", lambda world: person((world.own, CiteRole.TRANSLATOR))),
        Role("two-cites", lambda world: person((world.own, CiteRole.MANAGER), (world.third, CiteRole.MANAGER))),
        Role("event-team", lambda world: person(NetworkRole.EVENT_TEAM), "network", ("own", "other")),
        Role("signed-in", lambda world: UserFactory(), "own", ("own", "other", "network")),
        Role("anonymous", None, "own", ("own", "other", "network")),
    )
}


@dataclass
class Control:
    """What an operator gets at an address, and the fullest form found there."""

    status: int
    reached: bool
    form: Submission
    choices: dict[str, type[Model]] = field(default_factory=dict)
    error: str = ""


class Matrix:
    """Built once per module, in a transaction that is rolled back."""

    def __init__(self) -> None:
        world = build_world()
        spread_ids()
        # Made anew, so that the ids of all their rows are unlike any other.
        self.world = Stage(
            make_cite("aveiro", country="PT", languages=["pt", "en"]),
            make_cite("bologna", country="IT", languages=["it", "en"]),
            world.paris,
        )
        self.owners: dict[str, Owner] = {
            "own": owner_of_cite(self.world.own, "a", "pt"),
            "other": owner_of_cite(self.world.other, "b", "it"),
            "network": owner_of_network(world.network),
        }
        build_markers(list(self.owners.values()))
        DBTaskResult.objects.all().delete()
        self.files = Files(self.owners.values())
        self.hosts = {"own": "aveiro.localhost:8000", "other": "bologna.localhost:8000", "network": HUB}
        self.operator = UserFactory(is_superuser=True)
        self._clients: dict[tuple[str, str], list[Client]] = {}
        self._controls: dict[str, Control] = {}
        self.models = {model for owner in self.owners.values() for model in owner.rows}
        self.prints = {(name, model): self.fingerprint(name, model) for name in self.owners for model in self.models}

    # -- Who asks --------------------------------------------------------------------------------------------

    def clients(self, role: Role, surface: Surface) -> list[Client]:
        """One at the network's host; for what the public sees, one without a session at each site's too."""
        kind = "api" if surface.in_api else "admin" if surface.in_admin else "public"
        key = (role.name, kind)
        if key not in self._clients:
            self._clients[key] = self._make_clients(role, kind)
        return self._clients[key]

    def _make_clients(self, role: Role, kind: str) -> list[Client]:
        if role.make is None:
            names = self.hosts.values() if kind == "public" else [HUB]
            return [self.client(None, host=host) for host in names]
        return [self.client(role.make(self.world), token=kind == "api")]

    def client(self, user: User | None, *, token: bool = False, host: str = HUB) -> Client:
        """A client of a person: with a session, or with a token of the API."""
        headers = {"HTTP_HOST": host}
        if user is not None and token:
            headers["HTTP_AUTHORIZATION"] = f"Bearer {APIToken.create_token(user=user, name='matrix')[1]}"
        client = Client(raise_request_exception=False, **headers)
        if user is None or token:
            return client
        session = sign_in(client, user).session
        # Just now, and with a second factor: nothing has to be proved again.
        methods = [{"method": "password", "email": user.email}, {"method": "mfa", "type": "totp"}]
        session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [{**method, "at": time.time()} for method in methods]
        session.save()
        return client

    def operator_clients(self, surface: Surface) -> list[Client]:
        """The control's; where visitors come, such as nobody knows too, at every site."""
        kind = "api" if surface.in_api else "session"
        if ("operator", kind) not in self._clients:
            self._clients["operator", kind] = [self.client(self.operator, token=surface.in_api)]
            # What only the person in question may reach: keys of the own account.
            self._clients["person", kind] = [self.client(self.owners["other"].user)]
            # What is a Cité's alone, and not even an operator's: messages written to it, what it says in its name,
            # and that of another.
            managers = [person((cite, CiteRole.MANAGER)) for cite in (self.world.other, self.world.third)]
            self._clients["manager", kind] = [self.client(manager) for manager in managers]
        others = (
            self._clients["manager", kind]
            if surface.in_admin
            else [*self._clients["person", kind], *self.clients(ROLES["anonymous"], surface)]
        )
        return [*self._clients["operator", kind], *others]

    # -- What is there ---------------------------------------------------------------------------------------

    def control(self, surface: Surface, address: Address) -> Control:
        """The operator's answer at an address, and the form there filled as shown; kept for the next role."""
        key = address.url
        if key not in self._controls:
            self._controls[key] = self._control(surface, address)
        return self._controls[key]

    def _control(self, surface: Surface, address: Address) -> Control:
        """The first client that reaches the view; a body that is listed stands for the form of the API."""
        best: Control | None = None
        for client in self.operator_clients(surface):
            response = send(client, "GET", address.url, Submission(address.url))[0]
            found = Control(response.status_code, is_reached(response), Submission(address.url), {}, error_of(response))
            if found.reached or best is None:
                self.read_form(found, response, address)
                best = found
            if found.reached:
                break
        assert best is not None
        return best

    @staticmethod
    def read_form(control: Control, response: Any, address: Address) -> None:
        """The fullest form that is posted to the address itself, and its choices among rows."""
        forms = [form for form in submissions(response, address.url) if form.url.partition("?")[0] == address.path]
        if forms:
            control.form = forms[0]
        for bound in forms_of(response):
            for name, choice in _choices(bound):
                if name in control.form.names:
                    control.choices[name] = choice.queryset.model

    def may_read(self, address: str) -> set[str]:
        """Whose words whoever reads the mail of an address may see; no one's, where it is nobody's here."""
        user = User.objects.filter(email__iexact=address).first()
        if user is None:
            return set()
        scope = scope_of(user)
        if scope.is_network:
            return set(self.owners)
        names = {name for name, owner in self.owners.items() if owner.cite and owner.cite.pk in scope.cite_ids}
        return names | {"network"} if scope.is_hub else names

    def fingerprint(self, name: str, model: type[Model]) -> str:
        """A digest of every column of an owner's rows of a model."""
        rows = self.owners[name].rows.get(model, ())
        columns = [column.attname for column in model._meta.concrete_fields if column.attname != "last_login"]
        values = model._base_manager.filter(pk__in=[row.pk for row in rows]).order_by("pk").values_list(*columns)
        return hashlib.sha256(repr(list(values)).encode()).hexdigest() if rows else ""

    def damaged(self, names: Iterable[str], watch: Watch) -> str:
        """Whose rows of the tables written to aren't what they were."""
        tables = {write.table for write in watch.changes}
        models = [model for model in self.models if tables & {part._meta.db_table for part in _parts(model)}]
        found = [
            f"{name}'s {model._meta.label}"
            for name in names
            for model in models
            if self.fingerprint(name, model) != self.prints[name, model]
        ]
        return ", ".join(found)


def _parts(model: type[Model]) -> list[type[Model]]:
    return [model, *model._meta.get_parent_list()]


def _choices(form: Any) -> list[tuple[str, Any]]:
    return [
        (form.add_prefix(name), control)
        for name, control in form.fields.items()
        if isinstance(control, ModelChoiceField) and control.queryset is not None
    ]
