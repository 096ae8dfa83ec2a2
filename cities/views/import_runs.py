"""What becomes of a file that was sent: its check line by line, importing, undoing, and how far it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet, TextChoices
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin import messages

from cities import tasks
from cities.enums import ImportState, LineOutcome, LineUndo
from cities.models import ImportLine, InitiativeImport
from cities.selectors.imports import KEEP_FILE, KEEP_REPORT, last_import, progress_of
from cities.services.importing import jobs
from cities.services.importing.csv_rows import as_csv
from cities.services.importing.problems import KnownWords, Problem
from cities.services.importing.report import report_header, report_rows
from cities.services.importing.templates import KINDS
from cities.services.importing.undo import UndoRefusedError, begin_undo, foresee_undo
from cities.views.imports import PER_PAGE, OfImportMixin, PageMixin

MADE = (LineOutcome.NEW, LineOutcome.CHANGED)
REMARKS, ALL = "remarks", "all"


class ImportView(OfImportMixin, PageMixin, TemplateView):
    """How far it is, then its report with what can be done next."""

    template_name = "cities/admin/import_detail.html"

    def get_page_title(self) -> str:
        return str(self.job)

    def crumbs(self) -> list[dict[str, Any]]:
        return [{"url": "", "label": str(self.job)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = self.job
        wrong = job.counts.get(LineOutcome.INVALID.value, 0)
        good = sum(job.counts.get(outcome.value, 0) for outcome in MADE)
        last = last_import(cite=job.cite)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "job": job,
            "refusal": " ".join(Problem.restored(job.refusal).words()) if job.refusal else "",
            "notes": [Problem.restored(note).words()[0] for note in job.notes],
            "wrong": wrong,
            "good": good,
            "progress": progress_text(job) if job.is_running else "",
            "may_check": job.state in jobs.BEFORE_CHECK and bool(job.file),
            "may_import": job.state == ImportState.CHECKED and good > 0 and bool(job.file),
            "may_discard": job.state in jobs.BEFORE_CHECK,
            "may_undo": last is not None and last.pk == job.pk and good > 0,
            "file_until": job.created_at + KEEP_FILE,
            "report_until": job.created_at + KEEP_REPORT,
            **self.report(),
        }

    def report(self) -> dict[str, Any]:
        """The lines to show, by default those that ask most for being read."""
        shown = self.request.GET.get("show") or self._first_shown()
        lines = self._lines(shown).order_by("number", "pk")
        page = Paginator(lines, PER_PAGE).get_page(self.request.GET.get("p"))
        known = KnownWords()
        return {
            "shown": shown,
            "page": page,
            "lines": [(line, problems_of(line, known)) for line in page],
            "counts": self._counts(),
            "total": sum(self.job.counts.values()),
        }

    def _counts(self) -> list[tuple[TextChoices, int]]:
        """How many lines had which outcome; once undone, what became of those that had made something."""
        counts: list[tuple[TextChoices, int]] = [(each, self.job.counts.get(each.value, 0)) for each in LineOutcome]
        if self.job.state != ImportState.UNDONE:
            return [(outcome, number) for outcome, number in counts if number]
        became = Counter(self.job.lines.exclude(undo=LineUndo.NONE).values_list("undo", flat=True))
        undone: list[tuple[TextChoices, int]] = [(state, became[state.value]) for state in LineUndo]
        left = [(outcome, number) for outcome, number in counts if outcome not in MADE]
        return [(state, number) for state, number in (*undone, *left) if number]

    def _first_shown(self) -> str:
        if self._lines(LineUndo.REFUSED.value).exists():
            return LineUndo.REFUSED.value
        if self.job.counts.get(LineOutcome.INVALID.value):
            return LineOutcome.INVALID.value
        return REMARKS if self._lines(REMARKS).exists() else ALL

    def _lines(self, shown: str) -> QuerySet[ImportLine]:
        """Those with remarks, those of one outcome, those that became one thing when undone, or all."""
        lines = self.job.lines.all()
        if shown == REMARKS:
            return lines.exclude(problems=[])
        if shown and shown in LineUndo.values:
            return lines.filter(undo=shown)
        return lines.filter(outcome=shown) if shown in LineOutcome.values else lines


def problems_of(line: ImportLine, known: KnownWords) -> list[tuple[Problem, tuple[str, str]]]:
    """The problems of a line with their words."""
    return [(problem, problem.words(known)) for problem in map(Problem.restored, line.problems)]


def progress_text(job: InitiativeImport) -> str:
    """How far it is, in words."""
    done, total = progress_of(job.pk)
    if not done:
        return _("It waits its turn.")
    if total:
        return _("%(done)s of %(total)s lines") % {"done": done, "total": total}
    return ngettext("%(number)s line read", "%(number)s lines read", done) % {"number": done}


class StatusView(OfImportMixin, View):
    """How far it is, for the page's script."""

    def get(self, request: HttpRequest, import_id: int) -> HttpResponse:
        done, total = progress_of(self.job.pk)
        said = {"running": self.job.is_running, "text": progress_text(self.job), "done": done, "total": total}
        return JsonResponse(said, headers={"Cache-Control": "no-store"})


class RunView(OfImportMixin, View):
    """Import what was checked, by `post` only."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, import_id: int) -> HttpResponse:
        try:
            jobs.begin_import(self.job, skip_invalid=request.POST.get("skip_invalid") == "yes")
        except jobs.StepRefusedError as error:
            messages.error(request, str(error))
        else:
            tasks.run_import.enqueue(self.job.pk)
        return self.back()


class UndoView(OfImportMixin, PageMixin, TemplateView):
    """Undo the last import: the page says what would go, its button does it."""

    template_name = "cities/admin/import_undo.html"
    page_title = gettext_lazy("Undo this import")

    def crumbs(self) -> list[dict[str, Any]]:
        address = reverse("imports:detail", args=[self.job.pk])
        return [{"url": address, "label": str(self.job)}, {"url": "", "label": self.page_title}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        last = last_import(cite=self.job.cite)
        if last is None or last.pk != self.job.pk:
            messages.error(request, _("Only the last import into a Cité can be undone."))
            return self.back()
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"job": self.job, "foreseen": foresee_undo(self.job)}

    def post(self, request: HttpRequest, import_id: int) -> HttpResponse:
        try:
            begin_undo(self.job)
        except UndoRefusedError as error:
            messages.error(request, str(error))
        else:
            tasks.undo_import.enqueue(self.job.pk, self.person.pk)
        return self.back()


class DiscardView(OfImportMixin, View):
    """Forget a file that wasn't imported, by `post` only."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, import_id: int) -> HttpResponse:
        try:
            jobs.discard(self.job)
        except jobs.StepRefusedError as error:
            messages.error(request, str(error))
            return self.back()
        messages.success(request, _("The file and its report are deleted."))
        return redirect("imports:index")


class ReportView(OfImportMixin, View):
    """The report of every line as CSV."""

    def get(self, request: HttpRequest, import_id: int) -> HttpResponseBase:
        return StreamingHttpResponse(
            as_csv(self._rows(translation.get_language())),
            content_type=KINDS["csv"],
            headers={"Content-Disposition": f'attachment; filename="report-{self.job.pk}.csv"'},
        )

    def _rows(self, language: str | None) -> Iterator[list[str]]:
        """They are made while the answer is sent, when the request's language is forgotten."""
        with translation.override(language):
            yield report_header()
            yield from report_rows(self.job.lines.order_by("number", "pk").iterator(chunk_size=500))
