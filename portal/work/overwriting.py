"""Saving a page from a form that was opened before somebody else saved it: said first, and done only on purpose.

Upstream reason: `admin/views/pages/edit.py` asks `is_out_of_date` for saves by its script only; a form that is sent
as forms are, without the script or by its buttons, replaces the newer draft without a word.

And a save by the script that comes while or after the same draft is published (the button was pressed while one was
under way) is written into what is now public, or before it in time: the page is "live with changes" without any, and
the next to open it begins from the older text. Wagtail asks outside of the transaction, and for the number of the draft
only, which approving without a further change leaves as it is (https://github.com/wagtail/wagtail/pull/13749, not
taken).
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from portal.row_numbers import row_number

# What Wagtail's form says about the draft it was filled from. The last is the one its script has saved meanwhile.
LOADED, LOADED_AT, SAVED = "loaded_revision_id", "loaded_revision_created_at", "overwrite_revision_id"


def newer_of_others(request: HttpRequest, page: Page) -> Revision | None:
    """The newest draft that somebody else saved after this form was filled; None where there is none."""
    base = row_number(request.POST.get(SAVED) or request.POST.get(LOADED) or "")
    latest: Revision | None = page.latest_revision
    if latest is None or not base:
        return None
    if base == latest.pk:
        is_same = SAVED in request.POST or request.POST.get(LOADED_AT, "") == latest.created_at.isoformat()
        return None if is_same or latest.user_id == request.user.pk else latest
    later = page.revisions.filter(pk__gt=base).exclude(user=request.user)
    newest: Revision | None = later.select_related("user").order_by("-pk").first()
    return newest


def refuse_late_save(request: HttpRequest, page: Page) -> HttpResponse | None:
    """No to a save by the script into a draft that is public by now, or older than the page's: the script then stops,
    and says so. Every other form waits here for the save of the same page that is under way.
    """
    if request.method != "POST":
        return None
    now = Page.objects.select_for_update().only("latest_revision_id", "live_revision_id").get(pk=page.pk)
    if request.accepts("text/html"):
        return None
    is_public = row_number(request.POST.get(SAVED, "")) == now.live_revision_id
    if now.latest_revision_id == page.latest_revision_id and not is_public:
        return None
    # As Wagtail's own refusal (`json_error_response`): its script knows this code, its catalogues the sentence.
    message = _("Saving will overwrite a newer version.")
    return JsonResponse({"success": False, "error_code": "invalid_revision", "error_message": message}, status=400)


def ask_before_overwriting(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The question, with everything that was sent in it: sent once more, it replaces the newer draft."""
    if request.method != "POST" or not request.accepts("text/html"):
        return None
    newer = newer_of_others(request, page)
    if newer is None:
        return None
    latest = page.latest_revision
    ours = {LOADED: str(latest.pk), LOADED_AT: latest.created_at.isoformat()}
    dropped = {*ours, SAVED, "csrfmiddlewaretoken"}
    kept = [(name, value) for name, values in request.POST.lists() if name not in dropped for value in values]
    context = {
        "page": page,
        "who": newer.user,
        "when": newer.created_at,
        "kept": [*kept, *ours.items()],
        "edit_url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }
    return render(request, "portal/admin/overwriting.html", context, status=409)
