"""Addresses of the stock project: search, API v2, pages with the language in front."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from initiatives import views

router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PagesAPIViewSet)

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("api/v2/", router.urls),
    path("search.json", views.search_json),
    *i18n_patterns(path("search/", views.search, name="search"), path("", include(wagtail_urls))),
]
