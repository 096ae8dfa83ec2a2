"""From a line's cells to the values of an initiative, with everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cities.models.imports import LONGEST_ID
from cities.services.importing import cells
from cities.services.importing.content import Content, digests, stored
from cities.services.importing.fields import EXAMPLE_MARK, RICH
from cities.services.importing.problems import Problem
from cities.services.importing.sheets import Line
from cities.services.importing.vocabulary import Vocabulary

NEEDED_LATER = ("stage", "start_year", "poles")


@dataclass
class ReadLine:
    """A line as it was understood; JSON can hold it all.

    `values` are those of the fields whose columns the file has, `part` what they fill of a revision's content, and
    `digests` what each of them is compared by.
    """

    number: int
    external_id: str
    language: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    part: Content = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_wrong(self) -> bool:
        """Whether it can't be imported."""
        return any(problem.is_error for problem in self.problems)

    @property
    def is_example(self) -> bool:
        """Whether it is the template's example, or put aside in the same way."""
        return self.external_id.startswith(EXAMPLE_MARK)

    @property
    def title(self) -> str:
        """To show."""
        return str(self.values.get("title", ""))


class LineReader:
    """Reads lines of one file. `columns` holds a field or nothing for each of `headers`."""

    def __init__(
        self, *, headers: Sequence[str], columns: Sequence[str], language: str, vocabulary: Vocabulary
    ) -> None:
        self.places = {name: place for place, name in enumerate(columns) if name}
        self.headers, self.language, self.vocabulary = headers, language, vocabulary
        self.seen: dict[str, int] = {}

    def read(self, line: Line) -> ReadLine:
        """Understand a line; identifiers are remembered, for none may come twice."""
        texts = {name: line.cells[place] for name, place in self.places.items()}
        read = ReadLine(number=line.number, external_id=texts.get("external_id", "")[:LONGEST_ID])
        if read.is_example:
            read.values["title"] = texts.get("title", "")[:100]
            read.problems.append(Problem("example"))
            return read
        for place, problem in line.faults.items():
            if place < 0 or place in self.places.values():
                self._note(read, problem, self._name_at(place))
        self._read_identity(read, texts)
        for name, text in texts.items():
            if name not in ("external_id", "language", "figures_as_of", "figures_source"):
                self._read_field(read, name, text, texts)
        self._check_together(read)
        for name in NEEDED_LATER:
            if name in self.places and not read.values.get(name):
                self._note(read, Problem("needed_later"), name)
        if not read.is_wrong:
            read.part = stored(read.values)
            read.digests = digests(read.part, read.values)
        return read

    def _name_at(self, place: int) -> str:
        return next((name for name, known in self.places.items() if known == place), "")

    def _note(self, read: ReadLine, problem: Problem, name: str) -> None:
        """Keep a problem once for each field, with the header that the file gives it."""
        if name and any(known.field == name and known.is_error for known in read.problems):
            return
        header = self.headers[self.places[name]] if name in self.places else ""
        read.problems.append(Problem(problem.code, name, header, problem.values))

    def _read_identity(self, read: ReadLine, texts: Mapping[str, str]) -> None:
        given = texts.get("external_id", "")
        if not given:
            self._note(read, Problem("missing"), "external_id")
        elif len(given) > LONGEST_ID:
            self._note(read, cells.too_long(given, LONGEST_ID), "external_id")
        elif given in self.seen:
            self._note(read, Problem("twice", values={"line": self.seen[given]}), "external_id")
        else:
            self.seen[given] = read.number
        said = texts.get("language", "")
        found = self.vocabulary.language(said) if said else self.language
        if isinstance(found, Problem):
            self._note(read, found, "language")
        else:
            read.language = found

    def _read_field(self, read: ReadLine, name: str, text: str, texts: Mapping[str, str]) -> None:
        value = cells.read_cell(name, text, texts, self.vocabulary)
        if isinstance(value, Problem):
            self._note(read, value, name)
            return
        if name in RICH and cells.has_markup(text):
            self._note(read, Problem("tags"), name)
        read.values[name] = value

    def _check_together(self, read: ReadLine) -> None:
        values = read.values
        if "title" not in values and not any(known.field == "title" for known in read.problems):
            self._note(read, Problem("missing"), "title")
        first, last = values.get("start_year"), values.get("end_year")
        if first and last and last < first:
            self._note(read, Problem("years", values={"value": last}), "end_year")
        half = {name for name in ("latitude", "longitude") if values.get(name) is None}
        read_both = not any(known.field in ("latitude", "longitude") for known in read.problems)
        if len(half) == 1 and read_both:
            self._note(read, Problem("half_place"), "latitude" if "latitude" in half else "longitude")
