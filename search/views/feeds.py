"""A search as an Atom or RSS feed."""

from __future__ import annotations

import datetime
import hashlib
import re
from functools import cached_property, partial
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal import __version__
from portal.selectors.frames import SiteFrame, frame_of
from portal.selectors.versions import content_version
from portal.serving import OtherPageError, page_at, serve_below
from portal.tenancy.middleware import origin
from portal.tenancy.selectors import hosts
from search.models import InitiativeIndexPage
from search.params import parse_params
from search.selectors.cards import Card
from search.selectors.following import Followed, problems_of_query
from search.selectors.labels import Labels

ENTRIES = 30
# What no XML may hold (XML 1.0, 2.2).
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class _EachInItsLanguage:
    """A feed whose entries say so where they aren't in its language, and whose date doesn't change by itself."""

    feed: dict[str, Any]
    items: list[dict[str, Any]]

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {} if item["language"] == self.feed["language"] else {"xml:lang": item["language"]}

    def latest_post_date(self) -> datetime.datetime:
        return max((item["updateddate"] for item in self.items), default=self.feed["empty_since"])


class AtomFeed(_EachInItsLanguage, Atom1Feed):
    """RFC 4287."""


class RssFeed(_EachInItsLanguage, Rss201rev2Feed):
    """RSS 2.0."""


KINDS: dict[str, type[SyndicationFeed]] = {"atom": AtomFeed, "rss": RssFeed}


class InitiativeFeed(Feed):  # type: ignore[type-arg]  # generic in the stubs only
    """The initiatives that answer to a search, each at its address on its Cité's site; two or three queries."""

    def __init__(
        self, kind: type[SyndicationFeed], request: HttpRequest, page: InitiativeIndexPage, followed: Followed
    ) -> None:
        self.feed_type, self.request, self.page, self.followed = kind, request, page, followed
        self.language = followed.language
        self.row: hosts.SiteRow = request.site_row  # type: ignore[attr-defined]  # bound by the gate
        self.here = origin(request, self.row.hostname)

    @cached_property
    def frame(self) -> SiteFrame:
        return frame_of(self.row)

    @cached_property
    def labels(self) -> Labels:
        hub = hosts.table().hub
        return Labels.of(frame_of(hub) if hub else None, self.followed.language)

    @property
    def _query(self) -> str:
        return self.followed.params.canonical()

    def title(self) -> str:
        parts = (self.page.title, self.followed.words(self.labels), self.frame.identity.name)
        return _said(" – ".join(part for part in parts if part))

    def subtitle(self) -> str:
        return _("What is new, the latest first.")

    description = subtitle

    def link(self) -> str:
        return f"{self.here}{self.page.url_path[len(self.row.container['url_path']) - 1 :]}{self._query}"

    def feed_url(self) -> str:
        return f"{self.here}{self.request.path}{self._query}"

    feed_guid = feed_url

    def author_name(self) -> str:
        return self.frame.identity.name

    def feed_extra_kwargs(self, obj: None) -> dict[str, Any]:
        return {"empty_since": self.page.last_published_at or timezone.now()}

    def items(self) -> list[Card]:
        return self.followed.cards(self.followed.newest(limit=ENTRIES))

    def item_title(self, item: Card) -> str:
        return _said(_("%(title)s (demonstration)") % {"title": item.title} if item.demonstration else item.title)

    def item_description(self, item: Card) -> str:
        return escape(_said(item.teaser))

    def item_link(self, item: Card) -> str:
        row = hosts.table().by_cite(item.cite_id)
        return (origin(self.request, row.hostname) if row else self.here) + item.path

    def item_guid(self, item: Card) -> str:
        return item.uid.urn

    item_guid_is_permalink = False

    def item_author_name(self, item: Card) -> str:
        face = self.labels.face(item.cite_slug)
        return face.name if face else item.cite_slug

    def item_pubdate(self, item: Card) -> datetime.datetime | None:
        return self.followed.since(item)

    def item_updateddate(self, item: Card) -> datetime.datetime | None:
        return item.written_at or self.followed.since(item)

    def item_categories(self, item: Card) -> list[str]:
        return [self.labels.label("pole", pole) for pole in item.poles]

    def item_extra_kwargs(self, item: Card) -> dict[str, Any]:
        return {"language": item.language}


def _said(text: str) -> str:
    return CONTROL.sub(" ", text)


@require_safe
def initiatives_feed(request: HttpRequest, path: str, kind: str) -> HttpResponseBase:
    """Of the page of initiatives at an address of this site; `kind` is one of `KINDS`."""
    try:
        page = page_at(request, path, InitiativeIndexPage)
    except OtherPageError as error:
        raise Http404 from error
    return serve_below(request, page, partial(_feed, kind=KINDS[kind]))


def _feed(request: HttpRequest, page: InitiativeIndexPage, *, kind: type[SyndicationFeed]) -> HttpResponseBase:
    row: hosts.SiteRow = request.site_row  # type: ignore[attr-defined]  # bound by the gate
    followed = Followed(parse_params(request.GET), page.locale.language_code, row.cite_id)
    feed = InitiativeFeed(kind, request, page, followed)
    problems = [*problems_of_query(request.GET), *followed.problems(feed.labels)]
    if problems:
        return refused(problems)
    etag = _etag(request, feed)  # before the data: it can't name a state newer than them
    response = get_conditional_response(request, etag=etag) or _written(request, feed, etag)
    response.headers["ETag"] = etag
    patch_cache_control(response, public=True, no_cache=True)
    return response


def _etag(request: HttpRequest, feed: InitiativeFeed) -> str:
    """The state of everything public: a 304 then costs looking that up and nothing else."""
    parts = (__version__, str(content_version()), feed.here, request.path, feed.followed.query)
    return f'W/"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:20]}"'


def _written(request: HttpRequest, feed: InitiativeFeed, etag: str) -> HttpResponseBase:
    written = feed.get_feed(None, request)
    response = HttpResponse(written.writeString("utf-8"), content_type=written.content_type)  # type: ignore[attr-defined]  # each kind has one
    changed = int(written.latest_post_date().timestamp())
    response.headers["Last-Modified"] = http_date(changed)
    answer = get_conditional_response(request, etag=etag, last_modified=changed, response=response)
    assert answer is not None  # noqa: S101  # it answers the response it is given
    return answer


def refused(problems: list[str]) -> HttpResponse:
    """Why there is no feed, in words."""
    response = HttpResponse("\n".join(problems) + "\n", status=400, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
