"""What can be wrong with a file or a line, and the words for it: what it is, and what to do.

A problem is kept as a code with its values, so that each reader gets it in their own language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from django.db.models import TextChoices
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from cities.enums import Mode, Stage
from cities.models import Audience, Pole
from cities.services.importing.fields import label_of

LONGEST_VALUE = 60
# Of a vocabulary, how many of its words are told.
SHOWN = 12
Words = tuple[Promise, Promise]

# Of a whole file: nothing of it is read.
REFUSALS: dict[str, Words] = {
    "empty": (_("The file is empty."), _("Export it again, or take the template.")),
    "too_big": (_("The file is larger than %(limit)s MB."), _("Split it into several files.")),
    "unpacked": (
        _("Unpacked, the workbook is larger than %(limit)s MB."),
        _("Split it, or save the one sheet as CSV."),
    ),
    "too_much": (
        _("The file holds more rows or cells than can be read."),
        _("Split it, and delete rows that are empty."),
    ),
    "old_excel": (
        _("This is a workbook of an old Excel, or one protected by a password."),
        _("Save it as .xlsx without a password, or as CSV."),
    ),
    "open_document": (_("This is an OpenDocument file."), _("Save it as .xlsx or as CSV.")),
    "macros": (_("The workbook holds macros."), _("Save it as .xlsx, which has none.")),
    "workbook": (
        _("The workbook can’t be read: it is damaged, or not a workbook."),
        _("Open it in a spreadsheet, save it as .xlsx or as CSV, and send that."),
    ),
    "no_sheet": (_("The workbook has no sheet of this name."), _("Its sheets are: %(names)s.")),
    "no_sheets": (_("This is a CSV file: it has no sheets."), _("Name a sheet of a workbook (.xlsx) only.")),
    "binary": (_("This is neither a CSV file nor a workbook."), _("Save the table as .xlsx or as CSV.")),
    "encoding": (
        _("The letters of the file can’t be read as %(encoding)s."),
        _("Save it as “CSV UTF-8”."),
    ),
    "no_encoding": (_("There is no encoding “%(encoding)s”."), _("Name one such as utf-8 or cp1252.")),
    "quotes": (
        _("Line %(line)s: the quotation marks don’t match, or a cell is longer than %(limit)s characters."),
        _("Open the file in a spreadsheet and save it as CSV again."),
    ),
    "no_header": (_("The first line holds no names of columns."), _("Write them there, or take the template.")),
    "no_lines": (_("There is nothing below the names of the columns."), _("Write a line for each initiative.")),
    "columns": (_("There are more than %(limit)s columns."), _("Delete those that aren’t needed.")),
    "lines": (_("There are more than %(limit)s lines."), _("Split the file.")),
    "unmapped": (
        _("No column is named as “%(field)s”."),
        _("Say which column it is: it is needed for every initiative."),
    ),
    "mapped_twice": (_("Two columns are named as “%(field)s”."), _("Choose one of them.")),
    "unknown_header": (_("The file has no column “%(header)s”."), _("Its columns are: %(headers)s.")),
    "twin_header": (_("The file has several columns “%(header)s”."), _("Give them different names.")),
    "unknown_field": (_("There is no field “%(field)s”."), _("The fields are: %(fields)s.")),
    "no_pages": (
        _("%(cite)s has no site of its own here, so it has no page of initiatives."),
        _("Ask the label team to make the site."),
    ),
    "no_language": (
        _("The Cité’s site has no pages of initiatives in “%(language)s”."),
        _("It has: %(offered)s."),
    ),
    "gone": (_("The file isn’t kept any more."), _("Send it again.")),
    "busy": (
        _("Somebody changed the same pages at the same moment; nothing was written."),
        _("Import the file again."),
    ),
    "fault": (
        _("An error of the portal; nothing was written."),
        _("Try again; if it comes back, tell the network’s team with the time."),
    ),
}

# Of a line: it can't be imported.
ERRORS: dict[str, Words] = {
    "missing": (_("It is empty."), _("Fill it in: every initiative has one.")),
    "too_long": (_("It has %(length)s characters."), _("Shorten it to %(limit)s.")),
    "twice": (_("The same identifier stands on line %(line)s."), _("Give each initiative its own.")),
    "formula": (_("The cell holds a formula."), _("Paste its value in its place.")),
    "cell_error": (_("The cell holds an error of the spreadsheet: %(value)s."), _("Correct or empty it.")),
    "extra_cells": (
        _("The line has %(cells)s cells, but there are %(columns)s columns."),
        _("Put texts that hold the separator in quotation marks, or save the file from a spreadsheet."),
    ),
    "unknown_language": (_("“%(value)s” is no language of the portal."), _("Write a code such as fr, pt, it.")),
    "language_not_offered": (_("The Cité’s site has no pages in “%(value)s”."), _("It has: %(offered)s.")),
    "other_language": (
        _("The initiative is here in “%(kept)s”."),
        _("Keep the language it was imported in, or give the line another identifier."),
    ),
    "unknown_stage": (_("“%(value)s” is no stage."), _("The stages are: %(known)s.")),
    "unknown_mode": (_("“%(value)s” is no way of meeting people."), _("They are: %(known)s.")),
    "unknown_pole": (_("“%(value)s” is no pôle of the network."), _("The pôles are: %(known)s.")),
    "unknown_audience": (_("“%(value)s” is no audience of the network."), _("The audiences are: %(known)s.")),
    "year": (_("“%(value)s” is no year."), _("Write four digits, from %(first)s to %(last)s.")),
    "years": (_("The last year, %(value)s, comes before the first."), _("Exchange or correct them.")),
    "number": (_("“%(value)s” is no number."), _("Write degrees, such as 41.15.")),
    "range": (_("%(value)s isn’t between %(first)s and %(last)s."), _("Write degrees, such as 41.15.")),
    "half_place": (_("Latitude and longitude go together."), _("Fill in both, or neither.")),
    "url": (_("“%(value)s” is no web address."), _("Write it whole, beginning with https://")),
    "email": (_("This is no e-mail address."), _("Write one, such as name@example.org, or empty the cell.")),
    "link": (
        _("“%(value)s” isn’t a link with its words."),
        _("Write: words = https://…, and | between two links."),
    ),
    "figure": (
        _("“%(value)s” isn’t a figure with what is counted."),
        _("Write: 120 = people received, and | between two figures."),
    ),
    "too_many": (_("There are %(count)s."), _("Keep the %(limit)s that matter most.")),
    "unsourced": (
        _("Figures need a date and a source."),
        _("Fill in the columns for both, or leave the figures out."),
    ),
    "unknown_cite": (_("“%(value)s” is no Cité of the network."), _("Write its short name, as on its site.")),
    "own_cite": (_("A Cité is no partner of its own initiative."), _("Take it out.")),
    "unknown_initiative": (
        _("No initiative that this Cité may refer to has the identifier “%(value)s”."),
        _("Take the one in the address of the initiative’s page in the admin."),
    ),
}

# Of a line, without keeping it from being imported.
NOTES: dict[str, Words] = {
    "needed_later": (_("It is empty."), _("The draft can’t be published without it.")),
    "tags": (_("Marks of HTML were taken out; paragraphs and lists are kept."), _("Look at the draft.")),
    "example": (_("The line is an example, for its identifier begins with #."), _("Nothing to do.")),
    "edited": (
        _("It was changed here on %(date)s, and differs in the file: %(fields)s."),
        _("Nothing was overwritten. Change the draft by hand, or bring the file in line with it."),
    ),
    "deleted": (
        _("It was deleted here."),
        _("It isn’t made again. To have it back, give the line another identifier."),
    ),
    "moved": (_("It belongs to another Cité now."), _("Take the line out of the file.")),
    "locked": (_("The page is locked here."), _("Have it unlocked, then import again.")),
    "in_review": (_("The page waits for approval here."), _("Have it approved or refused, then import again.")),
    # Why a line can't be undone.
    "undo_edited": (_("Somebody has saved it since."), _("Change or delete it by hand.")),
    "undo_published": (_("It has been published since."), _("Take it offline and delete it by hand.")),
    "undo_live": (
        _("The imported version has been published since."),
        _("Go back to an earlier version in the page’s history."),
    ),
    "undo_deleted": (_("Somebody has deleted it since."), _("Nothing to do.")),
    "undo_translated": (_("It has been translated or shown elsewhere since."), _("Delete it by hand.")),
    "undo_commented": (_("Somebody has commented on it since."), _("Change or delete it by hand.")),
    "undo_no_previous": (_("The earlier version isn’t kept any more."), _("Change it by hand.")),
}

# What the portal did with the file, that the person should know.
FILE_NOTES: dict[str, Promise] = {
    "read_as": _("The file isn’t UTF-8; its letters were read as %(encoding)s. Look at the accents."),
    "delimiter": _("Columns are separated by %(delimiter)s."),
    "sheet": _("Read was the sheet “%(name)s”; the others were left out: %(others)s."),
    "ignored": _("Columns that were left out: %(headers)s."),
    "no_column": _("No column says: %(fields)s. New drafts can’t be published before somebody fills it in."),
}

# Problems that tell the words of a vocabulary.
VOCABULARIES: dict[str, type[TextChoices] | type[Pole] | type[Audience]] = {
    "unknown_stage": Stage,
    "unknown_mode": Mode,
    "unknown_pole": Pole,
    "unknown_audience": Audience,
}


class KnownWords(dict[str, str]):
    """The words of the vocabulary that a problem is about, by its code, in the language active when first asked for."""

    def __missing__(self, code: str) -> str:
        source = VOCABULARIES[code]
        words = source.labels if issubclass(source, TextChoices) else source._default_manager.all()[:SHOWN]
        return self.setdefault(code, ", ".join(map(str, words)))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing about a cell or a line: the field it is about, if any, and the file's header of that column."""

    code: str
    field: str = ""
    column: str = ""
    values: Mapping[str, Any] = dataclass_field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """Whether it keeps the line from being imported."""
        return self.code in ERRORS

    @property
    def place(self) -> str:
        """The column as the file calls it, else the field."""
        return self.column or (label_of(self.field) if self.field else "")

    def words(self, known: KnownWords | None = None) -> tuple[str, str]:
        """What is the matter and what to do, in the active language; `known` is kept by who asks many."""
        what, advice = _words_of(self.code)
        shown = {name: _shown(name, value) for name, value in self.values.items()}
        if self.code in VOCABULARIES:
            shown["known"] = (KnownWords() if known is None else known)[self.code]
        return str(what) % shown, str(advice) % shown

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return {"code": self.code, "field": self.field, "column": self.column, "values": dict(self.values)}

    @classmethod
    def restored(cls, kept: Mapping[str, Any]) -> Problem:
        """From JSON."""
        said = {name: str(kept.get(name, "")) for name in ("code", "field", "column")}
        return cls(**said, values=dict(kept.get("values") or {}))


def _words_of(code: str) -> tuple[Promise | str, Promise | str]:
    for table in (ERRORS, NOTES, REFUSALS):
        if code in table:
            return table[code]
    if code in FILE_NOTES:
        return FILE_NOTES[code], ""
    # Kept by an earlier version of the portal.
    return code, ""


def _shown(name: str, value: Any) -> str:
    if name == "date" and (moment := parse_datetime(str(value))) is not None:
        return date_format(localtime(moment), "DATETIME_FORMAT")
    if name == "field":
        return label_of(value)
    if name == "fields":
        return ", ".join(label_of(each) for each in value)
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value)


def short(value: str) -> str:
    """A value to quote, no longer than a line."""
    return Truncator(" ".join(value.split())).chars(LONGEST_VALUE)


class ImportRefusedError(ValueError):
    """The whole file is refused; the message says why and what to do."""

    def __init__(self, code: str, **values: Any) -> None:
        self.problem = Problem(code, values=values)
        super().__init__(code, values)

    def __str__(self) -> str:
        return " ".join(self.problem.words())
