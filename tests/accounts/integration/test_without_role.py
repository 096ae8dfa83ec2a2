"""Who was taken out of the last space is told so, instead of going round between two pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import PageViewRestriction

from portal.accounts.models import User
from portal.accounts.selectors import FACTOR_ADDED
from portal.accounts.services.members import remove_member
from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole
from tests.factories.accounts import LOGIN, enter
from tests.factories.portal import home_of, make_page, person, sign_in
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]


@pytest.fixture
def former(world: World, manager: User) -> User:
    user = person((world.porto, CiteRole.EDITOR))
    remove_member(by=manager, user=user, cite=world.porto)
    return User.objects.get(pk=user.pk)


def test_the_admin_says_so_and_lets_sign_out(client_of: ClientOf, former: User) -> None:
    client = client_of()
    opened = client.post(f"{LOGIN}?language=en", {"login": former.email, "password": "the wrong one"})
    assert opened.status_code == 200
    enter(client, former)
    for path in ("/admin/", "/admin/pages/", f"{LOGIN}?next=/admin/"):
        answer = client.get(path, follow=True)
        assert answer.status_code == 403
        assert answer.templates[0].name == "accounts/without_role.html"
        assert former.email in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]
        assert 'action="/accounts/logout/"' in answer.content.decode()
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/admin/").headers["Location"] == f"{LOGIN}?next=/admin/"


def test_a_second_factor_changes_nothing_about_it(client_of: ClientOf, former: User) -> None:
    TOTP.activate(former, generate_totp_secret())
    client = sign_in(client_of(), former)
    session = client.session
    session[FACTOR_ADDED] = former.pk
    session.save()
    answer = client.get("/admin/")
    assert (answer.status_code, answer.templates[0].name) == (403, "accounts/without_role.html")


def test_wagtails_own_way_out_stays_open(client_of: ClientOf, former: User) -> None:
    client = sign_in(client_of(), former)
    assert client.post("/admin/logout/").status_code == 302
    assert client.get("/admin/").headers["Location"] == f"{LOGIN}?next=/admin/"


def test_pages_for_members_are_closed_without_going_round(world: World, client_of: ClientOf, former: User) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="For us")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.set(Group.objects.filter(cite_role__cite=world.porto))
    client = sign_in(client_of(), former)
    answer = client.get(f"/members/page/{page.pk}/", follow=True)
    assert (answer.status_code, answer.redirect_chain) == (403, [])


def test_who_has_a_role_comes_in(world: World, client_of: ClientOf, former: User, manager: User) -> None:
    assert sign_in(client_of(), manager).get("/admin/").status_code == 200
    elsewhere = person((world.genova, CiteRole.EDITOR))
    assert sign_in(client_of(), elsewhere).get("/admin/").status_code == 200
