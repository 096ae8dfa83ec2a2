"""Views that are no pages: the way to the default language, robots, sitemap, accents, errors, members' pages."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import condition, require_safe
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap
from wagtail.url_routing import RouteResult
from wagtail.views import serve

from portal.selectors.accents import accent_sheet, accent_version
from portal.selectors.members import SignInFirstError, address_of, page_for_members
from portal.selectors.sitemaps import SiteSitemap
from portal.tenancy.middleware import origin
from portal.tenancy.selectors import hosts

# Seconds (ACCOUNT_RATE_LIMITS and MFA's as they come: attempts to sign in with one address).
LONGEST_LIMIT = 300


@require_safe
def to_default_language(request: HttpRequest) -> HttpResponse:
    """`/` leads to the site's default language; 302, for a Cité may change its mind."""
    row: hosts.SiteRow = request.site_row  # type: ignore[attr-defined]  # bound by the gate
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"/{row.default_language}/" + (f"?{query}" if query else ""))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read; where the sitemap is."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {prefix}" for prefix in settings.NETWORK_ONLY]
    lines += ["", f"Sitemap: {origin(request, request.site_row.hostname)}/sitemap.xml", ""]  # type: ignore[attr-defined]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """All live public pages of the site, each with its translations."""
    response: HttpResponseBase = wagtail_sitemap(request, sitemaps={"pages": SiteSitemap(request)})
    return response


@require_safe
@condition(etag_func=lambda request: f'"{accent_version()}"')
def accents(request: HttpRequest) -> HttpResponse:
    """The accent of every Cité in one small sheet: no style attribute, so a strict content policy holds."""
    response = HttpResponse(accent_sheet(), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def members_page(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """A restricted page of any site, or one with a part for members, read on the network's host where the reader is
    signed in. On the Cité's own host nobody ever is: the sign-in page would send back to it for ever.

    Any other page is read at its own address. Without a session every number leads to the sign-in, but for open pages.
    """
    try:
        page, row = page_for_members(request, page_id)
    except SignInFirstError:
        return sign_in_first(request)
    if not getattr(page, "has_members_part", False) and not page.get_view_restrictions():
        response: HttpResponseBase = HttpResponseRedirect(address_of(request, page, row))
    else:
        request.page_site_row = row  # type: ignore[attr-defined]
        request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
        response = serve(request, "")
    add_never_cache_headers(response)
    return response


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in, which speaks the language asked, and back."""
    response = redirect_to_login(request.get_full_path())
    asked = request.GET.get("language", "")
    if asked in dict(settings.WAGTAILADMIN_PERMITTED_LANGUAGES):
        response.headers["Location"] += f"&language={asked}"
    add_never_cache_headers(response)
    return response


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 in words."""
    response = render(request, "403.html", status=403)
    add_never_cache_headers(response)
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the language of the address."""
    return render(request, "404.html", status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 for what Django itself refuses to read."""
    return render(request, "400.html", status=400)


def too_many(request: HttpRequest) -> HttpResponse:
    """429 in words. Which limit it was isn't told; none of allauth's lasts longer."""
    response = render(request, "429.html", {"minutes": LONGEST_LIMIT // 60}, status=429)
    response.headers["Retry-After"] = str(LONGEST_LIMIT)
    add_never_cache_headers(response)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500 without a query: the database may be what failed."""
    return render(request, "500.html", status=500)
