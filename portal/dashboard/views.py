"""Going over to another of one's Cités."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portal.dashboard.current import choose_cite


@require_POST
def switch(request: HttpRequest, cite_id: int) -> HttpResponse:
    """Keep the choice and show that Cité's dashboard; a Cité one has no role in isn't found."""
    if not choose_cite(request, cite_id):
        raise Http404
    return redirect("wagtailadmin_home")
