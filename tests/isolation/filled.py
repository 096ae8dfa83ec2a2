"""Views whose arguments hang together: what fills them. Imported by the walk, so that they are all there."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import Page
from wagtail_localize.models import Translation

from cities.enums import ReviewVerb
from cities.models import Initiative, InitiativePage, InitiativePartnerCite, NewsPage, Proposal, Showing
from events.models import Edition, LocalEvent, Slot
from portal.accounts.models import Invitation
from portal.contacts.models import ContactPage
from portal.media.models import PortalDocument
from portal.models import ArticlePage
from portal.tenancy.enforcement.views import TenantBulkActionRegistry
from portal.tenancy.enums import NETWORK_TEAMS
from portal.tenancy.models import Cite
from search.models import InitiativeIndexPage, SearchAlert
from search.selectors.alerts import confirm_token, stop_token
from tests.isolation.fills import Kwargs, fills
from tests.isolation.markers import Owner
from tests.isolation.markers.registry import page_models


@fills("wagtailadmin_pages:add", "wagtailadmin_pages:preview_on_add", foreign=2)
def new_pages(owner: Owner) -> list[Kwargs]:
    """Each kind of page that may be made somewhere below the owner's container."""
    found = []
    below = list(Page.objects.descendant_of(owner.container).specific().order_by("depth", "path"))
    for model in page_models():
        parent = next((page for page in below if model.can_create_at(page)), None)
        if parent is not None:
            app, name = model._meta.label_lower.split(".")
            found.append({"content_type_app_name": app, "content_type_model_name": name, "parent_page_id": parent.pk})
    return found


@fills("wagtailadmin_pages:view_draft", "wagtailadmin_pages:preview_on_edit", foreign=2)
def articles(owner: Owner) -> list[Kwargs]:
    return [{"page_id": page.pk} for page in owner.rows[ArticlePage]]


@fills("wagtailadmin_pages:edit", foreign=2)
def each_kind_of_page(owner: Owner) -> list[Kwargs]:
    """The draft that others name too, then a page of each other kind."""
    first = owner.get(ArticlePage)
    others = [rows[0] for model, rows in owner.rows.items() if issubclass(model, Page) and model is not ArticlePage]
    return [{"page_id": page.pk} for page in (first, *owner.rows[ArticlePage][1:], *others)]


def _kinds(app_name: str, model_name: str) -> list[Kwargs]:
    labels = [model._meta.label_lower.split(".") for model in page_models()]
    return [{app_name: app, model_name: model} for app, model in labels]


@fills("wagtailadmin_pages:type_use*")
def used_kinds(owner: Owner) -> list[Kwargs]:
    return _kinds("content_type_app_name", "content_type_model_name")


@fills("wagtailadmin_pages:choose_parent")
def kinds_to_add(owner: Owner) -> list[Kwargs]:
    return _kinds("app_label", "model_name")


@fills("wagtailadmin_pages:workflow_action", "wagtailadmin_pages:collect_workflow_action_data")
def workflow_actions(owner: Owner) -> list[Kwargs]:
    page = owner.get(ArticlePage)
    state = page.current_workflow_task_state
    return [{"page_id": page.pk, "action_name": action, "task_state_id": state.pk} for action in ("approve", "reject")]


@fills("wagtailadmin_pages:revisions_compare")
def compared_revisions(owner: Owner) -> list[Kwargs]:
    page = owner.get(ArticlePage)
    pk = page.latest_revision_id
    return [{"pk": page.pk, "revision_id_a": "earliest", "revision_id_b": pk}]


@fills("wagtailadmin_pages:revisions_unschedule")
def scheduled_revision(owner: Owner) -> list[Kwargs]:
    page = next(page for page in owner.rows[ArticlePage] if page.go_live_at or page.scheduled_revision)
    return [{"page_id": page.pk, "revision_id": page.scheduled_revision.pk}]


@fills("wagtailadmin_pages:unlock")
def locked_page(owner: Owner) -> list[Kwargs]:
    return [{"page_id": page.pk} for page in owner.rows[ArticlePage] if page.locked]


@fills("wagtailadmin_pages:unpublish")
def live_page(owner: Owner) -> list[Kwargs]:
    return [{"page_id": page.pk} for page in owner.rows[ArticlePage] if page.live]


@fills("wagtailadmin_pages:convert_alias")
def alias_page(owner: Owner) -> list[Kwargs]:
    return [{"page_id": page.pk} for page in owner.rows[ArticlePage] if page.alias_of_id]


@fills("wagtail_localize*:convert_to_alias")
def translated_page(owner: Owner) -> list[Kwargs]:
    return [{"page_id": owner.get(Translation).get_target_instance().pk}]


@fills("wagtailadmin_workflows:add_task")
def kinds_of_tasks(owner: Owner) -> list[Kwargs]:
    return [{"app_label": "tenancy", "model_name": "citeapprovaltask"}]


@fills("wagtailapi_v3:cite_detail")
def cites_by_slug(owner: Owner) -> list[Kwargs]:
    return [{"slug": owner.cite.slug if owner.cite else "paris"}]


@fills("wagtailadmin_pages:move_confirm")
def moved_page(owner: Owner) -> list[Kwargs]:
    """Below another page of the owner's."""
    page, target = owner.rows[ArticlePage][1:3]
    return [{"page_to_move_id": page.pk, "destination_id": target.pk}]


@fills("wagtail_bulk_action")
def bulk_actions(owner: Owner) -> list[Kwargs]:
    assert isinstance(bulk_action_registry, TenantBulkActionRegistry)
    bulk_action_registry._scan_for_bulk_actions()
    return [
        {"app_label": app, "model_name": model, "action": action}
        for app, names in bulk_action_registry.actions.items()
        for model, actions in names.items()
        for action in actions
    ]


@fills("wagtailsettings:edit", "wagtailsettings:preview_on_edit")
def settings_of_sites(owner: Owner) -> list[Kwargs]:
    return [
        {"app_name": model._meta.app_label, "model_name": model._meta.model_name, "pk": owner.site.pk}
        for model in settings_registry
    ]


@fills("wagtailadmin_editing_sessions:ping")
def pinged_object(owner: Owner) -> list[Kwargs]:
    page = owner.get(ArticlePage)
    return [{"app_label": "wagtailcore", "model_name": "page", "object_id": page.pk, "session_id": 1}]


@fills("wagtail_serve")
def served_paths(owner: Owner) -> list[Kwargs]:
    """Every page of the owner, and a path that is none."""
    start = len(owner.container.url_path)
    pages = Page.objects.descendant_of(owner.container).values_list("url_path", flat=True)
    return [{"0": path[start:]} for path in pages]


@fills("initiatives_wall", "initiatives_export")
def walls(owner: Owner) -> list[Kwargs]:
    """Below each page of initiatives of the owner, in each format."""
    pages = InitiativeIndexPage.objects.descendant_of(owner.container)
    return [{"path": address_of(page, owner), "kind": kind} for page in pages for kind in ("csv", "xlsx", "jsonl")]


@fills("initiatives_feed", "initiatives_follow")
def followed(owner: Owner) -> list[Kwargs]:
    """The same pages, as both kinds of feeds."""
    pages = InitiativeIndexPage.objects.descendant_of(owner.container)
    return [{"path": address_of(page, owner), "kind": kind} for page in pages for kind in ("atom", "rss")]


@fills("initiatives_propose", "contribution_send", "alert_ask")
def forms_of_walls(owner: Owner) -> list[Kwargs]:
    """Where the forms of these pages are, and are sent."""
    pages = InitiativeIndexPage.objects.descendant_of(owner.container)
    return [{"path": address_of(page, owner), "page_id": page.pk} for page in pages]


@fills("contact_send")
def contact_forms(owner: Owner) -> list[Kwargs]:
    """Where the form of each contact page is sent; the network has none."""
    return [{"page_id": page.pk} for page in ContactPage.objects.descendant_of(owner.container)]


@fills("alert_confirm")
def keys_that_confirm(owner: Owner) -> list[Kwargs]:
    return [{"token": confirm_token(alert)} for alert in owner.rows[SearchAlert]]


@fills("alert_stop")
def keys_that_stop(owner: Owner) -> list[Kwargs]:
    return [{"token": stop_token(alert)} for alert in owner.rows[SearchAlert]]


@fills("initiative_sheet", "members_sheet")
def sheets(owner: Owner) -> list[Kwargs]:
    """Of each page of an initiative of the owner; of the network there are none."""
    pages = InitiativePage.objects.descendant_of(owner.container)
    return [{"path": address_of(page, owner), "page_id": page.pk} for page in pages]


def address_of(page: Page, owner: Owner) -> str:
    """Below the host of the owner's site."""
    return page.url_path[len(owner.container.url_path) :]


@fills("members_page")
def members_pages(owner: Owner) -> list[Kwargs]:
    return [{"page_id": page.pk} for page in owner.rows[ArticlePage]]


@fills("wagtailapi_v3:*page*", foreign=2)
def pages_by_id(owner: Owner) -> list[Kwargs]:
    """Of the API: the page under review, and the live one with a secret draft."""
    return [{"page_id": page.pk, "revision_id": page.latest_revision_id} for page in owner.rows[ArticlePage][:3]]


@fills("initiatives:*", foreign=3)
def initiatives(owner: Owner) -> list[Kwargs]:
    """The draft, the accepted one and that for few, with each step of a review; of the network there are none."""
    if owner.cite is None:
        return []
    partnership = owner.get(InitiativePartnerCite)
    return [
        {"uid": row.uid, "verb": verb.value, "partnership_id": partnership.pk}
        for verb in ReviewVerb
        for row in owner.rows[Initiative]
    ]


@fills("imports:template")
def templates_of_imports(owner: Owner) -> list[Kwargs]:
    return [{"kind": kind} for kind in ("csv", "xlsx")]


@fills("proposals:page", "proposals:propose", "proposals:withdraw")
def proposable_pages(owner: Owner) -> list[Kwargs]:
    """News: a draft, and a piece that the network has accepted."""
    return [{"page_id": page.pk} for page in owner.rows[NewsPage]]


@fills("proposals:show", "proposals:decide", "proposals:hide")
def offers(owner: Owner) -> list[Kwargs]:
    """What a Cité offers, and what it shows of another's; of the network there are none."""
    if owner.cite is None:
        return []
    showing = owner.get(Showing)
    return [{"offer_id": row.pk, "proposal_id": row.pk, "showing_id": showing.pk} for row in owner.rows[Proposal]]


@fills("event_calendar")
def calendars_of_events(owner: Owner) -> list[Kwargs]:
    return [{"language": owner.language, "uid": row.uid} for row in owner.rows[LocalEvent]]


@fills("edition_calendar")
def calendars_of_editions(owner: Owner) -> list[Kwargs]:
    """The network's, whoever asks; one is public."""
    return [{"language": "fr", "uid": edition.uid} for edition in Edition.objects.order_by("pk")]


@fills("session_calendar")
def calendars_of_sessions(owner: Owner) -> list[Kwargs]:
    """As its edition's."""
    return [{"language": "fr", "uid": slot.uid} for slot in Slot.objects.order_by("pk")]


@fills("wagtailapi_v3:initiative_detail")
def initiatives_by_uid(owner: Owner) -> list[Kwargs]:
    return [{"uid": str(row.uid)} for row in owner.rows.get(Initiative, ())]


@fills("members:network_*", foreign=1)
def people_of_the_network(owner: Owner) -> list[Kwargs]:
    teams = get_user_model().objects.filter(groups__network_role__role__in=NETWORK_TEAMS)
    return [{"user_id": teams.order_by("pk")[0].pk}]


@fills("members:*")
def people_of_spaces(owner: Owner) -> list[Kwargs]:
    """The network's people stand under the first Cité, where they aren't found."""
    cite = owner.cite or Cite.objects.get(slug="paris")
    assert owner.user is not None
    return [{"cite_id": cite.pk, "user_id": owner.user.pk, "invitation_id": owner.get(Invitation).pk}]


@fills("mfa_*_webauthn")
def keys(owner: Owner) -> list[Kwargs]:
    return [{"pk": owner.get(Authenticator).pk}]


@fills("wagtaildocs_serve", foreign=2)
def served_files(owner: Owner) -> list[Kwargs]:
    """Of another's: the restricted one at its address, the other at the name it was given by people.

    Its real address is told to whom a page shows it; it can't be guessed.
    """
    free, restricted = owner.rows[PortalDocument]
    given = f"{free.title}.txt"
    return [
        {"0": row.pk, "1": name}
        for row, name in ((restricted, restricted.filename), (free, given), (free, free.filename))
    ]
