"""Hooks of the portal: translation views at wagtail-localize's addresses, and its buttons where they lead somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail_localize import wagtail_hooks as upstream
from wagtail_localize.models import TranslationSource

from portal.audit import hooks as audit  # noqa: F401  # registers the report
from portal.dashboard import hooks as dashboard  # noqa: F401  # registers the dashboard
from portal.look.accent import MINIMUM_RATIO, ratio_words, shown_instead
from portal.models import SiteSettings
from portal.publishing import refuse_incomplete, register_actions
from portal.rich_text import PortalPageLinkHandler
from portal.translating import editing, originals, views
from portal.translating.links import may_submit, translation_links
from portal.translating.selectors import is_translatable

if TYPE_CHECKING:
    from portal.accounts.models import User

BUTTON_HOOKS = ("register_page_header_buttons", "register_page_listing_more_buttons")


@hooks.register("register_admin_urls", order=-100)
def translation_urls() -> list[URLPattern | URLResolver]:
    """The same names and addresses as wagtail-localize's, resolved first."""
    urls = [
        path("submit/page/<int:page_id>/", views.ScopedSubmitPageView.as_view(), name="submit_page_translation"),
        path(
            "submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/",
            views.shut,
            name="submit_snippet_translation",
        ),
        path("approval/<int:page_id>/", views.submit_for_approval, name="submit_for_approval"),
        path("decision/<int:page_id>/", views.decide, name="decide"),
        path("page/<int:page_id>/convert_to_alias/", views.convert_to_alias, name="convert_to_alias"),
        path(
            "translate/<int:translation_id>/overrides/<int:overridable_segment_id>/edit/",
            editing.edit_override,
            name="edit_override",
        ),
        path("translate/<int:translation_id>/pofile/upload/", editing.upload_pofile, name="upload_pofile"),
        path("update/<int:translation_source_id>/", views.ScopedUpdateView.as_view(), name="update_translations"),
        path("reports/translations/", views.ScopedReportView.as_view(), name="translations_report"),
        path(
            "reports/translations/results/",
            views.ScopedReportView.as_view(results_only=True),
            name="translations_report_results",
        ),
        path("api/snippets/<slug:app_label>/<slug:model_name>/", views.shut, name="snippets_api_listing"),
        path("api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/", views.shut, name="snippets_api_detail"),
    ]
    return [path("localize/", include((urls, "wagtail_localize"), namespace="wagtail_localize_scoped"))]


def translation_buttons(page: Page, user: User, view_name: str = "", next_url: str | None = None) -> Iterator[Button]:
    """For each other language of the site "translate" or the translation; "sync" where the source may have changed."""
    if not is_translatable(page) or not page.permissions_for_user(user).can_edit():
        return
    for link in translation_links(page, user):
        yield Button(link.label, link.url, priority=60, icon_name="wagtail-localize-language")
    if not may_submit(user, page):
        return
    source = TranslationSource.objects.get_for_instance_or_none(page)
    if source is not None and source.translations.filter(enabled=True).exists():
        target = reverse("wagtail_localize:update_translations", args=[source.pk])
        yield Button(_("Sync translated pages"), target, priority=60, icon_name="resubmit")


def replace_buttons() -> None:
    """Put our buttons in the place of wagtail-localize's, which offer every language and ask for no right.

    `wagtail.hooks` has no way to take a hook away; goes when wagtail-localize asks for rights on the page
    (wagtail-localize issue #386). The views refuse in any case.
    """
    for name in BUTTON_HOOKS:
        registered: list[Any] = hooks._hooks.get(name, [])
        hooks._hooks[name] = [entry for entry in registered if entry[0] is not upstream.page_listing_more_buttons]
        hooks.register(name, translation_buttons)


replace_buttons()
hooks.register("before_edit_page", originals.lead_to_translations, order=-100)
hooks.register("before_edit_page", originals.publish_in_ones_name, order=-90)
hooks.register("before_bulk_action", refuse_incomplete)
hooks.register("register_actions", register_actions)
hooks.register("construct_page_action_menu", originals.order_actions, order=1000)


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    """What Wagtail's own sheets lack."""
    return format_html('<link rel="stylesheet" href="{}">', static("portal/css/admin.css"))


@hooks.register("insert_global_admin_js")
def admin_names() -> str:
    """Names that Wagtail's controls lack."""
    return format_html('<script src="{}"></script>', static("portal/js/admin-names.js"))


@hooks.register("after_edit_setting")
def say_what_the_accent_becomes(request: HttpRequest, instance: Any) -> None:
    """A colour too pale for text is kept, but text gets a darker one: say so, with both contrasts."""
    shown = shown_instead(instance.accent) if isinstance(instance, SiteSettings) and instance.accent else None
    if shown is None:
        return
    seed, ratio, used, enough = shown
    text = _(
        "Text in %(seed)s on white has a contrast of %(ratio)s, and %(minimum)s is needed: "
        "signs, links and buttons use %(used)s instead, whose contrast is %(enough)s."
    )
    values = {
        "seed": seed,
        "ratio": ratio_words(ratio),
        "minimum": ratio_words(MINIMUM_RATIO),
        "used": used,
        "enough": ratio_words(enough),
    }
    messages.warning(request, text % values)


@hooks.register("register_rich_text_features", order=10)
def link_to_pages(features: FeatureRegistry) -> None:
    """Take the place of Wagtail's handler of links to pages."""
    features.register_link_type(PortalPageLinkHandler)
