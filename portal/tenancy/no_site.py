"""What is answered for a host that shows no site: nobody's, or a suspended one's."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

# In which languages a host that is nobody's speaks: those that most of the network reads.
UNKNOWN_SITE_LANGUAGES = ("fr", "en")


def no_site(request: HttpRequest, said: Promise, *, languages: Sequence[str], status: int) -> HttpResponse:
    """One sentence in every language of a site that shows nothing, and the network's address; problem+json (RFC 9457)
    for programs. No query: the site has no frame to stand in."""
    if request.path_info.startswith("/api/"):
        with translation.override("en"):
            detail = f"{said} {_('The other Cités and the network are still there:')} {settings.NETWORK_ADDRESS}/"
            body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
        response: HttpResponse = JsonResponse(body, status=status, content_type="application/problem+json")
    else:
        with translation.override(languages[0]):
            context = {"said": said, "languages": languages, "network": f"{settings.NETWORK_ADDRESS}/"}
            response = HttpResponse(render_to_string("no_site.html", context), status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
