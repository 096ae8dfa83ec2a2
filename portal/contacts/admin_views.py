"""The messages of the Cités one manages."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from portal.accounts.models import User
from portal.contacts.models import ContactMessage
from portal.contacts.selectors import messages_for
from portal.contacts.services.messages import mark_handled
from portal.personal.selectors import managed_by_role

PER_PAGE = 50


class ReaderMixin(WagtailAdminTemplateMixin):
    """A view for managers."""

    header_icon = "mail"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        assert isinstance(request.user, User)  # noqa: S101  # the admin's decorator has checked
        self.person = request.user
        if not managed_by_role(self.person).exists():
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer


class MessagesView(ReaderMixin, TemplateView):
    """What people wrote, the unanswered first."""

    template_name = "contacts/admin/messages.html"

    def get_page_title(self) -> str:
        return _("Messages")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        # A missing date sorts first on SQLite and last on PostgreSQL.
        rows = messages_for(self.person).order_by(F("handled_at").asc(nulls_first=True), "-received_at", "-pk")
        return context | {"rows": Paginator(rows, PER_PAGE).get_page(self.request.GET.get("p"))}


class MessageView(ReaderMixin, TemplateView):
    """One message; marking it answered is a `post`."""

    template_name = "contacts/admin/message.html"

    @cached_property
    def message(self) -> ContactMessage:
        return get_object_or_404(messages_for(self.person), pk=self.kwargs["message_id"])

    def get_page_title(self) -> str:
        return str(self.message)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("messages:index"), "label": _("Messages")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        message = self.message
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"message": message}

    def post(self, request: HttpRequest, message_id: int) -> HttpResponse:
        mark_handled(message=self.message, user=self.person)
        messages.success(request, _("Marked as answered."))
        return redirect("messages:index")
