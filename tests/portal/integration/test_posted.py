"""What no editor sends is answered in words or at its field, and what our own code does wrong stays a fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.test.utils.form_data import nested_form_data, streamfield

from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole, NetworkRole
from tests.factories.portal import home_of, make_page, person, sign_in
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]
FORM_TYPE = "application/x-www-form-urlencoded"
STREAM = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "text", "body-0-id": ""}


def draft(entity: Any = None, *, key: Any = 0) -> str:
    """A paragraph with one entity, as Draftail sends it."""
    block = {
        "key": "a",
        "text": "word",
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [{"offset": 0, "length": 1, "key": key}],
    }
    return json.dumps({"blocks": [block], "entityMap": {"0": entity}})


def link(data: Any) -> str:
    return draft({"type": "LINK", "mutability": "MUTABLE", "data": data})


TEXTS = [
    "x",
    "[]",
    "1",
    '{"blocks":null}',
    '{"blocks":[1]}',
    '{"blocks":[{"text":1}]}',
    "[" * 3000,
    "9" * 6000,
    draft({"type": "LINK", "mutability": "MUTABLE", "data": {"url": "/"}}, key=7),
    draft(None),
    link({"id": None}),
    link([]),
    link(None),
    link("abc"),
    link({"id": "abc"}),
    link({"id": 10**30}),
]
UNREADABLE: list[dict[str, str]] = [
    *({**STREAM, "body-0-value": text} for text in TEXTS),
    {"body-count": "x"},
    {"body-count": "-"},
    {"body-count": "9" * 6000},
    {**STREAM, "body-0-order": "x", "body-0-value": draft()},
    {**STREAM, "body-count": "2", "body-0-value": draft()},
    {"comments-TOTAL_FORMS": "201"},
    {"comments-TOTAL_FORMS": "99999999999"},
]


@pytest.fixture
def page(world: World) -> ArticlePage:
    article: ArticlePage = make_page(ArticlePage, parent=home_of(world.porto, "pt"), title="A cidade", live=False)
    return article


def filled(client: Client, page: ArticlePage, **values: Any) -> dict[str, Any]:
    form = client.get(f"/admin/pages/{page.pk}/edit/").context["form"]
    data = nested_form_data({"title": "Corrected", "slug": page.slug, "summary": "", "body": streamfield([])})
    for part in form.formsets.values():
        data |= {f"{part.prefix}-TOTAL_FORMS": "0", f"{part.prefix}-INITIAL_FORMS": "0"}
    return {**data, **values}


@pytest.mark.parametrize("role", ["editor", "network"])
def test_streams_and_texts_that_nothing_can_be_made_of(
    world: World, client_of: ClientOf, page: ArticlePage, role: str
) -> None:
    who = person((world.porto, CiteRole.EDITOR) if role == "editor" else NetworkRole.NETWORK_EDITOR)
    client = sign_in(client_of(), who)
    home = home_of(world.porto, "pt") if role == "editor" else home_of(world.network, "fr")
    place = page if role == "editor" else make_page(ArticlePage, parent=home, title="Hub", live=False)
    before, revisions = place.title, place.revisions.count()
    data = filled(client, place)
    paths = (
        f"/admin/pages/{place.pk}/edit/",
        f"/admin/pages/{place.pk}/edit/preview/",
        f"/admin/pages/add/portal/articlepage/{home.pk}/",
    )
    for path in paths:
        for sent in UNREADABLE:
            answer = client.post(path, {**data, **sent})
            assert (answer.status_code, answer.templates[0].name) == (400, "400_form.html"), (path, sent)
    place.refresh_from_db()
    assert (place.title, place.revisions.count()) == (before, revisions)
    assert not ArticlePage.objects.filter(title="Corrected").exists()


def test_who_sends_by_a_script_gets_no_page(world: World, client_of: ClientOf, page: ArticlePage) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    sent = {**filled(client, page), "body-count": "x"}
    path = f"/admin/pages/{page.pk}/edit/preview/"
    assert "This form can’t be read" in client.post(path, sent).content.decode()
    answer = client.post(path, sent, headers={"x-requested-with": "XMLHttpRequest"})
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (
        400,
        b"",
        "text/plain; charset=utf-8",
    )


@pytest.mark.parametrize("number", ["abc", "x'", "9" * 30, str(2**63), "1.5", "99999999"])
def test_a_choice_that_is_none_is_an_error_of_its_field(
    world: World, client_of: ClientOf, page: ArticlePage, number: str
) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    answer = client.post(f"/admin/pages/{page.pk}/edit/", filled(client, page, social_image=number))
    if number != "99999999":
        assert (answer.status_code, set(answer.context["form"].errors)) == (200, {"social_image"})
    else:
        assert answer.status_code in {302, 403}, "nobody learns which numbers are taken"


@pytest.mark.parametrize("name", ["go_live_at", "expire_at"])
@pytest.mark.parametrize("moment", ["31/12/9999 23:59", "01/01/0001 00:00", "01/01/2101 00:00"])
def test_a_moment_too_far_away_is_an_error_of_its_field(
    world: World, client_of: ClientOf, page: ArticlePage, name: str, moment: str
) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.MANAGER)))
    answer = client.post(f"/admin/pages/{page.pk}/edit/", filled(client, page, **{name: moment}))
    assert answer.status_code == 200
    assert answer.context["form"].errors == {name: ["Choose a year from 1900 to 2100."]}
    assert "Corrected" in answer.content.decode()


def test_a_good_text_is_kept(world: World, client_of: ClientOf, page: ArticlePage) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    home = home_of(world.porto, "pt")
    sent = {**STREAM, "body-0-value": link({"id": home.pk, "url": "/", "parentId": 1})}
    assert client.post(f"/admin/pages/{page.pk}/edit/", {**filled(client, page), **sent}).status_code == 302
    page.refresh_from_db()
    body = page.get_latest_revision_as_object().body
    assert f'<a linktype="page" id="{home.pk}">w</a>ord' in body[0].value.source


def test_a_fault_after_the_form_was_read_stays_one(
    world: World, client_of: ClientOf, page: ArticlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise ValueError("broken")

    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    data = filled(client, page)
    monkeypatch.setattr(ArticlePage, "save_revision", broken)
    with pytest.raises(ValueError, match="broken"):
        client.post(f"/admin/pages/{page.pk}/edit/", data)


def test_a_field_that_was_not_sent_is_an_error_of_its_form(world: World, client_of: ClientOf) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    for name, prefix in (("external_link", "external-link-chooser"), ("email_link", "email-link-chooser"),
                         ("anchor_link", "anchor-link-chooser"), ("phone_link", "phone-link-chooser")):  # fmt: skip
        response = client.post(reverse(f"wagtailadmin_choose_page_{name}"), {f"{prefix}-link_text": "x"})
        assert response.status_code == 200
        assert response.json()["step"] == name


@pytest.mark.parametrize("key", ["abc", "-", "1.5", "9" * 6000, "\0"])
def test_keys_of_rows_that_are_none(world: World, client_of: ClientOf, page: ArticlePage, key: str) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    sent = {"comments-TOTAL_FORMS": "1", "comments-INITIAL_FORMS": "1", "comments-0-id": key}
    for path in (f"/admin/pages/{page.pk}/edit/", f"/admin/pages/{page.pk}/edit/preview/"):
        answer = client.post(path, {**filled(client, page), **sent})
        assert (answer.status_code, answer.templates[0].name) == (400, "400_form.html"), path


@pytest.mark.parametrize("body", ["null", '"x"', "[1]", "7"])
def test_a_notice_put_away_in_another_way(world: World, client_of: ClientOf, body: str) -> None:
    client = sign_in(client_of(), person((world.porto, CiteRole.EDITOR)))
    answer = client.patch("/admin/dismissibles/", body, content_type="application/json")
    assert answer.status_code == 400
    assert client.patch("/admin/dismissibles/", '{"a": true}', content_type="application/json").json() == {"a": True}


@pytest.mark.parametrize("revision", ["abc", "-1", "9" * 40])
def test_a_session_of_a_revision_that_is_none(
    world: World, client_of: ClientOf, page: ArticlePage, revision: str
) -> None:
    editor = person((world.porto, CiteRole.EDITOR))
    session = EditingSession.objects.create(user=editor, content_object=page, last_seen_at=timezone.now())
    address = f"/admin/editing-sessions/ping/portal/articlepage/{page.pk}/{session.pk}/"
    client = sign_in(client_of(), editor)
    assert client.post(address, {"revision_id": revision}).status_code == 404
    assert client.post(address, {"revision_id": ""}).status_code == 400
    assert client.post(address, {"revision_id": page.save_revision().pk}).status_code == 200


@pytest.mark.parametrize("path", ["/admin/pages/{page}/edit/", "/accounts/reauthenticate/"])
@pytest.mark.parametrize("sent", ["large", "fields", "files", "damaged"])
def test_a_form_that_cannot_be_taken_in_is_answered_in_words(
    world: World, client_of: ClientOf, page: ArticlePage, settings: Any, path: str, sent: str
) -> None:
    """Debugging too, where Django would show its own page of the fault."""
    settings.DEBUG = True
    client = sign_in(client_of(enforce_csrf_checks=True), person((world.porto, CiteRole.EDITOR)))
    client.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    address = path.format(page=page.pk)
    answer = {
        "large": lambda: client.post(address, "a=" + "x" * 3_000_000, content_type=FORM_TYPE),
        "fields": lambda: client.post(
            address, "&".join(f"a{number}=" for number in range(10_001)), content_type=FORM_TYPE
        ),
        "files": lambda: client.post(
            address, {f"f{number}": SimpleUploadedFile("a.txt", b"a") for number in range(101)}
        ),
        "damaged": lambda: client.post(address, b"x", content_type="multipart/form-data; boundary=é"),
    }[sent]()
    assert (answer.status_code, answer.templates[0].name) == (400, "400_form.html")


def test_what_no_view_asks_for_is_not_read(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a sender without the cookie the check of forgery reads nothing either."""
    read: list[str] = []
    monkeypatch.setattr(WSGIRequest, "_load_post_and_files", lambda request: read.append(request.path))
    client_of(enforce_csrf_checks=True).post("/nowhere/", {"a": "b"})
    assert read == []
