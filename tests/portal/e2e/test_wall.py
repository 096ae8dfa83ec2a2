"""The wall on a screen in the hall: it turns, rests, is led by keys and fingers, and outlives its network."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Error, Page

from tests.portal.e2e.conftest import Portal
from tests.portal.e2e.test_accessibility import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Visitor = Callable[..., Page]
WALL = "/fr/initiatives/wall/"
HALL, TURN = {"width": 1920, "height": 1080}, 12_000
MINUTES = 5 * 60_000


def shown(page: Page) -> list[str]:
    """The titles of the cards on the screen."""
    titles: list[str] = page.locator("[data-cards] > li:not([hidden]) h2").all_inner_texts()
    return titles


def every(page: Page) -> list[str]:
    titles: list[str] = page.locator("[data-cards] > li h2").evaluate_all("all => all.map(one => one.innerText)")
    return titles


@pytest.fixture
def hall(portal: Portal, visitor: Visitor) -> Callable[..., Page]:
    """The network's wall on a screen of the hall, with a clock that the test turns."""

    def open_wall(size: dict[str, int] = HALL, path: str = WALL, cite: str = "", **options: Any) -> Page:
        page = visitor(size["width"], **options)
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a typed dictionary of Playwright's
        page.clock.install()
        page.goto(portal.url(path, cite=cite))
        page.mouse.move(2, 2)
        return page

    return open_wall


# -- Turning -------------------------------------------------------------------------------------------------


def test_six_cards_at_a_time_and_round_again(hall: Callable[..., Page]) -> None:
    page = hall()
    titles = every(page)
    assert len(titles) == 36
    for screen in range(6):
        assert shown(page) == titles[6 * screen : 6 * screen + 6]
        numbers = re.findall(r"\d+", page.locator("[data-place]").inner_text())
        assert numbers == [str(6 * screen + 1), str(6 * screen + 6), "36"]
        assert page.locator("[data-dots] i").evaluate_all("all => all.findIndex(one => one.className)") == screen
        page.clock.run_for(TURN)
    assert shown(page) == titles[:6]


def test_arrows_space_and_escape(hall: Callable[..., Page]) -> None:
    page = hall()
    titles = every(page)
    page.keyboard.press("ArrowRight")
    assert shown(page) == titles[6:12]
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert shown(page) == titles[30:36]
    page.keyboard.press(" ")
    page.clock.run_for(3 * TURN)
    assert shown(page) == titles[30:36]
    page.keyboard.press(" ")
    page.clock.run_for(TURN)
    assert shown(page) == titles[:6]
    page.keyboard.press("Escape")
    assert shown(page) == titles
    page.clock.run_for(3 * TURN)
    assert shown(page) == titles
    page.locator("[data-do=pause]").click()
    assert shown(page) == titles[:6]


def test_the_pause_button_is_seen_and_stops_it(hall: Callable[..., Page]) -> None:
    page = hall()
    pause = page.locator("[data-do=pause]")
    assert pause.is_visible()
    assert pause.bounding_box()["height"] >= 44  # type: ignore[index]  # it is visible
    before = pause.inner_text()
    pause.click()
    assert pause.inner_text() not in ("", before)
    titles = every(page)
    page.clock.run_for(4 * TURN)
    assert shown(page) == titles[:6]
    page.locator("[data-do=next]").click()
    page.clock.run_for(4 * TURN)
    assert shown(page) == titles[6:12]
    pause.click()
    assert pause.inner_text() == before
    page.clock.run_for(TURN)
    assert shown(page) == titles[12:18]


def test_it_rests_under_the_focus_and_the_mouse(hall: Callable[..., Page]) -> None:
    page = hall()
    titles = every(page)
    page.locator("[data-cards] h2 a").first.focus()
    page.clock.run_for(5 * TURN)
    assert shown(page) == titles[:6]
    page.keyboard.press("ArrowRight")
    assert shown(page) == titles[6:12]
    assert page.evaluate("document.activeElement.innerText") == titles[6], "the focus goes with the cards"
    page.locator("[data-do=next]").focus()
    page.clock.run_for(TURN)
    assert shown(page) == titles[12:18]
    page.mouse.move(900, 500)
    page.clock.run_for(3 * TURN)
    assert shown(page) == titles[12:18]
    page.mouse.move(2, 2)
    page.clock.run_for(TURN)
    assert shown(page) == titles[18:24]
    page.mouse.move(900, 500)
    page.clock.run_for(8 * TURN)
    assert shown(page) != titles[18:24], "a mouse left lying there doesn't stop it for ever"


def test_it_does_not_move_for_whom_motion_is_too_much(hall: Callable[..., Page]) -> None:
    page = hall(reduced_motion="reduce")
    titles = every(page)
    page.clock.run_for(5 * TURN)
    assert shown(page) == titles[:6]
    page.keyboard.press("ArrowRight")
    assert shown(page) == titles[6:12]
    page.locator("[data-do=pause]").click()
    page.clock.run_for(TURN)
    assert shown(page) == titles[12:18], "whoever starts it wants it"


def test_a_finger_turns_the_cards(hall: Callable[..., Page]) -> None:
    page = hall({"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    titles = every(page)
    assert shown(page) == titles[:1]
    session = page.context.new_cdp_session(page)

    def swipe(start: tuple[int, int], end: tuple[int, int]) -> None:
        for kind, points in (("touchStart", [start]), ("touchMove", [end]), ("touchEnd", [])):
            touches = [{"x": x, "y": y} for x, y in points]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    swipe((300, 400), (60, 410))
    assert shown(page) == titles[1:2]
    swipe((60, 400), (300, 410))
    assert shown(page) == titles[:1]
    swipe((200, 500), (190, 300))
    assert shown(page) == titles[:1], "that is scrolling"


# -- Without -------------------------------------------------------------------------------------------------


def test_without_javascript_it_is_a_page_of_cards(portal: Portal, visitor: Visitor) -> None:
    page = visitor(360, java_script_enabled=False)
    page.goto(portal.url(WALL))
    cards = page.locator("[data-cards] > li")
    assert cards.count() == 36
    assert all(card.is_visible() for card in cards.all())
    assert page.locator("[data-controls]").is_hidden()
    assert page.locator("[data-cards] svg.qr").count() == 36
    page.locator("#cite").select_option("mayotte")
    page.locator(".screen__choice button").click()
    assert page.locator("[data-cards] > li").count() == 7
    assert "?cite=mayotte&" in page.url  # and no event


def test_it_goes_on_when_the_server_is_gone(portal: Portal, visitor: Visitor) -> None:
    """The server of the screen is stopped and started again; the screen turns all the while and says since when."""
    page = visitor(1920)
    page.set_viewport_size(HALL)  # type: ignore[arg-type]
    page.clock.install()
    net = page.locator("[data-net]")
    with portal.on_another_port() as other:
        page.goto(other.url(WALL))
        page.mouse.move(2, 2)
        titles = every(page)
        with page.expect_response(lambda response: "part=cards" in response.url):
            page.clock.run_for(MINUTES)
        assert net.is_hidden()
    page.clock.run_for(MINUTES)
    net.wait_for(state="visible")
    assert every(page) == titles
    before = shown(page)
    page.clock.run_for(TURN)
    assert shown(page) != before
    assert set(shown(page)) <= set(titles)
    with portal.on_another_port(other.port):
        # A server that has just started may take longer than the screen waits; it asks again.
        for _time in range(6):
            page.clock.run_for(MINUTES)
            with suppress(Error):
                net.wait_for(state="hidden", timeout=25_000)
                break
        assert net.is_hidden()
        assert every(page) == titles


def test_what_is_new_comes_by_itself(hall: Callable[..., Page]) -> None:
    """The server answers other cards: the screen takes them over where it stands."""
    page = hall()
    titles = every(page)
    page.keyboard.press("ArrowRight")

    def shorter(route: Any) -> None:
        answer = route.fetch()
        body = answer.text()
        first = body.index("<li")
        route.fulfill(response=answer, body=body[:first] + body[body.index("<li", first + 1) :])

    page.route("**/*part=cards*", shorter)
    with page.expect_response(lambda response: "part=cards" in response.url):
        page.clock.run_for(MINUTES)
    page.wait_for_function("document.querySelectorAll('[data-cards] > li').length === 35")
    assert every(page) == titles[1:]
    assert len(shown(page)) == 6


# -- Seen ----------------------------------------------------------------------------------------------------

SIZES = [
    (1920, 1080),
    (1280, 720),
    (1280, 800),
    (1366, 768),
    (3840, 2160),
    (1080, 1920),
    (768, 1024),
    (844, 390),
    (360, 740),
]
# Whatever is cut: codes not wholly on their card, words beyond it, teasers within a line.
CUT = """() => [...document.querySelectorAll("[data-cards] > li:not([hidden])")].flatMap((card) => {
  const box = (name) => card.querySelector(name).getBoundingClientRect();
  const holds = (outer, inner) => inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1
    && inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
  const isWhole = (text) => {
    if (!text) return true;
    const lines = text.clientHeight / parseFloat(getComputedStyle(text).lineHeight);
    return Math.abs(lines - Math.round(lines)) < 0.1;
  };
  const all = card.getBoundingClientRect();
  return [
    holds(box(".poster__art"), box(".qr")) ? [] : ["code: " + card.innerText],
    isWhole(card.querySelector(".poster__said")) ? [] : ["line: " + card.innerText],
    holds(all, box("h2")) && holds(all, box(".poster__in")) ? [] : ["words: " + card.innerText],
  ].flat();
})"""


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("cite", ["", "porto"])
def test_nothing_is_cut_on_any_screen(hall: Callable[..., Page], width: int, height: int, cite: str) -> None:
    path = "/pt/iniciativas/wall/" if cite else WALL
    page = hall({"width": width, "height": height}, path=path, cite=cite)
    page.evaluate("document.fonts.ready")
    # The longest title there may be.
    page.evaluate(
        """() => { const card = document.querySelectorAll("[data-cards] > li")[1];
        card.classList.add("poster--long");
        card.querySelector("a").textContent = "Accompagner les personnes éloignées de l’emploi vers les métiers"
          + " du numérique responsable et demain";
        window.dispatchEvent(new Event("resize")); }"""
    )
    screens = page.locator("[data-dots] i").count() or 1
    for _screen in range(screens):
        assert page.evaluate(CUT) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width >= 1024 and height >= 768:
            assert page.evaluate("document.documentElement.scrollHeight") == height
        page.keyboard.press("ArrowRight")


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1920, "light"), (1920, "dark")])
def test_it_passes_axe(portal: Portal, visitor: Visitor, width: int, scheme: str) -> None:
    page = visitor(width, color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 1080})
    for path in (WALL, f"{WALL}?cite=mayotte", f"{WALL}?cite=nowhere", "/fr/initiatives/export.csv?year_from=x"):
        page.goto(portal.url(path))
        assert faults_of(page) == [], path
        if page.locator("[data-controls]").count():
            page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")
            page.keyboard.press("Escape")
            assert faults_of(page) == [], f"{path} as a list"
