"""Who may only change pages translates them: the words of originals are their editors'.

Upstream reason: Wagtail has one right to change a page, which wagtail-localize's editor asks for too
(`admin/views/pages/edit.py`); a right for translations alone isn't there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_localize.models import Translation

from portal.tenancy.enforcement.deleting import writes_pages
from portal.tenancy.enforcement.guard import refused
from portal.translating.links import translation_links
from portal.translating.selectors import is_source
from portal.translating.services import publish_translation

if TYPE_CHECKING:
    from portal.accounts.models import User

ALIAS, RESTART = "localize-convert-to-alias", "localize-restart-translation"


def translation_into(page: Page) -> Translation | None:
    """What wagtail-localize's editor works on at a page's address; None where the ordinary form is there."""
    found = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    )
    first: Translation | None = found.first()
    return first


def is_written_by_others(page: Page, user: Any) -> bool:
    """Whether a page is an original that this person, who only translates, may not write on."""
    if writes_pages(page.permissions_for_user(user)) or (page.owner_id == user.pk and not page.live):
        return False
    return is_source(page) and translation_into(page) is None


def lead_to_translations(request: HttpRequest, page: Page) -> HttpResponse | None:
    """In the place of an original's form: its translation, or for a post 403 in words."""
    if request.method == "POST" and ALIAS in request.POST and not page.permissions_for_user(request.user).can_publish():
        return refused(request, 403)
    if not is_written_by_others(page, request.user):
        return None
    if request.method == "POST":
        return refused(request, 403)
    links = translation_links(page, request.user)
    messages.info(request, _("The original is its editors’ to change; you translate it."))
    return redirect(links[0].url) if len(links) == 1 else redirect("wagtailadmin_explore", page.pk)


def publish_in_ones_name(request: HttpRequest, page: Page) -> HttpResponse | None:
    """wagtail-localize's “Publish”, with the name of who does it, in whose eyes the translation is then approved."""
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    translation = translation_into(page)
    if translation is None:
        return None
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    try:
        publish_translation(translation=translation, user=cast("User", request.user))
    except ValidationError as error:
        text = _("The translation can’t be published yet: %(reasons)s")
        messages.error(request, text % {"reasons": " ".join(error.messages)})
    else:
        messages.success(request, _("“%(title)s” is published.") % {"title": page.get_admin_display_title()})
    return redirect(request.path)


def order_actions(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """wagtail-localize's two actions come last, for the first is the main one; an alias is made by who publishes."""
    page = context.get("page")
    publishes = page is not None and page.permissions_for_user(request.user).can_publish()
    others = [item for item in items if item.name not in (ALIAS, RESTART)]
    own = [item for item in items if item.name == RESTART or (item.name == ALIAS and publishes)]
    items[:] = others + own
