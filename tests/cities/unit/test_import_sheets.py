"""Reading a file that may be anything: tables are read alike however they were saved, the rest is refused in words."""

from __future__ import annotations

import contextlib
import datetime
import io
import random
import zipfile
from typing import Any

import pytest

from cities.services.importing import limits, sheets, workbook_rows
from cities.services.importing.csv_rows import as_csv
from cities.services.importing.problems import REFUSALS, ImportRefusedError
from cities.services.importing.sheets import Line, open_sheet
from tests.factories.imports import csv_bytes, line, repacked, sheet_xml, table, xlsx_bytes

pytestmark = pytest.mark.usefixtures("english")

ROWS = table([line(1, title="Œuvre d’été"), line(2, need="a; b, c\td\n“e”")])
SMALL = xlsx_bytes(ROWS)


def read(content: bytes, **options: str) -> tuple[list[str], list[Line], list[str]]:
    with open_sheet(io.BytesIO(content), **options) as sheet:
        lines = list(sheet.lines)
        return sheet.headers, lines, [note.code for note in sheet.notes]


def cells(content: bytes, **options: str) -> list[list[str]]:
    headers, lines, _notes = read(content, **options)
    return [headers, *(list(each.cells) for each in lines)]


def refused(content: bytes, **options: str) -> str:
    """The code of the refusal, whose words are whole."""
    with pytest.raises(ImportRefusedError) as caught:
        read(content, **options)
    problem = caught.value.problem
    assert problem.code in REFUSALS
    assert all(words and "%(" not in words for words in problem.words())
    return problem.code


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_alike_however_it_was_saved(encoding: str, delimiter: str) -> None:
    content = csv_bytes(ROWS, encoding=encoding, delimiter=delimiter)
    assert cells(content) == ROWS
    assert ("read_as" in read(content)[2]) == (encoding == "cp1252")


def test_a_workbook_says_the_same_as_csv() -> None:
    assert cells(SMALL) == cells(csv_bytes(ROWS)) == ROWS
    assert read(SMALL)[2] == []


def test_what_is_said_of_the_file_is_kept_over_what_it_seems() -> None:
    assert cells("id|title\n1|a,b".encode("cp850"), delimiter="|", encoding="cp850") == [["id", "title"], ["1", "a,b"]]
    assert refused(csv_bytes(ROWS), encoding="no-such-encoding") == "no_encoding"
    assert refused("é".encode("cp1252"), encoding="utf-8") == "encoding"


def test_excel_says_its_separator_on_a_line_of_its_own() -> None:
    headers, lines, _notes = read(b"sep=;\r\nid;title\r\n1;a")
    assert (headers, [(each.number, list(each.cells)) for each in lines]) == (["id", "title"], [(3, ["1", "a"])])


def test_lines_are_numbered_as_a_spreadsheet_does_and_blank_ones_left_out() -> None:
    for content in (
        b'\n\nid,title\n\n1,"a\nb"\n,\n2,c\n',
        xlsx_bytes([[], [], ["id", "title"], [], ["1", "a\nb"], ["", ""], ["2", "c"]]),
    ):
        assert [each.number for each in read(content)[1]] == [5, 7]


def test_cells_of_a_workbook_become_text() -> None:
    moment = datetime.datetime(2020, 5, 4, 10, 30)  # noqa: DTZ001  # as a sheet has it
    day = datetime.datetime(2020, 5, 4)  # noqa: DTZ001  # as a sheet has it
    content = xlsx_bytes([["a", "b", "c", "d", "e", "f"], [2019, 2019.0, 41.15, True, day, moment]])
    assert cells(content)[1] == ["2019", "2019", "41.15", "1", "2020-05-04", "2020-05-04T10:30:00"]


def test_control_characters_and_line_ends_are_cleaned() -> None:
    assert cells(b'id,title\n1,"a\r\nb\x07\x1fc "\n')[1] == ["1", "a\nbc"]
    assert cells("id,title\n\u200b,\u202etitle\u2060\n".encode())[1] == ["", "title"]


def test_a_formula_and_an_error_are_noted_where_they_stand() -> None:
    _headers, lines, _notes = read(xlsx_bytes([["id", "title"], ["1", "=1+1"], ["2", "#REF!"], ["=A1", "x"]]))
    assert [{place: problem.code for place, problem in each.faults.items()} for each in lines] == [
        {1: "formula"},
        {1: "cell_error"},
        {0: "formula"},
    ]


def test_a_line_longer_than_the_header_says_so() -> None:
    _headers, lines, _notes = read(b"id,title\n1,a,b\n2,c,\n")
    assert [[problem.code for problem in each.faults.values()] for each in lines] == [["extra_cells"], []]


def test_only_the_first_sheet_is_read_unless_another_is_named() -> None:
    content = xlsx_bytes(ROWS, others=["Notes"])
    headers, _lines, notes = read(content)
    assert (headers, notes) == (ROWS[0], ["sheet"])
    with open_sheet(io.BytesIO(content), sheet="Notes") as sheet:
        assert sheet.headers == ["other"]
    assert refused(content, sheet="Nowhere") == "no_sheet"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "no_header"),
        (b"id,title\n", "no_lines"),
        (b"id,title\n,,\n\n", "no_lines"),
        (b"id,title\n1,a\0b\n", "binary"),
        (b"%PDF-1.7 \xe2\xe3", "binary"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "binary"),
        (b"\x81\x8d\x8f\x90", "encoding"),
        (b'id,title\n1,"never closed\n2,b\n', "quotes"),
        (b'id,title\n1,"a"b\n', "quotes"),
        (b"id,title\n1," + b"x" * 200_000 + b"\n", "quotes"),
        (b",".join([b"x"] * 1_000_000) + b"\n1\n", "columns"),
        (b"id,title\n1," + b"," * 1_000_000 + b"x\n", "columns"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_excel"),
        (b"PK\x03\x04 and nothing else", "workbook"),
        (b"PK\x05\x06" + b"\0" * 18, "workbook"),
        (SMALL[: len(SMALL) // 2], "workbook"),
        (xlsx_bytes([]), "no_header"),
        (xlsx_bytes([["x"] * 1000, ["1"]]), "columns"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused_in_words(content: bytes, code: str) -> None:
    assert refused(content) == code


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"xl__vbaProject_DOT_bin": b"x"}, "macros"),
        (
            {
                "[Content_Types]_DOT_xml": b'<?xml version="1.0"?><Types><Override PartName="/xl/workbook.xml" '
                b'ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
            },
            "macros",
        ),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "open_document"),
        ({"xl__workbook_DOT_xml": b"<not-closed>"}, "workbook"),
        ({"xl__workbook_DOT_xml": b"<other/>"}, "workbook"),
        ({"xl__worksheets__sheet1_DOT_xml": b"\xff\xfe\x00"}, "workbook"),
        (
            {
                "xl__sharedStrings_DOT_xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
                b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'
            },
            "workbook",
        ),
        (
            {
                "xl__worksheets__sheet1_DOT_xml": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x>'
                "<worksheet/>".encode("utf-16")
            },
            "workbook",
        ),
        (
            {"xl__worksheets__sheet1_DOT_xml": sheet_xml('<row r="1"><c r="A1" t="s"><v>999999</v></c></row>')},
            "workbook",
        ),
        ({"xl__worksheets__sheet1_DOT_xml": sheet_xml('<row r="1"><c r="no"><v>1</v></c></row>')}, "workbook"),
    ],
)
def test_a_workbook_made_to_harm_is_refused(parts: dict[str, bytes], code: str) -> None:
    assert refused(repacked(SMALL, **parts)) == code


@pytest.mark.parametrize(
    "rows",
    ["<!--%s-->", '<row r="1" spans="%s"/>', "<?x %s?>", '<row r="1"><c r="A1" t="str"><v%s>1</v></c></row>'],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_tag_that_hardly_ends_is_refused_while_a_long_text_is_read(rows: str, encoding: str) -> None:
    """Expat would look at it again with each piece of it: 8 MB, 14 kB packed, took minutes."""
    head = f'<?xml version="1.0" encoding="{encoding}"?>'

    def sheet(content: str) -> bytes:
        xml = head + sheet_xml(content).decode().partition("?>")[2]
        return repacked(SMALL, xl__worksheets__sheet1_DOT_xml=xml.encode(encoding))

    filler = " " if "<v%s>" in rows else "A"
    assert refused(sheet(rows % (filler * 8_000_000))) == "workbook"
    text = '<row r="1"><c r="A1" t="str"><v>id</v></c></row><row r="2"><c r="A2" t="str"><v>%s</v></c></row>'
    assert cells(sheet(text % ("A" * 1_000_000)))[1] == ["A" * 1_000_000]


def strings_xml(texts: str) -> bytes:
    """A part with the texts of a workbook."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><sst xmlns="{space}">{texts}</sst>'.encode()


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("sheet1", sheet_xml("<row/>" * 100_001)),
        ("sheet1", sheet_xml(f"<row>{'<c/>' * 2_049}</row>")),
        ("sheet1", sheet_xml(f"<row>{'<c/>' * 2_040}</row>" * 500)),
        ("sheet1", sheet_xml(f'<row><c t="inlineStr"><is>{"<r><t>a</t></r>" * 2_001}</is></c></row>')),
        ("sheet1", sheet_xml("<a>" * 70 + "</a>" * 70)),
        ("sheet1", sheet_xml(f"<a>{'<b/>' * 65_537}</a>")),
        ("sheet1", sheet_xml(f"<a>{'<b/>' * 60_000}</a>" * 42)),
        ("strings", strings_xml("<si/>" * 400_001)),
        ("book", b"<workbook><sheets>" + b"<sheet/>" * 1_001 + b"</sheets></workbook>"),
    ],
)
def test_more_rows_cells_or_texts_than_anybody_writes_are_refused_before_they_are_read(
    part: str, content: bytes
) -> None:
    """A few kilobytes packed, each took the library some ten seconds to a minute."""
    name = {
        "sheet1": "xl__worksheets__sheet1_DOT_xml",
        "strings": "xl__sharedStrings_DOT_xml",
        "book": "xl__workbook_DOT_xml",
    }[part]
    assert refused(repacked(SMALL, **{name: content})) == "too_much"


def test_a_table_of_empty_lines_is_refused() -> None:
    assert refused(b"id;title\n" + b"\n" * 100_002) == "too_much"
    assert refused(b"\n" * 1_001 + b"id;title\n1;a\n") == "no_header"


def test_names_of_columns_stand_near_the_top_and_empty_rows_below_cost_nothing() -> None:
    row = '<row r="%d"><c r="A%d" t="str"><v>%s</v></c></row>'
    table_xml = row % (900, 900, "id") + "".join(f'<row r="{number}"/>' for number in range(901, 90_000))
    far = sheet_xml(table_xml + row % (90_000, 90_000, "1"))
    assert cells(repacked(SMALL, xl__worksheets__sheet1_DOT_xml=far)) == [["id"], ["1"]]
    above = "".join(f'<row r="{number}"><c r="A{number}"/></row>' for number in range(1, 1_001))
    late = sheet_xml(above + row % (1_001, 1_001, "id") + row % (1_002, 1_002, "1"))
    assert refused(repacked(SMALL, xl__worksheets__sheet1_DOT_xml=late)) == "no_header"


@pytest.mark.parametrize("encoding", ["nope", "rot13", "base64", "hex", "zip", "bz2", "uu", "quopri", "a\0b"])
def test_an_encoding_that_isnt_one_of_text_is_refused_by_name(encoding: str) -> None:
    assert refused(csv_bytes(ROWS), encoding=encoding) == "no_encoding"


def test_a_row_that_claims_to_be_the_millionth_costs_nothing() -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><v>id</v></c><c r="XFD1" t="str"><v>far</v></c></row>'
        '<row r="2"><c r="A2"><v>1</v></c></row>'
        '<row r="999999999999"><c r="A999999999999"><v>2</v></c></row>'
    )
    assert cells(repacked(SMALL, xl__worksheets__sheet1_DOT_xml=sheet_xml(rows))) == [["id"], ["1"]]


def test_a_zip_that_unpacks_to_too_much_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = repacked(SMALL, xl__media__zeros_DOT_xml=b"\0" * (limits.MAX_UNPACKED + 1))
    assert len(bomb) < 1 << 20
    assert refused(bomb) == "unpacked"
    monkeypatch.setattr(workbook_rows, "MAX_PARTS", 5)
    assert refused(SMALL) == "unpacked"


def test_a_zip_that_lies_about_its_size_is_no_workbook() -> None:
    """The library reads no more than was claimed, and then finds that the sum doesn't hold."""
    honest = repacked(SMALL, xl__worksheets__sheet1_DOT_xml=sheet_xml("<row/>" * 100_000))
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = honest.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert refused(lying) == "workbook"


def test_more_lines_or_bytes_than_allowed_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_LINES", 3)
    assert len(read(csv_bytes(table(line(n) for n in range(3))))[1]) == 3
    assert refused(csv_bytes(table(line(n) for n in range(4)))) == "lines"
    monkeypatch.setattr(sheets, "MAX_BYTES", 10)
    assert refused(csv_bytes(ROWS)) == "too_big"


def test_no_bytes_whatever_raise_anything_else() -> None:
    """Two hundred files: good ones with some bytes changed, cut, or repeated."""
    dice = random.Random(7)
    for _turn in range(200):
        content = bytearray(dice.choice([SMALL, csv_bytes(ROWS), csv_bytes(ROWS, encoding="utf-16")]))
        for _change in range(dice.randint(1, 12)):
            place = dice.randrange(len(content))
            change: Any = dice.choice(["byte", "cut", "repeat"])
            if change == "byte":
                content[place] = dice.randrange(256)
            elif change == "cut":
                del content[place : place + dice.randrange(30)]
            else:
                content[place:place] = content[place : place + dice.randrange(30)] or b"x"
            content = content or bytearray(b"x")
        with contextlib.suppress(ImportRefusedError):
            read(bytes(content))


def test_a_table_written_opens_in_a_spreadsheet_and_holds_no_formula() -> None:
    written = b"".join(as_csv(iter([["=cmd()", "+1", "-1", "@x", "\tx", "é;“”", "a\nb"]])))
    assert written.startswith(b"\xef\xbb\xbf")
    assert cells(written + b"1\r\n")[0] == ["'=cmd()", "'+1", "'-1", "'@x", "'\tx", "é;“”", "a\nb"]
    assert b"".join(as_csv(iter([["a"]]), mark=False)) == b"a\r\n"
