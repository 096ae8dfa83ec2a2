"""Numbers, dates, characters and files that nothing can be made of are refused in words, never by a fault."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError, IntegrityError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection
from wagtail.search import index

from portal.media.models import PortalImage
from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole
from portal.tenancy.middleware import interface_language
from portal.upstream.out_of_range import WordedOutOfRange
from tests.factories.portal import home_of, make_page, person, sign_in
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
HUGE = "9" * 20


@pytest.fixture
def manager(world: World, client_of: ClientOf) -> Client:
    return sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"pages/?offset={HUGE}", 422),
        (f"pages/?offset={2**63}", 422),
        (f"pages/{HUGE}/", 404),
    ],
)
def test_the_api_answers_with_a_problem(world: World, client_of: ClientOf, path: str, status: int) -> None:
    response = client_of().get(f"/api/v3/{path}")
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize(
    "text",
    [
        '"""',
        '"',
        'a"b',
        "'",
        "''",
        "\\",
        "%s",
        "*",
        "NEAR(",
        "a OR",
        "a\x00b",
        "a-" * 900,
        "ab " * 900,
        '"ab" cd ' * 900,
    ],
)
def test_any_characters_can_be_searched_for(world: World, manager: Client, client_of: ClientOf, text: str) -> None:
    home = home_of(world.porto, "pt")
    paths = {
        "/api/v3/pages/": "search",
        reverse("wagtailadmin_explore", args=[home.pk]): "q",
        reverse("wagtailimages:index"): "q",
        reverse("wagtaildocs:index"): "q",
        reverse("wagtailimages_chooser:choose"): "q",
        reverse("wagtailadmin_choose_page_search"): "q",
    }
    statuses = {path: manager.get(path, {name: text}).status_code for path, name in paths.items()}
    # PostgreSQL takes no NUL, and says so.
    assert set(statuses.values()) <= ({200, 400} if "\x00" in text else {200}), statuses


def test_a_quotation_mark_is_found(world: World, client_of: ClientOf) -> None:
    page = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title='Casa "aberta"')
    index.insert_or_update_object(page)
    found = client_of().get("/api/v3/pages/", {"search": 'Casa "aberta"'}).json()
    assert [item["title"] for item in found["items"]] == ['Casa "aberta"']


@pytest.mark.parametrize(
    "query",
    [
        f"content_type={HUGE}",
        f"owner={HUGE}",
        f"edited_by={HUGE}",
        f"site={HUGE}",
        "latest_revision_created_at_from=0001-01-01",
    ],
)
def test_the_explorer_says_that_an_address_cannot_be_read(world: World, client_of: ClientOf, query: str) -> None:
    """On PostgreSQL the filter says that there is no such choice. East of Greenwich the first day of all begins before
    it.
    """
    manager = sign_in(client_of(), person((world.genova, CiteRole.MANAGER)))
    path = reverse("wagtailadmin_explore", args=[home_of(world.genova, "it").pk])
    response = manager.get(f"{path}?{query}")
    assert response.status_code == (400 if connection.vendor == "sqlite" else 200)
    assert "<h1" in manager.get(f"{path}?{query}", follow=True).content.decode()


@pytest.mark.parametrize("error", [OverflowError("int"), DataError("numeric"), IntegrityError("datatype mismatch")])
def test_whatever_the_database_calls_it(world: World, client_of: ClientOf, error: Exception) -> None:
    request = RequestFactory().get("/pt/")
    answer = WordedOutOfRange(lambda request: HttpResponse()).process_exception(request, error)
    assert answer is not None
    assert answer.status_code == 400
    assert WordedOutOfRange(lambda request: HttpResponse()).process_exception(request, IntegrityError("x")) is None


@pytest.mark.parametrize("query", ["first_published_at=abc", f"offset={HUGE}"])
def test_so_does_the_admins_own_api(manager: Client, query: str) -> None:
    assert manager.get(f"/admin/api/main/pages/?{query}").status_code == 400


def test_a_visitor_gets_it_in_the_language_of_the_address(world: World, client_of: ClientOf) -> None:
    response = client_of("porto").post(f"/-/contact/{HUGE}/")
    assert response.status_code == (400 if connection.vendor == "sqlite" else 404)
    assert f'lang="{interface_language("pt")}"' in response.content.decode()


def test_a_fault_of_our_own_stays_one(world: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("portal.views.SiteSitemap", broken)
    with pytest.raises(RuntimeError, match="broken"):
        client_of("porto").get("/sitemap.xml")


def test_bulk_actions_on_djangos_own_user_do_not_exist(manager: Client) -> None:
    assert manager.get("/admin/bulk/auth/user/delete/?id=1").status_code in {403, 404}


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.png", _png()[:20]),
        ("letters.png", _png()[:8] + b"letters" * 40),
        ("letters.webp", b"RIFF\x24\x00\x00\x00WEBPVP8 " + b"letters" * 40),
        ("letters.gif", b"GIF89a"),
    ],
)
def test_what_only_begins_like_an_image_is_an_error_of_the_form(
    world: World, manager: Client, name: str, content: bytes
) -> None:
    assert world.porto.collection is not None
    data = {
        "title": "x",
        "collection": Collection.objects.get(pk=world.porto.collection_id).pk,
        "files[]": SimpleUploadedFile(name, content, content_type="image/png"),
    }
    response = manager.post(reverse("wagtailimages:add_multiple"), data, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    assert (response.status_code, response.json()["success"]) == (200, False)
    assert response.json()["error_message"]
    assert not PortalImage.objects.filter(title="x").exists()


def _vast_png() -> bytes:
    """What says of itself that it is 60,000 pixels wide and high."""
    head = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return _png()[:8] + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head)) + _png()[33:]


@pytest.mark.usefixtures("english")
def test_of_an_image_too_large_it_is_said_what_is_taken(world: World, manager: Client) -> None:
    data = {
        "title": "x",
        "collection": world.porto.collection_id,
        "files[]": SimpleUploadedFile("vast.png", _vast_png(), content_type="image/png"),
    }
    response = manager.post(reverse("wagtailimages:add_multiple"), data, HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    assert response.json()["error_message"] == (
        "This image has too many pixels. At most 128 million are taken, width times height: make it smaller."
    )
