"""The headless API: our own instance, so that the contract is ours and only what we choose is mounted.

Wagtail's own `api` object is never mounted: it lists every Cité's images and documents to anyone, and apps add
routers to it as they load. See `docs/api.md`.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils import translation
from django.utils.functional import cached_property
from ninja import NinjaAPI, Swagger
from ninja.openapi.schema import OpenAPISchema
from wagtail.api.v3.errors import register_exception_handlers
from wagtail.api.v3.routers.pages import router as pages_router
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cities.api import router as cites_router
from portal.headless.caching import etagged
from portal.headless.methods import head_as_get, refused_in_words
from portal.headless.problems import problem, register_worded_errors
from portal.headless.scope import network_wide
from portal.headless.sites import router as sites_router
from portal.headless.strict import no_tenant_tokens, strict
from portal.upstream import out_of_range
from portal.upstream.pages_router import rest_with_their_site
from portal.writes import atomic_writes
from search.api import router as initiatives_router


class PortalAPI(NinjaAPI):
    """Django Ninja's, with a contract that is put together once for each language: it takes a second."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        key = prefix, translation.get_language()
        if key not in self._contracts:
            self._contracts[key] = super().get_openapi_schema(path_prefix=prefix)
        return self._contracts[key]

    @cached_property
    def _contracts(self) -> dict[tuple[str, str | None], OpenAPISchema]:
        return {}


api = PortalAPI(
    title="Cités des métiers",
    version="3.0.0",
    description=(
        "Everything the network publishes, as data. Lists cover the whole network on every host; `site=` narrows "
        "them to one. Errors are problem documents (RFC 9457)."
    ),
    urls_namespace="wagtailapi_v3",
    openapi_url="/openapi.json",
    docs_url="/docs/",
    docs=Swagger(settings={"validatorUrl": None}),
)
register_exception_handlers(api)
register_worded_errors(api)
for _error in (OverflowError, DataError):
    api.add_exception_handler(_error, lambda request, exc: out_of_range.refused(request))
# The first one added is the innermost.
for decorator in (network_wide, etagged, no_tenant_tokens, strict):
    api.add_decorator(decorator, mode="view")
rest_with_their_site()
api.add_router("/pages/", pages_router)
api.add_router("/sites/", sites_router)
api.add_router("/cites/", cites_router)
api.add_router("/initiatives/", initiatives_router)


def urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    """The patterns of the API: HEAD answers as GET does, a write is one transaction, a 405 is a problem document."""
    patterns, app_name, namespace = api.urls
    wrapped = decorate_urlpatterns(
        list(patterns), lambda view: head_as_get(refused_in_words(atomic_writes(view, undone_from=400)))
    )
    return wrapped, app_name, namespace


def openapi_document() -> str:
    """The contract as text, the same in every process: sorted, in English."""
    with translation.override("en"):
        schema = api.get_openapi_schema(path_prefix="/api/v3/")
        return json.dumps(schema, indent=1, sort_keys=True, cls=DjangoJSONEncoder) + "\n"


def unknown_path(request: HttpRequest) -> HttpResponse:
    """What lies under /api/ and is none of ours is a problem document too, not a page."""
    return problem(status=404, detail="No such address in this API.")
