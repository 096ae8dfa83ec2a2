"""A session counts only if allauth opened it, with the second factor where one exists or is required; the admin opens
to who has a role; pages about one's account speak one's own language."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from wagtail.users.models import UserProfile

from portal.accounts.selectors import FACTOR_ADDED, needs_second_factor
from portal.tenancy.middleware import SPOKEN

log = logging.getLogger(__name__)

ADMIN = "/admin/"
GetResponse = Callable[[HttpRequest], HttpResponseBase]
NOTED_EVERY = datetime.timedelta(minutes=5)


class SessionUse:
    """Runs after AuthenticationMiddleware, in the place of allauth's `UserSessionsMiddleware`: where from and when a
    session was used is noted every few minutes, or when it is used from elsewhere. Allauth's writes at each request,
    so that a page which is only read would wait for whoever writes, and fail where that takes long.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self.is_due(request):
            try:
                UserSession.objects.create_from_request(request)
            except OperationalError:
                log.warning("The use of a session was not noted: the database is busy.")
        return self.get_response(request)

    @staticmethod
    def is_due(request: HttpRequest) -> bool:
        """Whether there is something to note."""
        key = request.session.session_key
        if not key or getattr(request, "is_dummy", False) or not request.user.is_authenticated:
            return False
        noted = UserSession.objects.filter(session_key=key).first()
        if noted is None or timezone.now() - noted.last_seen_at > NOTED_EVERY:
            return True
        agent = request.headers.get("User-Agent", "")[: UserSession._meta.get_field("user_agent").max_length]
        used = (request.user.pk, get_adapter().get_client_ip(request), agent)
        return (noted.user_id, noted.ip, noted.user_agent) != used


class SignInRules:
    """Runs after AuthenticationMiddleware. allauth notes in the session how it was opened, and for whom."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refusal = self.refusal(request)
        if refusal is not None and request.path_info.startswith("/api/"):
            return self.not_signed_in()
        return refusal or self.get_response(request)

    @staticmethod
    def not_signed_in() -> HttpResponse:
        """A program isn't sent to a form; RFC 9457."""
        body = {"type": "about:blank", "title": "Unauthorized", "status": 401, "detail": "Sign in with every factor."}
        return JsonResponse(body, status=401, content_type="application/problem+json")

    def refusal(self, request: HttpRequest) -> HttpResponse | None:
        """Where the visitor is sent instead, or None where the session counts or nobody is signed in."""
        if getattr(request, "is_dummy", False) or not request.session.keys():
            return None
        user = request.user
        if not user.is_authenticated:
            return None
        records = get_authentication_records(request, user)
        if not records:
            logout(request)
            return redirect(settings.LOGIN_URL)
        way_out = (reverse("account_logout"), settings.STATIC_URL)
        if is_mfa_enabled(user):
            proved = any(record["method"] == "mfa" for record in records)
            proved = proved or request.session.get(FACTOR_ADDED) == user.pk
            way = (reverse("mfa_reauthenticate"), *way_out)
            return self._unless(request, proved, "mfa_reauthenticate", way) or self._without_role(request)
        if needs_second_factor(user):
            allowed = (reverse("mfa_index"), reverse("account_reauthenticate"), *way_out)
            return self._unless(request, False, "mfa_index", allowed)
        return self._without_role(request)

    @staticmethod
    def _without_role(request: HttpRequest) -> HttpResponse | None:
        """Who was taken out of the last space is told so.

        Upstream reason: `require_admin_access` (wagtail/admin/auth.py) sends them to the sign-in page, which sends
        back who is signed in, for ever.
        """
        admin = request.path_info.startswith(ADMIN) and request.path_info != reverse("wagtailadmin_logout")
        if not admin or request.user.has_perm("wagtailadmin.access_admin"):
            return None
        with spoken(request, own_language(request)):
            response = render(request, "accounts/without_role.html", status=403)
        add_never_cache_headers(response)
        return response

    @staticmethod
    def _unless(
        request: HttpRequest, proved: bool, target: str, allowed: tuple[str, ...]
    ) -> HttpResponseRedirect | None:
        if proved or request.path.startswith(allowed):
            return None
        return HttpResponseRedirect(reverse(target))


def own_language(request: HttpRequest) -> str:
    """What the person signed in has chosen, or was invited in; empty where nobody is or has. Wagtail asks for the same
    row afterwards and finds it read.
    """
    if not request.session.keys() or not request.user.is_authenticated:
        return ""
    profile: UserProfile | None = getattr(request.user, "wagtail_userprofile", None)
    return profile.preferred_language if profile else ""


@contextmanager
def spoken(request: HttpRequest, language: str) -> Iterator[None]:
    """Answer a request in a language, interface and all; as it is where there is none."""
    if not language:
        yield
        return
    request.content_language = language  # type: ignore[attr-defined]
    with translation.override(language):
        request.LANGUAGE_CODE = language
        yield


class OwnLanguage:
    """Runs after SignInRules. Pages about one's account speak one's own language, unless `?language=` asks for another;
    what it asked for when something was sent is kept for the next steps of a sign-in. The whole admin does too, with
    what refuses before a view is asked or after it was: Wagtail sees to its views only.
    """

    prefixes = (ADMIN, "/accounts/", "/invitations/", "/members/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if getattr(request, "is_dummy", False) or not request.path_info.startswith(self.prefixes):
            return self.get_response(request)
        named = request.GET.get("language", "")
        # In the admin it narrows lists.
        asked = "" if request.path_info.startswith(ADMIN) else named
        if asked in dict(settings.WAGTAILADMIN_PERMITTED_LANGUAGES):
            response = self.get_response(request)
            if request.method == "POST" and request.session.keys() and request.session.get(SPOKEN) != asked:
                request.session[SPOKEN] = asked
            return response
        language = own_language(request)
        if not language:
            return self._signing_in(self.get_response(request), named)
        with spoken(request, language):
            response = self.get_response(request)
        response.headers["Content-Language"] = language
        return response

    @staticmethod
    def _signing_in(response: HttpResponseBase, language: str) -> HttpResponseBase:
        """Whom a Cité's host sent to the admin in its language is asked in it to sign in."""
        place = response.headers.get("Location", "")
        permitted = language in dict(settings.WAGTAILADMIN_PERMITTED_LANGUAGES)
        if permitted and place.startswith(f"{reverse('account_login')}?next="):
            response.headers["Location"] = f"{place}&language={language}"
        return response
