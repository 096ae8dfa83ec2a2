"""The network's review, adoptions, evaluations and partnerships of initiatives."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import ModelLogEntry

from cities.enums import CriterionUse, Review, ReviewVerb
from cities.models import (
    Adoption,
    Criterion,
    Evaluation,
    Initiative,
    InitiativePartnerCite,
    ReviewEntry,
)
from cities.selectors import reviews
from cities.services import adoptions
from cities.services.review import MOVES, ReviewRefusedError, decide, open_verbs
from cities.signals import initiative_changed
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.selectors.scope import scope_of
from tests.factories.initiatives import accepted, make_initiative
from tests.factories.portal import person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
Hosts = Callable[..., Client]


def test_the_whole_life(world: World) -> None:
    page = make_initiative(world.porto)
    uid = page.row.uid
    author, editor = person((world.porto, CiteRole.MODERATOR)), person(NetworkRole.NETWORK_EDITOR)
    states = []
    for verb, user, comment in (
        ("propose", author, ""),
        ("withdraw", author, ""),
        ("propose", author, "Nous l’avons évalué"),
        ("ask", editor, "Et les chiffres ?"),
        ("propose", author, ""),
        ("refuse", editor, "Hors sujet"),
        ("propose", author, ""),
        ("accept", editor, ""),
        ("archive", editor, ""),
        ("propose", author, ""),
    ):
        decide(uid=uid, verb=verb, user=user, comment=comment)
        states.append(Initiative.objects.get(uid=uid).review)
    assert states == [
        Review.PROPOSED,
        Review.NONE,
        Review.PROPOSED,
        Review.CHANGES,
        Review.PROPOSED,
        Review.REFUSED,
        Review.PROPOSED,
        Review.ACCEPTED,
        Review.ARCHIVED,
        Review.PROPOSED,
    ]
    assert ReviewEntry.objects.filter(initiative__uid=uid).count() == 10
    assert ModelLogEntry.objects.filter(action="cities.review").count() == 10


@pytest.mark.parametrize("verb", list(ReviewVerb))
@pytest.mark.parametrize("state", list(Review))
def test_a_step_leads_on_from_its_states_only(world: World, verb: ReviewVerb, state: Review) -> None:
    page = make_initiative(world.porto)
    Initiative.objects.filter(pk=page.row.pk).update(review=state)
    user = person((world.porto, CiteRole.MODERATOR), NetworkRole.NETWORK_EDITOR)
    if state in MOVES[verb].sources:
        decide(uid=page.row.uid, verb=verb, user=user, comment="parce que")
        assert Initiative.objects.get(pk=page.row.pk).review == MOVES[verb].target
    else:
        with pytest.raises(ReviewRefusedError):
            decide(uid=page.row.uid, verb=verb, user=user, comment="parce que")
        assert Initiative.objects.get(pk=page.row.pk).review == state
        assert not ReviewEntry.objects.exists()


@pytest.mark.parametrize("verb", list(ReviewVerb))
def test_a_step_is_one_sides(world: World, verb: ReviewVerb) -> None:
    page = make_initiative(world.porto)
    Initiative.objects.filter(pk=page.row.pk).update(review=next(iter(MOVES[verb].sources)))
    wrong = [
        person((world.porto, CiteRole.EDITOR)),
        person((world.genova, CiteRole.MANAGER)),
        person(NetworkRole.EVENT_TEAM),
    ]
    if MOVES[verb].side == "network":
        wrong.append(person((world.porto, CiteRole.MANAGER)))
    for user in wrong:
        with pytest.raises(PermissionDenied):
            decide(uid=page.row.uid, verb=verb, user=user, comment="parce que")
    assert not ReviewEntry.objects.exists()


def test_a_draft_is_published_before_it_is_proposed(world: World) -> None:
    page = make_initiative(world.porto, live=False)
    author = person((world.porto, CiteRole.MODERATOR))
    assert ReviewVerb.PROPOSE not in open_verbs(author, page.row)
    with pytest.raises(ReviewRefusedError):
        decide(uid=page.row.uid, verb="propose", user=author)


def test_what_decides_stands_first_and_taking_back_is_never_the_main_button(world: World, client_of: Hosts) -> None:
    page = make_initiative(world.porto)
    author = person((world.porto, CiteRole.MODERATOR))
    both = person((world.porto, CiteRole.MODERATOR), NetworkRole.NETWORK_EDITOR)
    decide(uid=page.row.uid, verb="propose", user=author)
    url, main = reverse("initiatives:detail", args=[page.row.uid]), []
    for user in (author, both):
        seen = BeautifulSoup(sign_in(client_of(), user).get(url).content, "html.parser")
        steps = seen.select("a.button[href*='/review/']")
        main.append([step["href"].split("/")[-2] for step in steps if "button-secondary" not in step["class"]])
    assert main == [[], ["accept"]]


@pytest.mark.parametrize("verb", ["ask", "refuse"])
def test_a_no_says_why(world: World, verb: str) -> None:
    page = make_initiative(world.porto)
    decide(uid=page.row.uid, verb="propose", user=person((world.porto, CiteRole.MODERATOR)))
    with pytest.raises(ReviewRefusedError):
        decide(uid=page.row.uid, verb=verb, user=person(NetworkRole.NETWORK_EDITOR), comment="  ")
    assert Initiative.objects.get(pk=page.row.pk).review == Review.PROPOSED


def test_both_sides_are_told_once(world: World, drain: Callable[[], int]) -> None:
    page = make_initiative(world.porto, title="Feira das Profissões")
    author = person((world.porto, CiteRole.MODERATOR), email="autora@example.org")
    editor = person(NetworkRole.NETWORK_EDITOR, email="reseau@example.org")
    drain()
    mail.outbox.clear()
    decide(uid=page.row.uid, verb="propose", user=author)
    drain()
    assert [message.to for message in mail.outbox] == [["reseau@example.org"]]
    decide(uid=page.row.uid, verb="ask", user=editor, comment="Quantas pessoas?")
    drain()
    assert [message.to for message in mail.outbox[1:]] == [["autora@example.org"]]
    assert "Quantas pessoas?" in mail.outbox[1].body
    assert str(page.row.uid) in mail.outbox[1].body


def test_a_refused_step_sends_nothing(world: World, drain: Callable[[], int]) -> None:
    page = make_initiative(world.porto)
    drain()
    with pytest.raises(ReviewRefusedError):
        decide(uid=page.row.uid, verb="accept", user=person(NetworkRole.NETWORK_EDITOR))
    drain()
    assert mail.outbox == []


def test_each_step_is_told(world: World) -> None:
    seen: list[uuid.UUID] = []

    def note(sender: type, uid: uuid.UUID, **kwargs: object) -> None:
        seen.append(uid)

    page = make_initiative(world.porto)
    initiative_changed.connect(note)
    try:
        decide(uid=page.row.uid, verb="propose", user=person((world.porto, CiteRole.MODERATOR)))
    finally:
        initiative_changed.disconnect(note)
    assert seen == [page.row.uid]


def test_what_changed_since_it_was_accepted_is_to_be_read_again(world: World, client_of: Hosts) -> None:
    """The list says so to its Cité's people and to the network, not to other Cités."""
    row = accepted(world)
    network, porto, genova = (
        person(NetworkRole.NETWORK_EDITOR),
        person((world.porto, CiteRole.EDITOR)),
        person((world.genova, CiteRole.MANAGER)),
    )
    assert list(reviews.to_be_read_again(scope_of(network))) == []
    page = row.original
    page.title = "Outro título"
    page.save_revision().publish()
    for user, is_told in ((network, True), (porto, True), (genova, False)):
        assert list(reviews.to_be_read_again(scope_of(user))) == ([row] if is_told else [])
        client = sign_in(client_of(), user)
        texts = {
            value: client.get(f"/admin/initiatives/results/?again={value}").content.decode()
            for value in ("", "true", "false")
        }
        assert ("Outro título" in texts[""], "changed since" in texts[""]) == (True, is_told)
        assert ("Outro título" in texts["true"], "Outro título" in texts["false"]) == (is_told, not is_told)


def test_a_step_that_is_taken_already_says_what_the_initiative_is_now(world: World, client_of: Hosts) -> None:
    row = accepted(world)
    reviewer = sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))
    address = f"/admin/initiatives/{row.uid}/review/accept/"
    shown = reviewer.get(address, follow=True)
    assert shown.redirect_chain == [(f"/admin/initiatives/{row.uid}/", 302)]
    said = "This step isn't open any more: the initiative is now “Accepted”. Reload the page."
    assert [str(message) for message in shown.context["messages"]] == [said]
    refused = reviewer.post(address, {"comment": "Trop tard"})
    assert (refused.status_code, "Trop tard" in refused.content.decode()) == (422, True)
    own = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    assert own.get(address).status_code in (302, 403)
    row.refresh_from_db()
    assert (row.review, ReviewEntry.objects.filter(comment="Trop tard").count()) == (Review.ACCEPTED, 0)


def test_another_cite_says_that_it_uses_it(world: World) -> None:
    row = accepted(world)
    user = person((world.genova, CiteRole.EDITOR))
    adoptions.adopt(initiative=row, cite=world.genova, user=user, year=2022, note="Con le scuole")
    adoptions.adopt(initiative=row, cite=world.genova, user=user, year=2023)
    assert list(Adoption.objects.values_list("cite__slug", "year", "note")) == [("genova", 2023, "")]
    assert reviews.opinion_of(initiative=row).adoptions == 1
    adoptions.drop_adoption(initiative=row, cite=world.genova, user=user)
    assert reviews.opinion_of(initiative=row).adoptions == 0


def test_nobody_speaks_for_another_cite_nor_of_what_isnt_accepted(world: World) -> None:
    row, genovese = accepted(world), person((world.genova, CiteRole.MANAGER))
    with pytest.raises(PermissionDenied):
        adoptions.adopt(initiative=row, cite=world.paris, user=genovese, year=2022)
    with pytest.raises(ValidationError):
        adoptions.adopt(initiative=row, cite=world.porto, user=person((world.porto, CiteRole.MANAGER)), year=2022)
    mine = make_initiative(world.porto, title="Não proposta").row
    with pytest.raises(PermissionDenied):
        adoptions.evaluate(initiative=mine, cite=world.genova, user=genovese, scores={})
    assert not Adoption.objects.exists()
    assert not Evaluation.objects.exists()


def test_the_grid_is_averaged(world: World) -> None:
    row = accepted(world)
    line = Criterion.objects.create(slug="clair", name_fr="C’est clair", use=CriterionUse.GRID)
    other = Criterion.objects.create(slug="ecrire", name_fr="Dire le besoin", use=CriterionUse.WRITING)
    for cite, score in ((world.genova, 4), (world.paris, 1)):
        user = person((cite, CiteRole.EDITOR))
        adoptions.evaluate(initiative=row, cite=cite, user=user, scores={line: score, other: 3}, text="bene")
    opinion = reviews.opinion_of(initiative=row)
    assert (opinion.evaluations, opinion.averages) == (2, ((line, 2.5),))
    with pytest.raises(ValidationError):
        adoptions.evaluate(
            initiative=row, cite=world.paris, user=person((world.paris, CiteRole.EDITOR)), scores={line: 5}
        )


def test_a_partner_is_asked(world: World) -> None:
    row = make_initiative(world.porto).row
    named = InitiativePartnerCite.objects.create(owner=row, cite=world.genova)
    with pytest.raises(PermissionDenied):
        adoptions.answer_partnership(partnership=named, user=person((world.porto, CiteRole.MANAGER)), accept=True)
    adoptions.answer_partnership(partnership=named, user=person((world.genova, CiteRole.MANAGER)), accept=True)
    assert named.accepted_at is not None
    assert list(reviews.partnerships_of(cite=world.genova)) == [named]


def test_completeness_counts_what_a_reader_looks_for(world: World) -> None:
    page = make_initiative(world.porto)
    before = reviews.completeness_of(page)
    page.need = "<p>As pessoas não conhecem os ofícios.</p>"
    page.online = True
    after = reviews.completeness_of(page)
    assert len(before.missing) - len(after.missing) == 2
    assert before.percent < after.percent < 100


class TestScreens:
    """What each role meets in the admin."""

    def client(self, client_of: Hosts, *roles: object) -> Client:
        return sign_in(client_of(), person(*roles))

    def test_the_list_shows_own_and_accepted(self, world: World, client_of: Hosts) -> None:
        accepted(world, title="Aceite")
        make_initiative(world.porto, title="Minha")
        make_initiative(world.genova, title="Segreta")
        answer = self.client(client_of, (world.porto, CiteRole.EDITOR)).get(reverse("initiatives:index"))
        text = answer.content.decode()
        assert answer.status_code == 200
        assert [title in text for title in ("Aceite", "Minha", "Segreta")] == [True, True, False]

    def test_steps_are_taken_in_the_browser(self, world: World, client_of: Hosts) -> None:
        row = make_initiative(world.porto).row
        author = self.client(client_of, (world.porto, CiteRole.MODERATOR))
        address = reverse("initiatives:review", args=[row.uid, "propose"])
        assert author.get(address).status_code == 200
        assert author.post(address, {"comment": "Vejam"}).status_code == 302
        editor = self.client(client_of, NetworkRole.NETWORK_EDITOR)
        refused = editor.post(reverse("initiatives:review", args=[row.uid, "ask"]), {"comment": ""})
        assert refused.status_code == 422
        with translation.override("en"):
            assert editor.post(reverse("initiatives:review", args=[row.uid, "accept"])).status_code == 302
        row.refresh_from_db()
        assert row.review == Review.ACCEPTED

    def test_a_step_that_isnt_ones_own_is_refused(self, world: World, client_of: Hosts) -> None:
        row = accepted(world)
        stranger = self.client(client_of, (world.genova, CiteRole.MANAGER))
        answer = stranger.post(reverse("initiatives:review", args=[row.uid, "archive"]), {"comment": "x"})
        assert answer.status_code in (302, 403)
        row.refresh_from_db()
        assert row.review == Review.ACCEPTED

    def test_another_cites_private_initiative_isnt_there(self, world: World, client_of: Hosts) -> None:
        row = make_initiative(world.porto, title="Segredo").row
        stranger = self.client(client_of, (world.genova, CiteRole.MANAGER))
        for name in ("detail", "adopt", "evaluate"):
            assert stranger.get(reverse(f"initiatives:{name}", args=[row.uid])).status_code == 404

    def test_a_stranger_sees_no_word_of_the_review(self, world: World, client_of: Hosts) -> None:
        row = make_initiative(world.porto).row
        author, editor = person((world.porto, CiteRole.MODERATOR)), person(NetworkRole.NETWORK_EDITOR)
        decide(uid=row.uid, verb="propose", user=author, comment="motgardé")
        decide(uid=row.uid, verb="accept", user=editor)
        stranger = self.client(client_of, (world.genova, CiteRole.MANAGER))
        own = sign_in(client_of(), author)
        address = reverse("initiatives:detail", args=[row.uid])
        assert "motgardé" not in stranger.get(address).content.decode()
        assert "motgardé" in own.get(address).content.decode()

    def test_adopting_by_form(self, world: World, client_of: Hosts) -> None:
        row = accepted(world)
        client = self.client(client_of, (world.genova, CiteRole.EDITOR))
        address = reverse("initiatives:adopt", args=[row.uid])
        assert client.get(address).status_code == 200
        assert client.post(address, {"cite": world.genova.pk, "year": 2999}).status_code == 422
        assert client.post(address, {"cite": world.paris.pk, "year": 2020}).status_code == 422
        assert client.post(address, {"cite": world.genova.pk, "year": 2020}).status_code == 302
        assert list(Adoption.objects.values_list("cite__slug", "year")) == [("genova", 2020)]

    @pytest.mark.usefixtures("english")
    @pytest.mark.parametrize("name", ["adopt", "evaluate", "drop_adoption"])
    def test_speaking_for_a_cite_that_isnt_ones_own_is_refused_in_words(
        self, world: World, client_of: Hosts, name: str
    ) -> None:
        row = accepted(world)
        Adoption.objects.create(initiative=row, cite=world.genova, year=2020)
        client = self.client(client_of, (world.genova, CiteRole.MANAGER))
        for cite in ("", "abc", world.paris.pk):
            values = {"cite": cite, "year": 2020, "text": "Bene"}
            answer = client.post(reverse(f"initiatives:{name}", args=[row.uid]), values)
            assert answer.status_code == 422
            assert answer.content.decode().count("Choose the Cité you speak for, one of yours.") == 1
        assert (Adoption.objects.count(), Evaluation.objects.count()) == (1, 0)

    @pytest.mark.usefixtures("english")
    def test_an_empty_evaluation_is_refused_in_words(self, world: World, client_of: Hosts) -> None:
        row = accepted(world)
        client = self.client(client_of, (world.genova, CiteRole.MANAGER))
        answer = client.post(reverse("initiatives:evaluate", args=[row.uid]), {"cite": world.genova.pk, "text": " "})
        assert answer.status_code == 422
        assert "Score at least one line, or say something in words." in answer.content.decode()

    def test_the_editor_shows_where_the_review_stands(self, world: World, client_of: Hosts) -> None:
        Criterion.objects.create(slug="dire", name_fr="Dire le besoin en chiffres")
        page = make_initiative(world.porto)
        client = self.client(client_of, (world.porto, CiteRole.MODERATOR))
        text = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert "Dire le besoin en chiffres" in text
        assert reverse("initiatives:review", args=[page.row.uid, "propose"]) in text


def test_an_empty_reason_is_not_answered_by_the_same_sentence_twice(world: World, client_of: Hosts) -> None:
    page = make_initiative(world.porto)
    decide(uid=page.row.uid, verb="propose", user=person((world.porto, CiteRole.MODERATOR)))
    client = sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))
    with translation.override("en"):
        answer = client.post(reverse("initiatives:review", args=[page.row.uid, "ask"]), {"comment": ""})
        assert answer.context["form"].errors["comment"] != [answer.context["form"].fields["comment"].help_text]
    assert answer.status_code == 422
