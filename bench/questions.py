"""What is asked of both: drawn from the data, so that each question finds something, and the same in every run."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

from search.analysis.stops import STOPS

WORD = re.compile(r"[^\W\d_]{5,}")
TAG = re.compile(r"<[^>]+>")
KINDS = ("word", "title", "two words", "word and place")
FILTERS = ("country", "stage", "pole", "year")


@dataclass(frozen=True)
class Question:
    """Words and filters, as both projects' addresses name them."""

    kind: str
    text: str
    language: str
    filters: Mapping[str, str]

    def query(self, name: str) -> str:
        """The query of an address; `name` is the parameter of the words."""
        return urlencode([(name, self.text), *self.filters.items()])


@dataclass(frozen=True)
class Data:
    """What was loaded: the head of the export and a sample of its rows."""

    head: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    count: int


def read_data(file: Path, *, sample: int, seed: int = 1) -> Data:
    """Read the export; `sample` rows of it are kept, the same in every run."""
    rng = Random(seed)
    with file.open(encoding="utf-8") as lines:
        head = json.loads(next(lines))
        kept: list[str] = []
        count = 0
        for line in lines:
            count += 1
            # Reservoir: every row has the same chance, and only the sample is in memory.
            if len(kept) < sample:
                kept.append(line)
            elif (place := rng.randrange(count)) < sample:
                kept[place] = line
    return Data(head, [json.loads(line) for line in kept], count)


def ask(data: Data, *, count: int, seed: int = 1) -> list[Question]:
    """Questions about the rows: a third without filters, a third with one, a third with two."""
    rng = Random(seed)
    return [
        _question(rng, data.rows[number % len(data.rows)], KINDS[number % len(KINDS)], number // len(KINDS) % 3)
        for number in range(count)
    ]


def words_of(text: str, language: str) -> list[str]:
    """The words one may ask for: without those that say nothing, which a search of this language leaves out."""
    silent = STOPS[language].split()
    return [word for word in WORD.findall(TAG.sub(" ", text)) if word.lower() not in silent]


def _question(rng: Random, row: Mapping[str, Any], kind: str, filtered: int) -> Question:
    words = words_of(f"{row['lead']} {row['description']} {row['results']}", row["language"])
    text = {
        "word": lambda: rng.choice(words),
        "title": lambda: rng.choice(words_of(row["title"], row["language"]) or words),
        "two words": lambda: " ".join(rng.sample(words, 2)),
        "word and place": lambda: f"{rng.choice(words)} {row['place_name']}",
    }[kind]()
    values = {
        "country": row["country"],
        "stage": row["stage"],
        "pole": row["poles"][0],
        "year": str(row["start_year"]),
    }
    return Question(kind, text.lower(), row["language"], {name: values[name] for name in rng.sample(FILTERS, filtered)})
