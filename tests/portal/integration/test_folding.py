"""Words compared without case and accents, in the database as in Python."""

from __future__ import annotations

import pytest
from django.db.models import Value
from wagtail.models import Page

from portal.folding import Folded, folded, folded_words, has_words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["Évaluation", "CŒUR d ÉTÉ", "Straße", "Ação São", "Bizkaia", "col lectiu"])
def test_the_database_folds_as_python_does(text: str) -> None:
    found = Page.objects.filter(depth=1).annotate(folded=Folded(Value(text))).values_list("folded", flat=True)
    assert list(found) == [folded(text)]


def test_each_word_of_a_question_once_and_not_too_many() -> None:
    assert folded_words("L’Œuvre, l'œuvre !") == ["l", "oeuvre"]
    assert folded_words("?!") == []
    assert len(folded_words(" ".join(str(number) for number in range(100)))) == 12


def test_signs_of_patterns_are_no_patterns() -> None:
    Page.objects.filter(depth=1).update(title="100 % Été")
    roots = Page.objects.filter(depth=1)
    assert roots.filter(has_words(["ete", "100"], "title")).exists()
    assert not roots.filter(has_words(["1_0"], "title")).exists()
    assert not roots.filter(has_words(["ete", "hiver"], "title")).exists()
    assert roots.filter(has_words(["ete", "hiver"], "title", Value("Hiver"))).exists() is True
