"""Values of the API that are written in one way: an error says the way in words, the contract says it as a pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotated_types import GroupedMetadata
from pydantic import AfterValidator, WithJsonSchema


@dataclass(frozen=True, slots=True)
class Written(GroupedMetadata):
    """Of strings that match all of `pattern`; `way` ends the sentence "“x” is not …" of the error."""

    pattern: str
    way: str

    def __iter__(self) -> Iterator[AfterValidator | WithJsonSchema]:
        """What pydantic takes in its place."""
        yield WithJsonSchema({"type": "string", "pattern": self.pattern})
        yield AfterValidator(self._matched)

    def _matched(self, value: str) -> str:
        if not re.fullmatch(self.pattern, value):
            raise ValueError(f"“{value}” is not {self.way}")
        return value
