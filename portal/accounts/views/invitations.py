"""Accepting an invitation, on the network's host.

The link of the mail is opened once: the session remembers what it leads to, and the address without the token
takes over, so that neither history nor `Referer` nor a sign-in page's `next` carries it. GET shows, POST accepts.
The form's own page may name itself to this host: with `no-referrer` browsers post `Origin: null`, which Django's
protection against forged requests refuses.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from portal.accounts.forms import NewPersonForm
from portal.accounts.models import Invitation, User
from portal.accounts.selectors.invitations import account_of, hash_of, invitation_behind
from portal.accounts.services.errors import PeopleError
from portal.accounts.services.invitations import accept_as_new_person, accept_invitation
from portal.accounts.words import role_names

KEPT = "invitation"


@require_safe
@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Keep what the link leads to and go on without the token."""
    request.session[KEPT] = hash_of(token)
    response = redirect(f"{reverse('invitation')}?{urlencode({'language': get_language()})}")
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@method_decorator([never_cache, sensitive_post_parameters("password1", "password2")], name="dispatch")
class InvitationView(View):
    """Who invites to what, and the one thing to do: name oneself, sign in, or accept."""

    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        invitation = invitation_behind(request.session.get(KEPT, ""))
        if invitation is None:
            return self.page(request, None, "over", status=410)
        return super().dispatch(request, *args, invitation=invitation, **kwargs)

    def get(self, request: HttpRequest, invitation: Invitation) -> HttpResponse:
        step = self.step(request, invitation)
        form = NewPersonForm(email=invitation.email) if step == "new" else None
        return self.page(request, invitation, step, form=form)

    def post(self, request: HttpRequest, invitation: Invitation) -> HttpResponseBase:
        step = self.step(request, invitation)
        if step not in ("new", "accept"):
            return self.page(request, invitation, step, status=403)
        form = NewPersonForm(request.POST, email=invitation.email) if step == "new" else None
        if form is not None and not form.is_valid():
            return self.page(request, invitation, step, form=form, status=422)
        try:
            return self.accept(request, invitation, form)
        except PeopleError as error:
            messages.error(request, str(error))
            return redirect("invitation")
        except PermissionDenied:
            return self.page(request, invitation, "other", status=403)

    def accept(self, request: HttpRequest, invitation: Invitation, form: NewPersonForm | None) -> HttpResponseBase:
        """Take the roles, as the person signed in or as a new one, who is signed in by it."""
        home = reverse("wagtailadmin_home")
        if form is None:
            assert isinstance(request.user, User)  # noqa: S101  # step() has seen to it
            accept_invitation(invitation=invitation, user=request.user)
            del request.session[KEPT]
            messages.success(request, _("Welcome: your new roles are yours from now on."))
            return redirect(home)
        data = form.cleaned_data
        user = accept_as_new_person(
            invitation=invitation,
            first_name=data["first_name"],
            last_name=data["last_name"],
            password=data["password1"],
        )
        del request.session[KEPT]
        login = Login(user=user, email_verification="none", redirect_url=home, email=user.email)
        answer: HttpResponseBase = perform_password_login(request, {"email": user.email}, login)
        return answer

    @staticmethod
    def step(request: HttpRequest, invitation: Invitation) -> str:
        """What the visitor has to do, from who they are and whether the address has an account."""
        account = account_of(invitation.email)
        if account is not None and not account.is_active:
            return "closed"
        if not request.user.is_authenticated:
            return "new" if account is None else "sign_in"
        return "accept" if account == request.user else "other"

    @staticmethod
    def page(
        request: HttpRequest, invitation: Invitation | None, step: str, *, form: Any = None, status: int = 200
    ) -> HttpResponse:
        context: dict[str, Any] = {"step": step, "form": form, "invitation": invitation}
        if invitation is not None:
            context["roles"] = role_names(invitation.roles, cite=invitation.cite)
            language = {"language": get_language()}
            back = {"next": f"{reverse('invitation')}?{urlencode(language)}", **language}
            context["sign_in_url"] = f"{reverse('account_login')}?{urlencode(back)}"
        return render(request, "accounts/invitation.html", context, status=status)
