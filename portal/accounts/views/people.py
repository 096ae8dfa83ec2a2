"""Accounts of the whole network: find, close, open again. For the label team and operators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages

from portal.accounts.models import User
from portal.accounts.services.errors import PeopleError
from portal.accounts.services.people import close_account, reopen_account
from portal.accounts.views.spaces import NetworkPeopleMixin
from portal.tenancy.enums import NETWORK_TEAMS
from portal.tenancy.models import CiteGroup, NetworkGroup

PER_PAGE = 50


class PeopleView(NetworkPeopleMixin, TemplateView):
    """Everybody with an account, by name; searched by name or address."""

    template_name = "accounts/admin/people.html"

    def get_page_title(self) -> str:
        return _("All accounts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        words = self.request.GET.get("q", "").strip()[:100]
        people = User.objects.order_by("last_name", "first_name", "pk")
        if words:
            people = people.filter(
                Q(first_name__icontains=words) | Q(last_name__icontains=words) | Q(email__icontains=words)
            )
        page = Paginator(people, PER_PAGE).get_page(self.request.GET.get("p"))
        return context | {"people": page, "words": words, "roles": roles_by_person(page.object_list)}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("members:index"), "label": _("People")},
            {"url": "", "label": self.get_page_title()},
        ]


class PersonView(NetworkPeopleMixin, TemplateView):
    """One account: roles everywhere, second factor, where it is signed in."""

    template_name = "accounts/admin/person.html"

    def get_page_title(self) -> str:
        return str(self.person)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        asker = self.request.user
        return context | {
            "person": self.person,
            "roles": roles_by_person([self.person]).get(self.person.pk, []),
            "has_factor": is_mfa_enabled(self.person),
            "sessions": UserSession.objects.filter(user=self.person).count(),
            "may_change": self.person != asker
            and (not self.person.is_superuser or (isinstance(asker, User) and asker.is_superuser)),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("members:people"), "label": _("All accounts")},
            {"url": "", "label": str(self.person)},
        ]


class AccountVerbView(NetworkPeopleMixin, View):
    """Close an account or open it again: `post` only."""

    http_method_names = ["post", "options"]
    verb: Callable[..., None] = staticmethod(close_account)

    def post(self, request: HttpRequest, user_id: int) -> HttpResponse:
        person = self.person
        try:
            self.verb(by=request.user, user=person)
        except PeopleError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, self._sentence(person))
        return redirect("members:person", person.pk)

    @staticmethod
    def _sentence(person: User) -> str:
        if person.is_active:
            return _("%(name)s can sign in again.") % {"name": person}
        return _("The account of %(name)s is closed, and every session of theirs has ended.") % {"name": person}


close = AccountVerbView.as_view(verb=staticmethod(close_account))
reopen = AccountVerbView.as_view(verb=staticmethod(reopen_account))


def roles_by_person(people: Any) -> dict[int, list[str]]:
    """What each of these people is, in words; two queries."""
    ids = [person.pk for person in people]
    found: dict[int, list[str]] = {}
    for row in NetworkGroup.objects.filter(role__in=NETWORK_TEAMS, group__user__in=ids).values_list(
        "group__user", "role"
    ):
        found.setdefault(row[0], []).append(str(dict(NetworkGroup._meta.get_field("role").choices or ())[row[1]]))
    groups = CiteGroup.objects.filter(group__user__in=ids).order_by("cite__short_name", "pk")
    labels = dict(CiteGroup._meta.get_field("role").choices or ())
    for user_id, place, role in groups.values_list("group__user", "cite__short_name", "role"):
        found.setdefault(user_id, []).append(f"{place}: {labels[role]}")
    return found
