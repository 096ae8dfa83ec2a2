"""ETags over the version of what is public: a 304 costs the look-up of the version and nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags

from portal import __version__
from portal.selectors.versions import content_version

Run = Callable[..., HttpResponseBase]


def etagged(run: Run) -> Run:
    """Answer 304 to a GET whose ETag still stands; name the state otherwise. With a token nothing is cached."""

    @wraps(run)
    def tagged(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if request.method != "GET" or "Authorization" in request.headers:
            response = run(request, **kwargs)
            patch_cache_control(response, private=True, no_store=True)
            return response
        etag = _etag(request)  # before the data: it can't name a state newer than them
        if etag in parse_etags(request.headers.get("If-None-Match", "")):
            response = HttpResponse(status=304)
        else:
            response = run(request, **kwargs)
        if response.status_code in (200, 304):
            response.headers["ETag"] = etag
            patch_cache_control(response, public=True, no_cache=True)
            patch_vary_headers(response, ["Authorization"])
        else:
            patch_cache_control(response, no_store=True)
        return response

    return tagged


def _etag(request: HttpRequest) -> str:
    query = "&".join(sorted(request.META.get("QUERY_STRING", "").split("&")))
    parts = (__version__, str(content_version()), request.get_host(), request.path, query)
    return f'W/"{hashlib.sha256("|".join(parts).encode()).hexdigest()[:20]}"'
