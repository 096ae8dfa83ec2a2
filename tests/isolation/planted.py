"""The portal's addresses and some that leak, for the test of the test."""

from __future__ import annotations

from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.generic import TemplateView
from wagtail.admin.auth import require_admin_access

from cities.models import UrgentNotice
from portal.media.models import PortalImage
from portal.models import ArticlePage
from portal.urls import handler404, handler500  # noqa: F401  # a URLconf's contract
from portal.urls import urlpatterns as own_patterns


@require_admin_access
def every_image(request: HttpRequest) -> JsonResponse:
    """A list without scope."""
    return JsonResponse(list(PortalImage.objects.values_list("title", flat=True)), safe=False)


@require_admin_access
def visited(request: HttpRequest) -> HttpResponse:
    """A GET that writes."""
    UrgentNotice.objects.all().delete()
    return HttpResponse("ok")


@require_admin_access
def archive_all(request: HttpRequest) -> HttpResponse:
    """A post that changes everyone's rows."""
    if request.method == "POST":
        ArticlePage.objects.update(lead="archived")
    return HttpResponse("ok")


@require_admin_access
def tell(request: HttpRequest) -> HttpResponse:
    """A mail with everyone's drafts."""
    if request.method == "POST":
        titles = "\n".join(ArticlePage.objects.filter(live=False).values_list("title", flat=True))
        send_mail("Drafts", titles, None, [request.user.email])
    return HttpResponse("ok")


@require_admin_access
def thing(request: HttpRequest, thing_id: int) -> HttpResponse:
    """An argument nobody has stated."""
    return HttpResponse(PortalImage.objects.get(pk=thing_id).title)


def headline(request: HttpRequest) -> HttpResponse:
    """A public page that names drafts in a header."""
    titles = ",".join(ArticlePage.objects.filter(live=False).values_list("title", flat=True))
    return HttpResponse("ok", headers={"X-Drafts": titles})


class UnreachableView(TemplateView):
    """A view that is never reached: its address is answered with an error."""

    template_name = "planted/there-is-no-such-template.html"


urlpatterns = [
    path("admin/planted/images/", every_image, name="planted_list"),
    path("admin/planted/visited/", visited, name="planted_get"),
    path("admin/planted/archive/", archive_all, name="planted_post"),
    path("admin/planted/tell/", tell, name="planted_mail"),
    path("admin/planted/things/<int:thing_id>/", thing, name="planted_thing"),
    path("planted/headline/", headline, name="planted_header"),
    path("planted/unreachable/", UnreachableView.as_view(), name="planted_error"),
    *own_patterns,
]
