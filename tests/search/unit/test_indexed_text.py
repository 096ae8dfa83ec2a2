"""What is indexed of formatted text: no other than Wagtail's own function would answer."""

from __future__ import annotations

import pytest
from wagtail.rich_text import get_text_for_indexing

from search.services.documents import indexed_text

CASES = {
    "nothing": "",
    "no mark at all": "Ateliers &amp; visites",
    "one paragraph": '<p data-block-key="need0">Une <b>première</b> rencontre.</p>',
    "paragraphs keep words apart": '<p data-block-key="a1">Une</p><p data-block-key="a2">fois</p>',
    "a list": '<p>Avant</p><ul><li data-block-key="k1">un</li><li data-block-key="k2">deux</li></ul>',
    "headings and breaks": '<h3 data-block-key="k">Titre</h3><p>ligne<br/>autre</p><hr/>',
    "a link": '<p>Voir <a linktype="page" id="3">la page</a>, <a href="https://example.org/?a=1&amp;b=2">ici</a>.</p>',
    "entities": "<p>5 &lt; 6 &amp;amp; 7 &gt; 3&nbsp;€ l&#x27;an</p>",
    "what looks like a tag": "<p>&lt;p&gt;écrit&lt;/p&gt;</p>",
    "other attributes": '<p class="x" data-block-key="k">a</p><p data-block-key="k" id="y">b</p>',
    "not closed": "<p>a<p>b",
    "a comment": "<p>a<!-- <p>b</p> --></p>",
}


@pytest.mark.parametrize("html", CASES.values(), ids=CASES.keys())
def test_the_text_is_that_of_wagtail(html: str) -> None:
    assert indexed_text(html) == get_text_for_indexing(html)
