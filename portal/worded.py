"""Development shows visitors' own 404 page, as a server does: Django's is in English and tells of patterns.

So it does for a path that leads out of the folder of uploads, which Django's view of files refuses with a fault.
"""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse

from portal.views import not_found


class WordedNotFound:
    """Middleware of the development settings; the API and the admin answer for themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer what no view found."""
        if isinstance(exception, Http404 | SuspiciousFileOperation) and not request.path.startswith(
            ("/api/", "/admin/")
        ):
            response = not_found(request, exception)
            # The middleware that sets it leaves out 404 in development, for the sake of Django's own page.
            response.headers.setdefault(HEADER, build_policy())
            return response
        return None
