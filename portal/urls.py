"""Addresses of the portal; the gate has bound the site before any of them is looked at."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path, re_path
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.views.account import LogoutView
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from portal import api, views
from portal.accounts.views.account import end_session
from portal.media.views import autocomplete_tags
from portal.tenancy.enforcement.views import take_over_patterns
from portal.writes import atomic_writes

admin_patterns = decorate_urlpatterns(list(wagtailadmin_urls.urlpatterns), atomic_writes)
take_over_patterns(admin_patterns)
to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("", views.to_default_language, name="root"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("accents.css", views.accents, name="accents"),
    path("api/v3/", RedirectView.as_view(url="/api/v3/docs/")),
    path("api/v3/", api.urls()),
    re_path(r"^api/", api.unknown_path),
    # Wagtail's own sign-in goes around allauth's throttle and second factor.
    path("admin/login/", to_sign_in),
    path("_util/login/", to_sign_in),
    # Wagtail's view ends the session's cookie in its answer to GET too, which it refuses.
    path("admin/logout/", require_POST(LogoutView.as_view())),
    path("admin/tag-autocomplete/media/mediatag/", autocomplete_tags, name="media_tag_autocomplete"),
    path("admin/", include(admin_patterns)),
    path("accounts/sessions/end/", end_session, name="end_session"),
    path("accounts/", include("allauth.urls")),
    path("invitations/", include("portal.accounts.urls")),
    path("-/contact/", include("portal.contacts.urls")),
    path("members/page/<int:page_id>/", views.members_page, name="members_page"),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("events.urls")),
    path("", include("search.urls")),
    re_path(r"", include(wagtail_urls)),
]

handler400 = "portal.views.bad_request"
handler403 = "portal.views.not_allowed"
handler404 = "portal.views.not_found"
# allauth's, beyond its limits (allauth/core/internal/ratelimit.py, respond_429).
handler429 = "portal.views.too_many"
handler500 = "portal.views.server_error"

if settings.DEBUG:
    from django.conf.urls.static import static

    urlpatterns = [*static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT), *urlpatterns]
