"""What a translation may hold in the place of its original's images, pages, documents and addresses."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page
from wagtail.users.models import UserProfile
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation

from portal.models import ArticlePage
from portal.tenancy.enums import CiteRole
from portal.tenancy.models import Cite
from portal.translating.editing import MAX_BYTES, MAX_ENTRIES
from portal.translating.services import submit_for_translation
from tests.factories.portal import home_of, make_document, make_image, make_page, person, sign_in
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]
# As the last part of the path names them; where `social_image` and `page` stand for themselves.
KINDS = ("social_image", "image", "page", "document", "url", "link")
ADDRESSES = ("url", "link")
GARBAGE = ("abc", "-1", "null", "", "[]", "{", "9" * 40, "999999")


def things(cite: Cite, language: str) -> dict[str, Any]:
    """One of each kind that a page of a Cité may show, none of them published."""
    image = make_image(collection=cite.collection)
    page = make_page(ArticlePage, parent=home_of(cite, language), title="ZEFIRO", live=False)
    document = make_document(collection=cite.collection, title="ZEFIRO")
    return {"social_image": image, "image": image, "page": page, "document": document}


@pytest.fixture
def translation(world: World) -> Translation:
    """Of a page with a value of each kind, by Porto's translator."""
    own = things(world.porto, "pt")
    call = {"title": "Venha", "text": "", "label": "Mais"}
    page = make_page(
        ArticlePage,
        parent=home_of(world.porto, "pt"),
        title="A cidade",
        social_image=own["image"],
        body=[
            ("picture", {"image": own["image"], "alt_text": "Porta", "decorative": False, "caption": ""}),
            ("call_to_action", {**call, "page": own["page"], "url": ""}),
            ("call_to_action", {**call, "page": None, "url": "https://example.org/"}),
            ("text", '<p>Veja <a href="https://example.net/">aqui</a>.</p>'),
            ("documents", {"title": "", "documents": [own["document"]]}),
        ],
    )
    english = Locale.objects.get(language_code="en")
    submit_for_translation(page=page, locales=[english], user=person((world.porto, CiteRole.TRANSLATOR)))
    found: Translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=english)
    return found


@pytest.fixture
def translator(world: World, client_of: ClientOf) -> Client:
    user = person((world.porto, CiteRole.TRANSLATOR))
    UserProfile.objects.create(user=user, preferred_language="en")
    return sign_in(client_of(), user)


def addresses(translation: Translation) -> dict[str, str]:
    """The address of each kind's override."""
    found: dict[str, str] = {}
    base = f"/admin/localize/translate/{translation.pk}/overrides"
    for segment in translation.source.overridablesegment_set.select_related("context"):
        kind = segment.context.path.rsplit(".", 1)[-1]
        if "example.net" in segment.data_json:
            kind = "link"
        # An item of a list is called by its id.
        found[kind if kind in KINDS else "document"] = f"{base}/{segment.pk}/edit/"
    assert set(found) == set(KINDS)
    return found


def put(client: Client, address: str, value: Any) -> Any:
    return client.put(address, urlencode({"value": value}), content_type="application/x-www-form-urlencoded")


def preview(client: Client, translation: Translation) -> int:
    page = translation.get_target_instance()
    assert isinstance(page, Page)
    return client.get(f"/admin/localize/translate/{translation.pk}/preview/").status_code


def test_own_ones_are_kept(world: World, translator: Client, translation: Translation) -> None:
    own = things(world.porto, "en")
    for kind, address in addresses(translation).items():
        value = "https://example.org/en/" if kind in ADDRESSES else own[kind].pk
        assert put(translator, address, value).status_code == 201, kind
    assert preview(translator, translation) == 200
    assert SegmentOverride.objects.count() == len(KINDS)
    assert all(translator.delete(address).status_code == 200 for address in addresses(translation).values())
    assert not SegmentOverride.objects.exists()


def test_another_cites_are_refused(world: World, translator: Client, translation: Translation) -> None:
    foreign = things(world.genova, "it")
    for kind, address in addresses(translation).items():
        if kind not in ADDRESSES:
            answer = put(translator, address, foreign[kind].pk)
            assert (answer.status_code, "ZEFIRO" in answer.content.decode()) == (403, False), kind
    assert not SegmentOverride.objects.exists()


def test_what_nothing_can_be_made_of_is_refused(translator: Client, translation: Translation) -> None:
    for kind, address in addresses(translation).items():
        for value in GARBAGE if kind != "link" else ():
            assert put(translator, address, value).status_code in (403, 422), (kind, value)
    assert not SegmentOverride.objects.exists()
    assert preview(translator, translation) == 200


@pytest.mark.parametrize(
    "scheme", ["javascript:", "JavaScript:", " javascript:", "java\tscript:", "data:", "vbscript:"]
)
@pytest.mark.parametrize("kind", ADDRESSES)
def test_no_address_is_a_script(translator: Client, translation: Translation, kind: str, scheme: str) -> None:
    answer = put(translator, addresses(translation)[kind], f"{scheme}alert(1)")
    assert answer.status_code == 422
    assert json.loads(answer.content)["errors"]
    assert not SegmentOverride.objects.exists()


@pytest.mark.parametrize("content", [b"", b"x", b'msgid "a"\nmsgstr "b"\n', b"\xff\xfe\x00"])
def test_a_file_that_is_no_export_is_said_to_be_none(
    translator: Client, translation: Translation, content: bytes
) -> None:
    answer = upload(translator, translation, content)
    assert answer.status_code == 200
    assert "Please upload a valid PO file." in answer.content.decode()


def upload(translator: Client, translation: Translation, content: bytes) -> Any:
    file = SimpleUploadedFile("a.po", content, content_type="text/x-gettext-translation")
    address = f"/admin/localize/translate/{translation.pk}/pofile/upload/"
    return translator.post(address, {"file": file, "next": "/admin/"}, follow=True)


def export(translation: Translation, *entries: polib.POEntry) -> bytes:
    """The file of a translation with what a translator wrote, and more entries."""
    catalogue = translation.export_po()
    for entry in catalogue:
        entry.msgstr = f"EN {entry.msgid}"
    catalogue.extend(entries)
    return str(catalogue).encode()


def test_a_file_brings_the_texts_of_its_translation(translator: Client, translation: Translation) -> None:
    known = translation.export_po()[0]
    twice = polib.POEntry(msgid=known.msgid, msgctxt=known.msgctxt, msgstr="Once more")
    others = [polib.POEntry(msgid=f"Other {number}", msgctxt="title", msgstr="Outro") for number in range(900)]
    file = export(translation, *others, twice)
    with CaptureQueriesContext(connection) as queries:
        answer = upload(translator, translation, file)
    assert "Successfully imported translations from PO File." in answer.content.decode()
    kept = dict(StringTranslation.objects.values_list("context__path", "data"))
    assert kept == {
        entry.msgctxt: "Once more" if entry.msgctxt == known.msgctxt else f"EN {entry.msgid}"
        for entry in translation.export_po()
    }
    assert len(queries) < 900


@pytest.mark.parametrize("size", ["entries", "bytes"])
def test_a_file_larger_than_any_page_is_refused_in_words(
    translator: Client, translation: Translation, size: str
) -> None:
    more = MAX_ENTRIES if size == "entries" else 1
    text = "Outro" if size == "entries" else "x" * MAX_BYTES
    others = [polib.POEntry(msgid=f"Other {number}", msgctxt="title", msgstr=text) for number in range(more)]
    answer = upload(translator, translation, export(translation, *others))
    said = "more than 5000 texts" if size == "entries" else "larger than 2 MB"
    assert said in answer.content.decode()
    assert not StringTranslation.objects.exists()
