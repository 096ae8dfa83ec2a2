"""What a person may be called: mails quote it to anybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from portal.accounts.models import User
from portal.accounts.names import validate_person_name
from portal.tenancy.enums import CiteRole
from tests.factories.accounts import NEW, invited
from tests.factories.portal import PASSWORD, UserFactory, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
LINES = "Ana\r\n\r\nPay here: //"
REFUSED = [
    LINES,
    "Ana\nSilva",
    "Ana\tSilva",
    "Ana\u2028Silva",
    "Ana\u0085Silva",
    "Ana\u202eavliS",
    "Ana\x07",
    "https://example.org",
    "Win at example.org",
    "sub.ex-ample.com",
    "t.co/abc",
    "WWW.example",
    "<b>Ana</b>",
    "ana@example.org",
    "Ana //evil",
    "evil:8080",
    *(f"example{dot}org" for dot in "\u3002\uff61\uff0e\u2024\ufe52\u06d4\u2e33"),
]


@pytest.mark.parametrize("name", REFUSED)
def test_lines_and_links_are_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        validate_person_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Ana",
        "J.R.R. Tolkien",
        "J.R.R.Tolkien",
        "O’Neil-Smith",
        "d'Arc",
        "St. John",
        "Ana (démonstration)",
        "Nguyễn Văn",
    ],
)
def test_names_are_taken(name: str) -> None:
    validate_person_name(name)


def test_no_form_takes_such_a_name(world: World, client_of: ClientOf, drain: Callable[[], int], manager: User) -> None:
    taken = {"name_email-first_name": LINES, "name_email-last_name": "www.example.org"}
    account = sign_in(client_of(), manager).post("/admin/account/", taken)
    panels = [panel for panels in account.context["panels_by_tab"].values() for panel in panels]
    (names,) = [panel.get_form() for panel in panels if panel.name == "name_email"]
    assert set(names.errors) == {"first_name", "last_name"}
    operator = sign_in(client_of(), UserFactory(is_superuser=True))
    edited = operator.post(
        f"/admin/users/edit/{manager.pk}/", {"first_name": LINES, "last_name": "www.example.org", "is_active": "on"}
    )
    assert set(edited.context["form"].errors) == {"first_name", "last_name"}
    _invitation, link = invited(manager, world.porto, drain)
    visitor = client_of()
    visitor.get(link)
    answer = visitor.post("/invitations/", {**NEW, "first_name": LINES, "last_name": "www.example.org"})
    assert set(answer.context["form"].errors) == {"first_name", "last_name"}
    manager.refresh_from_db()
    assert "\n" not in manager.first_name
    assert "www" not in manager.last_name
    assert not User.objects.filter(email="nova@example.org").exists()


def test_mails_quote_an_older_name_in_one_line(world: World, client_of: ClientOf, drain: Callable[[], int]) -> None:
    user = person((world.porto, CiteRole.MANAGER), first_name="Ana\r\n\r\nListen", last_name="Silva")
    invited(user, world.porto, drain)
    client = client_of()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"email": "else@example.org", "action_add": ""})
    bodies = [str(message.body) for message in mail.outbox if message.to != [user.email]]
    assert [body.count("Ana Listen Silva") for body in bodies] == [1, 1]


def test_mails_quote_what_a_cite_is_called_in_one_line(world: World, drain: Callable[[], int], manager: User) -> None:
    type(world.porto).objects.filter(pk=world.porto.pk).update(name="Cité\r\n\r\nof Porto")
    world.porto.refresh_from_db()
    invited(manager, world.porto, drain)
    (message,) = mail.outbox
    assert "Cité of Porto" in message.subject
    assert "Cité of Porto" in message.body


def test_the_short_name_is_one_line_too() -> None:
    user = UserFactory(first_name="Ana\nMaria", last_name="Silva")
    assert (user.get_short_name(), str(user)) == ("Ana Maria", "Ana Maria Silva")
