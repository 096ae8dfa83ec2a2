"""Who is told what of an initiative, in which language: authors, and the owner's people of what others say."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext
from wagtail.log_actions import registry as log_registry
from wagtail.models import ModelLogEntry, PageViewRestriction
from wagtail.users.models import UserProfile

from cities.enums import DONE, CriterionUse, ReviewVerb
from cities.models import (
    Adoption,
    Criterion,
    InitiativePage,
)
from cities.selectors import reviews
from cities.services import adoptions
from cities.services.review import decide
from portal.accounts.models import User
from portal.selectors.versions import content_version
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite, NetworkGroup
from portal.tenancy.models.network import STEP, WORKFLOW, WORKFLOW_WORDS
from portal.tenancy.selectors.speech import language_for
from tests.cities.following import accept, sent, speaking
from tests.factories.initiatives import make_initiative
from tests.factories.portal import person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
Hosts = Callable[..., Client]
Drain = Callable[[], int]


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
            # One without a site speaks the language of its name.
            assert language_for(user, cite=Cite(pk=0, name_language="eu")) == "es"
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
                said = render_to_string(template, context).strip()
                for row_name in (STEP, WORKFLOW):
                    said = said.replace(f'"{row_name}"', f'"{WORKFLOW_WORDS[row_name]}"')
                assert subject == said
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

    @pytest.mark.parametrize("restricted", [False, True])
    def test_who_is_accepted_reads_what_it_means_and_where_it_is(
        self, world: World, drain: Drain, restricted: bool
    ) -> None:
        author = speaking("en", (world.porto, CiteRole.MODERATOR), email="a@example.org")
        page = make_initiative(world.porto, title="Feira")
        meaning = f"in its search and on its wall. Its public page: {page.full_url}"
        assert page.full_url.startswith("http://porto.localhost:8000/pt/")
        if restricted:
            members = NetworkGroup.objects.get(role=NetworkRole.MEMBERS).group
            PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.add(members)
        decide(uid=page.row.uid, verb="propose", user=author)
        decide(uid=page.row.uid, verb="accept", user=speaking("en", NetworkRole.NETWORK_EDITOR, email="r@example.org"))
        drain()
        told = {message.to[0]: meaning in message.body for message in mail.outbox}
        assert told == {"a@example.org": not restricted, "r@example.org": False}

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
