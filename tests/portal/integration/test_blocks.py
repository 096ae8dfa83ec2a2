"""The blocks of a page's text: what they show, what they refuse, and their previews in the editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation
from wagtail.blocks import StructBlockValidationError

from portal.blocks import body_blocks
from portal.media.enums import Licence
from portal.models import ArticlePage
from portal.tenancy.enums import NetworkRole
from tests.factories.portal import home_of, make_document, make_image, make_page, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
BLOCKS = dict(body_blocks())


def shown(client_of: ClientOf, world: World, *blocks: tuple[str, Any]) -> BeautifulSoup:
    """The text of an article made of these blocks."""
    make_page(ArticlePage, parent=home_of(world.network, "en"), title="Blocks", body=list(blocks))
    response = client_of().get("/en/blocks/")
    assert response.status_code == 200
    found = BeautifulSoup(response.content, "html.parser").select_one("article.prose")
    assert found is not None
    return found


def words(soup: Any) -> str:
    """All its words, spaces evened."""
    return " ".join(soup.get_text(" ", strip=True).split())


@pytest.mark.parametrize("name", BLOCKS)
def test_each_block_has_a_preview_in_the_editor(world: World, client_of: ClientOf, name: str) -> None:
    block = ArticlePage._meta.get_field("body").stream_block.child_blocks[name]
    assert block.is_previewable
    client = sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))
    response = client.get("/admin/block-preview/", {"id": block.definition_prefix})
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.title.get_text(strip=True) not in ("", "…")
    assert soup.select_one("main, .prose").get_text(strip=True)
    assert all(link["href"].startswith("/static/") for link in soup.select("link[rel=stylesheet]"))


def test_the_picker_describes_every_block() -> None:
    for block in BLOCKS.values():
        assert block.meta.icon
        assert str(block.meta.label)
        assert str(block.meta.description)


def test_text_has_headings_one_can_link_to(world: World, client_of: ClientOf) -> None:
    html = "<h2>First things</h2><p>One.</p><h2>Then</h2><h2>Last</h2>"
    soup = shown(client_of, world, ("text", html))
    assert [heading["id"] for heading in soup.select("h2")] == ["t-first-things", "t-then", "t-last"]
    toc = BeautifulSoup(client_of().get("/en/blocks/").content, "html.parser").select(".toc a")
    assert [link["href"] for link in toc] == ["#t-first-things", "#t-then", "#t-last"]


def test_a_picture_shows_alternative_caption_credit_and_licence(world: World, client_of: ClientOf) -> None:
    image = make_image(credit="Ana Sá", licence=Licence.values[0])
    value = {"image": image, "alt_text": "A square with an open place", "decorative": False, "caption": "The place."}
    soup = shown(client_of, world, ("picture", value))
    picture = soup.select_one("figure img")
    assert picture["alt"] == "A square with an open place"
    assert int(picture["width"]) > 0
    assert int(picture["height"]) > 0
    with translation.override("en"):
        licence = str(Licence(Licence.values[0]).label)
    assert words(soup.select_one("figcaption")) == f"The place. Credit: Ana Sá, {licence}"


def test_decoration_has_an_empty_alternative(world: World, client_of: ClientOf) -> None:
    value = {"image": make_image(title="Secret file name"), "alt_text": "", "decorative": True, "caption": ""}
    soup = shown(client_of, world, ("picture", value))
    assert soup.select_one("img")["alt"] == ""
    assert "Secret file name" not in str(soup)


@pytest.mark.parametrize(("alt", "decorative"), [("", False), ("   ", False), ("Words", True)])
def test_a_picture_has_words_or_is_decoration(world: World, alt: str, decorative: bool) -> None:
    value = {"image": make_image(), "alt_text": alt, "decorative": decorative, "caption": ""}
    with pytest.raises(StructBlockValidationError) as refused:
        BLOCKS["picture"].clean(value)
    assert list(refused.value.block_errors) == ["alt_text"]


@pytest.mark.parametrize(
    ("name", "function", "footer"),
    [("A visitor", "in 2019", "A visitor, in 2019"), ("A visitor", "", "A visitor"), ("", "", None)],
)
def test_a_quotation_names_who_spoke(
    world: World, client_of: ClientOf, name: str, function: str, footer: str | None
) -> None:
    soup = shown(client_of, world, ("quote", {"quote": "I was heard.", "name": name, "function": function}))
    assert words(soup.select_one("blockquote p")) == "I was heard."
    found = soup.select_one("blockquote footer")
    assert (words(found) if found else None) == footer


def test_key_numbers_come_with_date_and_source(world: World, client_of: ClientOf) -> None:
    value = {"figures": [{"figure": "1 200", "label": "people received"}], "as_of": "2017", "source": "the press"}
    soup = shown(client_of, world, ("figures", value))
    assert (words(soup.select_one("dt")), words(soup.select_one("dd"))) == ("people received", "1 200")
    assert "As of 2017. Source: the press" in words(soup)
    with pytest.raises(ValidationError):
        BLOCKS["figures"].clean(BLOCKS["figures"].to_python({**value, "source": ""}))


def test_a_call_to_action_leads_to_a_page_or_elsewhere_never_both(world: World, client_of: ClientOf) -> None:
    common = {"title": "Come", "text": "Now.", "label": "Hours"}
    home = home_of(world.porto, "en")
    soup = shown(
        client_of,
        world,
        ("call_to_action", {**common, "page": home, "url": ""}),
        ("call_to_action", {**common, "page": None, "url": "https://elsewhere.example/"}),
    )
    assert [link["href"] for link in soup.select(".btn")] == [
        "http://porto.localhost:8000/en/",
        "https://elsewhere.example/",
    ]
    for page, url in ((home, "https://elsewhere.example/"), (None, "")):
        with pytest.raises(StructBlockValidationError):
            BLOCKS["call_to_action"].clean({**common, "page": page, "url": url})


def test_documents_say_format_language_weight_and_source(world: World, client_of: ClientOf) -> None:
    document = make_document(title="Charter", language="fr", source="Edition of April 2004")
    soup = shown(client_of, world, ("documents", {"title": "To read", "documents": [document]}))
    assert words(soup.select_one("h2")) == "To read"
    link = soup.select_one(".file a")
    assert (link.get_text(), link["hreflang"], link["href"]) == ("Charter", "fr", document.url)
    page = words(soup.select_one(".file"))
    for expected in ("TXT", "Français", "bytes", "Source: Edition of April 2004"):
        assert expected in page.replace("\xa0", " ")


def test_a_contact_can_be_reached(world: World, client_of: ClientOf) -> None:
    value = {"name": "Desk", "function": "reception", "phone": "+33 1 00", "email": "a@example.org", "page": None}
    soup = shown(client_of, world, ("contact", value))
    assert [link["href"] for link in soup.select("a")] == ["tel:+33100", "mailto:a@example.org"]
    with pytest.raises(StructBlockValidationError):
        BLOCKS["contact"].clean({**value, "phone": "", "email": ""})


def link_to(page: Any) -> str:
    """Running text that links to a page."""
    return f'<p><a linktype="page" id="{page.pk}">there</a></p>'


def test_a_link_follows_its_page_and_a_draft_is_none(world: World, client_of: ClientOf) -> None:
    target = make_page(ArticlePage, parent=home_of(world.network, "en"), title="Target")
    draft = make_page(ArticlePage, parent=home_of(world.network, "en"), title="Draft", live=False)
    gone = '<p><a linktype="page" id="999999">gone</a></p><p><a linktype="page" id="x">odd</a></p>'
    soup = shown(client_of, world, ("text", link_to(target) + link_to(draft) + gone))
    assert [link.get("href") for link in soup.select("a")] == ["http://localhost:8000/en/target/", None, None, None]
    target.slug = "elsewhere"
    target.save_revision().publish()
    page = client_of().get("/en/blocks/").content.decode()
    assert "http://localhost:8000/en/elsewhere/" in page
    target.unpublish()
    assert "elsewhere" not in client_of().get("/en/blocks/").content.decode()


def test_a_link_leads_to_the_readers_language_where_there_is_one(world: World, client_of: ClientOf) -> None:
    french = make_page(ArticlePage, parent=home_of(world.network, "fr"), title="Cible")
    shown(client_of, world, ("text", link_to(french)))
    assert "http://localhost:8000/fr/cible/" in client_of().get("/en/blocks/").content.decode()
    make_page(ArticlePage, parent=home_of(world.network, "en"), title="Aim", translation_key=french.translation_key)
    assert "http://localhost:8000/en/aim/" in client_of().get("/en/blocks/").content.decode()


def test_links_cost_one_query_and_then_none(world: World, client_of: ClientOf, queries: Callable[[], Any]) -> None:
    targets = [make_page(ArticlePage, parent=home_of(world.network, "en"), title=f"T{n}") for n in range(5)]
    blocks = [("text", "".join(map(link_to, targets)))] * 3
    shown(client_of, world, *blocks)
    with queries() as seen:
        client_of().get("/en/blocks/")
    assert len(seen) <= 5, seen
