"""Importing initiatives in the admin: what was brought, sending a file, naming its columns; `import_runs` goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cities import tasks
from cities.forms_imports import ColumnsForm, FileForm
from cities.models import InitiativeImport
from cities.selectors.imports import KEEP_FILE, importable_cites, imports_of
from cities.services.importing import jobs
from cities.services.importing.fields import template_language
from cities.services.importing.problems import ImportRefusedError
from cities.services.importing.sheets import Line
from cities.services.importing.templates import KINDS, write_template
from portal.dashboard.current import current_cite
from portal.tenancy.models import Cite

if TYPE_CHECKING:
    from portal.accounts.models import User

PER_PAGE = 50
REMARKS = "remarks"


class ImporterMixin:
    """A view for whoever may import into some Cité."""

    request: HttpRequest

    @cached_property
    def person(self) -> User:
        return cast("User", self.request.user)

    @cached_property
    def cites(self) -> list[Cite]:
        return importable_cites(self.person)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.cites:
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # of the view
        return answer


class OfImportMixin(ImporterMixin):
    """A view about one import."""

    kwargs: dict[str, Any]

    @cached_property
    def job(self) -> InitiativeImport:
        return get_object_or_404(imports_of(self.person), pk=self.kwargs["import_id"])

    def back(self) -> HttpResponse:
        """To the import's own page."""
        return redirect("imports:detail", import_id=self.job.pk)


class PageMixin(WagtailAdminTemplateMixin):
    """A page of these screens."""

    header_icon = "upload"

    def crumbs(self) -> list[dict[str, Any]]:
        """Between the list and this page."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        listing = {"url": reverse("imports:index"), "label": _("Imports of initiatives")}
        return [*self.breadcrumbs_items, listing, *self.crumbs()]


class ImportListView(ImporterMixin, PageMixin, TemplateView):
    """What was brought, the latest first."""

    template_name = "cities/admin/import_list.html"
    page_title = gettext_lazy("Imports of initiatives")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found = Paginator(imports_of(self.person), PER_PAGE).get_page(self.request.GET.get("p"))
        return context | {"imports": found, "several": len(self.cites) > 1, "keep_days": KEEP_FILE.days}


class FileView(ImporterMixin, PageMixin, TemplateView):
    """Sending a file."""

    template_name = "cities/admin/import_file.html"
    page_title = gettext_lazy("Import a file")

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        mine = current_cite(self.request)
        initial = {"cite": mine.pk} if mine in self.cites and mine else {}
        context.setdefault("form", FileForm(cites=self.cites, initial=initial))
        return context | {"keep_days": KEEP_FILE.days}

    def post(self, request: HttpRequest) -> HttpResponse:
        form = FileForm(request.POST, request.FILES, cites=self.cites)
        if form.is_valid():
            values = form.cleaned_data
            try:
                job = jobs.receive(
                    cite=values["cite"],
                    user=self.person,
                    file=values["file"],
                    name=values["file"].name,
                    language=values["language"],
                )
            except ImportRefusedError as error:
                form.add_error("language" if error.problem.code == "no_language" else "file", str(error))
            else:
                return redirect("imports:columns", import_id=job.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ColumnsView(OfImportMixin, PageMixin, TemplateView):
    """Naming the columns, beside the first lines."""

    template_name = "cities/admin/import_columns.html"
    page_title = gettext_lazy("What the columns are")

    def crumbs(self) -> list[dict[str, Any]]:
        address = reverse("imports:detail", args=[self.job.pk])
        return [{"url": address, "label": str(self.job)}, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.job.state not in jobs.BEFORE_CHECK:
            return self.back()
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form = context.setdefault("form", ColumnsForm(job=self.job))
        lines: list[Line] = []
        notes: list[str] = []
        try:
            lines, notes = jobs.preview(self.job)
        except ImportRefusedError as error:
            context["refusal"] = str(error)
        samples = [[line.cells[place] for line in lines if line.cells[place]] for place in range(len(self.job.headers))]
        return context | {
            "job": self.job,
            "rows": list(zip(form, samples, strict=True)),
            "lines": lines,
            "notes": notes,
        }

    def post(self, request: HttpRequest, import_id: int) -> HttpResponse:
        form = ColumnsForm(request.POST, job=self.job)
        if form.is_valid():
            try:
                jobs.begin_check(self.job, columns=form.columns())
            except (ImportRefusedError, jobs.StepRefusedError) as error:
                form.add_error(None, str(error))
            else:
                tasks.check_import.enqueue(self.job.pk)
                return self.back()
        return self.render_to_response(self.get_context_data(form=form), status=422)


class TemplateFileView(ImporterMixin, View):
    """An empty table to fill, in the reader's language."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        if kind not in KINDS:
            raise Http404
        code = template_language()
        return HttpResponse(
            write_template(kind, code),
            content_type=KINDS[kind],
            headers={"Content-Disposition": f'attachment; filename="initiatives-{code}.{kind}"'},
        )
