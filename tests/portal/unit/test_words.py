"""Running text in which nothing is said is no text."""

from __future__ import annotations

import pytest

from portal.words import WordsField


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<p></p>",
        '<p data-block-key="a1b2c"></p>',
        '<p data-block-key="a">\u200b</p>\n<p data-block-key="b"> &nbsp;\u00a0<br/></p>',
        "<ul><li></li></ul>",
        '<p><b></b><a linktype="page" id="3"></a></p>',
    ],
)
def test_nothing_said_is_empty(text: str) -> None:
    assert WordsField().to_python(text) == ""


@pytest.mark.parametrize(
    "text",
    ["<p>a</p>", "a", "<p></p><p>0</p>", "<ul><li>.</li></ul>", '<embed embedtype="image" id="1"/>', "<hr/>", "<"],
)
def test_what_is_said_stays_as_it_is(text: str) -> None:
    assert WordsField().to_python(text) == text


def test_a_long_text_is_looked_at_no_further_than_its_first_word() -> None:
    text = "<p>" * 100_000 + "a" + "<" * 100_000
    assert WordsField().to_python(text) == text


def test_migrations_see_the_field_of_wagtail() -> None:
    field = WordsField(blank=True, features=["bold"])
    assert field.deconstruct()[1] == "wagtail.fields.RichTextField"
    assert field.clone().features == ["bold"]
