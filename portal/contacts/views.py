"""Sending a message, without session and without cookie."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from portal.contacts.forms import ContactForm
from portal.contacts.models import ContactPage
from portal.contacts.services.messages import receive_message
from portal.contacts.services.throttle import may_write
from portal.services.throttle import DAY, seconds_left
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts


# Exempt: the form acts for nobody. It reads neither session nor user, so that a page of another site could only
# send what its visitor could send here, and a token would set a cookie on a public page.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def send(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take a message for the Cité whose page this is, on that Cité's own host; show what is wrong with it.

    The address of a refused form, opened again, leads to the page with an empty one.
    """
    page = _page(request, page_id)
    if request.method != "POST":
        return _see_other(str(page.get_url(request)))
    language = page.locale.language_code
    request.content_language = language  # type: ignore[attr-defined]  # as the language of the address would be
    with translation.override(settings.INTERFACE_FALLBACKS.get(language, language)):
        form = ContactForm(request.POST)
        if form.is_trapped:
            return _thanks(request, page)
        row: hosts.SiteRow = request.site_row  # type: ignore[attr-defined]  # bound by the gate
        assert row.cite_id is not None  # noqa: S101  # _page() has seen to it
        client = get_adapter().get_client_ip(request)
        if not may_write(cite_id=row.cite_id, client=client):
            form.add_error(None, _("Many messages came from your connection today. Try tomorrow, or call us."))
            refused = _again(request, page, form, status=429)
            refused.headers["Retry-After"] = str(seconds_left(DAY))
            return refused
        if not form.is_valid():
            return _again(request, page, form, status=422)
        data = form.cleaned_data
        receive_message(
            cite=Cite.objects.get(pk=row.cite_id),
            name=data["name"],
            email=data["email"],
            body=data["body"],
            language=language,
        )
        return _thanks(request, page)


def _page(request: HttpRequest, page_id: int) -> ContactPage:
    """The page of the form, public and on the host asked.

    Raises:
        Http404: there is none.
    """
    row: hosts.SiteRow = request.site_row  # type: ignore[attr-defined]  # bound by the gate
    page = ContactPage.objects.live().filter(pk=page_id, path__startswith=row.container["path"]).first()
    if page is None or row.cite_id is None or page.get_view_restrictions().exists():
        raise Http404
    return page


def _thanks(request: HttpRequest, page: ContactPage) -> HttpResponse:
    return _see_other(f"{page.get_url(request)}?sent=1#sent")


def _see_other(address: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": address, "Cache-Control": "no-store"})


def _again(request: HttpRequest, page: ContactPage, form: ContactForm, *, status: int) -> HttpResponse:
    response: HttpResponse = page.serve(request, form=form)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response
