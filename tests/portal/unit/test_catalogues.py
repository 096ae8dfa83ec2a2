"""The catalogues: whole, with the placeholders and the markup of what they translate."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

LOCALE = Path(__file__).resolve().parents[3] / "portal" / "catalogues"
# English is the language of the message ids; Basque is spoken by its fallback.
LANGUAGES = ("fr", "it", "pt", "es", "ca", "nl")
PLACEHOLDER = re.compile(r"%\(\w+\)[-.\w]*?[sdf]")
TAG = re.compile(r"</?\w+")
# What a command says, which names a Cité by what was typed.
TYPED = {"“%(email)s” is nobody who may import into %(cite)s.", "There is no import into %(cite)s to undo."}


def catalogue(code: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / code / "LC_MESSAGES" / "django.po"))


def test_every_language_of_the_interface_has_one() -> None:
    assert {path.name for path in LOCALE.iterdir() if path.is_dir()} == set(LANGUAGES)


def test_none_is_plural_where_the_language_has_it_so() -> None:
    """European Portuguese says "0 iniciativas", as Django's own catalogue has it; French "0 initiative"."""
    plurals = {code: catalogue(code).metadata["Plural-Forms"] for code in LANGUAGES}
    assert plurals == dict.fromkeys(LANGUAGES, "nplurals=2; plural=(n != 1);") | {"fr": "nplurals=2; plural=(n > 1);"}


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_left_untranslated(code: str) -> None:
    po = catalogue(code)
    assert len(po) > 1500
    assert [entry.msgid for entry in po.untranslated_entries()] == []
    assert [entry.msgid for entry in po.fuzzy_entries()] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_placeholders_and_markup_are_kept(code: str) -> None:
    faults = []
    for entry in catalogue(code):
        asked = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            if not set(PLACEHOLDER.findall(text)) <= asked:
                faults.append(f"placeholder: {entry.msgid}")  # noqa: PERF401  # one of three kinds
        whole = entry.msgstr_plural[max(entry.msgstr_plural)] if entry.msgstr_plural else entry.msgstr
        if set(PLACEHOLDER.findall(whole)) != set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid)):
            faults.append(f"lost placeholder: {entry.msgid}")
        if sorted(TAG.findall(whole)) != sorted(TAG.findall(entry.msgid_plural or entry.msgid)):
            faults.append(f"markup: {entry.msgid}")
    assert faults == []


def test_all_catalogues_translate_the_same_messages() -> None:
    ids = {code: {(entry.msgctxt, entry.msgid) for entry in catalogue(code)} for code in LANGUAGES}
    assert all(found == ids["fr"] for found in ids.values())


def test_portuguese_speaks_to_one_person_and_gives_a_name_no_preposition_alone() -> None:
    """Names of Cités need an article that differs: “com a Cidade das Profissões”, “no Porto”."""
    bare = re.compile(r"\b(?:a|de|em|com|por) (?:<span[^>]*>)?%\((?:cite|space|site)\)s|equipa de %|sítio de %")
    for entry in catalogue("pt"):
        for said in (entry.msgstr, *entry.msgstr_plural.values()):
            assert not re.search(r"\bvoss[ao]s?\b|-vos\b", said), said
            assert not bare.search(said) or entry.msgid in TYPED, said
