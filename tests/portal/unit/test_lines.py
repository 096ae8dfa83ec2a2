"""What of a text a program of mail would make a link of."""

from __future__ import annotations

import pytest

from portal.lines import count_links


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("b.example.com c.com/x www.f.io xn--e1a.com", 4),
        ("https://www.example.org/a//b?c=d.e, http://example.org", 2),
        ("http://a.examplehttp://b.example", 2),
        ("a.example,b.example;c.example|(d.example)·e.example", 5),
        ("lea@example.org 192.0.2.1 EXAMPLE.COM x.co", 4),
        ("example\u3002com étudiant.es/abc abc.es.com", 3),
        ("De 9:30 à 12:00, le 12.05.2024, ratio 1:2, 1.500.000 €, n.º 3, p. ex. @cite et/ou tod@s", 0),
        ("les étudiant.es, lecteur.rice.s, conseiller.ère.s, tou.tes, participant.es. citoyen.nes", 0),
        ("C’est notre projet.Nous le menons à trois.Il dure.", 0),
    ],
)
def test_addresses_are_counted_and_prose_is_not(text: str, number: int) -> None:
    assert count_links(text) == number
