"""Titles offered while one types in the search: by keyboard, by pointer, and read aloud."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.portal.e2e.conftest import Portal
from tests.portal.e2e.test_accessibility import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
# Without its accent, and damaged: nothing of the title begins so.
TYPED, SLIPPED = "metier", "metires"


@pytest.fixture
def search(portal: Portal, visitor: Callable[..., Page]) -> Callable[..., Page]:
    """The network's search of initiatives."""

    def open_search(width: int = 1280, **options: Any) -> Page:
        page = visitor(width, **options)
        page.goto(portal.url("/fr/initiatives/"))
        return page

    return open_search


def test_arrows_choose_and_enter_opens_the_initiative(search: Callable[..., Page]) -> None:
    page = search()
    field, offers = page.get_by_role("combobox", name="Chercher"), page.locator(".offers [role=option]")
    field.press_sequentially(TYPED)
    expect(offers.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    titles = offers.locator("span").all_inner_texts()
    assert any("métier" in title.lower() for title in titles)
    expect(page.locator("form.find [role=status]")).to_contain_text(str(len(titles)))
    field.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") == offers.last.get_attribute("id")
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowDown")
    expect(offers.first).to_have_attribute("aria-selected", "true")
    assert faults_of(page) == []
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(titles[0])


def test_escape_closes_and_leaves_the_text_and_enter_searches(search: Callable[..., Page]) -> None:
    page = search()
    field, offers = page.get_by_role("combobox", name="Chercher"), page.locator(".offers [role=option]")
    field.press_sequentially(TYPED)
    expect(offers.first).to_be_visible()
    field.press("Escape")
    expect(offers.first).to_be_hidden()
    expect(field).to_have_value(TYPED)
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press("Enter")
    page.wait_for_url(f"**/fr/initiatives/?q={TYPED}")


def test_a_slip_of_the_hand_is_mended_and_a_finger_opens(search: Callable[..., Page]) -> None:
    page = search(360, has_touch=True)
    page.get_by_role("combobox", name="Chercher").press_sequentially(SLIPPED)
    offer = page.locator(".offers [role=option]").first
    expect(offer).to_be_visible()
    title = offer.locator("span").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    offer.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
