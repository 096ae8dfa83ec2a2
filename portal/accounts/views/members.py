"""People of a Cité or of the network, for those who manage them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from portal.accounts.forms import InviteForm, MemberForm, RemoveForm
from portal.accounts.models import Invitation, User
from portal.accounts.selectors.invitations import invitations_of
from portal.accounts.selectors.members import is_last_manager, managed_cites, manages_people, members_of, with_numbers
from portal.accounts.services.errors import PeopleError
from portal.accounts.services.invitations import invite, resend_invitation, revoke_invitation
from portal.accounts.services.members import change_roles, remove_member
from portal.accounts.views.spaces import MemberMixin, SpaceFormView, SpaceMixin, space_for
from portal.accounts.words import role_names

PER_PAGE = 50


class IndexView(WagtailAdminTemplateMixin, TemplateView):
    """The Cités whose people one manages; straight to the only one, if there is but one."""

    template_name = "accounts/admin/index.html"
    header_icon = "group"

    def get_page_title(self) -> str:
        return _("People")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        assert isinstance(request.user, User)  # noqa: S101  # the admin's decorator has checked
        self.cites = managed_cites(request.user)
        self.network = manages_people(request.user)
        if not self.network:
            found = list(self.cites[:2])
            if not found:
                raise PermissionDenied
            if len(found) == 1:
                return redirect("members:cite_members", found[0].pk)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        words = self.request.GET.get("q", "").strip()[:100]
        cites = self.cites.filter(Q(name__icontains=words) | Q(short_name__icontains=words)) if words else self.cites
        page = Paginator(with_numbers(cites), PER_PAGE).get_page(self.request.GET.get("p"))
        return found | {"cites": page, "words": words, "network": self.network}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": _("People")}]


class MembersView(SpaceMixin, TemplateView):
    """The people of a space with their roles, and the invitations that wait for an answer."""

    template_name = "accounts/admin/members.html"

    def get_page_title(self) -> str:
        return self.space_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = [
            {
                "user": member.user,
                "roles": [str(role.label) for role in member.roles],
                "change_url": self.address("member", member.user.pk),
                "remove_url": self.address("remove", member.user.pk),
            }
            for member in members_of(cite=self.cite)
        ]
        invitations = [
            {"row": row, "roles": role_names(row.roles, cite=self.cite)} for row in invitations_of(cite=self.cite)
        ]
        context = super().get_context_data(**kwargs)
        return context | {"people": people, "invitations": invitations, "invite_url": self.address("invite")}


class InviteView(SpaceFormView):
    """Invite an address; what is answered doesn't depend on whether it has an account."""

    form_class = InviteForm

    def get_page_title(self) -> str:
        return _("Invite")

    @property
    def intro(self) -> str:  # type: ignore[override]  # a translated sentence
        return _("The person gets a mail with a link that works once, for two weeks.")

    @property
    def submit_label(self) -> str:  # type: ignore[override]  # a translated sentence
        return _("Send the invitation")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"cite": self.cite}

    def act(self, data: dict[str, Any]) -> str:
        invite(sender=self.user, cite=self.cite, **data)
        return sent_sentence(data["email"])


class MemberView(MemberMixin, SpaceFormView):
    """The roles of one person in the space."""

    form_class = MemberForm

    def get_page_title(self) -> str:
        return str(self.member.user)

    @property
    def submit_label(self) -> str:  # type: ignore[override]  # a translated sentence
        return _("Save the roles")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "cite": self.cite,
            "last_manager": _may_orphan(self),
            "initial": {"roles": [str(role) for role in self.member.roles]},
        }

    def act(self, data: dict[str, Any]) -> str:
        change_roles(by=self.user, user=self.member.user, cite=self.cite, **data)
        return _("The roles of %(name)s are saved.") % {"name": self.member.user}


class RemoveView(MemberMixin, SpaceFormView):
    """Take a person out of the space."""

    form_class = RemoveForm

    def get_page_title(self) -> str:
        return _("Remove %(name)s") % {"name": self.member.user}

    @property
    def intro(self) -> str:  # type: ignore[override]  # a translated sentence
        return _(
            "%(name)s loses every role in “%(space)s” at once. What they wrote stays, and so does their account."
        ) % {"name": self.member.user, "space": self.space_name}

    @property
    def submit_label(self) -> str:  # type: ignore[override]  # a translated sentence
        return _("Remove from “%(space)s”") % {"space": self.space_name}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"last_manager": _may_orphan(self)}

    def act(self, data: dict[str, Any]) -> str:
        remove_member(by=self.user, user=self.member.user, cite=self.cite, **data)
        return _("%(name)s no longer works in “%(space)s”.") % {
            "name": self.member.user,
            "space": self.space_name,
        }

    def get_success_url(self) -> str:
        # Who removes themselves may not see the list any more.
        return self.address("members") if self.member.user != self.user else reverse("wagtailadmin_home")


class InvitationView(View):
    """One verb on one invitation: `post` only."""

    http_method_names = ["post", "options"]
    verb = ""

    def post(self, request: HttpRequest, invitation_id: int) -> HttpResponse:
        assert isinstance(request.user, User)  # noqa: S101  # the admin's decorator has checked
        invitation = get_object_or_404(Invitation.objects.select_related("cite", "invited_by"), pk=invitation_id)
        cite = space_for(request.user, invitation.cite_id)
        try:
            if self.verb == "resend":
                resend_invitation(sender=request.user, invitation=invitation)
                messages.success(request, sent_sentence(invitation.email))
            else:
                revoke_invitation(user=request.user, invitation=invitation)
                messages.success(request, _("The invitation is withdrawn; its link leads nowhere any more."))
        except PeopleError as error:
            messages.error(request, str(error))
        name = "members:network_members" if cite is None else "members:cite_members"
        return redirect(name, *([] if cite is None else [cite.pk]))


def sent_sentence(email: str) -> str:
    """The one sentence about an invitation, whatever the address is."""
    return _("An invitation is on its way to %(email)s.") % {"email": email}


def _may_orphan(view: MemberMixin) -> bool:
    """Whether the form offers to leave the Cité without a manager."""
    return view.cite is not None and manages_people(view.user) and is_last_manager(view.member.user, cite=view.cite)
