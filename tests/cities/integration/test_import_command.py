"""`manage.py import_initiatives`: with real files, and one line on standard error where it says no."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from cities.management.commands.import_initiatives import Command
from cities.models import ImportedInitiative, ImportLine, InitiativeImport, InitiativePage, Pole
from cities.services.importing.fields import FIELDS, LANGUAGES, headers_in
from portal.tenancy.enums import CiteRole
from tests.factories.imports import csv_bytes, line, table, xlsx_bytes
from tests.factories.portal import person
from tests.factories.world import World

pytestmark = pytest.mark.django_db
Write = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A file with this content; answers its path."""

    def make(content: bytes, name: str = "table.csv") -> str:
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return make


def run(*args: str, language: str = "en") -> str:
    out = io.StringIO()
    call_command("import_initiatives", *args, f"--report-language={language}", stdout=out)
    return out.getvalue()


def refused(*args: str) -> str:
    """What it says no with: one line."""
    with pytest.raises(CommandError) as caught:
        run(*args)
    said = str(caught.value)
    assert said
    assert "\n" not in said
    return said


def drafts() -> int:
    return InitiativePage.objects.filter(live=False).count()


def test_a_dry_run_says_what_would_be_and_writes_nothing_at_all(world: World, write: Write) -> None:
    path = write(csv_bytes(table([line(1), line(2)])))
    pages = Page.objects.count()
    said = run(path, "--cite", "porto", "--dry-run")
    assert "New draft: 2" in said
    assert "Dry run: nothing was written." in said
    assert Page.objects.count() == pages
    assert not InitiativeImport.objects.exists()
    assert not ImportedInitiative.objects.exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_is_imported_and_a_second_time_changes_nothing(world: World, write: Write, kind: str) -> None:
    rows = table([line(1), line(2)])
    path = write(csv_bytes(rows) if kind == "csv" else xlsx_bytes(rows), f"table.{kind}")
    assert "New draft: 2" in run(path, "--cite", "porto")
    assert drafts() == 2
    said = run(path, "--cite", "porto")
    assert "Unchanged: 2" in said
    assert "Nothing to write" in said
    assert drafts() == 2
    assert "Changed: 1" in run(write(csv_bytes(table([line(1, title="A"), line(2)]))), "--cite", "porto")


def test_wrong_lines_are_said_and_nothing_is_written_unless_they_are_to_be_left_out(
    world: World, write: Write, tmp_path: Path
) -> None:
    path = write(csv_bytes(table([line(1), line(2, stage="?"), line(3, language="fr", title="")])))
    report = tmp_path / "report.csv"
    for options in ((), ("--dry-run",)):
        said = refused(path, "--cite", "porto", "--report", str(report), *options)
        assert said == "2 of 3 lines are wrong; nothing was written. Correct them, or add --skip-invalid."
        assert drafts() == 0
        assert not InitiativeImport.objects.exists()
    written = report.read_text(encoding="utf-8-sig").splitlines()
    assert written[0] == "Line;Identifier;Title;Outcome;Column;What was wrong;What to do;Draft;Undone"
    assert [row.split(";")[:5] for row in written[1:]] == [
        ["2", "A1", "Oficina 1", "New draft (not written)", ""],
        ["3", "A2", "Oficina 2", "Wrong", "stage"],
        ["4", "A3", "", "Wrong", "language"],
        ["4", "A3", "", "Wrong", "title"],
    ]
    said = run(path, "--cite", "porto", "--skip-invalid", "--report", str(report))
    assert "3 A2 [stage]: “?” is no stage." in said
    assert "New draft: 1" in said
    assert drafts() == 1
    assert "would be" not in said
    written = report.read_text(encoding="utf-8-sig").splitlines()
    assert "/admin/pages/" in written[1]
    assert written[1].split(";")[3] == "New draft"


def test_what_wasnt_written_is_told_as_what_would_be(world: World, write: Write) -> None:
    path = write(csv_bytes(table([line(1), line(2, stage="?")])))
    for options in ((), ("--dry-run",)):
        out = io.StringIO()
        with pytest.raises(CommandError):
            call_command("import_initiatives", path, "--cite=porto", "--report-language=en", *options, stdout=out)
        said = out.getvalue().splitlines()
        assert said.index("Not written; it would be:") + 1 == said.index("New draft: 1")


def test_columns_are_named_by_hand(world: World, write: Write) -> None:
    path = write(csv_bytes([["Ref", "Their header", "Title"], ["1", "A=B", "not this"]]))
    run(path, "--cite", "porto", "--map", "Their header=title", "--language", "en")
    page = InitiativePage.objects.get(live=False)
    assert (page.title, page.locale.language_code) == ("A=B", "en")
    other = write(csv_bytes([["ID", "a=b", "Title"], ["2", "x", "y"]]))
    assert "left out: a=b" in run(other, "--cite", "porto", "--map", "a=b=")


def test_the_report_speaks_the_language_asked_for(world: World, write: Write) -> None:
    """Without catalogues in tests: vocabularies have their names in the database."""
    path = write(csv_bytes(table([line(1, pôles="x")])))
    Pole.objects.update(name_it="Orientarsi")
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_initiatives", path, "--cite=porto", "--report-language=it", stdout=out)
    assert "Orientarsi" in out.getvalue()


def test_encodings_and_separators_are_told_or_said(world: World, write: Write) -> None:
    rows = table([line(1, title="Évaluation d’été")])
    said = run(write(csv_bytes(rows, encoding="cp1252", delimiter=";")), "--cite", "porto", "--dry-run")
    assert "read as Windows-1252" in said
    tabs = write(csv_bytes(rows, encoding="cp1250", delimiter="\t"))
    run(tabs, "--cite", "porto", "--delimiter", "TAB", "--encoding", "cp1250")
    assert InitiativePage.objects.get(live=False).title == "Évaluation d’été"


def test_a_sheet_is_chosen_by_name(world: World, write: Write) -> None:
    book = openpyxl.Workbook()
    book.active.append(["nothing"])
    other = book.create_sheet("Initiatives")
    for row in table([line(1)]):
        other.append(row)
    kept = io.BytesIO()
    book.save(kept)
    run(write(kept.getvalue(), "table.xlsx"), "--cite", "porto", "--sheet", "Initiatives")
    assert drafts() == 1
    said = refused(write(csv_bytes(table([line(2)]))), "--cite", "porto", "--sheet", "Initiatives")
    assert said == "This is a CSV file: it has no sheets. Name a sheet of a workbook (.xlsx) only."


def test_the_last_import_is_undone(world: World, write: Write) -> None:
    path = write(csv_bytes(table([line(1), line(2)])))
    run(path, "--cite", "porto")
    InitiativePage.objects.get(title="Oficina 1").latest_revision.publish()
    said = run("--undo", "--cite", "porto")
    assert "2 A1: It has been published since." in said
    assert "Draft removed: 1" in said
    assert "Not undone, for a reason: 1" in said
    assert "no import into Porto to undo" in refused("--undo", "--cite", "porto")


def test_the_author_is_somebody_who_may(world: World, write: Write) -> None:
    path = write(csv_bytes(table([line(1)])))
    user, other = person((world.porto, CiteRole.EDITOR)), person((world.genova, CiteRole.MANAGER))
    for email in (other.email, "nobody@example.org", person((world.porto, CiteRole.TRANSLATOR)).email):
        assert "nobody who may import into Porto" in refused(path, "--cite", "porto", "--user", email)
    run(path, "--cite", "porto", "--user", user.email.upper())
    page = InitiativePage.objects.get(live=False)
    assert (page.owner, page.latest_revision.user) == (user, user)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_has_headers_and_an_example_that_is_never_imported(
    world: World, tmp_path: Path, language: str, kind: str
) -> None:
    path = tmp_path / f"template.{kind}"
    assert "Template written" in run("--template", str(path), language=language)
    said = run(str(path), "--cite", "porto", "--dry-run")
    assert "Example, left out: 1" in said
    assert "left out:" not in said.replace("Example, left out", "")
    # The example is right in itself: with an identifier of its own it is a draft.
    if kind == "xlsx":
        book = openpyxl.load_workbook(path)
        headers = [cell.value for cell in book.active[1]]
        assert headers == list(headers_in(language).values())
        values: list[Any] = [cell.value for cell in book.active[2]]
        assert str(values[FIELDS.index("title")]).startswith("[")
        book.active.cell(2, 1).value = "E1"
        book.active.cell(2, 2).value = "pt"
        audiences = FIELDS.index("audiences") + 1
        book.active.cell(2, audiences).value = None
        book.save(path)
        assert "New draft: 1" in run(str(path), "--cite", "porto")
        assert drafts() == 1


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "--cite"),
        (("--cite", "atlantis"), "no Cité “atlantis”"),
        (("--cite", "porto"), "Name the file"),
        (("{nowhere}", "--cite", "porto"), "No such file"),
        (("{folder}", "--cite", "porto"), "directory"),
        (("{file}", "--cite", "porto", "--map", "title"), "HEADER=FIELD"),
        (("{file}", "--cite", "porto", "--map", "x=title"), "no column “x”"),
        (("{file}", "--cite", "porto", "--map", "title=colour"), "no field “colour”"),
        (("{file}", "--cite", "porto", "--map", "title="), "No column is named as “Title”"),
        (("{file}", "--cite", "porto", "--language", "it"), "no initiatives in “it”"),
        (("{file}", "--cite", "porto", "--encoding", "klingon"), "no encoding “klingon”"),
        (("{file}", "--cite", "porto", "--delimiter", "ab"), "one character"),
        (("{empty}", "--cite", "porto"), "The file is empty"),
        (("{binary}", "--cite", "porto"), "neither a CSV file nor a workbook"),
        (("{broken}", "--cite", "porto"), "can’t be read"),
        (("--template", "x.pdf"), ".csv or .xlsx"),
        (("{file}", "--cite", "porto", "--report", "{nowhere}/r.csv"), "No such file"),
    ],
)
def test_everything_it_cannot_do_is_one_line(
    world: World, write: Write, tmp_path: Path, args: tuple[str, ...], words: str
) -> None:
    places = {
        "nowhere": str(tmp_path / "nowhere"),
        "folder": str(tmp_path),
        "file": write(csv_bytes(table([line(1)]))),
        "empty": write(b"", "empty.csv"),
        "binary": write(b"\0\1\2", "binary.csv"),
        "broken": write(b"PK\x03\x04broken", "broken.xlsx"),
    }
    assert words in refused(*(arg.format(**places) for arg in args))
    assert drafts() == 0
    assert not InitiativeImport.objects.exists()
    assert not ImportLine.objects.exists()


def test_an_unknown_language_of_the_report_is_refused() -> None:
    with pytest.raises(CommandError, match="“xx”"):
        run(language="xx")


def test_help_explains() -> None:
    said = " ".join(Command().create_parser("manage.py", "import_initiatives").format_help().split())
    for words in ("--dry-run", "--map HEADER=FIELD", "never overwritten", "--undo", "Exit code", "docs/import.md"):
        assert words in said
