"""Plain text to the editor's HTML, HTML that somebody exported to plain text, and what two versions compare by."""

from __future__ import annotations

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from cities.models.initiatives import WORDS
from cities.services.importing.texts import as_html, comparable, has_markup, without_markup

TEXTS = [
    ("", ""),
    ("Un mot", "<p>Un mot</p>"),
    ("Un\nDeux\n\nTrois", "<p>Un<br/>Deux</p><p>Trois</p>"),
    ("Voici :\n- un\n* deux\n• trois\nFin", "<p>Voici :</p><ul><li>un</li><li>deux</li><li>trois</li></ul><p>Fin</p>"),
    ("1. un\n2) deux", "<ol><li>un</li><li>deux</li></ol>"),
    ("-5 °C\n2019. Une année", "<p>-5 °C<br/>2019. Une année</p>"),
    ('<script>alert("x")</script> & <b>', '<p>&lt;script&gt;alert("x")&lt;/script&gt; &amp; &lt;b&gt;</p>'),
    ("\n\n  \n", ""),
]


@pytest.mark.parametrize(("text", "html"), TEXTS)
def test_text_becomes_paragraphs_and_lists_and_nothing_else(text: str, html: str) -> None:
    assert as_html(text) == html


@pytest.mark.parametrize("text", [text for text, _html in TEXTS if text.strip()])
def test_the_editor_saves_it_without_changing_what_it_says(text: str) -> None:
    """Through Draftail's own conversion, there and back, as opening and saving a page does."""
    converter = ContentstateConverter(features=WORDS)
    stored = as_html(text)
    saved = converter.to_database_format(converter.from_database_format(stored))
    assert saved != stored  # it adds its keys
    assert comparable(saved) == comparable(stored)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>Un</p>", "<p>Deux</p>"),
        ("<p>Un</p>", "<p><b>Un</b></p>"),
        ("<p>Un Deux</p>", "<p>Un</p><p>Deux</p>"),
        ("<ul><li>Un</li></ul>", "<ol><li>Un</li></ol>"),
    ],
)
def test_what_a_person_changes_shows(one: str, other: str) -> None:
    assert comparable(one) != comparable(other)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Un <b>mot</b> important</p><p>Deux</p>", "Un mot important\n\nDeux"),
        ("<div>a<br>b</div>", "a\nb"),
        ("<ul><li>un</li><li>deux</li></ul>", "- un\n- deux"),
        ("<p>x &amp; y &lt; z &eacute;</p><script>alert(1)</script>", "x & y < z é"),
        ("<p>never closed <b>", "never closed"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("<p onclick='x'>a</p><style>p{}</style>", "a"),
    ],
)
def test_markup_is_taken_out_and_paragraphs_kept(markup: str, text: str) -> None:
    assert has_markup(markup)
    assert without_markup(markup) == text


@pytest.mark.parametrize("text", ["a < b > c", "<3", "x <y@example.org>", "5<p"])
def test_signs_are_no_markup(text: str) -> None:
    assert not has_markup(text)
