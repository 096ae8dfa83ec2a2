"""Following a search by mail, without session and without cookie."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from portal.contacts.selectors import promise_of
from portal.lines import holds_link
from portal.selectors.frames import frame_of
from portal.services.throttle import DAY
from portal.serving import OtherPageError, page_at, serve_below, serve_instead
from portal.tenancy.selectors import hosts
from search.forms import AlertForm
from search.models import InitiativeIndexPage
from search.models.alerts import LONGEST_QUERY
from search.params import parse_params
from search.selectors import alerts as selectors
from search.selectors.following import FOLLOW, Followed, problems_of_query
from search.selectors.labels import Labels
from search.services import alerts as services
from search.views.pages import index_page, see_other, shown, site_row, speaking, try_later

TEMPLATE = "search/follow_page.html"


@require_safe
def initiatives_follow(request: HttpRequest, path: str) -> HttpResponseBase:
    """The form for the search of the address; what of it can't be followed is said."""
    try:
        page = page_at(request, path, InitiativeIndexPage)
    except OtherPageError:
        return serve_instead(request, f"{path}{FOLLOW}")
    return serve_below(request, page, _follow)


def _follow(request: HttpRequest, page: InitiativeIndexPage) -> HttpResponse:
    query = request.GET.copy()
    is_sent = bool(query.pop("sent", None))
    return _form(request, page, query, is_sent=is_sent)


def _form(
    request: HttpRequest,
    page: InitiativeIndexPage,
    query: QueryDict,
    *,
    form: AlertForm | None = None,
    is_sent: bool = False,
    status: int = 200,
) -> HttpResponse:
    followed, labels = _followed(request, page, query)
    problems = _problems(query, followed, labels)
    context = {
        "params": followed.params,
        "language_suffix": f"{FOLLOW}{followed.params.canonical()}",
        "form": form or AlertForm(initial={"query": followed.query}),
        "question": followed.words(labels),
        "problems": problems,
        "sent": is_sent,
        "days": selectors.CONFIRM_DAYS,
        "statement": promise_of(page).statement,
    }
    return shown(request, page, TEMPLATE, context, status=400 if problems and status == 200 else status)


def _followed(request: HttpRequest, page: InitiativeIndexPage, query: QueryDict) -> tuple[Followed, Labels]:
    language = page.locale.language_code
    hub = hosts.table().hub
    labels = Labels.of(frame_of(hub) if hub else None, language)
    return Followed(parse_params(query), language, site_row(request).cite_id), labels


def _problems(query: QueryDict, followed: Followed, labels: Labels) -> list[str]:
    found = [*problems_of_query(query), *followed.problems(labels)]
    if len(followed.query) > LONGEST_QUERY:
        found.append(_("This search is too long to be followed by mail: take some filters off."))
    # Mails of news quote it.
    if holds_link(followed.params.text):
        found.append(_("A search for a web or e-mail address can’t be followed by mail."))
    return found


# Exempt, as the contact form is: it acts for nobody, reads neither session nor user, and a token would set a cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def ask_for_alert(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take an address for a search; the answer is the same whether or not the address is known here.

    The address of a refused form, opened again, leads to an empty one for the same search.
    """
    page = index_page(request, page_id)
    if request.method != "POST":
        return see_other(f"{_address(request, page)}{parse_params(request.GET).canonical()}")
    with speaking(request, page.locale.language_code):
        form = AlertForm(request.POST)
        query = QueryDict(form.data.get("query", ""))
        followed, labels = _followed(request, page, query)
        if form.is_trapped:
            return _thanks(request, page, followed)
        if _problems(query, followed, labels):
            return _form(request, page, query, form=form, status=422)
        if not form.is_valid():
            return _form(request, page, query, form=form, status=422)
        row, data = site_row(request), form.cleaned_data
        client = get_adapter().get_client_ip(request)
        if not services.may_ask(site_id=row.id, client=client, email=data["email"]):
            form.add_error(None, _("This was asked for many times today. Try tomorrow, or take the feed."))
            return try_later(_form(request, page, query, form=form, status=429), DAY)
        services.ask_for_alert(
            row=row,
            language=followed.language,
            query=followed.query,
            email=data["email"],
            frequency=data["frequency"],
        )
        return _thanks(request, page, followed)


def _thanks(request: HttpRequest, page: InitiativeIndexPage, followed: Followed) -> HttpResponse:
    query = f"{followed.query}&sent=1" if followed.query else "sent=1"
    return see_other(f"{_address(request, page)}?{query}#sent")


def _address(request: HttpRequest, page: InitiativeIndexPage) -> str:
    start = len(site_row(request).container["url_path"]) - 1
    return f"{page.url_path[start:]}{FOLLOW}"


# Exempt: whoever has the link of the mail may act, from any mail program.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_alert(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, and changes nothing: programs that look at mails follow links. POST confirms, once.

    An alert is confirmed on its own site; another one leads there.
    """
    row, link = site_row(request), selectors.read_confirm(token)
    if link is None:
        return _damaged(request, row, verb="confirm")
    with speaking(request, _language(link, row)):
        alert = None if link.is_over else selectors.alert_of(link)
        home = selectors.home_of(alert) if alert else None
        if alert is None or home is None:
            return _page(request, {"step": "over"}, status=410)
        if home.id != row.id:
            return _guarded(redirect(home.root_url + reverse("alert_confirm", args=[token])))
        if request.method == "POST":
            alert = services.confirm_alert(alert=alert) or alert
        step = "confirmed" if alert.confirmed_at else "confirm"
        return _page(request, {"step": step, "view": selectors.view_of(alert, row)})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop_alert(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks. POST stops and erases, from the page or by a mail program's one click (RFC 8058); without redirect, as
    that wants it. The answer is the same where there is nothing to stop any more, and on every site of the network."""
    row, link = site_row(request), selectors.read_stop(token)
    if link is None:
        return _damaged(request, row, verb="stop")
    with speaking(request, _language(link, row)):
        if request.method == "POST":
            services.stop_alert(uid=link.uid)
            return _page(request, {"step": "stopped"})
        alert = selectors.alert_of(link)
        home = selectors.home_of(alert) if alert else None
        view = selectors.view_of(alert, home, said_in=_language(link, row)) if alert and home else None
        return _page(request, {"step": "stop" if alert else "stopped", "view": view})


def _damaged(request: HttpRequest, row: hosts.SiteRow, *, verb: str) -> HttpResponse:
    """A mail program broke the address, or somebody made it up: it says nothing, not even a language."""
    with speaking(request, row.default_language):
        return _page(request, {"step": "damaged", "verb": verb}, status=404)


def _language(link: selectors.Link, row: hosts.SiteRow) -> str:
    return link.language if link.language in row.languages else row.default_language


def _page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return _guarded(render(request, "search/alert_page.html", context, status=status))


def _guarded(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    # The address is a key.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
