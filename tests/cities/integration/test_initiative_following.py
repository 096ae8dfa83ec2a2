"""Who is told what of an initiative, in which language: partners, authors, the owner's people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext
from wagtail.log_actions import registry as log_registry
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from cities.enums import DONE, CriterionUse, ReviewVerb
from cities.models import (
    Adoption,
    Criterion,
    Initiative,
    InitiativePage,
    InitiativePagePartnerCite,
    InitiativePartnerCite,
)
from cities.selectors import reviews
from cities.services import adoptions
from cities.services.review import decide
from portal.accounts.models import User
from portal.selectors.versions import content_version
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite
from portal.tenancy.selectors.scope import scope_of
from portal.tenancy.selectors.speech import language_for
from tests.factories.initiatives import make_initiative
from tests.factories.portal import person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
Hosts = Callable[..., Client]
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


@pytest.fixture
def manager(world: World) -> User:
    return speaking("en", (world.genova, CiteRole.MANAGER), email="genova@example.org")


class TestLanguage:
    """A mail speaks the reader's language."""

    def test_the_persons_own_then_the_cites_then_the_networks(self, world: World) -> None:
        user = person((world.porto, CiteRole.EDITOR))
        with translation.override("it"):
            assert language_for(user, cite=world.porto) == "pt"
            assert language_for(user, cite=None) == "fr"
            world.porto.name_language = "eu"
            assert language_for(user, cite=world.porto) == "es"
            UserProfile.objects.filter(user=user).update(preferred_language="nl")
            assert language_for(user, cite=world.porto) == "nl"

    def test_the_acting_persons_language_isnt_the_readers(self, world: World, drain: Drain) -> None:
        page = make_initiative(world.porto, title="Feira")
        decide(uid=page.row.uid, verb="propose", user=person((world.porto, CiteRole.MODERATOR), email="a@example.org"))
        drain()
        mail.outbox.clear()
        with translation.override("it"):
            decide(uid=page.row.uid, verb="accept", user=speaking("it", NetworkRole.NETWORK_EDITOR))
            drain()
        (told,) = mail.outbox
        with translation.override("pt"):
            assert told.subject == f"Feira: {DONE[ReviewVerb.ACCEPT]}"

    def test_moderation_speaks_the_readers_language_once(self, world: World) -> None:
        page = make_initiative(world.porto, title="Feira", live=False)
        editor = person((world.porto, CiteRole.EDITOR), email="e@example.org")
        moderator = person((world.porto, CiteRole.MODERATOR), email="m@example.org")
        spoken = []
        for act in ("reject", "approve"):
            with translation.override("it"):
                mail.outbox.clear()
                page.get_workflow().start(page, editor)
                state = InitiativePage.objects.get(pk=page.pk).current_workflow_state.current_task_state
                getattr(state, act)(user=moderator)
                told = [(message.to, message.subject) for message in mail.outbox]
                page = InitiativePage.objects.get(pk=page.pk)
                if page.current_workflow_state:
                    page.current_workflow_state.cancel(user=moderator)
            spoken += told
        assert [to for to, _subject in spoken] == [["m@example.org"], ["e@example.org"]] * 2
        for name, (_to, subject) in zip(("submitted", "rejected", "submitted", "approved"), spoken, strict=True):
            kind = "task_state" if name == "submitted" else "workflow_state"
            template = f"wagtailadmin/notifications/{kind}_{name}_subject.txt"
            context = {
                "page": page,
                "object": page,
                "task": state.task,
                "workflow": page.get_workflow(),
                "model_name": "",
            }
            with translation.override("pt"):
                assert subject == render_to_string(template, context).strip()
        assert not UserProfile.objects.exclude(preferred_language="").exists()


class TestFacts:
    """Mails and histories say what was done."""

    def test_a_mail_reports(self, world: World, drain: Drain) -> None:
        author = speaking("en", (world.porto, CiteRole.MODERATOR), email="a@example.org")
        editor = speaking("en", NetworkRole.NETWORK_EDITOR, email="r@example.org")
        page = make_initiative(world.porto, title="Feira")
        drain()
        subjects = []
        for verb, user in (("propose", author), ("ask", editor), ("propose", author), ("refuse", editor)):
            decide(uid=page.row.uid, verb=verb, user=user, comment="Porque")
            subjects += sent(drain)
        decide(uid=page.row.uid, verb="propose", user=author)
        decide(uid=page.row.uid, verb="accept", user=editor)
        subjects += sent(drain)
        assert subjects == [
            ("r@example.org", "Feira: Proposed to the network"),
            ("a@example.org", "Feira: Changes asked"),
            ("r@example.org", "Feira: Proposed to the network"),
            ("a@example.org", "Feira: Refused"),
            ("a@example.org", "Feira: Accepted"),
            ("r@example.org", "Feira: Proposed to the network"),
        ]

    def test_every_step_has_its_fact_in_page_and_log(self, world: World, client_of: Hosts) -> None:
        assert set(DONE) == set(ReviewVerb)
        row = accept(make_initiative(world.porto).row)
        client = sign_in(client_of(), speaking("en", (world.porto, CiteRole.EDITOR)))
        text = client.get(reverse("initiatives:detail", args=[row.uid])).content.decode()
        assert "<strong>Proposed to the network</strong>" in text
        assert "Propose to the network" not in text
        with translation.override("en"):
            entries = ModelLogEntry.objects.filter(action="cities.review").order_by("pk")
            assert [str(log_registry.get_formatter(entry).format_message(entry)) for entry in entries] == [
                "Proposed to the network",
                "Accepted",
            ]

    def test_who_left_the_cite_is_told_nothing_more(self, world: World) -> None:
        author = person((world.porto, CiteRole.MODERATOR))
        page = make_initiative(world.porto)
        decide(uid=page.row.uid, verb="propose", user=author)
        assert list(reviews.followers_of(initiative=page.row)) == [author]
        author.groups.clear()
        assert list(reviews.followers_of(initiative=page.row)) == []


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


class TestUse:
    """Adoptions and evaluations are told to the owner's people once, and an adoption is taken back."""

    def test_the_owners_people_are_told_once(self, world: World, drain: Drain) -> None:
        author = speaking("en", (world.porto, CiteRole.EDITOR), email="autora@example.org")
        speaking("en", (world.porto, CiteRole.MANAGER), email="gestora@example.org")
        quiet = speaking("en", (world.porto, CiteRole.MANAGER), email="quieto@example.org")
        UserProfile.objects.filter(user=quiet).update(updated_comments_notifications=False)
        row = accept(make_initiative(world.porto, title="Feira", owner=author).row)
        user = person((world.genova, CiteRole.EDITOR))
        line = Criterion.objects.create(slug="clair", name_fr="C’est clair", use=CriterionUse.GRID)
        drain()
        adoptions.adopt(initiative=row, cite=world.genova, user=user, year=2022, note="Con le scuole")
        told = [entry for entry in sent(drain) if not entry[0].startswith("personne")]
        subject = "Genova uses your initiative: Feira"
        assert told == [("autora@example.org", subject), ("gestora@example.org", subject)]
        assert "Con le scuole" in mail.outbox[0].body
        adoptions.adopt(initiative=row, cite=world.genova, user=user, year=2023)
        assert sent(drain) == []
        adoptions.evaluate(initiative=row, cite=world.genova, user=user, scores={line: 4}, text="Bene")
        told = [entry for entry in sent(drain) if not entry[0].startswith("personne")]
        subject = "Genova evaluated your initiative: Feira"
        assert told == [("autora@example.org", subject), ("gestora@example.org", subject)]
        adoptions.evaluate(initiative=row, cite=world.genova, user=user, scores={line: 3})
        assert sent(drain) == []

    def test_whoever_acts_isnt_told(self, world: World, drain: Drain) -> None:
        both = speaking(
            "en", (world.porto, CiteRole.MANAGER), (world.genova, CiteRole.MANAGER), email="ambos@example.org"
        )
        row = accept(make_initiative(world.porto).row)
        drain()
        adoptions.adopt(initiative=row, cite=world.genova, user=both, year=2022)
        assert "ambos@example.org" not in [address for address, _subject in sent(drain)]

    def test_it_is_taken_back_after_a_question(self, world: World, client_of: Hosts) -> None:
        row = accept(make_initiative(world.porto).row)
        user = speaking("en", (world.genova, CiteRole.EDITOR))
        adoptions.adopt(initiative=row, cite=world.genova, user=user, year=2022)
        client = sign_in(client_of(), user)
        address = reverse("initiatives:drop_adoption", args=[row.uid])
        assert address in client.get(reverse("initiatives:detail", args=[row.uid])).content.decode()
        assert client.get(address).status_code == 200
        assert Adoption.objects.count() == 1
        before = content_version()
        assert client.post(address, {"cite": world.paris.pk}).status_code == 422
        assert client.post(address, {"cite": world.genova.pk}).status_code == 302
        assert not Adoption.objects.exists()
        assert reviews.opinion_of(initiative=row).adoptions == 0
        assert content_version() != before
        (entry,) = ModelLogEntry.objects.filter(action="cities.drop_adoption")
        assert (entry.user, entry.data["by_cite"]) == (user, "genova")
        assert client.get(address).status_code in (302, 403)

    def test_nobody_takes_back_anothers(self, world: World, client_of: Hosts) -> None:
        row = accept(make_initiative(world.porto).row)
        adoptions.adopt(initiative=row, cite=world.genova, user=person((world.genova, CiteRole.EDITOR)), year=2022)
        client = sign_in(client_of(), person((world.paris, CiteRole.MANAGER)))
        address = reverse("initiatives:drop_adoption", args=[row.uid])
        assert address not in client.get(reverse("initiatives:detail", args=[row.uid])).content.decode()
        client.post(address, {"cite": world.genova.pk})
        assert Adoption.objects.count() == 1

    def test_a_cached_answer_doesnt_outlive_a_count(self, world: World, client_of: Hosts) -> None:
        row = accept(make_initiative(world.porto).row)
        user = person((world.genova, CiteRole.EDITOR))
        page = row.original
        address = page.get_url_parts()[2]
        counts = []
        for act in (None, adoptions.adopt, adoptions.drop_adoption):
            values = {"year": 2022} if act is adoptions.adopt else {}
            before = content_version()
            if act is not None:
                act(initiative=row, cite=world.genova, user=user, **values)
                assert content_version() > before
            text = client_of("porto").get(address).content.decode()
            with translation.override("pt"):
                one = ngettext("%(number)s Cité uses this", "%(number)s Cités use this", 1) % {"number": 1}
            counts.append(one in text)
        assert counts == [False, True, False]


class TestGrid:
    """The form of the network's grid."""

    @pytest.fixture
    def lines(self, world: World) -> list[Criterion]:
        return [
            Criterion.objects.create(slug=slug, name_fr=slug, use=CriterionUse.GRID, sort_order=order)
            for order, slug in enumerate(("utile", "facile"))
        ]

    def test_it_is_kept_shown_again_and_changed(
        self, world: World, client_of: Hosts, lines: list[Criterion], manager: User
    ) -> None:
        row = accept(make_initiative(world.porto).row)
        client = sign_in(client_of(), manager)
        address = reverse("initiatives:evaluate", args=[row.uid])
        useful, easy = (f"criterion_{line.pk}" for line in lines)
        sent = {"cite": world.genova.pk, useful: "4", easy: "", "text": "Bene"}
        assert client.post(address, sent).status_code == 302
        form = client.get(address).context["form"]
        assert {name: form[name].value() for name in (useful, easy, "text")} == {useful: 4, easy: None, "text": "Bene"}
        assert client.post(address, {**sent, useful: "2", easy: "3", "text": ""}).status_code == 302
        (kept,) = row.evaluations.all()
        assert (kept.cite, kept.text) == (world.genova, "")
        assert sorted(kept.scores.values_list("criterion__slug", "score")) == [("facile", 3), ("utile", 2)]

    def test_nothing_said_is_no_evaluation(
        self, world: World, client_of: Hosts, lines: list[Criterion], manager: User
    ) -> None:
        row = accept(make_initiative(world.porto).row)
        client = sign_in(client_of(), manager)
        address = reverse("initiatives:evaluate", args=[row.uid])
        names = [f"criterion_{line.pk}" for line in lines]
        for answers, wrong in (
            ({"text": "  "}, "__all__"),
            ({names[0]: "5", "text": "Bene"}, names[0]),
            ({names[0]: "x", "text": "Bene"}, names[0]),
        ):
            answer = client.post(address, {"cite": world.genova.pk, **answers})
            assert (answer.status_code, list(answer.context["form"].errors)) == (422, [wrong])
        assert not row.evaluations.exists()

    def test_a_score_says_what_it_means(
        self, world: World, client_of: Hosts, lines: list[Criterion], manager: User
    ) -> None:
        row = accept(make_initiative(world.porto).row)
        text = sign_in(client_of(), manager).get(reverse("initiatives:evaluate", args=[row.uid])).content.decode()
        assert [f"{score} – {meaning}" in text for score, meaning in ((1, "not at all"), (4, "wholly"))] == [True, True]
        assert "in the name of Genova" in text
