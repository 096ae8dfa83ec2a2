"""Finding, exporting and erasing one person's data; and the proof of purges."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from portal.accounts.models import User
from portal.personal.registry import PERSONAL
from portal.personal.selectors import purges_of, responsible_for
from portal.personal.services.rights import erase_person, export_person

PER_PAGE = 30


class AddressForm(forms.Form):
    """Whose data; always posted, so that no address of the admin carries it."""

    email = forms.EmailField(label=gettext_lazy("The person’s e-mail address"))


@method_decorator([never_cache, sensitive_post_parameters("email")], name="dispatch")
class PersonalView(WagtailAdminTemplateMixin, TemplateView):
    """An address, what is held of it, and two verbs: `verb=export`; `verb=ask`, which asks before `verb=erase`."""

    template_name = "personal/admin/index.html"
    header_icon = "user"

    def get_page_title(self) -> str:
        return _("Personal data")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        assert isinstance(request.user, User)  # noqa: S101  # the admin's decorator has checked
        self.person = request.user
        self.cites = responsible_for(request.user)
        if not self.cites:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AddressForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        email, verb = form.cleaned_data["email"], request.POST.get("verb", "")
        if verb == "export":
            return self.export(email)
        if verb == "erase":
            number = erase_person(email=email, cite_ids=self.cites, user=self.person)
            text = ngettext("%(number)s entry is erased.", "%(number)s entries are erased.", number)
            messages.success(request, text % {"number": number})
            return redirect("personal")
        found = self.numbers(email)
        if verb == "ask" and any(number for _label, number in found):
            self.template_name = "personal/admin/erase.html"
        return self.render_to_response(self.get_context_data(form=form, found=found, email=email))

    def numbers(self, email: str) -> list[tuple[str, int]]:
        """How much is held of each kind."""
        return [
            (str(data.label), data.of_cites(data.of_person(email), self.cites).count()) for data in PERSONAL.values()
        ]

    def export(self, email: str) -> HttpResponse:
        """A file with everything, and what its columns are called in the reader's language."""
        found = export_person(email=email, cite_ids=self.cites, user=self.person)
        labels = {kind: PERSONAL[kind].column_labels() for kind, rows in found.items() if rows}
        response = JsonResponse(
            {"labels": labels, **found},
            encoder=DjangoJSONEncoder,
            json_dumps_params={"ensure_ascii": False, "indent": 1},
        )
        response.headers["Content-Disposition"] = 'attachment; filename="personal-data.json"'
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context.setdefault("form", AddressForm())
        context["any_found"] = any(number for _label, number in context.get("found", ()))
        runs = Paginator(purges_of(self.cites), PER_PAGE).get_page(self.request.GET.get("p"))
        labels = {kind: data.label for kind, data in PERSONAL.items()}
        return context | {"runs": [(run, labels.get(run.kind, run.kind)) for run in runs]}
