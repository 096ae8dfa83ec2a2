"""Cités that are named as partners: asked, answering, told of at home."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import PageViewRestriction, Revision

from cities.models import (
    InitiativePage,
    InitiativePartnerCite,
)
from cities.selectors import reviews
from cities.services import adoptions
from cities.services.review import decide
from portal.accounts.models import User
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import CiteGroup
from portal.tenancy.selectors.scope import scope_of
from tests.cities.following import naming, sent, speaking
from tests.factories.initiatives import make_initiative
from tests.factories.portal import person, sign_in
from tests.factories.world import World
from tests.migrations import before_migration

pytestmark = pytest.mark.django_db
Hosts = Callable[..., Client]
Drain = Callable[[], int]


@pytest.fixture
def manager(world: World) -> User:
    return speaking("en", (world.genova, CiteRole.MANAGER), email="genova@example.org")


class TestPartners:
    """A Cité named as partner is told, answers, and the author hears it."""

    def test_it_is_told_once_it_is_published(self, world: World, drain: Drain, manager: User) -> None:
        speaking("en", (world.genova, CiteRole.EDITOR), email="editor@example.org")
        page = naming(world.porto, world.genova, title="Feira", live=False)
        assert sent(drain) == []
        assert reviews.initiatives_for(scope_of(manager)).count() == 0
        page.get_latest_revision().publish()
        assert sent(drain) == [("genova@example.org", "Porto names you as a partner: Feira")]
        assert str(page.row.uid) in mail.outbox[0].body
        page = InitiativePage.objects.get(pk=page.pk)
        page.title = "Feira das profissões"
        page.save_revision().publish()
        assert sent(drain) == []

    def test_a_mail_without_a_language_chosen_is_the_partners(self, world: World, drain: Drain) -> None:
        person((world.genova, CiteRole.MODERATOR))
        page = naming(world.porto, world.genova, title="Feira")
        mail.outbox.clear()
        with translation.override("nl"):
            drain()
        with translation.override("it"):
            from cities.services.mail import _  # noqa: PLC0415  # the module's own words, in this language

            values = {"cite": "Porto", "title": "Feira"}
            assert [message.subject for message in mail.outbox] == [
                _("%(cite)s names you as a partner: %(title)s") % values
            ]
        assert page.live

    def test_taken_down_before_the_mail_goes_nobody_is_told(self, world: World, drain: Drain, manager: User) -> None:
        page = naming(world.porto, world.genova, title="Feira")
        page.unpublish()
        assert sent(drain) == []
        assert list(reviews.unanswered_by(cite=world.genova)) == []
        assert reviews.initiatives_for(scope_of(manager)).count() == 0

    def test_of_what_is_for_few_it_is_not_told(
        self, world: World, drain: Drain, manager: User, client_of: Hosts
    ) -> None:
        page = naming(world.porto, world.genova, title="Feira", live=False)
        few = CiteGroup.objects.get(cite=world.porto, role=CiteRole.EDITOR).group
        restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)
        restriction.groups.add(few)
        page.get_latest_revision().publish()
        assert sent(drain) == []
        client = sign_in(client_of(), manager)
        assert "Feira" not in client.get(reverse("wagtailadmin_home")).content.decode()
        (named,) = page.row.partner_cites.all()
        answer = client.post(reverse("initiatives:partnership", args=[named.pk]), {"accept": "yes"})
        assert answer.status_code == 404
        restriction.delete()
        assert list(reviews.unanswered_by(cite=world.genova)) == [named]

    @pytest.mark.parametrize("answer", ["yes", "no"])
    def test_it_answers_in_the_browser_and_the_author_hears(
        self, world: World, drain: Drain, manager: User, client_of: Hosts, answer: str
    ) -> None:
        author = speaking("en", (world.porto, CiteRole.MODERATOR), email="autora@example.org")
        page = naming(world.porto, world.genova, title="Feira", owner=author)
        (named,) = page.row.partner_cites.all()
        drain()
        client = sign_in(client_of(), manager)
        detail = reverse("initiatives:detail", args=[page.row.uid])
        home = client.get(reverse("wagtailadmin_home")).content.decode()
        assert detail in home
        assert "Porto names you as a partner" in home
        seen = client.get(detail).content.decode()
        assert ('value="yes"' in seen, 'value="no"' in seen) == (True, True)
        client.post(reverse("initiatives:partnership", args=[named.pk]), {"accept": answer})
        named.refresh_from_db()
        assert (named.accepted_at is not None, named.refused_at is not None) == (answer == "yes", answer == "no")
        subject = {
            "yes": "Genova accepted to be a partner: Feira",
            "no": "Genova refused to be a partner: Feira",
        }[answer]
        assert sent(drain) == [("autora@example.org", subject)]
        assert detail not in client.get(reverse("wagtailadmin_home")).content.decode()
        own = sign_in(client_of(), author)
        word = {"yes": "accepted on", "no": "refused on"}[answer]
        for address in (detail, reverse("wagtailadmin_pages:edit", args=[page.pk])):
            assert word in own.get(address).content.decode()
        client.post(reverse("initiatives:partnership", args=[named.pk]), {"accept": answer})
        assert sent(drain) == []

    def test_it_may_change_its_mind(self, world: World, manager: User) -> None:
        (named,) = naming(world.porto, world.genova).row.partner_cites.all()
        for wanted in (False, True, False):
            adoptions.answer_partnership(partnership=named, user=manager, accept=wanted)
            named.refresh_from_db()
            assert (named.accepted_at is not None, named.refused_at is not None) == (wanted, not wanted)

    def test_no_answer_is_none(self, world: World, manager: User, client_of: Hosts) -> None:
        (named,) = naming(world.porto, world.genova).row.partner_cites.all()
        client = sign_in(client_of(), manager)
        assert client.post(reverse("initiatives:partnership", args=[named.pk])).status_code == 302
        named.refresh_from_db()
        assert (named.accepted_at, named.refused_at) == (None, None)

    def test_an_editor_is_offered_no_answer(self, world: World, client_of: Hosts) -> None:
        page = naming(world.porto, world.genova)
        (named,) = page.row.partner_cites.all()
        client = sign_in(client_of(), person((world.genova, CiteRole.EDITOR)))
        text = client.get(reverse("initiatives:detail", args=[page.row.uid])).content.decode()
        assert reverse("initiatives:partnership", args=[named.pk]) not in text
        assert (
            reverse("initiatives:detail", args=[page.row.uid])
            not in client.get(reverse("wagtailadmin_home")).content.decode()
        )
        with pytest.raises(PermissionDenied):
            adoptions.answer_partnership(partnership=named, user=person((world.genova, CiteRole.EDITOR)), accept=True)

    def test_a_third_cite_learns_nothing(self, world: World, client_of: Hosts) -> None:
        page = naming(world.porto, world.genova)
        client = sign_in(client_of(), person((world.paris, CiteRole.MANAGER)))
        assert client.get(reverse("initiatives:detail", args=[page.row.uid])).status_code == 404

    def test_an_answer_stays_its_cites(self, world: World, drain: Drain) -> None:
        speaking("en", (world.paris, CiteRole.MANAGER), email="paris@example.org")
        (named,) = naming(world.porto, world.genova, title="Feira").row.partner_cites.all()
        InitiativePartnerCite.objects.filter(pk=named.pk).update(accepted_at=timezone.now())
        drain()
        named = InitiativePartnerCite.objects.get(pk=named.pk)
        named.cite = world.paris
        named.save(update_fields=["cite"])
        named.refresh_from_db()
        assert (named.cite, named.accepted_at) == (world.paris, None)
        assert sent(drain) == [("paris@example.org", "Porto names you as a partner: Feira")]


class TestOnce:
    """An initiative names a Cité once, whatever its versions hold."""

    def test_a_version_that_names_it_twice_is_published_with_one_line(self, world: World, drain: Drain) -> None:
        speaking("en", (world.genova, CiteRole.MANAGER), email="genova@example.org")
        page = naming(world.porto, world.genova, title="Feira")
        (named,) = page.row.partner_cites.all()
        InitiativePartnerCite.objects.filter(pk=named.pk).update(accepted_at=timezone.now())
        drain()
        revision = page.save_revision()
        (line,) = revision.content["partner_cites"]
        revision.content["partner_cites"] = [
            {**line, "pk": None, "uid": str(uuid.uuid4()), "sort_order": order} for order in range(2)
        ]
        revision.save()
        Revision.objects.get(pk=revision.pk).publish()
        assert [line.cite for line in InitiativePage.objects.get(pk=page.pk).partner_cites.all()] == [world.genova]
        (kept,) = InitiativePage.objects.get(pk=page.pk).row.partner_cites.all()
        assert (kept.pk, kept.accepted_at is not None) == (named.pk, True)
        assert sent(drain) == []

    def test_the_database_holds_it(self, world: World) -> None:
        row = naming(world.porto, world.genova).row
        with pytest.raises(IntegrityError), transaction.atomic():
            InitiativePartnerCite.objects.create(owner=row, cite=world.genova)

    @pytest.mark.django_db(transaction=True)
    def test_doubles_from_before_become_one(self, world: World) -> None:
        """An answer wins over none, and the one that was public over the other; else the first."""
        now = timezone.now()
        said = {"yes": {"accepted_at": now}, "no": {"refused_at": now}, "": {}}
        with before_migration("cities", "0010_partner_cites_once"):
            kept, single = [], naming(world.porto, world.genova, world.paris, title="Outra").row
            for answers, place in ((("", "no", "yes"), 2), (("", "no", ""), 1), (("", ""), 0), (("yes", "yes"), 0)):
                row = naming(world.porto, title=f"Feira {answers}").row
                lines = [
                    InitiativePartnerCite.objects.create(owner=row, cite=world.genova, sort_order=order, **said[answer])
                    for order, answer in enumerate(answers)
                ]
                kept.append(lines[place])
        assert list(InitiativePartnerCite.objects.exclude(owner=single).order_by("pk")) == kept
        assert single.partner_cites.count() == 2


class TestHome:
    """What awaits a Cité's people on their dashboard."""

    def test_changes_asked_are_there_for_author_and_cite(self, world: World, client_of: Hosts) -> None:
        page = make_initiative(world.porto, title="Feira")
        decide(uid=page.row.uid, verb="propose", user=person((world.porto, CiteRole.MODERATOR)))
        decide(uid=page.row.uid, verb="ask", user=person(NetworkRole.NETWORK_EDITOR), comment="Quantas pessoas?")
        home = reverse("wagtailadmin_home")
        for role in (CiteRole.EDITOR, CiteRole.MANAGER):
            text = sign_in(client_of(), speaking("en", (world.porto, role))).get(home).content.decode()
            assert "the network asks for changes: Quantas pessoas?" in text
        other = sign_in(client_of(), speaking("en", (world.genova, CiteRole.MANAGER))).get(home).content.decode()
        assert "Quantas pessoas?" not in other
        decide(uid=page.row.uid, verb="propose", user=person((world.porto, CiteRole.MODERATOR)))
        text = sign_in(client_of(), speaking("en", (world.porto, CiteRole.MANAGER))).get(home).content.decode()
        assert "Quantas pessoas?" not in text

    def test_it_costs_the_same_however_many_there_are(self, world: World, manager: User, rf: Any, queries: Any) -> None:
        from cities.dashboard import initiatives_panel  # noqa: PLC0415  # beside the request it is given

        request = rf.get("/")
        request.user = manager
        naming(world.porto, world.genova, title="Um")
        with queries() as few:
            initiatives_panel(request, world.genova)
        for title in ("Dois", "Três", "Quatro"):
            naming(world.porto, world.genova, title=title)
        with queries() as many:
            panel = initiatives_panel(request, world.genova)
        assert panel is not None
        assert len(panel.lines) == 4  # type: ignore[attr-defined]  # a list's
        assert len(many) == len(few) == 3
