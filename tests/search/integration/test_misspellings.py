"""Slips on the words of the demonstration, and words it doesn't hold: corrected right, or said not to be found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from portal.settings.base import ENVIRONMENT
from search.enums import Step
from search.services.relevance import DATABASE, ELASTICSEARCH, evaluate, judged_sets
from search.services.relevance.evaluation import Asked
from search.services.relevance.judged import DEMONSTRATION, Question
from tests.factories.world import World

# Asked on a page of this language, and the words meant.
MEANT = {
    "fr": {
        "reconvertion": "reconversion", "orientaion": "orientation", "entreprsies": "entreprises",
        "partenaries": "partenaires", "atleier": "atelier", "septenbre": "septembre", "interprteès": "interprètes",
        "metires": "métiers", "formatoin": "formation", "télephonqiue": "téléphonique", "consieller": "conseiller",
    },
    "pt": {
        "entrevsita": "entrevista", "profisão": "profissão", "fromação": "formação", "empergo": "emprego",
        "laboratroio": "laboratório", "conselheirro": "conselheiro", "oficnia": "oficina", "reformdos": "reformados",
    },
    "it": {
        "mestirei": "mestieri", "artigano": "artigiano", "formazzione": "formazione", "biblotecha": "biblioteca",
        "lavroare": "lavorare", "quartirere": "quartiere", "colsulente": "consulente",
    },
    "es": {
        "entervista": "entrevista", "orientasión": "orientación", "oficois": "oficios", "tralleres": "talleres",
        "vibliotecarias": "bibliotecarias", "herramienats": "herramientas", "jubilna": "jubilan",
    },
    "ca": {
        "entrevsita": "entrevista", "biblotecàries": "bibliotecàries", "passajada": "passejada",
        "contrasneya": "contrasenya", "secundaira": "secundària", "empreess": "empreses",
    },
    "en": {
        "interveiw": "interview", "workhsop": "workshop", "vocatoinal": "vocational", "kichen": "kitchen",
        "guidence": "guidance", "neighborhood": "neighbourhood", "emploiers": "employers",
    },
}  # fmt: skip
# What folding and stems see no difference in is found as it is.
ALIKE = {"fr": ["colégiens", "vilage", "tèlephonique"], "pt": ["orientaçao"], "ca": ["orientaciò"], "en": ["trainning"]}
# On a page that doesn't speak the language of what is meant.
ELSEWHERE = {"fr": {"entrevsita": "entrevista", "neighbuorhood": "neighbourhood"}, "en": {"entrevsita": "entrevista"}}
# Right as they are, and not in the texts; or like nothing in them.
UNKNOWN = {
    "fr": ["écoles", "ecoles", "école"],
    "en": ["career", "careers"],
    "pt": ["zzyxwv", "mulheres"],
    "ca": ["career"],
}
ENGINES = [
    DATABASE,
    pytest.param(
        ELASTICSEARCH,
        marks=[
            pytest.mark.elasticsearch,
            pytest.mark.skipif(not ENVIRONMENT.elasticsearch_url, reason="ELASTICSEARCH_URL isn't set"),
        ],
    ),
]


def ask(engine: str, asked: Mapping[str, Mapping[str, str] | list[str]]) -> list[Asked]:
    """As visitors of the hub do, on a page of the language."""
    questions = [Question(text, code, "misspelt", {}) for code, texts in asked.items() for text in texts]
    judged = next(found for found in judged_sets() if found.name == DEMONSTRATION)
    (evaluation,) = evaluate(replace(judged, questions=questions), [engine])
    return list(evaluation.asked)


@pytest.mark.parametrize("engine", ENGINES)
def test_slips_are_corrected_and_said(world: World, engine: str) -> None:
    assert sum(len(words) for words in MEANT.values()) >= 40
    for asked in (MEANT, ELSEWHERE):
        found = {(each.question.language, each.question.text): (each.step, each.shown) for each in ask(engine, asked)}
        assert found == {
            (code, slip): (Step.CORRECTED, meant) for code, words in asked.items() for slip, meant in words.items()
        }


@pytest.mark.parametrize("engine", ENGINES)
def test_accents_and_forms_are_no_slips(world: World, engine: str) -> None:
    found = ask(engine, ALIKE)
    assert {each.step for each in found} == {Step.ALL}
    assert all(each.found for each in found)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_right_or_unlike_anything_is_never_corrected(world: World, engine: str) -> None:
    found = ask(engine, UNKNOWN)
    assert {(each.step, each.found) for each in found} == {(Step.NOTHING, ())}
