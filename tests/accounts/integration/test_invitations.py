"""Invitations: who may send which, what the link does, and what nobody learns from them."""

from __future__ import annotations

import datetime
import hashlib
import logging
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry

from portal.accounts.models import Invitation, InvitationState, User
from portal.accounts.selectors.invitations import invitation_behind
from portal.accounts.services import invitations
from portal.accounts.services.errors import PeopleError
from portal.accounts.services.invitations import (
    TO_ONE,
    accept_invitation,
    invite,
    resend_invitation,
    revoke_invitation,
)
from portal.accounts.services.mail import mail_invitation
from portal.accounts.services.members import remove_member
from portal.accounts.services.people import close_account
from portal.accounts.tasks import forget_invitations
from portal.logs import HideKeys
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.selectors.scope import cites_of
from tests.factories.accounts import NEW, invited, links, roles_in
from tests.factories.portal import PASSWORD, UserFactory, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Drain = Callable[[], int]


def test_a_manager_invites_to_the_own_cite_and_a_new_person_begins(
    world: World, client_of: ClientOf, drain: Drain, manager: User
) -> None:
    sender = sign_in(client_of(), manager)
    form = {"email": "Nova@Example.org", "language": "en", "roles": ["editor", "translator"]}
    response = sender.post(f"/admin/members/cite/{world.porto.pk}/invite/", form)
    assert response.headers["Location"] == f"/admin/members/cite/{world.porto.pk}/"
    assert mail.outbox == []
    drain()
    assert [message.to for message in mail.outbox] == [["nova@example.org"]]
    assert world.porto.name in mail.outbox[0].subject

    visitor = client_of()
    visitor.get(links()[0])
    assert 'name="password1"' in visitor.get("/invitations/").content.decode()
    answer = visitor.post("/invitations/", NEW)
    assert answer.headers["Location"] == "/admin/"
    user = User.objects.get(email="nova@example.org")
    assert roles_in(user) == {("porto", "editor"), ("porto", "translator")}
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")) == [
        ("nova@example.org", True, True)
    ]
    assert visitor.get("/admin/").status_code == 200
    assert Invitation.objects.get().state is InvitationState.ACCEPTED


def test_the_mail_names_the_day_of_the_cites_own_zone(world: World, drain: Drain) -> None:
    label_team = person(NetworkRole.LABEL_TEAM)
    for cite, address in ((world.porto, "nova@example.org"), (world.genova, "nuova@example.org")):
        invitation = invite(sender=label_team, cite=cite, email=address, roles=[CiteRole.EDITOR], language="en")
        Invitation.objects.filter(pk=invitation.pk).update(
            expires_at=datetime.datetime(2199, 1, 10, 23, 30, tzinfo=datetime.UTC)
        )
    drain()
    lines = [line for message in mail.outbox for line in str(message.body).splitlines() if "2199" in line]
    assert ["10" in line for line in lines] == [True, False]
    assert ["11" in line for line in lines] == [False, True]


def test_nothing_holds_the_token_but_the_mail(world: World, drain: Drain, manager: User) -> None:
    invitation, link = invited(manager, world.porto, drain)
    token = link.split("/")[2]
    assert invitation.token_hash == hashlib.sha256(token.encode()).hexdigest()
    tasks = [str(task.args_kwargs) for task in DBTaskResult.objects.filter(task_path__endswith="mail_invitation")]
    assert tasks == [str({"args": [invitation.pk], "kwargs": {}})]
    entries = ModelLogEntry.objects.filter(action__startswith="accounts.")
    assert "nova@example.org" not in str(list(entries.values()))


def test_the_mail_goes_with_the_transaction_or_not_at_all(world: World, drain: Drain, manager: User) -> None:
    with transaction.atomic():
        invite(sender=manager, cite=world.porto, email="nova@example.org", roles=["editor"], language="fr")
        transaction.set_rollback(True)
    drain()
    assert mail.outbox == []


def test_the_link_works_once(world: World, client_of: ClientOf, drain: Drain, manager: User) -> None:
    _invitation, link = invited(manager, world.porto, drain)
    first, second = client_of(), client_of()
    first.get(link)
    second.get(link)
    first.post("/invitations/", NEW)
    answer = second.post("/invitations/", {**NEW, "password1": "une autre phrase", "password2": "une autre phrase"})
    assert answer.status_code == 410
    assert client_of().get(link, follow=True).status_code == 410
    assert User.objects.filter(email="nova@example.org").count() == 1


def test_two_clicks_at_once_are_decided_by_one_update(world: World, drain: Drain, manager: User) -> None:
    user = UserFactory(email="nova@example.org")
    invitation, _link = invited(manager, world.porto, drain)
    stale = Invitation.objects.get(pk=invitation.pk)
    accept_invitation(invitation=invitation, user=user)
    with pytest.raises(PeopleError):
        accept_invitation(invitation=stale, user=user)


@pytest.mark.parametrize("how", ["revoked", "expired", "sent again", "unknown", "sender removed", "sender closed"])
def test_a_link_that_is_over_says_so_and_changes_nothing(
    world: World, client_of: ClientOf, drain: Drain, manager: User, how: str
) -> None:
    invitation, link = invited(manager, world.porto, drain)
    team = person(NetworkRole.LABEL_TEAM)
    if how == "revoked":
        revoke_invitation(user=manager, invitation=invitation)
    elif how == "expired":
        Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    elif how == "sent again":
        resend_invitation(sender=manager, invitation=invitation)
        drain()
    elif how == "unknown":
        link = "/invitations/whatever/"
    elif how == "sender removed":
        remove_member(by=team, user=manager, cite=world.porto, without_manager=True)
    else:
        close_account(by=team, user=manager)
    visitor = client_of()
    assert visitor.get(link, follow=True).status_code == 410
    assert visitor.post("/invitations/", NEW).status_code == 410
    assert not User.objects.filter(email="nova@example.org").exists()


def test_sent_again_the_new_link_works(world: World, client_of: ClientOf, drain: Drain, manager: User) -> None:
    invitation, old = invited(manager, world.porto, drain)
    Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(days=1))
    client = sign_in(client_of(), manager)
    client.post(f"/admin/members/invitations/{invitation.pk}/resend/")
    drain()
    assert links()[-1] != old
    assert client_of().get(links()[-1], follow=True).status_code == 200


def test_one_address_is_not_mailed_over_and_over(
    world: World, client_of: ClientOf, drain: Drain, manager: User
) -> None:
    invitation, _link = invited(manager, world.porto, drain)
    client = sign_in(client_of(), manager)
    for _time in range(TO_ONE + 2):
        response = client.post(f"/admin/members/invitations/{invitation.pk}/resend/", follow=True)
        drain()
    assert "has had enough mail" in response.content.decode()
    assert len(mail.outbox) == TO_ONE
    with pytest.raises(PeopleError, match="enough mail"):
        invite(sender=manager, cite=world.porto, email="NOVA@example.org", roles=["editor"], language="fr")
    invite(sender=manager, cite=world.porto, email="outra@example.org", roles=["editor"], language="fr")
    drain()
    assert [message.to for message in mail.outbox[TO_ONE:]] == [["outra@example.org"]]


def test_an_invitation_withdrawn_before_its_mail_is_not_mailed(world: World, drain: Drain, manager: User) -> None:
    invitation = invite(sender=manager, cite=world.porto, email="nova@example.org", roles=["editor"], language="fr")
    revoke_invitation(user=manager, invitation=invitation)
    drain()
    assert mail.outbox == []
    assert mail_invitation.func(10**6) is False


def test_a_newer_invitation_withdraws_the_older(world: World, drain: Drain, manager: User) -> None:
    older, _link = invited(manager, world.porto, drain)
    invited(manager, world.porto, drain, roles=["moderator"])
    older.refresh_from_db()
    assert older.state is InvitationState.REVOKED


def test_an_existing_account_must_be_signed_in_as_that_person(
    world: World, client_of: ClientOf, drain: Drain, manager: User
) -> None:
    user = person((world.genova, CiteRole.EDITOR), email="nova@example.org")
    _invitation, link = invited(manager, world.porto, drain)
    stranger = client_of()
    stranger.get(link)
    page = stranger.get("/invitations/").content.decode()
    assert "password1" not in page
    assert "/accounts/login/?next=%2Finvitations%2F" in page
    assert stranger.post("/invitations/", NEW).status_code == 403

    other = sign_in(client_of(), person((world.paris, CiteRole.EDITOR)))
    other.get(link)
    assert other.post("/invitations/", NEW).status_code == 403
    assert roles_in(user) == {("genova", "editor")}

    stranger.post("/accounts/login/", {"login": user.email, "password": PASSWORD, "next": "/invitations/"})
    assert stranger.post("/invitations/").headers["Location"] == "/admin/"
    assert roles_in(user) == {("genova", "editor"), ("porto", "editor")}
    assert {cite.slug for cite in cites_of(user)} == {"genova", "porto"}


def test_somebody_signed_in_makes_no_account_for_another(
    world: World, client_of: ClientOf, drain: Drain, manager: User
) -> None:
    _invitation, link = invited(manager, world.porto, drain)
    client = sign_in(client_of(), manager)
    client.get(link)
    assert client.post("/invitations/", NEW).status_code == 403
    assert not User.objects.filter(email="nova@example.org").exists()


def test_a_closed_account_is_not_opened_by_an_invitation(
    world: World, client_of: ClientOf, drain: Drain, manager: User
) -> None:
    user = UserFactory(email="nova@example.org", is_active=False)
    _invitation, link = invited(manager, world.porto, drain)
    client = client_of()
    client.get(link)
    assert client.post("/invitations/", NEW).status_code == 403
    assert roles_in(user) == set()


def test_the_sender_reads_the_same_whether_the_address_has_an_account_or_not(
    world: World, client_of: ClientOf, drain: Drain, manager: User
) -> None:
    UserFactory(email="knownn@example.org")
    person((world.porto, CiteRole.EDITOR), email="member@example.org")
    UserFactory(email="closed@example.org", is_active=False)
    client = sign_in(client_of(), manager)
    answers = []
    for address in ("nobody@example.org", "knownn@example.org", "member@example.org", "closed@example.org"):
        mail.outbox.clear()
        form = {"email": address, "language": "fr", "roles": ["editor"]}
        response = client.post(f"/admin/members/cite/{world.porto.pk}/invite/", form, follow=True)
        sentence = [str(message).replace(address, "@") for message in response.context["messages"]]
        drain()
        answers.append((sentence, len(mail.outbox)))
    assert answers == [answers[0]] * 4
    assert answers[0][1] == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("xq7!", "xq7!"),
        ("password1234", "password1234"),
        ("nova@example.org", "nova@example.org"),
        ("uma frase bem longa", "outra frase"),
        ("", ""),
    ],
)
def test_a_password_must_be_a_good_one(
    world: World, client_of: ClientOf, drain: Drain, manager: User, first: str, second: str
) -> None:
    _invitation, link = invited(manager, world.porto, drain)
    visitor = client_of()
    visitor.get(link)
    answer = visitor.post("/invitations/", {**NEW, "password1": first, "password2": second})
    assert answer.status_code == 422
    assert f'value="{first}"' not in answer.content.decode()
    assert not User.objects.filter(email="nova@example.org").exists()


def test_looking_accepts_nothing_and_tells_nobody(
    world: World, client_of: ClientOf, drain: Drain, manager: User
) -> None:
    user = UserFactory(email="nova@example.org")
    _invitation, link = invited(manager, world.porto, drain)
    client = sign_in(client_of(), user)
    first = client.get(link)
    second = client.get("/invitations/")
    assert "/invitations/?" in first.headers["Location"]
    assert first.headers["Referrer-Policy"] == "no-referrer"
    assert second.headers["Referrer-Policy"] == "same-origin", "no-referrer would make browsers post from nowhere"
    assert "no-store" in first.headers["Cache-Control"]
    assert "no-store" in second.headers["Cache-Control"]
    assert link.split("/")[2] not in second.content.decode()
    assert roles_in(user) == set()


def test_invitations_are_opened_on_the_networks_host(world: World, client_of: ClientOf) -> None:
    response = client_of("porto").get("/invitations/some-token/")
    assert response.headers["Location"].startswith("http://localhost:8000/invitations/some-token/")
    assert not response.cookies


@pytest.mark.parametrize(
    "path", ["/invitations/S3cr3t-_x/", "/accounts/password/reset/key/S3cr3t-_x/", "/accounts/confirm-email/S3cr3t-_x/"]
)
def test_keys_are_cut_out_of_the_log(path: str) -> None:
    record = logging.LogRecord("django.server", logging.INFO, "", 0, '"GET %s HTTP/1.1" %s', (path, "302"), None)
    assert HideKeys().filter(record)
    assert "S3cr3t" not in record.getMessage()
    assert record.getMessage().endswith('/ HTTP/1.1" 302')


def test_a_space_invites_only_so_many_a_day(world: World, monkeypatch: pytest.MonkeyPatch, manager: User) -> None:
    monkeypatch.setattr(invitations, "DAILY", 2)
    for number in range(2):
        invite(sender=manager, cite=world.porto, email=f"n{number}@example.org", roles=["editor"], language="fr")
    with pytest.raises(PeopleError):
        invite(sender=manager, cite=world.porto, email="n3@example.org", roles=["editor"], language="fr")
    Invitation.objects.update(created_at=timezone.now() - datetime.timedelta(days=2))
    invite(sender=manager, cite=world.porto, email="n3@example.org", roles=["editor"], language="fr")


def test_old_invitations_are_forgotten(world: World, drain: Drain, manager: User) -> None:
    kept, _link = invited(manager, world.porto, drain)
    old, _link = invited(manager, world.porto, drain, email="old@example.org")
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now() - datetime.timedelta(days=91))
    assert forget_invitations.func("") == 1
    assert list(Invitation.objects.all()) == [kept]


def test_every_step_is_in_the_log_of_the_cite(world: World, client_of: ClientOf, drain: Drain, manager: User) -> None:
    ModelLogEntry.objects.all().delete()
    invitation, _link = invited(manager, world.porto, drain)
    resend_invitation(sender=manager, invitation=invitation)
    drain()
    user = UserFactory(email="nova@example.org")
    accept_invitation(invitation=invitation_behind_latest(), user=user)
    log = ModelLogEntry.objects.order_by("timestamp", "pk")
    assert [(entry.action, entry.user, entry.object_id) for entry in log] == [
        ("accounts.invite", manager, str(world.porto.pk)),
        ("accounts.invite_again", manager, str(world.porto.pk)),
        ("accounts.role_given", user, str(world.porto.pk)),
        ("accounts.accept", user, str(world.porto.pk)),
    ]
    assert all(entry.message and "%" not in entry.message for entry in log)


def invitation_behind_latest() -> Invitation:
    """The invitation the last mailed link leads to."""
    found = invitation_behind(hashlib.sha256(links()[-1].split("/")[2].encode()).hexdigest())
    assert found is not None
    return found
