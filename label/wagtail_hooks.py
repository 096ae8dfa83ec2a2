"""Hooks of the label: its screens, and files that are as private as the pages that show them."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers
from wagtail import hooks
from wagtail.documents.models import AbstractDocument
from wagtail.models import PageViewRestriction

from label.models import LabelDocumentPage
from label.viewsets import LabelViewSetGroup
from portal.tenancy.middleware import on_network_host, origin, sign_in_address


@hooks.register("register_admin_viewset")
def label_viewsets() -> LabelViewSetGroup:
    """Events of label and membership."""
    return LabelViewSetGroup()


@hooks.register("before_serve_document")
def keep_files_with_their_page(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    """A file that only restricted documents of the label show is restricted as they are.

    Wagtail restricts files by collection alone, so the address of one would pass the page's restriction.
    """
    pages = LabelDocumentPage.objects.live().filter(editions__file=document.pk).distinct()
    if not pages:
        return None
    restrictions = [page.get_view_restrictions() for page in pages]
    if any(all(_accepts(restriction, request) for restriction in found) for found in restrictions):
        return None
    if request.user.is_authenticated:
        raise PermissionDenied
    if not on_network_host(request):
        response: HttpResponse = HttpResponseRedirect(origin(request, settings.NETWORK_HOST) + request.get_full_path())
    else:
        response = HttpResponseRedirect(sign_in_address(request, request.get_full_path()))
    add_never_cache_headers(response)
    return response


def _accepts(restriction: PageViewRestriction, request: HttpRequest) -> bool:
    return bool(restriction.accept_request(request))
