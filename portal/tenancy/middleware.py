"""The gate: which site a request is for, before anything else reads the host; then its session and language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.http.request import split_domain_port
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from portal.tenancy.models import Container
from portal.tenancy.no_site import UNKNOWN_SITE_LANGUAGES, no_site
from portal.tenancy.selectors import hosts

GetResponse = Callable[[HttpRequest], HttpResponseBase]
DEFAULT_PORTS = {"http": 80, "https": 443}
# For a load balancer that asks by address: no host, no database, no session.
HEALTH_PATH = "/-/health/"
PERMANENT = frozenset({301, 308})
# In the session: the language of a sign-in that takes several steps.
SPOKEN = "spoken_language"


def on_network_host(request: HttpRequest) -> bool:
    """Whether the request came for the network's own host, where the admin and sign-in live."""
    return bool(getattr(request, "on_network_host", False))


def raw_host(request: HttpRequest) -> tuple[str, str]:
    """Host, in lower case, and port as the browser sent them; empty where the header is malformed."""
    return split_domain_port(request._get_raw_host())  # type: ignore[attr-defined]  # as `Site.find_for_request` does


def origin(request: HttpRequest, hostname: str) -> str:
    """Scheme, host and port of `hostname` as the visitor of this request would reach it.

    In production the port is the portal's own: what a request claims would stay in shared caches that ignore ports.
    """
    if not settings.LINKS_FROM_REQUEST:
        return f"{request.scheme}://{hostname}{settings.PORT_SUFFIX}"
    port = raw_host(request)[1]  # the browser's port, not the server's
    return f"{request.scheme}://{hostname}" + (f":{port}" if port else "")


class HostMiddleware:
    """Bind the request to its Site; answer 404 to unknown hosts and 301 to other names of known ones.

    No permanent redirect, whoever made it, is followed again without asking: hosts and redirects change back.

    Sets `request._wagtail_site`, which `Site.find_for_request` returns from here on, and
    `request.on_network_host`. Neither is set for static files.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(settings.STATIC_URL):
            return self.get_response(request)
        if request.path_info == HEALTH_PATH:
            return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
        with hosts.held():
            response = self.answer(request)
        if response.status_code in PERMANENT:
            # Browsers would keep it for good, and be sent back and forth once the old host is the canonical one.
            response.headers.setdefault("Cache-Control", "no-cache")
        return response

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        """Answer for the host that was asked for, by one state of the table."""
        hostname = raw_host(request)[0]
        row, canonical = hosts.lookup(hostname) if hostname else (None, None)
        if row is None:
            return self.unknown_host(request)
        if getattr(request, "is_dummy", False):  # Wagtail's preview request is never redirected
            self.bind(request, row)
            return self.get_response(request)
        return self.elsewhere(request, row, canonical) or self.get_response(request)

    def elsewhere(self, request: HttpRequest, row: hosts.SiteRow, canonical: str | None) -> HttpResponse | None:
        """What is answered instead of the page asked for; binds the request to its site otherwise."""
        if canonical:
            target = origin(request, canonical) + request.get_full_path()
            return HttpResponsePermanentRedirect(target, preserve_request=request.method not in ("GET", "HEAD"))
        self.bind(request, row)
        if not on_network_host(request) and request.path_info.startswith(settings.NETWORK_ONLY):
            return self.to_network(request)
        return self.suspended(request, row) if row.suspended else None

    @staticmethod
    def bind(request: HttpRequest, row: hosts.SiteRow) -> None:
        container = Container.from_db("default", list(row.container), list(row.container.values()))
        port = row.port
        if settings.LINKS_FROM_REQUEST:
            asked = raw_host(request)[1]
            request._wagtail_cached_site_root_paths = hosts.request_root_paths(  # type: ignore[attr-defined]
                scheme=request.scheme or "http", port=asked
            )
            port = int(asked or DEFAULT_PORTS[request.scheme or "http"])
        site = Site.from_db(
            "default",
            ["id", "hostname", "port", "site_name", "root_page_id", "is_default_site"],
            [row.id, row.hostname, port, row.site_name, container.pk, False],
        )
        site.root_page = container
        site.language_codes = row.languages
        request._wagtail_site = site  # type: ignore[attr-defined]
        request.site_row = row  # type: ignore[attr-defined]
        request.on_network_host = row.hostname == settings.NETWORK_HOST  # type: ignore[attr-defined]

    @staticmethod
    def unknown_host(request: HttpRequest) -> HttpResponse:
        said = gettext_lazy("This site does not exist.")
        return no_site(request, said, languages=UNKNOWN_SITE_LANGUAGES, status=404)

    @staticmethod
    def suspended(request: HttpRequest, row: hosts.SiteRow) -> HttpResponse:
        said = gettext_lazy("This site is suspended.")
        spoken = list(dict.fromkeys(interface_language(code) for code in row.languages))
        response = no_site(request, said, languages=spoken or UNKNOWN_SITE_LANGUAGES, status=503)
        response.headers["Retry-After"] = "86400"
        return response

    @staticmethod
    def to_network(request: HttpRequest) -> HttpResponse:
        """Send a network-only path to the network's host; a relative `next` comes back here afterwards."""
        query = request.GET.copy()
        wanted = query.get("next", "")
        if wanted.startswith("/") and not wanted.startswith("//"):
            query["next"] = origin(request, request.site_row.hostname) + wanted  # type: ignore[attr-defined]
        query.setdefault("language", interface_language(request.site_row.default_language))  # type: ignore[attr-defined]
        suffix = f"?{query.urlencode()}" if query else ""
        response = HttpResponseRedirect(origin(request, settings.NETWORK_HOST) + request.path + suffix)
        response.headers["Cache-Control"] = "no-store"
        return response


class NoSession(SessionBase):
    """The session of a visitor who has none: empty, never stored, no cookie."""

    def load(self) -> dict[str, Any]:
        return {}

    def save(self, must_create: bool = False) -> None:
        """Nothing is kept."""

    def create(self) -> None:
        """Nothing is made."""

    def exists(self, session_key: str) -> bool:
        return False

    def delete(self, session_key: str | None = None) -> None:
        """There is nothing to delete."""

    @classmethod
    def clear_expired(cls) -> None:
        """There is nothing to clear."""


class NetworkSessionMiddleware(SessionMiddleware):
    """Sessions on the network's host only, and there for whoever brings one or asks for a page that needs it.

    A Cité's public host neither reads nor sets a session cookie: a replayed one means nothing there.
    """

    def process_request(self, request: HttpRequest) -> None:
        asked = settings.SESSION_COOKIE_NAME in request.COOKIES or request.path_info.startswith(settings.NETWORK_ONLY)
        if getattr(request, "is_dummy", False) or (on_network_host(request) and asked):
            super().process_request(request)
        else:
            request.session = NoSession()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session: Any = getattr(request, "session", NoSession())
        if isinstance(session, NoSession):
            return response
        public = not request.path_info.startswith(settings.NETWORK_ONLY)
        if public and session.is_empty() and not session.modified:
            # A cookie of no session: the answer is everybody's, which no cookie goes with.
            return response
        response = super().process_response(request, response)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response


class SiteLocaleMiddleware:
    """The language of a page is the first part of its address; nothing depends on cookie or Accept-Language.

    `request.content_language` is the language of the address, or the site's default where it names none;
    the interface speaks it, or the language that stands in for it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        row: hosts.SiteRow | None = getattr(request, "site_row", None)
        if row is None:
            return self.get_response(request)
        language = self.language_of(request, row)
        request.content_language = language  # type: ignore[attr-defined]
        spoken = interface_language(language)
        with translation.override(spoken):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        # Both, where the interface doesn't speak the page's language (RFC 9110, 8.5).
        response.headers.setdefault("Content-Language", ", ".join(dict.fromkeys([language, spoken])))
        return response

    @staticmethod
    def language_of(request: HttpRequest, row: hosts.SiteRow) -> str:
        """The first part of the path; on sign-in pages and the like, whose address names none, `?language=`, or what
        it said a step before."""
        if request.path_info.startswith(settings.NETWORK_ONLY):
            asked = request.GET.get("language", "") or request.session.get(SPOKEN, "")
            return asked if asked in dict(settings.WAGTAILADMIN_PERMITTED_LANGUAGES) else row.default_language
        code = request.path_info.lstrip("/").partition("/")[0]
        return code if code in row.languages else row.default_language


def interface_language(code: str) -> str:
    """The language the interface speaks for content in `code`."""
    return settings.INTERFACE_FALLBACKS.get(code, code)


def sign_in_address(request: HttpRequest, next_path: str) -> str:
    """The network's sign-in page, returning to an absolute address of the host asked."""
    back = origin(request, request.site_row.hostname) + next_path  # type: ignore[attr-defined]
    return origin(request, settings.NETWORK_HOST) + "/accounts/login/?" + urlencode({"next": back})
