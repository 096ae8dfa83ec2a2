"""The headless API: our own instance, so that the contract is ours and only what we choose is mounted.

Wagtail's own `api` object lists every Cité's images and documents to anyone, and apps add routers to it as they
load; it is never mounted. See `docs/api.md`.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Swagger
from wagtail.api.v3.errors import problem_response, register_exception_handlers

api = NinjaAPI(
    title="Cités des métiers",
    version="3.0.0",
    urls_namespace="wagtailapi_v3",
    openapi_url="/openapi.json",
    docs_url="/docs/",
    docs=Swagger(settings={"validatorUrl": None}),
)
register_exception_handlers(api)


def unknown_path(request: HttpRequest) -> HttpResponse:
    """What lies under /api/ and is none of ours is a problem document too, not a page."""
    response: HttpResponse = problem_response(status=404, detail="No such address in this API.")
    return response
