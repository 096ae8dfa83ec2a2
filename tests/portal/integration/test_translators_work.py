"""What a translator is led to, what they are asked for, and where they must not go."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from wagtail.models import Locale, Page
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import StringTranslation, Translation

from label.models import LabelDocumentPage, LabelIndexPage
from portal.models import ArticlePage, BasePage
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.translating.selectors import Waiting, waiting_translations
from portal.translating.services import save_translation_draft, submit_for_translation
from tests.factories.portal import home_of, make_page, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[], Any]


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def english() -> Locale:
    return Locale.objects.get(language_code="en")


def submitted(world: World, title: str, **values: Any) -> tuple[Page, Translation]:
    """A Portuguese page of Porto handed to its translators; its English draft."""
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title=title, **values)
    submit_for_translation(page=page, locales=[english()], user=person((world.porto, CiteRole.TRANSLATOR)))
    found = Translation.objects.get(source__object_id=page.translation_key, target_locale=english())
    return page.get_translation(english()), found


def name(translation: Translation, title: str) -> None:
    """Give a translation its title."""
    segment = translation.source.stringsegment_set.get(context__path="title")
    StringTranslation.objects.update_or_create(
        translation_of=segment.string,
        context=segment.context,
        locale=translation.target_locale,
        defaults={"data": title},
    )


def test_no_page_asks_its_translators_for_a_slug() -> None:
    asked = {
        model.__name__
        for model in BasePage.__subclasses__()
        for field in get_translatable_fields(model)
        if field.field_name == "slug" and field.is_translated(model())
    }
    assert asked == set()


def test_the_slug_follows_the_translated_title(world: World) -> None:
    user = person((world.porto, CiteRole.TRANSLATOR))
    page, translated = submitted(world, "A cidade")
    assert (page.slug, page.first_published_at, page.last_published_at) == ("a-cidade", None, None)
    assert not translated.source.stringsegment_set.filter(context__path="slug").exists()
    name(translated, "The city’s œuvre, déjà")
    save_translation_draft(translation=translated, user=user)
    page.refresh_from_db()
    assert (page.title, page.slug) == ("The city’s œuvre, déjà", "the-citys-oeuvre-deja")
    assert page.url_path.endswith("/en/the-citys-oeuvre-deja/")
    assert page.get_latest_revision_as_object().slug == "the-citys-oeuvre-deja"


def test_it_is_unique_beside_its_siblings(world: World) -> None:
    make_page(ArticlePage, parent=home_of(world.porto, "en"), title="The city", slug="the-city")
    page, translated = submitted(world, "A cidade")
    name(translated, "The city")
    save_translation_draft(translation=translated, user=person((world.porto, CiteRole.TRANSLATOR)))
    page.refresh_from_db()
    assert page.slug == "the-city-1"
    save_translation_draft(translation=translated, user=person((world.porto, CiteRole.TRANSLATOR)))
    page.refresh_from_db()
    assert page.slug == "the-city-1"


def test_a_title_without_letters_keeps_the_slug(world: World) -> None:
    page, translated = submitted(world, "A cidade")
    name(translated, "…")
    save_translation_draft(translation=translated, user=person((world.porto, CiteRole.TRANSLATOR)))
    page.refresh_from_db()
    assert page.slug == "a-cidade"


def test_a_public_page_keeps_its_slug(world: World) -> None:
    page, translated = submitted(world, "A cidade")
    name(translated, "The city")
    translated.save_target(user=person(NetworkRole.NETWORK_EDITOR), publish=False)
    Page.objects.get(pk=page.pk).specific.get_latest_revision().publish()
    name(translated, "The town")
    translated.save_target(user=person(NetworkRole.NETWORK_EDITOR), publish=False)
    page.refresh_from_db()
    assert page.slug == "the-city"


def test_a_page_written_in_the_editor_keeps_the_slug_it_was_given(world: World) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A cidade", slug="chosen", live=False)
    page.title = "Outro título"
    page.save()
    assert page.slug == "chosen"


def waiting(world: World) -> list[tuple[str, str, Waiting]]:
    assert world.porto.container is not None
    found = waiting_translations(path=world.porto.container.path, languages=("pt", "en"))
    return [(one.title, one.into, one.why) for one in found if one.title.startswith("Página")]


def test_what_waits_is_what_is_missing_begun_or_changed_since(world: World) -> None:
    parent = home_of(world.porto, "pt")
    make_page(ArticlePage, parent=parent, title="Página nova")
    make_page(ArticlePage, parent=parent, title="Página em rascunho", live=False)
    make_page(ArticlePage, parent=home_of(world.genova, "it"), title="Página alheia")
    submitted(world, "Página começada")
    done = make_page(ArticlePage, parent=parent, title="Página feita")
    twin = make_page(ArticlePage, parent=home_of(world.porto, "en"), title="Done", translation_key=done.translation_key)
    now = timezone.now()
    Page.objects.filter(pk=done.pk).update(last_published_at=now)
    Page.objects.filter(pk=twin.pk).update(latest_revision_created_at=now + datetime.timedelta(minutes=1))
    expected = [("Página nova", "en", Waiting.MISSING), ("Página começada", "en", Waiting.BEGUN)]
    assert waiting(world) == expected
    Page.objects.filter(pk=done.pk).update(last_published_at=now + datetime.timedelta(minutes=2))
    assert waiting(world) == [*expected, ("Página feita", "en", Waiting.CHANGED)]


def test_what_is_shown_as_it_is_waits_only_once_it_is_begun(world: World) -> None:
    path = world.network.container.path
    index = LabelIndexPage.objects.child_of(home_of(world.network, "fr")).get()
    document = make_page(LabelDocumentPage, parent=index, title="Charte")

    def listed() -> list[tuple[str, Waiting]]:
        found = waiting_translations(path=path, languages=("fr", "en"))
        return [(one.title, one.why) for one in found if one.page_id == document.pk]

    assert listed() == []
    submit_for_translation(page=document, locales=[english()], user=person(NetworkRole.NETWORK_EDITOR))
    assert listed() == [("Charte", Waiting.BEGUN)]


def test_a_site_of_one_language_has_nothing_to_translate(world: World, queries: Queries) -> None:
    with queries() as seen:
        assert waiting_translations(path="0001", languages=("it",)) == []
    assert seen == []


def panel_of(client: Client) -> Any:
    panels = {getattr(panel, "name", ""): panel for panel in client.get("/admin/").context["panels"]}
    return panels.get("to_translate")


def test_the_dashboard_of_a_translator_lists_it_with_the_way_there(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Página nova")
    make_page(ArticlePage, parent=home_of(world.genova, "it"), title="Página alheia")
    begun, _translated = submitted(world, "Página começada")
    client = sign_in(client_of(), person((world.porto, CiteRole.TRANSLATOR)))
    lines = {line.title: (line.url, line.lang) for line in panel_of(client).lines}
    assert lines["Página nova"] == (f"/admin/localize/submit/page/{page.pk}/?select_locale=en", "pt")
    assert lines["Página começada"] == (f"/admin/pages/{begun.pk}/edit/", "pt")
    assert "Página alheia" not in lines
    assert panel_of(sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))) is None


def test_the_network_s_editors_find_the_hub_s(world: World, client_of: ClientOf) -> None:
    make_page(ArticlePage, parent=home_of(world.network, "fr"), title="Une page")
    make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Página nova")
    titles = [line.title for line in panel_of(sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))).lines]
    assert ("Une page" in titles, "Página nova" in titles) == (True, False)


def test_menu_and_editor_offer_the_translation(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A cidade")
    address = f"/admin/localize/submit/page/{page.pk}/?select_locale=en"
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    for path in (f"/admin/pages/{page.pk}/edit/", f"/admin/pages/{page.pk}/", f"/admin/pages/{page.get_parent().pk}/"):
        assert f'href="{address}"' in client.get(path).content.decode(), path
    footer = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert f'<a class="button button-secondary on-dark" href="{address}">' in footer
    editor = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    assert address not in editor.get(f"/admin/pages/{page.pk}/edit/").content.decode()


def test_where_there_is_a_translation_it_is_opened(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A cidade")
    twin = make_page(ArticlePage, parent=home_of(world.porto, "en"), title="City", translation_key=page.translation_key)
    translator = sign_in(client_of(), person((world.porto, CiteRole.TRANSLATOR)))
    led = translator.get(f"/admin/pages/{page.pk}/edit/")
    assert (led.status_code, led.headers["Location"]) == (302, f"/admin/pages/{twin.pk}/edit/")
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    html = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert f'href="/admin/pages/{twin.pk}/edit/"' in html
    assert f"/admin/localize/submit/page/{page.pk}/" not in html


def test_the_only_language_left_is_chosen_already(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A cidade")
    client = sign_in(client_of(), person((world.porto, CiteRole.TRANSLATOR)))
    form = client.get(f"/admin/localize/submit/page/{page.pk}/").context["form"]
    assert [locale.language_code for locale in form.initial["locales"]] == ["en"]


@pytest.mark.parametrize("role", [CiteRole.EDITOR, CiteRole.MODERATOR, CiteRole.MANAGER, CiteRole.TRANSLATOR])
def test_nobody_translates_another_cite_s_page(world: World, client_of: ClientOf, role: CiteRole) -> None:
    foreign, translated = submitted(world, "A cidade")
    source = foreign.get_translation(Locale.objects.get(language_code="pt"))
    fresh = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="Outra")
    client = sign_in(client_of(), person((world.genova, role)))
    segment = translated.source.stringsegment_set.get(context__path="title")
    assert client.get(f"/admin/localize/submit/page/{fresh.pk}/").status_code != 200
    client.post(f"/admin/localize/submit/page/{fresh.pk}/", {"locales": [english().pk]})
    client.post(f"/admin/localize/update/{translated.source.pk}/", {})
    client.post(f"/admin/localize/approval/{foreign.pk}/")
    base = f"/admin/localize/translate/{translated.pk}"
    client.put(f"{base}/strings/{segment.pk}/edit/", {"value": "Hacked"}, content_type="application/json")
    client.post(f"{base}/strings/{segment.pk}/edit/", {"value": "Hacked"})
    assert client.get(f"{base}/pofile/download/").status_code != 200
    client.post(f"{base}/disable/")
    assert fresh.get_translation_or_none(english()) is None
    assert not StringTranslation.objects.filter(data="Hacked").exists()
    translated.refresh_from_db()
    foreign.refresh_from_db()
    assert (translated.enabled, foreign.title, foreign.workflow_in_progress) == (True, "A cidade", False)
    assert source.title not in client.get("/admin/localize/reports/translations/").content.decode()


def test_who_translates_deletes_no_draft_and_who_writes_does(world: World, client_of: ClientOf) -> None:
    drafts = [make_page(ArticlePage, parent=home_of(world.porto, "pt"), title=f"R{n}", live=False) for n in range(2)]
    left = []
    for role in (CiteRole.TRANSLATOR, CiteRole.EDITOR):
        client = sign_in(client_of(), person((world.porto, role)))
        client.post(f"/admin/pages/{drafts[0].pk}/delete/")
        client.post(f"/admin/api/main/pages/{drafts[1].pk}/action/delete/")
        left.append(ArticlePage.objects.filter(pk__in=[draft.pk for draft in drafts]).count())
    assert left == [2, 0]


def test_signing_out_takes_a_post(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    answer = client.get("/admin/logout/")
    assert (answer.status_code, len(answer.cookies), client.get("/admin/").status_code) == (405, 0, 200)
    client.post("/admin/logout/")
    assert client.get("/admin/").status_code == 302
