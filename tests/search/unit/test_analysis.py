"""Words: the gate of pairs, tokens with their offsets, folding, languages."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from search.analysis import LANGUAGES, fold, forms_of, normalise, terms_of, tokens, words_of
from search.analysis.elastic import analysis_settings
from search.analysis.words import stop_words

PAIRS = json.loads((Path(__file__).parents[3] / "search/data/word-pairs.json").read_text(encoding="utf-8"))


def alike(pair: list[str], language: str) -> bool:
    return terms_of(pair[0], language) == terms_of(pair[1], language)


def share_alike(kind: str) -> float:
    found = [alike(pair, language) for language, pairs in PAIRS[kind].items() for pair in pairs]
    return sum(found) / len(found)


def test_pairs_that_must_match() -> None:
    assert sum(len(pairs) for pairs in PAIRS["must_match"].values()) == 173
    assert share_alike("must_match") >= 0.93


def test_pairs_that_only_look_related() -> None:
    assert sum(len(pairs) for pairs in PAIRS["must_not_match"].values()) == 67
    assert share_alike("must_not_match") <= 0.15


@pytest.mark.parametrize("language", PAIRS["must_match"])
def test_no_language_falls_behind(language: str) -> None:
    pairs = PAIRS["must_match"][language]
    assert sum(alike(pair, language) for pair in pairs) >= 0.9 * len(pairs)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("L’emploi d'été des salariées", "fr", ["emploi", "ete", "sala"]),
        ("aujourd'hui, prud’homme", "fr", ["prudhom"]),
        ("dell'orientamento professionale", "it", ["orientament", "professional"]),
        ("un col·lectiu d'ocupació", "ca", ["collectiu", "ocupacio"]),
        ("un coŀlectiu", "ca", ["collectiu"]),
        ("The women's careers", "en", ["women", "career"]),
        ("formações e profissões", "pt", ["formaca", "profissa"]),
        ("Les 1 200 métiers de 2017 : 96,5 %", "fr", ["1", "200", "meti", "2017", "96", "5"]),
        ("snake_case e.g. 24/7", "en", ["snak", "case", "e", "g", "24", "7"]),
        ("???  — …", "fr", []),
        ("de la", "fr", []),
        ("", "fr", []),
    ],
)
def test_terms(text: str, language: str, expected: list[str]) -> None:
    assert terms_of(text, language) == expected


@pytest.mark.parametrize(
    ("language", "alike", "unlike"),
    [
        ("fr", [("conseillère", "conseiller"), ("conseillères", "conseillers"), ("infirmière", "infirmier"),
                ("hôtelière", "hôtelier"), ("boulangères", "boulanger"), ("premières", "premier")],
         [("mère", "mer"), ("colère", "col"), ("carrière", "carrer"), ("matière", "matin"), ("manière", "manie"),
          ("lumière", "lumineux"), ("filière", "fil"), ("frontière", "front"), ("critère", "cri")]),
        ("it", [("cuoco", "cuochi"), ("banco", "banchi"), ("banca", "banche"), ("libro", "libri"), ("corso", "corsi"),
                ("donna", "donne"), ("studio", "studi"), ("orto", "orti")],
         [("porto", "porta"), ("caso", "casa"), ("corso", "corsa"), ("banco", "banca")]),
        ("es", [("mesa", "mesas"), ("hijo", "hijos"), ("obra", "obras"), ("red", "redes"), ("mes", "meses"),
                ("ojo", "ojos")],
         [("mes", "mesa"), ("hijo", "hija"), ("obra", "obrero")]),
        ("ca", [("dona", "dones"), ("jove", "joves"), ("curs", "cursos"), ("bosc", "boscos"), ("text", "textos"),
                ("camí", "camins"), ("artesà", "artesanes"), ("amiga", "amigues"), ("llengua", "llengües"),
                ("plaça", "places"), ("alumne", "alumna"), ("cuiner", "cuineres"), ("formador", "formadora"),
                ("jubilat", "jubilades"), ("tècnic", "tècniques"), ("actiu", "actives"), ("procés", "processos"),
                ("comú", "comuns"), ("entrevista", "entrevistes")],
         [("career", "cara"), ("entrevsita", "entrevista"), ("carrer", "carrera"), ("casa", "cas"), ("port", "porta"),
          ("orientació", "orient"), ("fusta", "fuster")]),
    ],
)  # fmt: skip
def test_number_and_gender_that_light_stemmers_leave_apart(
    language: str, alike: list[tuple[str, str]], unlike: list[tuple[str, str]]
) -> None:
    assert [pair for pair in alike if terms_of(pair[0], language) != terms_of(pair[1], language)] == []
    assert [pair for pair in unlike if terms_of(pair[0], language) == terms_of(pair[1], language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    ["L’évaluation des compétences à l'œuvre", "Öğretim ΕΡΓΑΣΙΑ работа 日本", "a" * 5000, "́ ‌\u200b", "İstanbul ﬁn"],
)
def test_any_text_gives_folded_terms_and_exact_offsets(text: str, language: str) -> None:
    normal = normalise(text)
    for word in words_of(text, language):
        assert word.folded == fold(word.folded)
        assert fold(normal[word.start : word.end]).replace("·", "").startswith(word.folded[:1])
    for token in tokens(normal, language):
        assert normal[token.start : token.end].replace("·", "") == token.text


def test_decomposed_letters_are_the_same_words() -> None:
    text = "évaluation à l’école"
    assert terms_of(unicodedata.normalize("NFD", text), "fr") == terms_of(text, "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_stop_words_are_folded_and_no_word_of_the_domain(language: str) -> None:
    words = stop_words(language)
    assert all(word == fold(word) for word in words)
    asked = {word for pairs in PAIRS["must_match"].get(language, []) for word in pairs}
    assert {fold(word) for word in asked} & words <= {"perche"}


def test_every_language_has_the_three_analyzers() -> None:
    settings = analysis_settings()
    assert set(settings["analyzer"]) == {f"{code}_{kind}" for code in LANGUAGES for kind in ("text", "folded", "grams")}
    for analyzer in settings["analyzer"].values():
        known = {*settings["filter"], "lowercase", "asciifolding"}
        assert set(analyzer["filter"]) <= known
        assert set(analyzer["char_filter"]) <= set(settings["char_filter"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_and_terms_are_those_of_the_words_without_their_places(language: str) -> None:
    text = "L'emploi, l’orientació col·lectiva; the workers' Day's formação — Évaluation de l'Ætat prud'homme 2019."
    words = words_of(text, language)
    assert words
    assert [(form.text, form.folded, form.term) for form in forms_of(text, language)] == [
        (word.text, word.folded, word.term) for word in words
    ]
    assert terms_of(text, language) == [word.term for word in words]
