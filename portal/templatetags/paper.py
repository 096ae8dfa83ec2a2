"""Texts on paper: links say where they lead."""

from __future__ import annotations

from urllib.parse import urljoin

from bs4 import BeautifulSoup
from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def with_addresses(html: str, base: str) -> SafeString:
    """Safe HTML in which the address of each page or file follows its link, written out from `base`; not where the link
    is called so, nor to a place of the text itself.
    """
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.select('a[href]:not([href^="#"])'):
        address = urljoin(base, str(link["href"]))
        if address.startswith(("http://", "https://")) and _bare(link.get_text()) != _bare(address):
            said = soup.new_tag("span", attrs={"class": "addr"})
            said.string = f" ({address})"
            link.insert_after(said)
    return mark_safe(str(soup))  # noqa: S308  # of a template's own output


def _bare(address: str) -> str:
    return address.strip().partition("://")[2].rstrip("/") or address.strip().rstrip("/")
