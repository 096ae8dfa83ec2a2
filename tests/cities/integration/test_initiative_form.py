"""The form of an initiative: what the network looks for, what inspired it, and the partner Cités it names."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import APIToken
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cities.enums import CriterionUse
from cities.models import Criterion, Initiative, InitiativePage, Pole
from cities.selectors.reviews import completeness_of
from cities.services.review import decide
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite
from tests.factories.initiatives import index_of, make_initiative
from tests.factories.portal import person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
Hosts = Callable[..., Client]
RICH = ("need", "description", "results", "difficulties", "transferability", "resources")


@pytest.fixture
def author(world: World, client_of: Hosts) -> Client:
    return sign_in(client_of(), person((world.porto, CiteRole.MODERATOR)))


def form_of(title: str, **values: Any) -> dict[str, Any]:
    """The form as the browser sends it."""
    given = {
        "title": title,
        "slug": "novo",
        "stage": "running",
        "start_year": "2020",
        "figures": streamfield([]),
        "links": streamfield([]),
        "more": streamfield([]),
        "partners": inline_formset([]),
        "partner_cites": inline_formset([]),
        "comments": inline_formset([]),
    }
    sent: dict[str, Any] = nested_form_data({**given, **{name: rich_text("") for name in RICH}, **values})
    return sent | {"poles": [Pole.objects.order_by("sort_order")[0].pk]}


def add_address(cite: Cite) -> str:
    parent = index_of(cite, cite.name_language)
    return reverse("wagtailadmin_pages:add", args=["cities", "initiativepage", parent.pk])


def edit_address(page: InitiativePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def shown(cite: Cite, title: str) -> InitiativePage:
    """One that the network shows."""
    page = make_initiative(cite, title=title)
    decide(uid=page.row.uid, verb="propose", user=person((cite, CiteRole.MODERATOR)))
    decide(uid=page.row.uid, verb="accept", user=person(NetworkRole.NETWORK_EDITOR))
    return InitiativePage.objects.get(pk=page.pk)


class TestWritingHelp:
    """Criteria and meter."""

    def test_a_new_form_shows_them_before_anything_is_saved(self, world: World, author: Client) -> None:
        Criterion.objects.create(slug="dire", name_fr="Dire le besoin en chiffres", use=CriterionUse.WRITING)
        Criterion.objects.create(slug="note", name_fr="Une ligne de la grille", use=CriterionUse.GRID)
        answer = author.get(add_address(world.porto))
        seen = BeautifulSoup(answer.content, "html.parser")
        form = seen.select_one("form[data-edit-form]")
        assert answer.status_code == 200
        assert form is not None
        meter = form.select_one("meter")
        assert meter is not None
        assert meter["value"] == "0"
        assert "Dire le besoin en chiffres" in form.get_text()
        assert "Une ligne de la grille" not in form.get_text()
        assert not Initiative.objects.exists()

    def test_the_meter_counts_what_is_saved(self, world: World, author: Client) -> None:
        page = make_initiative(world.porto, need="<p>Ninguém conhece os ofícios.</p>")
        seen = BeautifulSoup(author.get(edit_address(page)).content, "html.parser")
        values = {meter["value"] for meter in seen.select("meter")}
        assert values == {str(round(100 * 4 / 14))}

    def test_the_side_panel_is_there_from_the_start(self, world: World, author: Client) -> None:
        with translation.override("en"):
            for address in (add_address(world.porto), edit_address(make_initiative(world.porto))):
                seen = BeautifulSoup(author.get(address).content, "html.parser")
                panel = seen.select_one('[data-side-panel="network-review"]')
                assert panel is not None
                assert len(panel.select("dd")) == 3


class TestDraft:
    """A draft may lack what publishing needs, the pôles as well."""

    def test_it_is_kept_without_facts_and_published_with_them(self, world: World, author: Client) -> None:
        bare = form_of("Nova", stage="", start_year="") | {"poles": []}
        assert author.post(add_address(world.porto), bare).status_code == 302
        page = InitiativePage.objects.get(title="Nova")
        assert (page.live, page.poles.count()) == (False, 0)
        for action in ("action-publish", "action-submit"):
            answer = author.post(edit_address(page), form_of("Nova") | {"poles": [], action: "yes"})
            assert list(answer.context["form"].errors) == ["poles"]
        assert not InitiativePage.objects.get(pk=page.pk).live
        assert author.post(edit_address(page), form_of("Nova") | {"action-publish": "yes"}).status_code == 302
        assert InitiativePage.objects.get(pk=page.pk).live

    def test_what_waits_for_approval_keeps_them(self, world: World, author: Client) -> None:
        page = make_initiative(world.porto, title="Nova", live=False)
        page.get_workflow().start(page, person((world.porto, CiteRole.EDITOR)))
        answer = author.post(edit_address(page), form_of("Nova", slug=page.slug) | {"poles": []})
        assert list(answer.context["form"].errors) == ["poles"]

    def test_several_at_once_are_published_with_them_only(self, world: World, author: Client) -> None:
        whole, bare = (make_initiative(world.porto, title=title, live=False) for title in ("Inteira", "Nova"))
        author.post(edit_address(bare), form_of("Nova", slug=bare.slug) | {"poles": []})
        index = whole.get_parent()
        publish = "/admin/bulk/wagtailcore/page/publish/?"
        home = reverse("wagtailadmin_home")
        for query, below in ((f"id={whole.pk}&id={bare.pk}", ""), (f"id={index.pk}", "on")):
            with translation.override("en"):
                answer = author.post(
                    f"{publish}{query}&next={home}", {"include_descendants": below, "next": home}, follow=True
                )
            assert "“Nova”" in answer.content.decode()
            assert not InitiativePage.objects.filter(pk__in=[whole.pk, bare.pk], live=True).exists()
        author.post(f"{publish}id={whole.pk}&next={home}")
        assert list(InitiativePage.objects.filter(live=True)) == [whole]

    def test_nothing_incomplete_is_published_through_the_api(
        self, world: World, author: Client, client_of: Hosts
    ) -> None:
        whole, bare = (make_initiative(world.porto, title=title, live=False) for title in ("Inteira", "Nova"))
        author.post(edit_address(bare), form_of("Nova", slug=bare.slug) | {"poles": []})
        _token, key = APIToken.create_token(user=person(NetworkRole.NETWORK_EDITOR), name="test")
        headers = {"authorization": f"Bearer {key}", "accept-language": "en"}
        answers = [
            client_of().post(f"/api/v3/pages/{page.pk}/actions/publish/", headers=headers) for page in (bare, whole)
        ]
        assert [answer.status_code for answer in answers] == [422, 200]
        assert answers[0].headers["Content-Type"] == "application/problem+json"
        assert "Nova" in answers[0].json()["errors"][0]["msg"]
        assert list(InitiativePage.objects.filter(live=True)) == [whole]


class TestInspiredBy:
    """The chooser and the form behind it."""

    def test_the_dialog_offers_own_and_shown_ones(self, world: World, author: Client) -> None:
        shown(world.genova, "Il furgone")
        make_initiative(world.genova, title="Bozza segreta", live=False)
        make_initiative(world.genova, title="Pubblicata soltanto")
        make_initiative(world.porto, title="Rascunho nosso", live=False)
        text = author.get(reverse("initiative_chooser:choose")).json()["html"]
        titles = ("Il furgone", "Bozza segreta", "Pubblicata soltanto", "Rascunho nosso")
        assert [title in text for title in titles] == [True, False, False, True]
        found = author.get(reverse("initiative_chooser:choose_results"), {"q": "genova furg"}).content.decode()
        assert [title in found for title in titles] == [True, False, False, False]

    def test_the_network_isnt_offered_drafts_either(self, world: World, client_of: Hosts) -> None:
        shown(world.genova, "Il furgone")
        make_initiative(world.porto, title="Rascunho", live=False)
        client = sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))
        text = client.get(reverse("initiative_chooser:choose")).json()["html"]
        assert ("Il furgone" in text, "Rascunho" in text) == (True, False)

    def test_a_foreign_draft_isnt_chosen(self, world: World, author: Client) -> None:
        draft = make_initiative(world.genova, title="Bozza segreta", live=False).row
        answer = author.get(reverse("initiative_chooser:chosen", args=[draft.pk]))
        assert "Bozza segreta" not in answer.content.decode()
        assert author.get(reverse("initiative_chooser:choose"), {"multiple": "1"}).status_code == 200

    def test_it_is_saved_by_the_form(self, world: World, author: Client) -> None:
        inspiring = shown(world.genova, "Il furgone").row
        answer = author.post(
            add_address(world.porto), form_of("Nova", inspired_by=inspiring.pk) | {"action-publish": "yes"}
        )
        assert answer.status_code == 302
        page = InitiativePage.objects.get(title="Nova")
        assert (page.inspired_by, page.row.inspired_by) == (inspiring, inspiring)
        assert "Il furgone" in author.get(edit_address(page)).content.decode()

    def test_a_forged_draft_is_refused(self, world: World, author: Client) -> None:
        draft = make_initiative(world.genova, title="Bozza segreta", live=False).row
        answer = author.post(add_address(world.porto), form_of("Nova", inspired_by=draft.pk))
        assert "Bozza segreta" not in answer.content.decode()
        assert not InitiativePage.objects.filter(title="Nova").exists()

    def test_the_network_may_not_write_a_foreign_draft_into_a_cites_page(self, world: World, client_of: Hosts) -> None:
        draft = make_initiative(world.genova, title="Bozza segreta", live=False).row
        client = sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))
        answer = client.post(add_address(world.porto), form_of("Nova", inspired_by=draft.pk))
        assert answer.status_code == 200
        assert "inspired_by" in answer.context["form"].errors
        assert not InitiativePage.objects.filter(title="Nova").exists()

    def test_it_isnt_its_own_inspiration(self, world: World, author: Client) -> None:
        page = shown(world.porto, "Nossa")
        answer = author.post(edit_address(page), form_of("Nossa", inspired_by=page.row.pk))
        assert "inspired_by" in answer.context["form"].errors

    def test_what_inspired_it_may_go_and_its_title_isnt_told(self, world: World, author: Client) -> None:
        inspiring = shown(world.genova, "Il furgone")
        page = make_initiative(world.porto, title="Nossa", inspired_by=inspiring.row)
        inspiring.unpublish()
        assert "Il furgone" not in author.get(edit_address(page)).content.decode()
        values = form_of("Nossa, corrigida", slug=page.slug) | {"action-publish": "yes"}
        assert author.post(edit_address(page), values).status_code == 302
        page = InitiativePage.objects.get(pk=page.pk)
        assert (page.title, page.row.inspired_by) == ("Nossa, corrigida", inspiring.row)
        page.unpublish()
        assert not InitiativePage.objects.get(pk=page.pk).live


def test_an_empty_paragraph_is_no_answer(world: World, author: Client) -> None:
    ranges: dict[str, Any] = {"inlineStyleRanges": [], "entityRanges": []}
    block = {"key": "a1b2c", "text": "", "type": "unstyled", "depth": 0, **ranges}
    empty = json.dumps({"blocks": [block], "entityMap": {}})
    author.post(add_address(world.porto), form_of("Nova") | dict.fromkeys(RICH, empty) | {"action-publish": "yes"})
    page = InitiativePage.objects.get(title="Nova")
    version = page.latest_revision
    assert page.live
    assert {name: version.content[name] for name in RICH} == dict.fromkeys(RICH, "")
    # A version from before.
    version.content |= dict.fromkeys(RICH, '<p data-block-key="a1b2c"></p>')
    for read in (page, version.as_object()):
        assert {name: getattr(read, name) for name in RICH} == dict.fromkeys(RICH, "")
        assert "<h2" not in render_to_string("search/includes/initiative_words.html", {"page": read})
        with translation.override("en"):
            missing = completeness_of(read).missing
        assert {"the need", "what was done", "results", "the resources needed"} <= set(missing)


class TestPartnerCites:
    """Cités named in the form."""

    def test_the_owner_isnt_offered_as_its_own_partner(self, world: World, author: Client) -> None:
        seen = BeautifulSoup(author.get(add_address(world.porto)).content, "html.parser")
        template = seen.find(id="id_partner_cites-EMPTY_FORM_TEMPLATE")
        assert template is not None
        offered = {
            option["value"] for option in BeautifulSoup(template.decode_contents(), "html.parser").select("option")
        }
        assert str(world.genova.pk) in offered
        assert str(world.porto.pk) not in offered

    def test_a_forged_owner_is_refused_in_words(self, world: World, author: Client) -> None:
        lines = inline_formset([{"cite": world.porto.pk}])
        answer = author.post(add_address(world.porto), form_of("Nova", partner_cites=lines))
        (line,) = answer.context["form"].formsets["partner_cites"].forms
        with translation.override("en"):
            assert [str(error) for error in line.errors["cite"]] == [
                "Choose another Cité: this initiative is your own Cité’s."
            ]
        assert not InitiativePage.objects.filter(title="Nova").exists()

    def test_what_is_no_cite_is_said_to_be_none(self, world: World, author: Client) -> None:
        lines = inline_formset([{"cite": "abc"}])
        answer = author.post(add_address(world.porto), form_of("Nova", partner_cites=lines))
        (line,) = answer.context["form"].formsets["partner_cites"].forms
        with translation.override("en"):
            assert [str(error) for error in line.errors["cite"]] == [
                "This is no Cité to choose. Choose one of the list."
            ]

    def test_another_cite_in_the_same_line_is_asked_anew(self, world: World, author: Client) -> None:
        lines = inline_formset([{"cite": world.genova.pk}])
        author.post(add_address(world.porto), form_of("Nova", partner_cites=lines) | {"action-publish": "yes"})
        page = InitiativePage.objects.get(title="Nova")
        page.row.partner_cites.update(accepted_at=page.last_published_at)
        (line,) = page.partner_cites.all()
        kept = {"id": line.pk, "cite": world.genova.pk}
        for cite, is_accepted in ((world.genova, True), (world.paris, False)):
            lines = inline_formset([{**kept, "cite": cite.pk}], initial=1)
            values = form_of("Nova", partner_cites=lines) | {"action-publish": "yes"}
            assert author.post(edit_address(page), values).status_code == 302
            (named,) = Initiative.objects.get(uid=page.translation_key).partner_cites.all()
            assert (named.cite, named.accepted_at is not None) == (cite, is_accepted)

    def test_a_second_line_for_a_cite_is_refused_in_words(self, world: World, author: Client) -> None:
        lines = inline_formset([{"cite": world.genova.pk}, {"cite": world.paris.pk}, {"cite": world.genova.pk}])
        for action in ({}, {"action-publish": "yes"}):
            answer = author.post(add_address(world.porto), form_of("Nova", partner_cites=lines) | action)
            forms = answer.context["form"].formsets["partner_cites"].forms
            assert [list(form.errors) for form in forms] == [[], [], ["cite"]]
            with translation.override("en"):
                assert [str(error) for error in forms[2].errors["cite"]] == [
                    "This Cité is named in a line above already. Take this line off, or choose another Cité."
                ]
        assert not InitiativePage.objects.filter(title="Nova").exists()

    def test_a_line_taken_off_names_nobody(self, world: World, author: Client) -> None:
        lines = inline_formset([{"cite": world.genova.pk, "DELETE": "on"}, {"cite": world.genova.pk}])
        author.post(add_address(world.porto), form_of("Nova", partner_cites=lines))
        assert [line.cite for line in InitiativePage.objects.get(title="Nova").partner_cites.all()] == [world.genova]

    def test_saves_that_cross_store_a_line_once(self, world: World, author: Client) -> None:
        page = make_initiative(world.porto, title="Nova", live=False)
        values = form_of(
            "Nova",
            slug=page.slug,
            partner_cites=inline_formset([{"cite": world.genova.pk}]),
            partners=inline_formset([{"name": "CNAM", "url": "https://cnam.example/"}]),
        )
        for _save in ("in the background", "by the button"):
            assert author.post(edit_address(page), values).status_code == 302
        kept = InitiativePage.objects.get(pk=page.pk)
        drafted = kept.get_latest_revision_as_object()
        for version in (kept, drafted):
            assert [line.cite for line in version.partner_cites.all()] == [world.genova]
            assert [line.name for line in version.partners.all()] == ["CNAM"]
        assert [line.pk for line in drafted.partner_cites.all()] == [line.pk for line in kept.partner_cites.all()]

    def test_organisations_that_are_the_same_are_one(self, world: World, author: Client) -> None:
        one, other = {"name": "CNAM", "url": ""}, {"name": "CNAM", "url": "https://cnam.example/"}
        values = form_of("Nova", partners=inline_formset([one, one, other])) | {"action-publish": "yes"}
        author.post(add_address(world.porto), values)
        page = InitiativePage.objects.get(title="Nova")
        for owner in (page, page.row):
            assert [(line.name, line.url) for line in owner.partners.all()] == [
                ("CNAM", ""),
                ("CNAM", "https://cnam.example/"),
            ]


class TestSavedByTheScript:
    """What a save in the background brings up to date in the open page."""

    def test_the_meter_counts_what_was_saved(self, world: World, author: Client) -> None:
        page = make_initiative(world.porto, title="Oficina")
        sent = form_of("Oficina", slug=page.slug, need=rich_text("<p>Falta.</p>"))
        answer = author.post(edit_address(page), sent, headers={"accept": "application/json"})
        said = answer.json()
        assert said["success"]
        page = InitiativePage.objects.get(pk=page.pk).get_latest_revision_as_object()
        percent = str(completeness_of(page).percent)
        seen = BeautifulSoup(said["html"], "html.parser")
        for target in ("[data-writing-help]", "[data-side-panel='network-review']"):
            part = seen.find("template", {"data-w-teleport-target-value": target})
            assert part is not None
            assert [meter["value"] for meter in part.select("meter")] == [percent]
        form = BeautifulSoup(author.get(edit_address(page)).content, "html.parser")
        assert len(form.select("form [data-writing-help] meter")) == 1


class TestSlug:
    """The address is made from the title where nobody wrote one."""

    @pytest.mark.parametrize(
        ("title", "slug"),
        [("Rápida 0 nova", "rapida-0-nova"), ("Œuvrer ensemble", "oeuvrer-ensemble"), ("…!", "initiativepage")],
    )
    def test_an_empty_one_is_made(self, world: World, author: Client, title: str, slug: str) -> None:
        made = []
        for _turn in range(2):
            answer = author.post(add_address(world.porto), form_of(title, slug=""))
            assert answer.status_code == 302, BeautifulSoup(answer.content, "html.parser").select(".error-message")
            made.append(InitiativePage.objects.latest("pk").slug)
        assert made == [slug, f"{slug}-1"]

    def test_the_title_s_own_is_made_free_and_one_that_was_written_is_kept(self, world: World, author: Client) -> None:
        url = add_address(world.porto)
        author.post(url, form_of("Rápida", slug="rapida"))
        assert author.post(url, form_of("Rápida", slug="rapida")).status_code == 302
        page = InitiativePage.objects.latest("pk")
        assert page.slug == "rapida-1"
        author.post(edit_address(page), form_of("Rápida", slug="curta"))
        page.refresh_from_db()
        assert page.slug == "curta"
        refused = author.post(url, form_of("Outra", slug="rapida"))
        assert "slug" in refused.context["form"].errors

    def test_a_published_page_keeps_its_own(self, world: World, author: Client) -> None:
        page = make_initiative(world.porto, title="Rápida")
        slug = page.slug
        answer = author.post(edit_address(page), form_of("Lenta", slug="") | {"action-publish": "1"})
        page.refresh_from_db()
        assert (answer.status_code, page.title, page.slug) == (302, "Lenta", slug)

    def test_it_follows_the_title_without_delay(self, world: World, author: Client) -> None:
        seen = BeautifulSoup(author.get(add_address(world.porto)).content, "html.parser")
        title, slug = seen.select_one("#id_title"), seen.select_one("#id_slug")
        assert title is not None
        assert slug is not None
        assert title["data-w-sync-debounce-value"] == "none"
        assert "input->w-sync#apply" in str(title["data-action"])
        assert not slug.has_attr("required")
