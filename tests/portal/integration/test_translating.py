"""Translation by the network's editors and by a Cité's translators: what is offered, what is refused, what is live."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import nested_form_data, streamfield
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation

from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.translating.services import save_translation_draft, submit_for_translation
from tests.factories.initiatives import make_initiative
from tests.factories.portal import home_of, make_page, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def submit_url(page: Page) -> str:
    return f"/admin/localize/submit/page/{page.pk}/"


def translate(translation: Translation, words: dict[str, str]) -> None:
    """Give every segment of a translation its words."""
    for segment in translation.source.stringsegment_set.all():
        StringTranslation.objects.create(
            translation_of=segment.string,
            context=segment.context,
            locale=translation.target_locale,
            data=words.get(segment.string.data, f"[{segment.string.data}]"),
        )


def test_a_network_editor_translates_a_page_of_the_hub_and_publishes_it(
    world: World, client_of: ClientOf, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    page = make_page(ArticlePage, parent=home_of(world.network, "fr"), title="Le réseau")
    client = sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))
    english = Locale.objects.get(language_code="en")

    response = client.post(submit_url(page), {"locales": [english.pk]})

    target = page.get_translation(english)
    assert response.status_code == 302
    assert (target.live, target.get_parent().slug) == (False, "en")
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=english)
    translate(translation, {"Le réseau": "The network", "le-reseau": "the-network"})
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/admin/pages/{target.pk}/edit/", {"action": "publish"})
    target.refresh_from_db()
    assert (target.live, target.title) == (True, "The network")
    assert client_of().get("/en/the-network/").status_code == 200


def test_only_the_languages_of_the_site_are_offered(world: World, client_of: ClientOf) -> None:
    Locale.objects.get_or_create(language_code="nl")
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A cidade")
    client = sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))
    form = client.get(submit_url(page)).context["form"]
    assert [locale.language_code for locale in form.fields["locales"].queryset] == ["en"]


def test_a_forged_language_is_a_form_error_and_makes_nothing(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A cidade")
    italian = Locale.objects.get(language_code="it")
    client = sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))
    before = Page.objects.count()
    response = client.post(submit_url(page), {"locales": [italian.pk]})
    assert "locales" in response.context["form"].errors
    assert Page.objects.count() == before


def test_a_translator_of_another_cite_is_refused(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A cidade")
    client = sign_in(client_of(), person((world.genova, CiteRole.TRANSLATOR)))
    english = Locale.objects.get(language_code="en")
    client.post(submit_url(page), {"locales": [english.pk]})
    assert page.get_translation_or_none(english) is None


@pytest.mark.parametrize("structural", ["container", "home"])
def test_structural_pages_are_not_submitted(world: World, client_of: ClientOf, structural: str) -> None:
    page = world.porto.container if structural == "container" else home_of(world.porto, "pt")
    client = sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))
    italian = Locale.objects.get(language_code="it")
    client.post(submit_url(page), {"locales": [italian.pk]})
    assert page.get_translation_or_none(italian) is None


def test_what_has_a_translation_is_left_alone(world: World) -> None:
    parent = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A cidade")
    english = Locale.objects.get(language_code="en")
    by_hand = make_page(
        ArticlePage, parent=home_of(world.porto, "en"), title="The city", translation_key=parent.translation_key
    )
    child = make_page(ArticlePage, parent=parent, title="Os serviços")
    submitted = submit_for_translation(
        page=parent, locales=[english], user=person(NetworkRole.NETWORK_EDITOR), with_children=True
    )
    by_hand.refresh_from_db()
    assert (by_hand.title, by_hand.live) == ("The city", True)
    assert submitted == [child]


def test_a_draft_of_a_translation_leaves_the_live_words(world: World) -> None:
    page = make_page(ArticlePage, parent=home_of(world.network, "fr"), title="Le réseau")
    english = Locale.objects.get(language_code="en")
    user = person(NetworkRole.NETWORK_EDITOR)
    submit_for_translation(page=page, locales=[english], user=user)
    target = page.get_translation(english)
    target.title, target.live = "The network", True
    target.save_revision().publish()
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=english)
    translate(translation, {"Le réseau": "A draft"})

    save_translation_draft(translation=translation, user=user)

    target = ArticlePage.objects.get(pk=target.pk)
    assert target.title == "The network"
    assert target.get_latest_revision_as_object().title == "A draft"


def test_bringing_new_words_never_publishes(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.network, "fr"), title="Le réseau")
    english = Locale.objects.get(language_code="en")
    user = person(NetworkRole.NETWORK_EDITOR)
    submit_for_translation(page=page, locales=[english], user=user)
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=english)
    client = sign_in(client_of(), user)
    client.post(f"/admin/localize/update/{translation.source_id}/", {"publish_translations": "on"})
    assert page.get_translation(english).live is False


def test_a_translator_hands_a_finished_translation_to_the_moderators(
    world: World, client_of: ClientOf, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A cidade")
    translator, moderator = person((world.porto, CiteRole.TRANSLATOR)), person((world.porto, CiteRole.MODERATOR))
    stranger = person((world.genova, CiteRole.MODERATOR))
    english = Locale.objects.get(language_code="en")
    client = sign_in(client_of(), translator)
    client.post(submit_url(page), {"locales": [english.pk]})
    target = page.get_translation(english)
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=english)
    translate(translation, {"A cidade": "The city", "a-cidade": "the-city"})
    address = f"/admin/localize/approval/{target.pk}/"
    assert address in client.get(f"/admin/pages/{target.pk}/edit/").content.decode()
    assert client.get(address).status_code == 405
    sign_in(client_of(), stranger).post(address)
    assert not target.workflow_in_progress
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(address).status_code == 302
    target = Page.objects.get(pk=target.pk).specific
    assert (target.live, target.workflow_in_progress) == (False, True)
    assert target.get_latest_revision_as_object().title == "The city"
    assert [message.to for message in mail.outbox] == [[moderator.email]]
    assert address not in client.get(f"/admin/pages/{target.pk}/edit/").content.decode()


def test_a_moderator_approves_and_corrects_in_the_editor_at_once(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Notícia", live=False)
    page.get_workflow().start(page, person((world.porto, CiteRole.EDITOR)))
    client = sign_in(client_of(), person((world.porto, CiteRole.MODERATOR)))
    form = client.get(f"/admin/pages/{page.pk}/edit/").context["form"]
    data = nested_form_data({"title": "Notícia corrigida", "slug": page.slug, "summary": "", "body": streamfield([])})
    data |= {
        f"{prefix}-{name}": value
        for prefix in [part.prefix for part in form.formsets.values()]
        for name, value in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"))
    }
    client.post(
        f"/admin/pages/{page.pk}/edit/", data | {"action-workflow-action": "true", "workflow-action-name": "approve"}
    )
    page.refresh_from_db()
    assert (page.live, page.title, page.workflow_in_progress) == (True, "Notícia corrigida", False)


def test_each_segment_of_the_editor_has_an_identifier_of_its_own(world: World, client_of: ClientOf) -> None:
    """Texts and addresses are numbered from one each; with one number the editor would open both."""
    row = make_initiative(world.porto, title="Feira").row
    page = row.original
    page.links = [("link", {"title": "Programa", "url": "https://example.org/programa"})]
    page.save_revision().publish()
    client = sign_in(client_of(), person((world.porto, CiteRole.TRANSLATOR)))
    english = Locale.objects.get(language_code="en")
    client.post(submit_url(page), {"locales": [english.pk]})
    source = Translation.objects.get(source__object_id=page.translation_key, target_locale=english).source
    value = source.overridablesegment_set.select_related("context").first()
    assert value is not None
    SegmentOverride.objects.create(locale=english, context=value.context, data_json='"https://example.org/en"')
    html = client.get(f"/admin/pages/{page.get_translation(english).pk}/edit/").content.decode()

    editor = BeautifulSoup(html, "html.parser").select_one(".js-translation-editor")
    assert editor is not None
    props = json.loads(str(editor["data-props"]))
    kinds = {segment["id"]: segment["type"] for segment in props["segments"]}
    assert len(kinds) == len(props["segments"])
    assert {type(each) for each, kind in kinds.items() if kind == "string"} == {int}
    assert not any(isinstance(each, int) for each, kind in kinds.items() if kind != "string")
    (override,) = props["initialOverrides"]
    assert kinds[override["segment_id"]] == "synchronised_value"
