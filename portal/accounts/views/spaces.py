"""What the screens about one space have in common: which space it is, and whether the person may be there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from portal.accounts.models import User
from portal.accounts.selectors.members import Member, managed_cites, manages_people, member_of
from portal.accounts.services.errors import PeopleError
from portal.tenancy.models import Cite
from portal.tenancy.selectors.scope import scope_of


def space_for(user: User, cite_id: int | None) -> Cite | None:
    """The Cité of an address, or None for the network, where the person may manage people.

    Raises:
        Http404: the Cité isn't there, or isn't theirs.
        PermissionDenied: it is theirs, but they don't manage it; or the network isn't theirs to manage.
    """
    if cite_id is None:
        if not manages_people(user):
            raise PermissionDenied
        return None
    cite = managed_cites(user).filter(pk=cite_id).first()
    if cite is None:
        if cite_id in scope_of(user).cite_ids:
            raise PermissionDenied
        raise Http404
    return cite


class SpaceMixin(WagtailAdminTemplateMixin):
    """A screen about the people of one space; `cite` is None for the network."""

    header_icon = "group"
    request: HttpRequest
    cite: Cite | None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.cite = space_for(self.user, kwargs.get("cite_id"))

    @property
    def user(self) -> User:
        """Who asks."""
        assert isinstance(self.request.user, User)  # noqa: S101  # the admin's decorator has checked
        return self.request.user

    @property
    def space_name(self) -> str:
        return self.cite.short_name if self.cite else _("The network")

    def address(self, name: str, *args: Any) -> str:
        """The address of another screen about the same space."""
        if self.cite is None:
            return reverse(f"members:network_{name}", args=args)
        return reverse(f"members:cite_{name}", args=[self.cite.pk, *args])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [
            *self.breadcrumbs_items,
            {"url": reverse("members:index"), "label": _("People")},
            {"url": self.address("members"), "label": self.space_name},
        ]
        title = self.get_page_title()
        return items if title == self.space_name else [*items, {"url": "", "label": title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {"cite": self.cite, "space_name": self.space_name}


class SpaceFormView(SpaceMixin, FormView[Any]):
    """A form about a space; what the service refuses becomes a message of the form."""

    template_name = "accounts/admin/form.html"
    intro = ""
    submit_label = ""

    def act(self, data: dict[str, Any]) -> str:
        """Do what the form asks; answers the sentence shown afterwards."""
        raise NotImplementedError  # each subclass has its own

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            done = self.act(form.cleaned_data)
        except PeopleError as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        messages.success(self.request, done)
        return redirect(self.get_success_url())

    def get_success_url(self) -> str:
        return self.address("members")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["media"] = context["form"].media
        return context | {
            "action_url": self.request.get_full_path(),
            "submit_button_label": self.submit_label,
            "submit_button_active_label": _("One moment…"),
            "intro": self.intro,
            "back_url": self.get_success_url(),
        }


class MemberMixin(SpaceMixin):
    """A screen about one person of the space; somebody who holds no role there isn't found."""

    member: Member

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        member = member_of(cite=self.cite, user_id=kwargs["user_id"])
        if member is None:
            raise Http404
        self.member = member


class NetworkPeopleMixin(WagtailAdminTemplateMixin):
    """A screen about accounts, whatever their roles: the label team's and operators' only."""

    header_icon = "user"
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (isinstance(request.user, User) and manages_people(request.user)):
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    @cached_property
    def person(self) -> User:
        """The person of the address."""
        return get_object_or_404(User, pk=self.kwargs["user_id"])
