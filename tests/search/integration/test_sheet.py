"""The printable sheet of an initiative: what it says, who gets it, and that nothing is fetched for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageViewRestriction

from cities.models import InitiativePage, Pole
from portal import printing
from portal.printing import NotPrintableError, can_print, own_file, print_pdf, printed_version
from portal.tenancy.enums import CiteRole, NetworkRole
from search.views import sheet
from tests.factories.portal import make_document, person, sign_in
from tests.factories.search import make_van
from tests.factories.world import World
from tests.pdf_text import Pdf, read_pdf

ClientOf = Callable[..., Client]
needs_pango = pytest.mark.skipif(
    not can_print(), reason="Pango isn't installed (Debian: libpango-1.0-0, libpangoft2-1.0-0)"
)
PT, EN = "/pt/initiatives/a-carrinha/sheet.pdf", "/en/initiatives/the-van/sheet.pdf"
ORIGIN = "http://porto.localhost:8000"


@pytest.fixture
def van(world: World) -> World:
    make_van(
        world,
        words={"teaser": "A cidade sai à rua, č ł ő."},
        partners=[("Biblioteca", "https://example.org/b")],
        contact_phone="+351 000",
    )
    return world


def page_of(title: str) -> InitiativePage:
    return InitiativePage.objects.get(title=title)


def pdf(client: Client, path: str) -> Pdf:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    return read_pdf(response.content)


def restrict(page: InitiativePage) -> None:
    members = Group.objects.get(network_role__role=NetworkRole.MEMBERS)
    PageViewRestriction.objects.create(page=page, restriction_type="groups").groups.add(members)


@pytest.fixture
def without_pango(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(printing, "LIBRARIES", (("libthere-is-no-such-library.so.0",),))
    can_print.cache_clear()
    yield
    can_print.cache_clear()


# -- What it says --------------------------------------------------------------------------------------------


@needs_pango
def test_it_says_what_the_page_says(van: World, client_of: ClientOf) -> None:
    found = pdf(client_of("porto"), PT)
    for said in (
        "Cidade das Profissões do Porto",
        "A carrinha",
        "A cidade sai à rua, č ł ő.",
        "Longe das cidades",
        "1 200 pessoas",
        "As of 2017. Source: exemplo.org",
        "2017–2019",
        "Running",
        "orientation",
        "Bolhão",
        "Biblioteca",
        "Città dei Mestieri di Genova",
        "Português",
        "exemplo.org, 2017",
        "O relatório",
        f"{ORIGIN}/pt/initiatives/a-carrinha/",
        "where no licence is named, ask before you use it elsewhere.",
        "1 / 1",
    ):
        assert said in found.text, said
    for unsaid in ("Zzperson", "zz@example.org", "+351", "Paris la Villette", "�"):
        assert unsaid not in found.text


@needs_pango
def test_it_is_tagged_titled_and_has_a_language(van: World, client_of: ClientOf) -> None:
    for path, title, language in ((PT, "A carrinha", "pt"), (EN, "The van", "en")):
        found = pdf(client_of("porto"), path)
        assert (found.title, found.language) == (title, language)
        assert {"Document", "H1", "H2", "P", "L", "Figure", "Link"} <= found.tags
        assert 'pdfuaid:part="1"' in found.xmp
        assert "Cidade das Profissões do Porto" in found.xmp
    assert "A cidade sai" not in pdf(client_of("porto"), EN).text


@needs_pango
def test_a_long_one_goes_on_on_the_next_page(van: World, client_of: ClientOf) -> None:
    page = page_of("A carrinha")
    page.results = "".join(f"<p>Parágrafo {number}. {'Muitas palavras. ' * 30}</p>" for number in range(12))
    page.save_revision().publish()
    found = pdf(client_of("porto"), PT)
    assert found.pages == 3
    assert "1 / 3" in found.text
    assert "Parágrafo 11." in found.text


@needs_pango
def test_its_pictures_are_the_projects(van: World, client_of: ClientOf) -> None:
    from tests.factories.portal import make_image  # noqa: PLC0415

    page = page_of("A carrinha")
    without = client_of("porto").get(PT).content
    value = {"image": make_image(collection=van.porto.collection), "alt_text": "Uma carrinha", "caption": "No bairro"}
    page.more = [("picture", value | {"decorative": False})]
    page.save_revision().publish()
    response = client_of("porto").get(PT)
    assert b"/Subtype /Image" in response.content
    assert b"/Subtype /Image" not in without
    assert "No bairro" in read_pdf(response.content).text


@needs_pango
def test_links_and_files_are_printed_with_their_address(van: World, client_of: ClientOf) -> None:
    page = page_of("A carrinha")
    page.need = (
        '<ul><li>Longe</li></ul><p><a href="https://example.org/s?a=1&amp;b=2">O estudo</a> '
        '<a href="https://example.org/">example.org</a> <a href="mailto:a@example.org">Ana</a></p>'
    )
    document = make_document(collection=van.porto.collection, title="Guia")
    page.more = [("documents", {"title": "Ficheiros", "documents": [document]})]
    page.save_revision().publish()
    said = "".join(pdf(client_of("porto"), PT).text.split())
    for address in ("https://example.org/s?a=1&b=2", f"{ORIGIN}{document.url}", "https://example.org/r"):
        assert f"({address})" in said, address
    assert "Biblioteca(https://example.org/b)" in said
    assert "(https://example.org/)" not in said
    assert "mailto" not in said
    # Files are no list of points, whose mark would stand in the margin.
    assert said.count("▪") == 2


# -- Who gets it ---------------------------------------------------------------------------------------------


@needs_pango
def test_the_page_leads_to_it(van: World, client_of: ClientOf) -> None:
    assert f'href="{EN}"' in client_of("porto").get("/en/initiatives/the-van/").content.decode()
    page = page_of("The van")
    preview = page.make_preview_request(preview_mode="").render().content.decode()
    assert "sheet.pdf" not in preview


@needs_pango
def test_what_is_not_public_has_none(van: World, client_of: ClientOf) -> None:
    assert client_of("porto").get(EN).status_code == 200
    page_of("The van").unpublish()
    assert client_of("porto").get(EN).status_code == 404
    draft = page_of("A carrinha")
    draft.need = "<p>Zzrascunho</p>"
    draft.save_revision()
    assert "Zzrascunho" not in pdf(client_of("porto"), PT).text
    for host, path in (("genova", PT), ("", PT), ("porto", "/pt/sheet.pdf"), ("porto", "/pt/initiatives/sheet.pdf")):
        assert client_of(host).get(path).status_code == 404
    assert client_of("porto").post(PT).status_code == 405


@needs_pango
def test_a_restricted_one_is_read_where_members_read(van: World, client_of: ClientOf) -> None:
    page = page_of("A carrinha")
    restrict(page)
    members_path = f"/members/page/{page.pk}/sheet.pdf"
    response = client_of("porto").get(PT)
    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"http://localhost:8000/members/page/{page.pk}/?language=pt",
    )
    assert client_of().get(members_path).status_code == 302
    assert sign_in(client_of(), person()).get(members_path).status_code == 403
    taken, free = (client_of().get(f"/members/page/{number}/sheet.pdf") for number in (page.pk, 987654))
    assert taken.headers["Location"].replace(str(page.pk), "987654") == free.headers["Location"]
    member = sign_in(client_of(), person((van.genova, CiteRole.EDITOR)))
    assert f'href="{members_path}"' in member.get(f"/members/page/{page.pk}/").content.decode()
    response = member.get(members_path)
    found = read_pdf(response.content)
    assert "Longe das cidades" in found.text
    assert f"{ORIGIN}/pt/initiatives/a-carrinha/" in found.text
    assert found.language == "pt"
    assert "Zzperson" not in found.text
    assert {"no-store", "private"} <= {part.strip() for part in response.headers["Cache-Control"].split(",")}
    page.unpublish()
    assert member.get(members_path).status_code == 404
    assert client_of("genova").get(members_path).status_code == 302  # to the network's host


# -- Keeping -------------------------------------------------------------------------------------------------


@needs_pango
def test_who_has_it_is_told_so(van: World, client_of: ClientOf, queries: Callable[[], Any]) -> None:
    client = client_of("porto")
    first = client.get(PT)
    etag = first.headers["ETag"]
    again = client.get(PT, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "public, no-cache"
    assert first.headers["Link"] == f'<{ORIGIN}/pt/initiatives/a-carrinha/>; rel="canonical"'
    assert first.headers["X-Robots-Tag"] == "noindex"
    assert first.headers["Content-Disposition"] == 'inline; filename="a-carrinha.pdf"'
    assert client.get(PT).content == first.content
    with queries() as seen:
        client.get(PT)
    assert len(seen) <= 6, seen


@needs_pango
def test_another_word_or_fact_makes_another(van: World, client_of: ClientOf) -> None:
    client, etags = client_of("porto"), set()
    etags.add(client.get(PT).headers["ETag"])
    page = page_of("A carrinha")
    page.place_name = "Ribeira"
    page.save_revision().publish()
    etags.add(client.get(PT).headers["ETag"])
    Pole.objects.get(slug="emploi").delete()
    page = page_of("A carrinha")
    page.title = "A carroça"
    page.save_revision().publish()
    etags.add(client.get(PT).headers["ETag"])
    assert len(etags) == 3
    assert "A carroça" in pdf(client, PT).text


@needs_pango
def test_many_are_not_made_for_one_connection(van: World, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "LIMIT", 1)
    assert client_of("porto").get(PT).status_code == 200
    response = client_of("porto").get(EN)
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 3600
    assert 'href="http://porto.localhost:8000/en/initiatives/the-van/"' in response.content.decode()
    assert client_of("porto").get(PT).status_code == 200, "what is kept costs nothing"
    assert client_of("porto", REMOTE_ADDR="203.0.113.9").get(EN).status_code == 200


# -- Without Pango, and without the world --------------------------------------------------------------------


def test_without_pango_it_is_said(van: World, client_of: ClientOf, without_pango: None) -> None:
    response = client_of("porto").get(PT)
    text = response.content.decode()
    assert response.status_code == 503
    assert "Pango" in text
    assert f'href="{ORIGIN}/pt/initiatives/a-carrinha/"' in text
    assert response.headers["Cache-Control"] == "no-store"
    page = client_of("porto").get("/pt/initiatives/a-carrinha/")
    assert page.status_code == 200
    assert "sheet.pdf" not in page.content.decode()
    with pytest.raises(NotPrintableError):
        print_pdf("<p>…</p>", address=ORIGIN)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a.png",
        "http://127.0.0.1:8000/static/portal/img/emblem.svg",
        "file:///etc/passwd",
        "data:text/plain,zz",
        f"{ORIGIN}/static/../../settings/base.py",
        f"{ORIGIN}/static/%2e%2e/%2e%2e/settings/base.py",
        f"{ORIGIN}/static//etc/passwd",
        f"{ORIGIN}/static/",
        f"{ORIGIN}/media/../portal.sqlite3",
        f"{ORIGIN}/media/nothing.png",
        f"{ORIGIN}/admin/",
        f"{ORIGIN}.example.org/static/portal/img/emblem.svg",
        "/static/portal/img/emblem.svg",
    ],
)
def test_nothing_else_is_read(url: str) -> None:
    with pytest.raises(PermissionError):
        own_file(url, origin=ORIGIN)


def test_own_files_are_read_where_they_lie() -> None:
    assert own_file(f"{ORIGIN}/static/portal/img/emblem.svg?v=1", origin=ORIGIN).startswith(b"<svg")
    name = default_storage.save("pictures/å b.png", ContentFile(b"zz"))
    assert own_file(f"{ORIGIN}{default_storage.url(name)}", origin=ORIGIN) == b"zz"


@needs_pango
def test_a_picture_from_elsewhere_is_left_out() -> None:
    """Sockets are shut in tests: an attempt would fail, and what can't be fetched must not stop the document."""
    name = default_storage.save("pictures/one.png", get_test_image_file())
    own, foreign = f'<img alt="a" src="{default_storage.url(name)}">', '<img alt="b" src="https://example.org/b.png">'
    page = (
        '<html lang="fr"><title>T</title><body><h1>Titre</h1>{}<img alt="c" src="file:///etc/hostname"></body></html>'
    )
    assert b"/Subtype /Image" in print_pdf(page.format(own), address=f"{ORIGIN}/fr/")
    without = print_pdf(page.format(foreign), address=f"{ORIGIN}/fr/")
    assert b"/Subtype /Image" not in without
    assert "Titre" in read_pdf(without).text


def test_the_version_follows_every_letter() -> None:
    assert printed_version("a") == printed_version("a")
    assert printed_version("a") != printed_version("b")
