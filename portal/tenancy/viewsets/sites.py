"""One Cité's site: what it is, what drifted, and every verb the label team has for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from portal.tenancy.models import Cite, HostAlias
from portal.tenancy.services import domains, register, suspension
from portal.tenancy.services.drift import find_drift, last_looks
from portal.tenancy.services.provision import ProvisionError, Report
from portal.tenancy.services.provision.cite import host_of
from portal.tenancy.services.provision.pages import language_name
from portal.tenancy.viewsets.forms import HostForm, LanguagesForm

PERMISSION = "tenancy.provision_cite"


class SiteView(WagtailAdminTemplateMixin, TemplateView):
    """The state of a site and its forms."""

    template_name = "tenancy/admin/site.html"
    header_icon = "site"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def cite(self) -> Cite:
        rows = Cite.objects.select_related("container", "site", "collection")
        return get_object_or_404(rows, pk=self.kwargs["cite_id"])

    @cached_property
    def current_languages(self) -> list[str]:
        """Codes in order; none without a site."""
        if self.cite.site is None:
            return []
        return list(self.cite.site.site_languages.values_list("locale__language_code", flat=True))

    def get_page_title(self) -> str:
        return self.cite.short_name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("register:index"), "label": pgettext("list of Cités", "Register")},
            {"url": "", "label": self.cite.short_name},
        ]

    def languages_form(self, data: Any = None) -> LanguagesForm:
        return LanguagesForm(data, prefix="languages", cite=self.cite, current=self.current_languages)

    def domain_form(self, data: Any = None) -> HostForm:
        return HostForm(data, prefix="domain")

    def host_form(self, data: Any = None) -> HostForm:
        return HostForm(data, prefix="host")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        site = self.cite.site
        context.setdefault("languages_form", self.languages_form())
        context.setdefault("domain_form", self.domain_form())
        context.setdefault("host_form", self.host_form())
        return context | {
            "cite": self.cite,
            "site": site,
            "host_to_be": host_of(self.cite),
            "languages": [language_name(code) for code in self.current_languages],
            "aliases": list(site.host_aliases.all()) if site else [],
            "drift": last_looks([self.cite.pk]).get(self.cite.pk),
        }


@dataclass(frozen=True, slots=True)
class Verb:
    """What a button does: `run` answers the sentence to show; `form` is the name of the form it needs. `provisions`:
    the last look says nothing of what is there afterwards, so that another follows.
    """

    run: Callable[[SiteVerbView, Any], str]
    form: str = ""
    provisions: bool = False


def _told(sentence: str, report: Report) -> str:
    lines = format_html_join("", "<li>{}</li>", ((line,) for line in report.lines()))
    return format_html("{}<ul>{}</ul>", sentence, lines) if lines else sentence


def _make(view: SiteVerbView, form: Any) -> str:
    report = register.make_site(cite=view.cite, languages=form.codes, user=view.request.user)
    return _told(_("The site is made."), report)


def _check(view: SiteVerbView, form: Any) -> str:
    drift = find_drift(cite=view.cite)
    return _("Something has drifted: see below.") if drift.lines else _("Nothing has drifted.")


def _repair(view: SiteVerbView, form: Any) -> str:
    report = register.repair_site(cite=view.cite, user=view.request.user)
    return _told(_("Repaired."), report) if report.changed else _("Nothing had drifted.")


def _languages(view: SiteVerbView, form: Any) -> str:
    report = register.set_languages(cite=view.cite, languages=form.codes, user=view.request.user)
    return _told(_("The languages are set."), report)


def _add_domain(view: SiteVerbView, form: Any) -> str:
    alias = domains.add_domain(cite=view.cite, hostname=form.cleaned_data["hostname"], user=view.request.user)
    return _("%(host)s redirects to the site from now on.") % {"host": alias.hostname}


def _remove_domain(view: SiteVerbView, form: Any) -> str:
    alias = view.alias
    domains.remove_domain(cite=view.cite, alias=alias, user=view.request.user)
    return _("%(host)s is let go.") % {"host": alias.hostname}


def _canonical(view: SiteVerbView, form: Any) -> str:
    return _move(view, view.alias.hostname)


def _host(view: SiteVerbView, form: Any) -> str:
    return _move(view, form.cleaned_data["hostname"])


def _move(view: SiteVerbView, hostname: str) -> str:
    domains.set_canonical_host(cite=view.cite, hostname=hostname, user=view.request.user)
    return _("The site is shown at %(host)s; its old name redirects there.") % {"host": hostname}


def _suspend(view: SiteVerbView, form: Any) -> str:
    suspension.suspend_site(cite=view.cite, user=view.request.user)
    return _("The site is suspended: visitors are told so, the team goes on working.")


def _resume(view: SiteVerbView, form: Any) -> str:
    suspension.resume_site(cite=view.cite, user=view.request.user)
    return _("The site is shown again.")


VERBS = {
    "make": Verb(_make, "languages_form", provisions=True),
    "check": Verb(_check),
    "repair": Verb(_repair, provisions=True),
    "languages": Verb(_languages, "languages_form", provisions=True),
    "add_domain": Verb(_add_domain, "domain_form"),
    "remove_domain": Verb(_remove_domain),
    "canonical": Verb(_canonical, provisions=True),
    "host": Verb(_host, "host_form", provisions=True),
    "suspend": Verb(_suspend),
    "resume": Verb(_resume),
}


class SiteVerbView(SiteView):
    """One verb, by `post` only; what can't be done is said at its form."""

    http_method_names = ["post", "options"]
    verb = ""

    @cached_property
    def alias(self) -> HostAlias:
        """The name of the address, one of this site's."""
        return get_object_or_404(HostAlias, pk=self.kwargs["host_id"], site=self.cite.site_id or 0)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        verb = VERBS[self.verb]
        form: forms.Form | None = getattr(self, verb.form)(request.POST) if verb.form else None
        if form is not None and not form.is_valid():
            return self.render_to_response(self.get_context_data(**{verb.form: form}))
        try:
            done = verb.run(self, form)
        except ProvisionError as error:
            if form is None:
                messages.error(request, str(error))
                return redirect("register:site", self.cite.pk)
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(**{verb.form: form}))
        if verb.provisions:
            find_drift(cite=self.cite)
        messages.success(request, done)
        return redirect("register:site", self.cite.pk)
