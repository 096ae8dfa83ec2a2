"""The editor's own script: the slug is whole whenever a page is saved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.portal.e2e.conftest import Portal

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("title", ["Feira 0 nova", "Rápida 0 nova"])
def test_saving_right_after_the_title_keeps_the_whole_slug(
    portal: Portal, visitor: Callable[..., Page], title: str
) -> None:
    page = visitor()
    address, password = portal.accounts["manager.porto"]
    page.goto(portal.url("/accounts/login/"))
    page.fill("input[name=login]", address)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/admin/**")
    found = portal.get("/api/v3/pages/?site=porto.localhost&type=search.InitiativeIndexPage&locale=pt")
    page.goto(portal.url(f"/admin/pages/add/cities/initiativepage/{found['items'][0]['id']}/"))
    page.locator("#id_title").press_sequentially(title)
    assert page.locator("#id_slug").input_value() == title.lower().replace(" ", "-").replace("á", "a")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/edit/")
    assert page.locator("#id_slug").input_value() == title.lower().replace(" ", "-").replace("á", "a")
