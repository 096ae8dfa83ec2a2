"""The order of names."""

from __future__ import annotations

from portal.alphabet import alphabetical, fold


def test_letters_without_accents_and_signs() -> None:
    assert fold("Côtes-d’Armor") == "cotes d armor"


def test_accents_and_articles_change_no_place() -> None:
    names = ["Rouen", "Zwolle", "La Réunion", "Évora", "Nîmes", "Nantes", "L’Hospitalet", "Esch", "Faro", "La"]
    assert sorted(names, key=alphabetical) == [
        "Esch",
        "Évora",
        "Faro",
        "L’Hospitalet",
        "La",
        "Nantes",
        "Nîmes",
        "La Réunion",
        "Rouen",
        "Zwolle",
    ]
