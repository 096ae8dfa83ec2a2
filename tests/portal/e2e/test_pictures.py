"""Pictures keep their proportions wherever the sheet of styles narrows them, and cards their width."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, Route

from portal.settings.environment import PROJECT_DIR
from tests.portal.e2e.conftest import Portal

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Visitor = Callable[..., Page]

STYLES = PROJECT_DIR / "portal" / "static" / "portal" / "css"
# Where the templates place pictures: in an article, with partners, at the head of a Cité, with organisers.
PLACES = (
    '<div class="page"><div class="prose"><figure class="fig">{}</figure></div></div>',
    '<ul class="partners"><li class="partner"><div class="partner__logo">{}</div></li></ul>',
    '<header class="head"><div class="page head__in"><a class="citelogo" href="#">{}</a></div></header>',
    '<ul class="logos"><li>{}</li></ul>',
)
CLASSES = ("", "", "citelogo__img", "logos__img")
SHOWN = "[...document.images].map(image => [image.clientWidth, image.clientHeight])"


def picture(width: int, height: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height), "#335577").save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("size", [(1200, 800), (320, 60), (52, 104)])
def test_a_picture_is_never_stretched(portal: Portal, visitor: Visitor, width: int, size: tuple[int, int]) -> None:
    def answer(route: Route) -> None:
        route.fulfill(body=picture(*size), content_type="image/png")

    page = visitor(width)
    page.route("**/picture.png", answer)
    image = '<img class="{}" src="/picture.png" width="{}" height="{}" alt="">'
    body = "".join(place.format(image.format(name, *size)) for place, name in zip(PLACES, CLASSES, strict=True))
    page.goto(portal.url("/-/health/"))
    page.set_content(f"<!doctype html><html lang='en'><body>{body}</body></html>", wait_until="load")
    for sheet in ("tokens.css", "portal.css"):
        page.add_style_tag(content=(STYLES / sheet).read_text(encoding="utf-8"))
    shown = page.evaluate(SHOWN)
    assert len(shown) == len(PLACES)
    for seen_width, seen_height in shown:
        assert 0 < seen_width <= min(width, size[0])
        # Sides are rounded to pixels.
        assert abs(seen_width * size[1] / size[0] - seen_height) <= max(1, size[1] / size[0])


@pytest.mark.parametrize("width", [360, 1280])
def test_a_card_alone_is_as_wide_as_one_among_others(portal: Portal, visitor: Visitor, width: int) -> None:
    card = '<li class="poster"><div class="poster__art"></div><div class="poster__in"><h3>Oficina</h3></div></li>'
    walls = [f'<section class="related"><h2>A</h2><ul class="wall">{card * number}</ul></section>' for number in (1, 4)]
    page = visitor(width)
    page.goto(portal.url("/-/health/"))
    page.set_content(f"<!doctype html><html lang='en'><body><div class='page'>{''.join(walls)}</div></body></html>")
    for sheet in ("tokens.css", "portal.css"):
        page.add_style_tag(content=(STYLES / sheet).read_text(encoding="utf-8"))
    cards = page.evaluate("[...document.querySelectorAll('.poster')].map(card => card.clientWidth)")
    assert len(set(cards)) == 1
    first, second = page.evaluate("[...document.querySelectorAll('section')].map(one => one.getBoundingClientRect())")
    assert second["top"] - first["bottom"] >= 40
