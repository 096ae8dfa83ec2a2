"""A whole result as a file: the same question, the same answer, all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

from allauth.account.adapter import get_adapter
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.selectors.frames import frame_of
from portal.services.throttle import HOUR, is_within
from portal.serving import OtherPageError, page_at, serve_below
from portal.tenancy.middleware import interface_language, origin
from portal.tenancy.selectors import hosts
from search.exports.files import csv_lines, json_lines, workbook
from search.exports.records import Row, cells, data, headings
from search.models import InitiativeIndexPage
from search.params import Params
from search.selectors.cards import cards_of
from search.selectors.export import MOST, Found, UnreadableQuestionError, found_by, numbers_of
from search.selectors.following import problems_of_query
from search.selectors.labels import Labels
from search.views.pages import try_later

# Files for one network address in an hour.
LIMIT = 30
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl; charset=utf-8",
}

Written = TypeVar("Written")


@require_safe
def initiatives_export(request: HttpRequest, path: str, kind: str) -> HttpResponseBase:
    """Of the page of initiatives at an address of this site; `kind` is one of `TYPES`."""
    try:
        page = page_at(request, path, InitiativeIndexPage)
    except OtherPageError as error:
        raise Http404 from error
    return serve_below(request, page, partial(_export, kind=kind))


def _export(request: HttpRequest, page: InitiativeIndexPage, *, kind: str) -> HttpResponseBase:
    params: Params = page.get_context(request)["params"]
    row: hosts.SiteRow = request.site_row  # type: ignore[attr-defined]  # bound by the gate
    refuse = partial(_refused, request, page, params.address())
    unknown = list(problems_of_query(request.GET))
    if unknown:  # a file can't show what was made of it
        return refuse(unknown, status=400)
    try:
        found = found_by(params, language=request.content_language, cite_id=row.cite_id)  # type: ignore[attr-defined]
    except UnreadableQuestionError as error:
        return refuse(error.sentences, status=400)
    if found.total > MOST:
        message = _("This result holds %(total)s initiatives; a file holds %(most)s at most. Narrow it by a filter.")
        return refuse([message % {"total": found.total, "most": MOST}], status=422)
    if not is_within(LIMIT, purpose="exports", client=get_adapter().get_client_ip(request), seconds=HOUR):
        message = _("Many files were asked for from your connection. Try again in an hour.")
        return try_later(refuse([message], status=429), HOUR)
    return _file(request, page, found, kind)


def _file(request: HttpRequest, page: InitiativeIndexPage, found: Found, kind: str) -> HttpResponseBase:
    name = f"{slugify(page.title) or 'initiatives'}-{timezone.localdate():%Y-%m-%d}.{kind}"
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse()
    elif kind == "xlsx":
        response = FileResponse(workbook(_batches(request, found, cells), title=page.title))
    elif kind == "csv":
        response = StreamingHttpResponse(csv_lines(_batches(request, found, cells), first=headings()))
    else:
        response = StreamingHttpResponse(json_lines(_batches(request, found, data)))
    response.headers["Content-Type"] = TYPES[kind]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _batches(request: HttpRequest, found: Found, write: Callable[[Row], Written]) -> Iterator[list[Written]]:
    """Rows as they are asked for. By then the language of the request and its table of hosts aren't in force any more,
    so each batch is made, its words included, under its own."""
    row: hosts.SiteRow = request.site_row  # type: ignore[attr-defined]  # bound by the gate
    language: str = request.content_language  # type: ignore[attr-defined]

    def address(cite_id: int, path: str) -> str:
        home = hosts.table().by_cite(cite_id)
        return origin(request, home.hostname) + path if home else ""

    for numbers in numbers_of(found):
        with translation.override(interface_language(language)), hosts.held():
            hub = hosts.table().hub
            labels = Labels.of(frame_of(hub) if hub else None, language)
            cards = cards_of(numbers, language=language, cite_id=row.cite_id)
            rows = [write(Row(card, labels, address)) for card in cards]
        yield rows


def _refused(
    request: HttpRequest, page: InitiativeIndexPage, query: str, sentences: Sequence[str], *, status: int
) -> HttpResponse:
    context: dict[str, Any] = page.get_context(request) | {"sentences": sentences, "query": query}
    response = render(request, "search/export_refused.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
