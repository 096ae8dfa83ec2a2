"""What the event team is told while its programme differs from what the public sees."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from events.models import Edition
from events.selectors.drafts import changes_since_release

RELEASE = "events.release_edition"


def release_url(edition: Edition) -> str:
    """Where the programme of an edition is released."""
    return reverse("editions:release", args=[edition.pk])


def waiting_words(count: int) -> str:
    """How many sessions differ from what is public."""
    return ngettext("%(count)s change waits to be released.", "%(count)s changes wait to be released.", count) % {
        "count": count
    }


def say_what_waits(request: HttpRequest, edition: Edition) -> None:
    """After something was saved: that the public doesn't see it yet, and the way to make it so."""
    count = len(changes_since_release(edition=edition)) if request.user.has_perm(RELEASE) else 0
    if count:
        button = messages.button(release_url(edition), _("Release the programme"))
        messages.warning(request, waiting_words(count), buttons=[button])
