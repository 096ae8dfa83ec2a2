"""The printable sheet of an initiative: its page as an A4 document."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cities.models import InitiativePage
from portal.look.accent import NETWORK_SEED, derive
from portal.look.qr import qr_drawing
from portal.printing import can_print, print_pdf, printed_version
from portal.selectors.frames import frame_of
from portal.selectors.members import SignInFirstError, address_of, page_for_members, site_of
from portal.services.throttle import HOUR, is_within
from portal.serving import OtherPageError, page_at, serve_below
from portal.tenancy.middleware import interface_language
from portal.tenancy.selectors import hosts
from portal.views import sign_in_first
from search.views.pages import try_later

KEPT_SECONDS = 24 * HOUR
# Sheets laid out for one network address in an hour; those that are kept don't count.
LIMIT = 60
# The side of the code on the drawing of the place, which has 80 units.
QR_SIDE = 43


@require_safe
def initiative_sheet(request: HttpRequest, path: str) -> HttpResponseBase:
    """Of the initiative at an address of this site."""
    try:
        page = page_at(request, path, InitiativePage)
    except OtherPageError as error:
        raise Http404 from error
    return serve_below(request, page, sheet)


@require_safe
def members_sheet(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """Of a restricted initiative, read on the network's host (`portal.views.members_page`)."""
    try:
        page, _row = page_for_members(request, page_id, InitiativePage)
    except SignInFirstError:
        return sign_in_first(request)
    return serve_below(request, page, sheet)


def sheet(request: HttpRequest, page: InitiativePage) -> HttpResponseBase:
    """The document, with an ETag of what it is made from; 304 for who has it already."""
    language = page.locale.language_code
    request.content_language = language  # type: ignore[attr-defined]  # also where the address names none
    with translation.override(interface_language(language)):
        address = address_of(request, page, _home(request, page))
        if not can_print():
            message = _("This server can’t make printed sheets: Pango, which sets the letters, isn’t installed on it.")
            return _instead(request, page, address, message, status=503)
        html = _html(request, page, address)
        etag = f'"{printed_version(html)}"'
        response = get_conditional_response(request, etag=etag)
        if response is None:
            content = _content(request, html, etag, address)
            if content is None:
                message = _("Many sheets were asked for from your connection. Try again in an hour.")
                return try_later(_instead(request, page, address, message, status=429), HOUR)
            response = HttpResponse(content, content_type="application/pdf")
            response.headers["Content-Disposition"] = f'inline; filename="{page.slug}.pdf"'
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = "public, no-cache"
        response.headers["Link"] = f'<{address}>; rel="canonical"'
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Content-Language"] = language
        return response


def _home(request: HttpRequest, page: InitiativePage) -> hosts.SiteRow:
    """The site that the page belongs to, wherever it is read."""
    row: hosts.SiteRow = request.site_row  # type: ignore[attr-defined]  # bound by the gate
    return site_of(page) or row


def _html(request: HttpRequest, page: InitiativePage, address: str) -> str:
    code = qr_drawing(address)
    seed = frame_of(_home(request, page)).identity.seed or NETWORK_SEED
    context = page.get_context(request) | {
        "address": address,
        "colours": derive(seed)["light"].colours,
        "qr": code,
        "qr_scale": f"{QR_SIDE / code.size:.5f}",
    }
    return render_to_string("search/sheet.html", context, request)


def _content(request: HttpRequest, html: str, etag: str, address: str) -> bytes | None:
    """The document, kept for a day; None for who asks for too many."""
    key = f"search:sheet:{etag}"
    content: bytes | None = cache.get(key)
    if content is None:
        if not is_within(LIMIT, purpose="sheets", client=get_adapter().get_client_ip(request), seconds=HOUR):
            return None
        content = print_pdf(html, address=address)
        cache.set(key, content, KEPT_SECONDS)
    return content


def _instead(request: HttpRequest, page: InitiativePage, address: str, message: str, *, status: int) -> HttpResponse:
    context = page.get_context(request) | {
        "address": address,
        "heading": _("No printed sheet at the moment"),
        "message": message,
    }
    response = render(request, "search/sheet_missing.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
