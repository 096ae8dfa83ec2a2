"""Importing in the admin: from a file that is sent to its end, for whom it is, and what is refused on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from wagtail.models import ModelLogEntry, PageLogEntry

from cities.enums import LineUndo
from cities.models import InitiativeImport, InitiativePage, Pole
from cities.selectors.imports import note_progress
from cities.services.importing.jobs import named_before
from cities.services.importing.problems import Problem
from cities.views import import_runs
from portal.accounts.models import User
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite
from tests.cities.following import speaking
from tests.factories.imports import csv_bytes, draft_of, line, outcomes, said_of, saved, snapshot, table, xlsx_bytes
from tests.factories.portal import person, sign_in
from tests.factories.world import World
from tests.isolation.submitting import submissions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
ClientOf = Callable[..., Client]
Drain = Callable[[], int]
WRONG = [line(1), line(2, title=""), line(3)]


@pytest.fixture
def manager(world: World) -> User:
    return speaking("en", (world.porto, CiteRole.MANAGER))


@pytest.fixture
def office(manager: User, client_of: ClientOf) -> Client:
    """Porto's manager, signed in."""
    return sign_in(client_of(), manager)


def send(client: Client, content: bytes, name: str = "table.csv", **values: Any) -> Any:
    """Send a file as the form does."""
    shown = client.get("/admin/imports/new/")
    data = next(form for form in submissions(shown, "/admin/imports/new/") if "file" in form.names).data
    return client.post("/admin/imports/new/", {**data, **values, "file": SimpleUploadedFile(name, content)})


def checked(client: Client, drain: Drain, content: bytes, name: str = "table.csv") -> InitiativeImport:
    """Send a file, take the columns as they are recognised, and let the worker check it."""
    address = send(client, content, name).url
    form = next(form for form in submissions(client.get(address), address) if "column_0" in form.data)
    assert client.post(address, form.data).status_code == 302
    drain()
    return InitiativeImport.objects.latest("pk")


def press(client: Client, job: InitiativeImport, step: str, **values: str) -> Any:
    return client.post(f"/admin/imports/{job.pk}/{step}/", values, follow=True)


def brought(client: Client, drain: Drain, lines: list[dict[str, str]]) -> InitiativeImport:
    """Import these lines."""
    job = checked(client, drain, csv_bytes(table(lines)))
    press(client, job, "run")
    drain()
    job.refresh_from_db()
    assert job.state == "done"
    return job


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# -- From one end to the other -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "write"), [("table.csv", csv_bytes), ("table.xlsx", xlsx_bytes)])
def test_a_file_is_sent_checked_imported_and_undone(
    world: World, manager: User, office: Client, drain: Drain, name: str, write: Callable[..., bytes]
) -> None:
    drain()
    before = snapshot()
    job = checked(office, drain, write(table([line(1), line(2)])), name)
    assert (job.state, job.counts, job.cite, job.user) == ("checked", {"new": 2}, world.porto, manager)
    assert snapshot() == before
    press(office, job, "run")
    drain()
    job.refresh_from_db()
    assert (job.state, job.counts) == ("done", {"new": 2})
    assert [page.owner for page in InitiativePage.objects.all()] == [manager, manager]
    answer = office.get(f"/admin/imports/{job.pk}/?show=new")
    assert f"/admin/pages/{draft_of(job).pk}/edit/" in answer.content.decode()
    assert "Undo this import" in text_of(answer)
    press(office, job, "undo")
    drain()
    job.refresh_from_db()
    assert job.state == "undone"
    assert not InitiativePage.objects.exists()
    assert {line.undo for line in job.lines.all()} == {"removed"}
    answer = office.get(f"/admin/imports/{job.pk}/?show=removed")
    assert (answer.context["counts"], len(answer.context["lines"])) == ([(LineUndo.REMOVED, 2)], 2)
    assert "can be undone" not in text_of(answer)
    logged = ModelLogEntry.objects.filter(action__startswith="cities.import").order_by("pk")
    assert [(entry.action, entry.user, entry.object_id) for entry in logged] == [
        ("cities.import", manager, str(world.porto.pk)),
        ("cities.import_undo", manager, str(world.porto.pk)),
    ]
    of_pages = PageLogEntry.objects.filter(action__in=("wagtail.create", "wagtail.delete"), label__startswith="Oficina")
    acts = [(entry.action, entry.user_display_name) for entry in of_pages.order_by("pk")]
    assert acts == [(action, str(manager)) for action in ("wagtail.create", "wagtail.delete") for _line in range(2)]


def test_the_list_shows_state_and_date_on_a_small_screen(office: Client) -> None:
    send(office, csv_bytes(table([line(1)])))
    shown = BeautifulSoup(office.get("/admin/imports/").content, "html.parser")
    heads = shown.select(".listing-scroll table th")
    assert [head.get_text() for head in heads] == ["File", "State", "When", "By"]


@pytest.mark.parametrize("given", ["", "nonsense", "foreign"])
@pytest.mark.parametrize("several", [False, True])
def test_a_cite_that_is_missing_or_anothers_is_refused_in_words(
    world: World, manager: User, office: Client, given: str, several: bool
) -> None:
    if several:
        Cite.objects.get(pk=world.genova.pk).role_groups.get(role=CiteRole.MANAGER).group.user_set.add(manager)
    cite = world.paris.pk if given == "foreign" else given
    answer = send(office, csv_bytes(table([line(1)])), cite=cite)
    assert answer.status_code == 422
    assert text_of(answer).count("Choose the Cité the file is for, one that you import for.") == 1
    assert not InitiativeImport.objects.exists()


def test_columns_are_recognised_or_named_by_hand(office: Client, drain: Drain) -> None:
    rows = [["id", "Como se chama", "stage", "Nada"], ["A1", "Oficina", "em curso", "x"]]
    address = send(office, csv_bytes(rows)).url
    form = next(form for form in submissions(office.get(address), address) if "column_0" in form.data)
    assert [form.data[f"column_{place}"] for place in range(4)] == [["external_id"], [""], ["stage"], [""]]
    refused = office.post(address, form.data)
    assert refused.status_code == 422
    assert "No column is named as “Title”" in text_of(refused)
    twice = office.post(address, {**form.data, "column_1": "title", "column_3": "title"})
    assert twice.status_code == 422
    assert "Two columns are named as “Title”" in text_of(twice)
    assert office.post(address, {**form.data, "column_1": "title", "column_3": "nonsense"}).status_code == 422
    assert office.post(address, {**form.data, "column_1": "title"}).status_code == 302
    drain()
    job = InitiativeImport.objects.get()
    assert [(each.title, each.outcome) for each in job.lines.all()] == [("Oficina", "new")]
    shown = text_of(office.get(f"/admin/imports/{job.pk}/"))
    assert "Columns that were left out: Nada." in shown
    # What no line can have is said once, not for each.
    assert "No column says: First year, Pôles." in shown
    assert said_of(job, "A1") == []


def test_columns_are_as_they_were_named_the_last_time(office: Client, world: World, drain: Drain) -> None:
    headers = ["id", "Como se chama", "stage"]
    address = send(office, csv_bytes([headers, ["A1", "Oficina", "em curso"]])).url
    form = next(form for form in submissions(office.get(address), address) if "column_0" in form.data)
    assert office.post(address, {**form.data, "column_1": "title", "column_2": ""}).status_code == 302
    drain()

    def proposed(headers: list[str]) -> list[list[str]]:
        address = send(office, csv_bytes([headers, ["A2", "Feira", "x"]])).url
        form = next(form for form in submissions(office.get(address), address) if "column_0" in form.data)
        return [form.data[f"column_{place}"] for place in range(3)]

    assert proposed(headers) == [["external_id"], ["title"], [""]]
    assert proposed(["id", "Como se chama", "etapa"]) == [["external_id"], [""], ["stage"]]
    assert named_before(world.paris, headers) == []


def test_wrong_lines_keep_the_others_back_until_they_are_left_out_by_choice(office: Client, drain: Drain) -> None:
    drain()
    before = snapshot()
    job = checked(office, drain, csv_bytes(table(WRONG)))
    assert job.counts == {"new": 2, "invalid": 1}
    answer = press(office, job, "run")
    assert "Some lines are wrong: correct them, or choose to leave them out." in text_of(answer)
    drain()
    job.refresh_from_db()
    assert job.state == "checked"
    assert snapshot() == before
    press(office, job, "run", skip_invalid="yes")
    drain()
    job.refresh_from_db()
    assert (job.state, outcomes(job)) == ("done", {"A1": "new", "A2": "invalid", "A3": "new"})
    assert InitiativePage.objects.count() == 2


def test_what_turns_wrong_after_the_check_is_checked_again_and_nothing_written(office: Client, drain: Drain) -> None:
    job = checked(office, drain, csv_bytes(table([line(1), line(2, pôles="orientation")])))
    Pole.objects.get(slug="orientation").delete()
    before = snapshot()
    press(office, job, "run")
    drain()
    job.refresh_from_db()
    assert (job.state, job.counts) == ("checked", {"new": 1, "invalid": 1})
    assert snapshot() == before


def test_the_report_shows_first_what_asks_most_and_all_else_on_demand(office: Client, drain: Drain) -> None:
    job = checked(office, drain, csv_bytes(table(WRONG)))
    address = f"/admin/imports/{job.pk}/"

    def shown(query: str = "") -> list[int]:
        return [each.number for each, _problems in office.get(address + query).context["lines"]]

    assert shown() == [3]
    assert shown("?show=new") == [2, 4]
    assert shown("?show=all") == shown("?show=nonsense") == [2, 3, 4]
    assert shown("?show=all&p=99") == [2, 3, 4]
    report = b"".join(office.get(f"{address}report/").streaming_content).decode("utf-8-sig").splitlines()
    assert report[0].split(";")[:4] == ["Line", "Identifier", "Title", "Outcome"]
    assert report[2].startswith("3;A2;;Wrong;title;It is empty.;")


def test_each_reader_has_the_report_in_their_language(
    world: World, office: Client, client_of: ClientOf, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = checked(office, drain, csv_bytes(table(WRONG)))
    colleague = sign_in(client_of(), speaking("fr", (world.porto, CiteRole.EDITOR)))
    assert "It is empty. Fill it in: every initiative has one." in text_of(office.get(f"/admin/imports/{job.pk}/"))
    with translation.override("fr"):
        words = " ".join(Problem("missing").words())
    assert words in text_of(colleague.get(f"/admin/imports/{job.pk}/")).replace("&#x27;", "'")
    monkeypatch.setattr(import_runs, "report_rows", lambda _lines: iter([[str(translation.get_language())]]))
    answer = colleague.get(f"/admin/imports/{job.pk}/report/")
    with translation.override("it"):  # a server sends it when the request's language is forgotten
        assert b"".join(answer.streaming_content).decode().splitlines()[1] == "fr"


def test_undoing_leaves_what_somebody_changed_and_shows_it_first(world: World, office: Client, drain: Drain) -> None:
    job = brought(office, drain, [line(1), line(2)])
    page = saved(draft_of(job), title="Mudado à mão")
    press(office, job, "undo")
    drain()
    job.refresh_from_db()
    assert job.state == "undone"
    assert list(InitiativePage.objects.values_list("pk", "title")) == [(page.pk, "Mudado à mão")]
    answer = office.get(f"/admin/imports/{job.pk}/")
    assert [each.external_id for each, _problems in answer.context["lines"]] == ["A1"]
    assert answer.context["counts"] == [(LineUndo.REMOVED, 1), (LineUndo.REFUSED, 1)]
    assert "Somebody has saved it since. Change or delete it by hand." in text_of(answer)


def test_undoing_asks_first_and_says_what_goes_and_what_stays(office: Client, drain: Drain) -> None:
    job = brought(office, drain, [line(1), line(2), line(3)])
    kept = saved(InitiativePage.objects.order_by("pk")[0], title="Mudado à mão")
    before = snapshot()
    answer = office.get(f"/admin/imports/{job.pk}/undo/")
    foreseen = answer.context["foreseen"]
    assert (foreseen.removed, foreseen.restored, foreseen.refused) == (2, 0, 1)
    text = text_of(answer)
    assert "2 drafts are removed for good." in text
    assert "1 initiative stays as it is" in text
    assert snapshot() == before
    press(office, job, "undo")
    drain()
    assert list(InitiativePage.objects.values_list("pk", flat=True)) == [kept.pk]
    assert "2 drafts are removed" not in text_of(office.get(f"/admin/imports/{job.pk}/undo/", follow=True))


def test_what_an_import_changed_is_said_to_go_back(office: Client, drain: Drain) -> None:
    brought(office, drain, [line(1), line(2)])
    job = brought(office, drain, [{**line(1), "title": "Outro título"}, line(2)])
    foreseen = office.get(f"/admin/imports/{job.pk}/undo/").context["foreseen"]
    assert (foreseen.removed, foreseen.restored, foreseen.refused) == (0, 1, 0)
    assert foreseen.titles["restored"] == ["Outro título"]


def test_only_the_last_import_is_undone_and_then_the_one_before(office: Client, drain: Drain) -> None:
    first, last = brought(office, drain, [line(1)]), brought(office, drain, [line(2)])
    assert "Undo this import" not in text_of(office.get(f"/admin/imports/{first.pk}/"))
    assert "Only the last import into a Cité can be undone." in text_of(press(office, first, "undo"))
    for job, left in ((last, 1), (first, 0)):
        press(office, job, "undo")
        drain()
        assert InitiativePage.objects.count() == left


def test_templates_are_recognised_as_they_are(office: Client, drain: Drain) -> None:
    for kind in ("csv", "xlsx"):
        content = office.get(f"/admin/imports/template/{kind}/").content
        job = checked(office, drain, content, f"table.{kind}")
        assert all(job.columns)
        assert job.counts == {"example": 1}
        assert "There is nothing to write" in text_of(office.get(f"/admin/imports/{job.pk}/"))
    assert office.get("/admin/imports/template/pdf/").status_code == 404


# -- Who ---------------------------------------------------------------------------------------------------------


def test_others_find_neither_menu_nor_pages(world: World, office: Client, client_of: ClientOf, drain: Drain) -> None:
    job = checked(office, drain, csv_bytes(table([line(1)])))
    assert "/admin/imports/" in office.get("/admin/").content.decode()
    translator = sign_in(client_of(), person((world.porto, CiteRole.TRANSLATOR)))
    assert "/admin/imports/" not in translator.get("/admin/").content.decode()
    assert translator.get("/admin/imports/").status_code in (302, 403)
    stranger = sign_in(client_of(), person((world.genova, CiteRole.MANAGER)))
    assert "table.csv" not in text_of(stranger.get("/admin/imports/"))
    for step in ("run", "undo", "discard"):
        assert press(stranger, job, step).status_code == 404
    job.refresh_from_db()
    assert job.state == "checked"


def test_a_file_cant_be_sent_to_a_cite_that_isnt_ones_own(world: World, office: Client, client_of: ClientOf) -> None:
    content = csv_bytes(table([line(1, language="")]))
    assert send(office, content, cite=world.genova.pk).status_code == 422
    assert not InitiativeImport.objects.exists()
    network = sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))
    assert send(network, content, cite=world.genova.pk, language="").status_code == 302
    assert InitiativeImport.objects.values_list("cite", "language").get() == (world.genova.pk, "it")
    assert send(network, content, cite=world.genova.pk, language="pt").status_code == 422


def test_the_list_costs_the_same_whoever_reads_and_however_long_it_is(
    world: World, office: Client, client_of: ClientOf, drain: Drain, queries: Callable[[], Any]
) -> None:
    network = sign_in(client_of(), person(NetworkRole.NETWORK_EDITOR))
    checked(office, drain, csv_bytes(table([line(1)])))
    costs = []
    for _again in range(2):
        for client in (office, network):
            client.get("/admin/imports/")
            with queries() as seen:
                client.get("/admin/imports/")
            costs.append(len(seen))
        for _more in range(5):
            send(office, csv_bytes(table([line(1)])))
    assert costs[:2] == costs[2:]


# -- What is refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"\x89PNG\r\n\x1a\n", "table.csv", "This is neither a CSV file nor a workbook."),
        (
            b"\x89PNG\r\n\x1a\n",
            "table.png",
            "This is neither a CSV file nor a workbook. Save the table as .xlsx or as CSV.",
        ),
        (b"PK\x03\x04", "table.ODS", "This is an OpenDocument file. Save it as .xlsx or as CSV."),
        (b"PK\x03\x04broken", "table.xlsx", "The workbook can’t be read"),
        (b"\n\n", "table.csv", "The first line holds no names of columns."),
    ],
)
def test_what_isnt_a_table_is_refused_and_not_kept(office: Client, content: bytes, name: str, words: str) -> None:
    answer = send(office, content, name)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not InitiativeImport.objects.exists()


def test_a_step_is_taken_once_and_from_the_right_state(office: Client, drain: Drain) -> None:
    job = checked(office, drain, csv_bytes(table([line(1)])))
    press(office, job, "run")
    assert "This step isn’t open any more" in text_of(press(office, job, "run"))
    assert "can’t be discarded" in text_of(press(office, job, "discard"))
    drain()
    assert "This step isn’t open any more" in text_of(press(office, job, "run"))
    assert office.get(f"/admin/imports/{job.pk}/columns/").status_code == 302
    for step in ("run", "discard"):
        assert office.get(f"/admin/imports/{job.pk}/{step}/").status_code == 405
    assert InitiativePage.objects.count() == 1


def test_a_page_shows_how_far_it_is(office: Client, drain: Drain) -> None:
    job = checked(office, drain, csv_bytes(table([line(1)])))
    press(office, job, "run")
    status = f"/admin/imports/{job.pk}/status/"
    waiting = office.get(status)
    assert waiting.json() == {"running": True, "text": "It waits its turn.", "done": 0, "total": None}
    assert "no-store" in waiting["Cache-Control"]
    for done, total, words in ((250, None, "250 lines read"), (250, 900, "250 of 900 lines")):
        note_progress(job.pk, done, total)
        assert office.get(status).json()["text"] == words
    assert words in text_of(office.get(f"/admin/imports/{job.pk}/"))
    drain()
    assert office.get(status).json()["running"] is False
