"""Every page type in a real browser: WCAG 2.2 AA by axe, no sideways scrolling, nothing from elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.portal.e2e.conftest import Portal, visiting

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
Visitor = Callable[..., Page]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDTHS = (320, 360, 768)
SEEN = [(360, "light"), (1280, "light"), (1280, "dark")]
# Pages whose content depends on how they are asked for.
VARIANTS = [
    ("", "/fr/nowhere-at-all/"),
    ("", "/accounts/login/"),
    ("", "/accounts/password/reset/"),
    ("porto", "/pt/nowhere-at-all/"),
    ("", "/fr/initiatives/follow/mail/?q=robots"),
    ("", "/fr/initiatives/follow/mail/?q=robots&sent=1"),
    ("porto", "/pt/iniciativas/propose/initiative/"),
]


def one_of_each_type(portal: Portal) -> list[tuple[str, str, str]]:
    """(type, cite slug, path) of one live page of each type on the hub and on a showcase Cité, in two languages."""
    found: dict[tuple[str, str, str], tuple[str, str, str]] = {}
    for host, cite in (("localhost", ""), ("porto.localhost", "porto"), ("barcelona.localhost", "barcelona")):
        offset, count = 0, 1
        while offset < count:
            answer = portal.get(f"/api/v3/pages/?site={host}&limit=100&offset={offset}")
            count, offset = answer["count"], offset + 100
            for item in answer["items"]:
                meta = item["meta"]
                path = "/" + meta["html_url"].split("/", 3)[3]
                found.setdefault((meta["type"], cite, meta["locale"]), (meta["type"], cite, path))
    return sorted(found.values())


def faults_of(page: Page, within: str | None = None) -> list[str]:
    """axe's violations, a line each; with `within` those of one part of the page."""
    violations: list[dict[str, Any]] = Axe().run(page, context=within, options=RULES).response["violations"]
    return [f"{fault['id']}: {node['target']} {node['html'][:120]}" for fault in violations for node in fault["nodes"]]


@dataclass
class Walk:
    """What was found on every page type: axe's faults by width and scheme, and the pages wider than the screen."""

    faults: dict[tuple[int, str], dict[str, list[str]]] = field(default_factory=lambda: defaultdict(dict))
    wide: dict[int, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    statuses: dict[str, int] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)


@pytest.fixture(scope="package")
def walk(portal: Portal, browser: Browser) -> Walk:
    """Each page is loaded once, then seen at every width; colours change at once, not over a while."""
    found = Walk()
    pages = one_of_each_type(portal)
    found.kinds = {kind for kind, _cite, _path in pages}
    with visiting(browser) as visitor:
        page = visitor(color_scheme="light", reduced_motion="reduce")
        for cite, path in [*[(cite, path) for _kind, cite, path in pages], *VARIANTS]:
            url = portal.url(path, cite=cite)
            page.set_viewport_size({"width": WIDTHS[0], "height": 900})
            answer = page.goto(url)
            assert answer is not None
            found.statuses[url] = answer.status
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                needed = page.evaluate("document.documentElement.scrollWidth")
                if needed > width:
                    found.wide[width][url] = needed
            # Not the choice of languages: it opens over the menu, and has a test of its own.
            page.evaluate("document.querySelectorAll('details:not(.lang)').forEach(details => { details.open = true })")
            for width, scheme in SEEN:
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # a literal of Playwright's
                if faults := faults_of(page):
                    found.faults[width, scheme][url] = faults
            page.emulate_media(color_scheme="light")
    return found


def test_every_page_type_is_there(walk: Walk) -> None:
    assert len(walk.kinds) >= 15
    assert {url: status for url, status in walk.statuses.items() if status != (404 if "nowhere" in url else 200)} == {}


@pytest.mark.parametrize(("width", "scheme"), SEEN)
def test_every_page_type_passes_axe(walk: Walk, width: int, scheme: str) -> None:
    assert walk.faults[width, scheme] == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_the_open_choice_of_languages_passes_axe(portal: Portal, visitor: Visitor, width: int) -> None:
    page = visitor(width)
    for path in ("/fr/", "/en/"):
        page.goto(portal.url(path))
        page.locator(".lang summary").click()
        assert page.locator(".lang a").first.is_visible()
        assert faults_of(page, ".lang") == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways(walk: Walk, width: int) -> None:
    assert walk.wide[width] == {}


def test_the_focus_is_visible_and_the_content_is_one_step_away(portal: Portal, visitor: Visitor) -> None:
    page = visitor()
    page.goto(portal.url("/pt/", cite="porto"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#contenu"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_everything_reads_without_javascript(portal: Portal, visitor: Visitor) -> None:
    page = visitor(360, java_script_enabled=False)
    page.goto(portal.url("/fr/"))
    assert page.locator("h1").count() == 1
    assert page.locator("nav.nav a").count() >= 5
