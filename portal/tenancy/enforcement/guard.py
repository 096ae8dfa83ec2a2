"""The guard in front of the admin: whose is every object that an address or a stated parameter names?

For whoever isn't of the network: another's object is a 404, and so is one that isn't there, in the same words:
nobody learns which numbers are taken. A shared one can't be changed (403), an argument nobody has stated is refused
(403), and so are addresses a Cité never needs (`routes`). It runs before the view, so it also holds for views that
ask for no permission on the object, Wagtail's, a library's or our own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from django.db.models import Model, ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import ResolverMatch
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from portal.tenancy.enforcement.arguments import Access, NoRowError, argument_of, parameters_of
from portal.tenancy.enforcement.routes import refusal
from portal.tenancy.selectors.acting import acting_as, nobody_acting
from portal.tenancy.selectors.scope import TenantScope, scope_of
from portal.upstream.posted import refused as unreadable

GetResponse = Callable[[HttpRequest], HttpResponseBase]
GUARDED = "/admin/"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# Posts that make nothing: the form of an image's format, chosen for a page of one's own.
HARMLESS = frozenset({"wagtailimages_chooser:select_format"})
# They make numbers of what was posted and nothing else.
READ_UNASKED = frozenset({"wagtailadmin_editing_sessions:ping"})
# Where a page the network shares may be named. Elsewhere the admin shows a page's draft, which isn't shared.
PAGES_SHARED_AT = ("wagtailadmin_choose_page*", "wagtailadmin_explore*")


class TenantGuard:
    """Middleware; after the session's rules, before any view."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with nobody_acting():
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        if not request.path_info.startswith(GUARDED) or not request.user.is_authenticated:
            return None
        scope = scope_of(request.user)
        if scope.is_network:
            return None
        status = self.verdict(request, scope)
        if status is not None:
            return refused(request, status)
        acting_as(scope)
        return None

    def verdict(self, request: HttpRequest, scope: TenantScope) -> int | None:
        """The status to refuse with, or None to let the request pass."""
        match = request.resolver_match
        assert match is not None  # noqa: S101  # process_view runs after resolving
        if refusal(match.view_name):
            return 403
        try:
            named = list(named_by_address(request, match))
            seen = [*(found for found, _access in named), *parameters_of(request, match)]
        except UnknownArgumentError:
            return 403
        except NoRowError:
            return 404
        kept = [found for found, access in named if access == "own" or is_hidden(found, match)]
        if not all(map(scope.can_read, seen)) or not all(map(scope.can_write, kept)):
            return 404
        changes = request.method not in SAFE and match.view_name not in HARMLESS
        if changes and not all(scope.can_write(found) for found, access in named if access != "read"):
            return 403
        return None

    @staticmethod
    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """In the place of an error: 400 to a form without what its script adds, such as the counts of streams, or
        without its file; a message to who deletes what others hang on, such as a Cité's Site.

        Upstream reason: `blocks/stream_block.py` and wagtail-localize's upload read the post without asking, and
        `admin/views/editing_sessions.py` takes any text for a revision's number;
        Wagtail's delete views ask the reference index, which knows no row of our register.
        """
        if not request.path_info.startswith(GUARDED):
            return None
        if isinstance(exception, MultiValueDictKeyError):
            return unreadable(request)
        match = request.resolver_match
        if isinstance(exception, ValueError) and match is not None and match.view_name in READ_UNASKED:
            return unreadable(request)
        if isinstance(exception, ProtectedError):
            messages.error(request, _("This can’t be deleted: other things of the network depend on it."))
            return redirect("wagtailadmin_home")
        return None


def is_hidden(found: Model, match: ResolverMatch) -> bool:
    """Whether a row is a page, where the admin would show its draft."""
    return isinstance(found, Page) and not any(fnmatchcase(match.view_name, pattern) for pattern in PAGES_SHARED_AT)


class UnknownArgumentError(LookupError):
    """An address has an argument nobody has stated, or names another person's upload or session."""


def named_by_address(request: HttpRequest, match: ResolverMatch) -> Iterator[tuple[Model, Access]]:
    """The rows an address names and what for, but for those that are the person's own and nobody else's.

    Raises:
        UnknownArgumentError: what an argument names can't be told.
        NoRowError: it names a row that isn't there. Of the person's own rows the view says so: a session that ended
            is opened again.
    """
    if match.args:
        raise UnknownArgumentError
    for name, value in match.kwargs.items():
        argument = argument_of(match, name)
        if argument is None:
            raise UnknownArgumentError(name)
        try:
            found = argument.find(value)
        except NoRowError:
            if argument.of_user:
                continue
            raise
        if found is None:
            continue
        if not argument.of_user:
            yield found, argument.access
        elif getattr(found, argument.of_user) != request.user.pk:
            raise UnknownArgumentError(name)


def refused(request: HttpRequest, status: int) -> HttpResponse:
    """A page in words, or a short text to a script; it names nothing."""
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return HttpResponse(status=status, content_type="text/plain; charset=utf-8")
    return render(request, "tenancy/refused.html", {"status": status}, status=status)
