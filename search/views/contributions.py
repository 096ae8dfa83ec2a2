"""Proposing an initiative to a Cité, without session and without cookie."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from cities.forms_contributions import ContributionForm
from cities.selectors.contributions import PART
from cities.services import contributions as services
from portal.contacts.selectors import promise_of
from portal.selectors.frames import frame_of
from portal.services.throttle import DAY
from portal.serving import OtherPageError, page_at, serve_below, serve_instead
from portal.tenancy.models import Cite
from search.models import InitiativeIndexPage
from search.views.pages import index_page, see_other, shown, site_row, speaking, try_later

PROPOSE = "propose/initiative/"
TEMPLATE = "search/propose_page.html"


@require_safe
def initiatives_propose(request: HttpRequest, path: str) -> HttpResponseBase:
    """The form, where the Cité has switched it on."""
    try:
        page = page_at(request, path, InitiativeIndexPage)
    except OtherPageError:
        return serve_instead(request, f"{path}{PROPOSE}")
    return serve_below(request, page, _propose)


def _propose(request: HttpRequest, page: InitiativeIndexPage) -> HttpResponse:
    form = ContributionForm(cite_id=_open_cite(request), language=page.locale.language_code)
    return _form(request, page, form, status=200)


def _open_cite(request: HttpRequest) -> int:
    """Raises Http404 where the site takes no proposals; the hub never does."""
    row = site_row(request)
    if row.cite_id is None or not frame_of(row).parts.get(PART):
        raise Http404
    return row.cite_id


def _form(request: HttpRequest, page: InitiativeIndexPage, form: ContributionForm, *, status: int) -> HttpResponse:
    context = {
        "form": form,
        "sent": "sent" in request.GET,
        "promise": promise_of(page),
        "language_suffix": PROPOSE,
    }
    return shown(request, page, TEMPLATE, context, status=status)


# Exempt, as the contact form is: it acts for nobody, reads neither session nor user, and a token would set a cookie.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def contribute(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take a proposal for the Cité on whose host it is sent; show what is wrong with it, and all that was typed.

    The address of a refused form, opened again, leads to an empty one.
    """
    page = index_page(request, page_id)
    cite_id = _open_cite(request)
    if request.method != "POST":
        return see_other(_address(request, page))
    language = page.locale.language_code
    with speaking(request, language):
        form = ContributionForm(request.POST, cite_id=cite_id, language=language)
        if form.is_trapped:
            return _thanks(request, page)
        if not form.is_valid():
            return _form(request, page, form, status=422)
        data = form.cleaned_data
        client = get_adapter().get_client_ip(request)
        if refusal := services.refusal(cite_id=cite_id, client=client, email=data["email"]):
            form.add_error(None, refusal)
            return try_later(_form(request, page, form, status=429), DAY)
        if not form.is_first():
            form.add_error(
                None, _("This form was sent already, and arrived. If you mean to propose it twice, send it once more.")
            )
            return _form(request, page, form, status=409)
        services.receive_contribution(
            cite=Cite.objects.get(pk=cite_id),
            language=language,
            contributor=services.Contributor(data["name"], data["organisation"], data["email"]),
            words=form.words(),
        )
        return _thanks(request, page)


def _thanks(request: HttpRequest, page: InitiativeIndexPage) -> HttpResponse:
    return see_other(f"{_address(request, page)}?sent=1#sent")


def _address(request: HttpRequest, page: InitiativeIndexPage) -> str:
    start = len(site_row(request).container["url_path"]) - 1
    return f"{page.url_path[start:]}{PROPOSE}"
