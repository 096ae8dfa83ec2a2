"""News: of the network, from sources; of the showcases, as demonstration, and what they propose to the network."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page

from cities.demo.pages import body_of, branch_of
from cities.models import NewsPage, Proposal
from portal.demo import DemoContext, read_data
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts


@transaction.atomic
def load_network_news(context: DemoContext) -> None:
    """Add the news of the network that are missing, in each language of the hub that has words for them."""
    hub = hosts.table().hub
    entries = read_data("cities/data/news.json")["news"]
    for language in hub.languages if hub else ():
        branch = branch_of(None, language)
        index = branch.find("news")
        for item in entries:
            if language in item and index is not None:
                words = item[language]
                branch.ensure(
                    f"news-{item['key']}",
                    NewsPage,
                    parent=index,
                    title=words["title"],
                    lead=words["lead"],
                    body=body_of(words["body"], branch),
                    date=datetime.date.fromisoformat(item["date"]),
                    date_precision=item["precision"],
                    source=item["source"],
                )
    context.say(f"  News: {len(entries)}")


def ensure_news(cite: Cite, language: str, entries: list[dict[str, Any]], *, proposing: bool) -> None:
    """Add the news of a showcase that are missing in one language; `proposing`: and offer them to the network."""
    branch = branch_of(cite, language)
    index = branch.find("news")
    if index is None:
        return
    for item in entries:
        words = item[language]
        page = branch.ensure(
            f"news-{item['key']}",
            NewsPage,
            parent=index,
            title=words["title"],
            lead=words["lead"],
            body=body_of(words["body"], branch),
            date=cite.local_date() - datetime.timedelta(days=item["days_ago"]),
            demonstration=True,
        )
        if page is not None and proposing:
            propose(page, cite, item.get("proposal", ""))


def propose(page: Page, cite: Cite, state: str) -> None:
    """Offer a page to the network, in the state that the demonstration shows; one that is decided stays so."""
    if state:
        Proposal.objects.get_or_create(page=Page.objects.get(pk=page.pk), defaults={"cite": cite, "state": state})
