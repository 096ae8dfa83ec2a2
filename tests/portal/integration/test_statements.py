"""Statements, errors and identity: filled from a site's settings, and plain about what these lack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from portal.media.models import PortalImage
from portal.models import ArticlePage, SiteSettings, StatementPage
from portal.selectors.accents import accent_sheet
from portal.tenancy.enums import CiteRole
from tests.factories.portal import home_of, make_image, make_page, person, sign_in
from tests.factories.world import World, make_cite

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
STATEMENTS = ("legal-notice", "personal-data", "accessibility")


def words(client: Client, path: str) -> str:
    """The words of a page's content, spaces evened."""
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(BeautifulSoup(response.content, "html.parser").main.get_text(" ", strip=True).split())


def fill(world: World, **values: str) -> None:
    """Settings of Porto's site."""
    settings = SiteSettings.for_site(world.porto.site)
    for name, value in values.items():
        setattr(settings, name, value)
    settings.save()


def test_every_site_has_every_statement_in_every_language(world: World, client_of: ClientOf) -> None:
    for host, place, languages in (
        ("", world.network, ("fr", "en")),
        ("porto", world.porto, ("pt", "en")),
        ("genova", world.genova, ("it",)),
    ):
        for language in languages:
            pages = StatementPage.objects.child_of(home_of(place, language))
            assert sorted(pages.values_list("kind", flat=True)) == ["accessibility", "legal", "privacy"]
            soup = BeautifulSoup(client_of(host).get(f"/{language}/").content, "html.parser")
            links = {link["href"] for link in soup.select("footer a")}
            for page in pages:
                path = f"/{language}/{page.slug}/"
                assert path in links
                assert len(words(client_of(host), path)) > 400


def test_what_a_legal_notice_lacks_is_said_and_named(world: World, client_of: ClientOf) -> None:
    page = words(client_of("porto"), "/en/legal-notice/")
    with translation.override("en"):
        missing = SiteSettings().missing_legal
    assert len(missing) == 5
    assert f"This notice isn’t complete yet. Missing: {', '.join(missing)}." in page
    assert "Not stated yet" in page


def test_a_full_legal_notice(world: World, client_of: ClientOf) -> None:
    fill(
        world,
        publisher="Câmara Municipal",
        publisher_form="Municipality",
        publisher_number="123",
        publisher_address="Praça 1\n4000 Porto",
        director="Ana Sá",
        host="Host, Street 2",
        email="porto@example.org",
        phone="+351 22",
    )
    page = words(client_of("porto"), "/en/legal-notice/")
    for expected in (
        "Publisher Câmara Municipal",
        "Legal form Municipality",
        "Registration number 123",
        "Praça 1 4000 Porto",
        "Person in charge of publication Ana Sá",
        "Where it is hosted Host, Street 2",
        "Telephone +351 22",
        "Natural Earth",
    ):
        assert expected in page
    assert "complete yet" not in page
    assert "Not stated yet" not in page
    assert "Câmara" not in words(client_of(), "/en/legal-notice/")


def test_privacy_names_the_controller_or_says_that_nobody_is_named(world: World, client_of: ClientOf) -> None:
    assert "This statement isn’t complete yet." in words(client_of("porto"), "/en/personal-data/")
    fill(world, publisher="Câmara Municipal", data_contact="data@example.org")
    page = words(client_of("porto"), "/en/personal-data/")
    assert "Controller of personal data: Câmara Municipal" in page
    assert "Contact for personal data: data@example.org" in page
    assert "complete yet" not in page
    fill(world, controller="The region")
    assert "Controller of personal data: The region" in words(client_of("porto"), "/en/personal-data/")


def test_accessibility_claims_nothing_and_gives_a_contact(world: World, client_of: ClientOf) -> None:
    page = words(client_of("porto"), "/en/accessibility/")
    assert "No independent audit has been made yet" in page
    assert "No contact for accessibility is stated yet." in page
    fill(world, accessibility_contact="help@example.org")
    soup = BeautifulSoup(client_of("porto").get("/en/accessibility/").content, "html.parser")
    assert soup.select_one('main a[href="mailto:help@example.org"]')


def test_an_addition_of_the_cite_stands_below(world: World, client_of: ClientOf) -> None:
    page = StatementPage.objects.child_of(home_of(world.porto, "en")).get(kind="legal")
    page.addition = [("text", "<p>Besides, this.</p>")]
    page.save_revision().publish()
    assert "Besides, this." in words(client_of("porto"), "/en/legal-notice/")


@pytest.mark.parametrize(("host", "path"), [("", "/en/nowhere/"), ("porto", "/en/nowhere/"), ("porto", "/xx/")])
def test_a_wrong_address_leads_home_and_to_the_cites(world: World, client_of: ClientOf, host: str, path: str) -> None:
    response = client_of(host).get(path)
    assert response.status_code == 404
    soup = BeautifulSoup(response.content, "html.parser")
    links = [link["href"] for link in soup.select("main a")]
    assert links[0] in ("/en/", "/pt/")
    assert links[1].startswith("http://localhost:8000/")
    assert soup.html["lang"] == links[0].strip("/")


def test_an_error_page_needs_no_database_and_speaks_the_language(db: None, queries: Callable[[], object]) -> None:
    for language in ("fr", "en"):
        with translation.override(language), queries() as seen:  # type: ignore[attr-defined]
            page = render_to_string("500.html")
        assert seen == []
        assert f'<html lang="{language}">' in page


def form_of(world: World, client: Client) -> tuple[str, dict[str, str]]:
    """Address and values of the form of Porto's identity."""
    path = f"/admin/settings/portal/sitesettings/{world.porto.site_id}/"
    soup = BeautifulSoup(client.get(path).content, "html.parser")
    fields = soup.select("form[method=POST] input[name], form[method=POST] textarea[name]")
    return path, {field["name"]: field.get("value") or field.get_text().strip() for field in fields}


def save_accent(world: World, client: Client, accent: str) -> BeautifulSoup:
    """Choose a colour as a manager would."""
    path, values = form_of(world, client)
    assert "accent" in values
    response = client.post(path, {**values, "accent": accent}, follow=True)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_a_colour_that_has_a_meaning_is_refused_with_the_figure(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    page = save_accent(world, client, "#ffc83c").get_text(" ", strip=True)
    assert "#ffc83c" in page
    assert "0.0" in page.replace(",", ".")
    assert SiteSettings.for_site(world.porto.site).accent == ""
    save_accent(world, client, "red")
    assert SiteSettings.for_site(world.porto.site).accent == ""


def test_a_colour_too_pale_is_kept_and_the_message_gives_both_ratios(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    page = save_accent(world, client, "#ffff00").get_text(" ", strip=True)
    assert SiteSettings.objects.get(site=world.porto.site).accent == "#ffff00"
    assert "1.07" in page.replace(",", ".")
    assert "4.5" in page.replace(",", ".")
    assert '[data-cite="porto"]{--accent-seed:#ffff00' in client_of("porto").get("/accents.css").content.decode()


def test_a_dark_colour_needs_no_warning(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    soup = save_accent(world, client, "#0b7285")
    assert SiteSettings.objects.get(site=world.porto.site).accent == "#0b7285"
    assert soup.select(".messages .warning") == []


def test_the_form_shows_the_derived_pairs(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    page = client.get(f"/admin/settings/portal/sitesettings/{world.porto.site_id}/").content.decode()
    assert page.count("background: #") >= 8


def test_an_image_for_social_networks_is_absolute_and_follows_its_image(
    world: World, client_of: ClientOf, queries: Callable[[], object]
) -> None:
    image = make_image(collection=world.porto.collection, description="A square")
    make_page(ArticlePage, parent=home_of(world.porto, "en"), title="Shared", social_image=image)
    client = client_of("porto")

    def meta() -> dict[str, str]:
        soup = BeautifulSoup(client.get("/en/shared/").content, "html.parser")
        return {tag["property"]: tag["content"] for tag in soup.select("meta[property^=og]")}

    found = meta()
    assert found["og:image"].startswith("http://porto.localhost:8000/media/")
    assert (found["og:image:alt"], found["og:url"]) == ("A square", "http://porto.localhost:8000/en/shared/")
    with queries() as seen:  # type: ignore[attr-defined]
        meta()
    assert not [sql for sql in seen if "media_" in sql]
    PortalImage.objects.get(pk=image.pk).delete()
    assert "og:image" not in meta()


def accents_of(client_of: ClientOf, host: str, path: str) -> tuple[str, str]:
    """The address of the sheet of accents that a page names, and what is there."""
    soup = BeautifulSoup(client_of(host).get(path).content, "html.parser")
    (link,) = soup.select('link[href^="/accents.css"]')
    return link["href"], client_of(host).get(link["href"]).content.decode()


def test_a_new_colour_reaches_the_sheet_and_its_address_at_once(
    world: World, client_of: ClientOf, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    before, sheet = accents_of(client_of, "porto", "/pt/")
    assert "--accent-seed:#0b7285" not in sheet
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    with django_capture_on_commit_callbacks(execute=True):
        save_accent(world, client, "#0b7285")
    after, sheet = accents_of(client_of, "porto", "/pt/")
    assert after != before
    assert '[data-cite="porto"]{--accent-seed:#0b7285' in sheet
    assert accents_of(client_of, "", "/fr/") == (after, sheet)


def test_a_sheet_read_before_the_commit_is_not_kept(
    world: World, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        fill(world, accent="#0b7285")
    # Another process, which doesn't see the transaction yet, keeps what it sees.
    SiteSettings.objects.filter(site=world.porto.site).update(accent="")
    assert "#0b7285" not in accent_sheet()
    SiteSettings.objects.filter(site=world.porto.site).update(accent="#0b7285")
    for callback in callbacks:
        callback()
    assert "#0b7285" in accent_sheet()


def test_the_sheet_follows_cites_that_come_and_settings_that_go(world: World, client_of: ClientOf) -> None:
    fill(world, accent="#0b7285")
    before, _sheet = accents_of(client_of, "porto", "/pt/")
    make_cite("beauvais")
    after, sheet = accents_of(client_of, "porto", "/pt/")
    assert after != before
    assert '[data-cite="beauvais"]{' in sheet
    SiteSettings.objects.filter(site=world.porto.site).get().delete()
    assert "#0b7285" not in accents_of(client_of, "porto", "/pt/")[1]


def test_a_wrong_address_has_the_content_policy_in_development_too(
    world: World, client_of: ClientOf, settings: Any
) -> None:
    settings.DEBUG = True
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "portal.worded.WordedNotFound"]
    wrong, right = (client_of("porto").get(path) for path in ("/pt/nowhere/", "/pt/"))
    assert (wrong.status_code, right.status_code) == (404, 200)

    def directives(response: Any) -> list[str]:
        return sorted(response.headers["Content-Security-Policy"].split("; "))

    assert directives(wrong) == directives(right)
