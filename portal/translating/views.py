"""wagtail-localize's views, asking for rights on this page and offering this site's languages only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.views.convert import convert_to_alias as upstream_convert
from wagtail_localize.views.report import TranslationsReportFilterSet, TranslationsReportView
from wagtail_localize.views.submit_translations import SubmitPageTranslationView, SubmitTranslationForm
from wagtail_localize.views.update_translations import UpdateTranslationsForm, UpdateTranslationsView

from portal.tenancy.selectors.scope import scope_of
from portal.translating.links import may_submit
from portal.translating.selectors import is_translatable, missing_locales
from portal.translating.services import (
    decide_on_translation,
    submit_for_translation,
    submit_translation_for_approval,
)

if TYPE_CHECKING:
    from portal.accounts.models import User


class ScopedSubmitForm(SubmitTranslationForm):
    """Only the site's languages; a forged one is a form error."""

    def __init__(self, instance: Page, *args: Any, **kwargs: Any) -> None:
        super().__init__(instance, *args, **kwargs)
        self.fields["locales"].queryset = missing_locales(instance)
        self.fields["locales"].label = _("Languages")
        if len(self.fields["locales"].queryset) < 2:
            self.fields["select_all"].widget = forms.HiddenInput()


class ScopedSubmitPageView(SubmitPageTranslationView):
    """Translate a page one may edit, into a language of its site."""

    def get_object(self) -> Page:
        page = super().get_object()
        user = self.request.user
        if not page.permissions_for_user(user).can_edit() or not may_submit(user, page):
            raise PermissionDenied
        if not is_translatable(page):
            raise Http404
        return page

    def get_form(self) -> ScopedSubmitForm:
        if self.request.method == "POST":
            return ScopedSubmitForm(self.object, self.request.POST)
        wanted = self.request.GET.get("select_locale", "")
        missing = list(missing_locales(self.object))
        chosen = [locale for locale in missing if locale.language_code == wanted or len(missing) == 1]
        return ScopedSubmitForm(self.object, initial={"locales": chosen} if chosen else None)

    def form_valid(self, form: ScopedSubmitForm) -> HttpResponse:
        locales = list(form.cleaned_data["locales"])
        submitted = submit_for_translation(
            page=self.object,
            locales=locales,
            user=self.request.user,
            with_children=form.cleaned_data["include_subtree"],
        )
        if not submitted:
            messages.warning(
                self.request, _("Nothing to translate: the page above it has no translation in this language yet.")
            )
            return redirect(self.get_success_url() or self.get_default_success_url())
        messages.success(
            self.request,
            ngettext(
                "%(count)d page was submitted for translation.",
                "%(count)d pages were submitted for translation.",
                len(submitted),
            )
            % {"count": len(submitted)},
        )
        target = self.object.get_translation_or_none(locales[0]) if len(locales) == 1 else None
        return redirect(self.get_success_url() or self.get_default_success_url(target))


class ScopedUpdateForm(UpdateTranslationsForm):
    """Without "publish immediately": it would show the source's words in public until they are translated."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publish_translations"].widget = forms.HiddenInput()

    def clean_publish_translations(self) -> bool:
        return False


class ScopedUpdateView(UpdateTranslationsView):
    """Bring new words of the source to its translations, where one may edit source and translations."""

    def get_object(self) -> Any:
        source = super().get_object()
        instances = [source.get_source_instance()]
        instances += [translation.get_target_instance() for translation in source.translations.filter(enabled=True)]
        for instance in instances:
            if not isinstance(instance, Page):
                raise Http404
            user = self.request.user
            if not instance.permissions_for_user(user).can_edit() or not may_submit(user, instance):
                raise PermissionDenied
        return source

    def get_form(self) -> ScopedUpdateForm:
        return ScopedUpdateForm(self.request.POST if self.request.method == "POST" else None)


class ReportFilterSet(TranslationsReportFilterSet):
    """With names for the two filters that have upstream's field names instead."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["source_locale"].label = _("From language")
        self.filters["target_locale"].label = _("Into language")


class ScopedReportView(TranslationsReportView):
    """The translations of pages one may see."""

    filterset_class = ReportFilterSet
    verbose_name = gettext_lazy("translation")
    verbose_name_plural = gettext_lazy("translations")

    def get_queryset(self) -> QuerySet[Translation]:
        # Upstream paginates without an order.
        translations = super().get_queryset().order_by("-source__last_updated_at", "-pk")
        scope = scope_of(self.request.user)
        if scope.is_network:
            return translations
        keys = scope.writable(Page.objects.all()).values("translation_key")
        return translations.filter(source__object_id__in=keys)


def shut(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """wagtail-localize's snippet views: no snippet of the portal is translated by it, and they ask for no right."""
    raise Http404


@require_POST
def submit_for_approval(request: HttpRequest, page_id: int) -> HttpResponse:
    """Hand a finished translation to those who may publish it: wagtail-localize's editor only knows publishing."""
    page = get_object_or_404(Page, pk=page_id).specific
    permissions = page.permissions_for_user(request.user)
    if not (permissions.can_edit() and permissions.can_submit_for_moderation()):
        raise PermissionDenied
    translation = get_object_or_404(
        Translation, source__object_id=page.translation_key, target_locale=page.locale, enabled=True
    )
    try:
        submit_translation_for_approval(translation=translation, user=cast("User", request.user))
    except ValidationError as error:
        messages.error(
            request,
            _("The translation can’t be submitted yet: %(reasons)s") % {"reasons": " ".join(error.messages)},
        )
    else:
        messages.success(
            request,
            _("“%(title)s” was submitted; those who publish are told.") % {"title": page.get_admin_display_title()},
        )
    return redirect("wagtailadmin_pages:edit", page.pk)


DECISIONS = frozenset({"approve", "reject"})
LONGEST_COMMENT = 2000


@require_POST
def decide(request: HttpRequest, page_id: int) -> HttpResponse:
    """Approve a translation or ask for changes: wagtail-localize's editor only knows publishing, Wagtail's own views
    of these two need its editor's script.
    """
    page = get_object_or_404(Page, pk=page_id).specific
    translation = get_object_or_404(
        Translation, source__object_id=page.translation_key, target_locale=page.locale, enabled=True
    )
    decision, comment = request.POST.get("decision", ""), request.POST.get("comment", "").strip()[:LONGEST_COMMENT]
    if decision not in DECISIONS or not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    if decision == "reject" and not comment:
        messages.error(request, _("Say what is to be changed: the translator reads it."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    try:
        decide_on_translation(
            translation=translation, user=cast("User", request.user), decision=decision, comment=comment
        )
    except ValidationError as error:
        text = _("The translation can’t be published yet: %(reasons)s")
        messages.error(request, text % {"reasons": " ".join(error.messages)})
    else:
        text = (
            _("“%(title)s” is approved; its translator is told.")
            if decision == "approve"
            else _("“%(title)s” was sent back; its translator is told.")
        )
        messages.success(request, text % {"title": page.get_admin_display_title()})
    return redirect("wagtailadmin_pages:edit", page.pk)


def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """wagtail-localize's view, for who publishes: it replaces what the public reads, and asks for the right to change
    alone (`views/convert.py`).
    """
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    response: HttpResponse = upstream_convert(request, page_id)
    return response
