"""What homes and footers say of the label without a query, and that it follows each event."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template import engines
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from label.enums import EventKind as K
from label.enums import LabelStatus, StatusGroup
from label.models import LabelIndexPage
from label.selectors.frames import PART, counts_on, standing_at
from label.services.events import remove_event
from portal.context_processors import site
from portal.models import ArticlePage
from portal.selectors.frames import frame_of
from portal.tenancy.enums import CiteKind
from portal.tenancy.middleware import HostMiddleware
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts
from tests.factories.label import add_event, index_page
from tests.factories.portal import make_page
from tests.factories.world import World

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]
Queries = Callable[[], Any]
D = datetime.date


def render(template: str, *, host: str = "localhost", language: str = "en", **context: Any) -> str:
    """A fragment as a page of a site includes it."""
    request = RequestFactory().get(f"/{language}/", HTTP_HOST=f"{host}:8000")
    row = hosts.lookup(host)[0]
    assert row is not None
    HostMiddleware.bind(request, row)
    request.content_language = language  # type: ignore[attr-defined]
    with translation.override("en"):
        return str(engines["django"].from_string(template).render({**site(request), **context}, request))


HOME = '{% include "label/includes/home_label.html" %}'
STATUS = (
    "{% load label %}{% label_status cite_id as status %}{{ status.status }} {{ status.labelled_since.first|date:'Y' }}"
)


def test_the_hubs_home_counts_with_the_date_and_without_a_query(world: World, queries: Queries) -> None:
    add_event(world.porto, K.OPERATION_GRANTED, "2010")
    add_event(world.genova, K.ATTESTED, "2010")
    add_event(world.paris, K.ATTESTED, "2010")
    render(HOME)
    with queries() as seen:
        soup = BeautifulSoup(render(HOME), "html.parser")
    assert seen == []
    assert [" ".join(tag.get_text().split()) for tag in soup.select(".tag")] == [
        "1 Labelled",
        "2 Listed, status not verified",
    ]
    assert soup.time["datetime"] == timezone.localdate().isoformat()
    assert soup.select_one("a.go")["href"] == "http://localhost:8000/en/label/register-of-the-label/"


def test_without_events_there_are_no_counts_and_without_the_page_nothing(world: World) -> None:
    soup = BeautifulSoup(render(HOME), "html.parser")
    assert soup.h2.get_text() == "The label"
    assert soup.select(".tag") == []
    for page in LabelIndexPage.objects.all():
        page.unpublish()
    assert render(HOME).strip() == ""


@pytest.mark.parametrize("host", ["localhost", "porto.localhost"])
def test_a_cites_label_is_known_on_the_hub_and_on_its_own_site(world: World, queries: Queries, host: str) -> None:
    add_event(world.porto, K.OPERATION_GRANTED, "2010")
    assert render(STATUS, host=host, cite_id=world.porto.pk) == "operation 2010"
    with queries() as seen:
        render(STATUS, host=host, cite_id=world.porto.pk)
    assert seen == []
    assert render(STATUS, host=host, cite_id=world.genova.pk) == "none "
    assert render(STATUS, host=host, cite_id=0) == "none "


def test_what_is_kept_follows_each_event(world: World) -> None:
    event = add_event(world.porto, K.OPENED, "2010")
    for host in ("localhost", "porto.localhost"):
        assert render(STATUS, host=host, cite_id=world.porto.pk) == "listed "
    suspended = add_event(world.porto, K.SUSPENDED, "2015")
    for host in ("localhost", "porto.localhost"):
        assert render(STATUS, host=host, cite_id=world.porto.pk) == "suspended "
    remove_event(event=suspended)
    remove_event(event=event)
    for host in ("localhost", "porto.localhost"):
        assert render(STATUS, host=host, cite_id=world.porto.pk) == "none "


def test_a_frame_outlives_midnight(world: World) -> None:
    add_event(world.porto, K.OPENED, "2010-03")
    add_event(world.porto, K.SUSPENDED, "2016-05")
    row = hosts.table().hub
    assert row is not None
    steps = frame_of(row).parts[PART].steps
    days = [D(2010, 3, 30), D(2010, 3, 31), D(2016, 5, 30), D(2016, 5, 31)]
    assert [standing_at(steps[world.porto.pk], day).status for day in days] == [
        LabelStatus.NONE,
        LabelStatus.LISTED,
        LabelStatus.LISTED,
        LabelStatus.SUSPENDED,
    ]
    assert counts_on(steps, D(2016, 5, 30)) == {StatusGroup.LISTED: 1}
    assert counts_on(steps, D(2010, 3, 30)) == {}


def test_a_candidate_is_in_no_frame_of_the_hub(world: World) -> None:
    candidate = Cite.objects.create(slug="lyon", name="Lyon", short_name="Lyon", country="FR", kind=CiteKind.CANDIDATE)
    add_event(candidate, K.DECLARED, "2020")
    assert render(STATUS, cite_id=candidate.pk) == "none "
    assert "Intention declared" not in render(HOME)


def test_the_state_of_a_cite_as_a_tag(world: World) -> None:
    add_event(world.porto, K.PROJECT_GRANTED, "2012")
    fragment = '{% include "label/includes/cite_state.html" %}'
    tag = BeautifulSoup(render(fragment, cite_id=world.porto.pk), "html.parser").select_one(".state--project")
    assert tag.get_text() == "Label in project since 2012"
    add_event(world.porto, K.OPENED, "2014")
    assert "what followed isn’t known" in render(fragment, cite_id=world.porto.pk)
    assert render(fragment, cite_id=world.genova.pk).strip() == ""


def test_the_footer_leads_to_the_pages_of_the_section(world: World, client_of: ClientOf) -> None:
    make_page(ArticlePage, parent=index_page("en"), title="The way")
    make_page(ArticlePage, parent=index_page("en"), title="Draft", live=False)
    soup = BeautifulSoup(client_of().get("/en/label/").content, "html.parser")
    links = [link["href"] for link in soup.select(".foot__l a") if "/label/" in link["href"]]
    assert links == ["/en/label/", "/en/label/register-of-the-label/", "/en/label/the-way/"]
