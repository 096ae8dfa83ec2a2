"""Mail of the review of initiatives; ids are queued, never addresses or texts."""

from __future__ import annotations

from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.users.models import UserProfile

from cities.enums import ReviewVerb
from cities.models import ReviewEntry
from cities.selectors.reviews import followers_of, review_address, reviewers
from portal.accounts.models import User

FOR_REVIEWERS = (ReviewVerb.PROPOSE, ReviewVerb.WITHDRAW)


@task(queue_name="mail")
def send_review_mail(entry_id: int) -> int:
    """Tell the other side of a step: reviewers of a proposal, authors of what the network decided."""
    entry = ReviewEntry.objects.select_related("initiative__cite", "initiative__original", "user").get(pk=entry_id)
    people = reviewers() if entry.verb in FOR_REVIEWERS else followers_of(initiative=entry.initiative)
    return sum(_send(person, entry) for person in people if person.pk != entry.user_id)


def _send(person: User, entry: ReviewEntry) -> int:
    """One mail in the reader's own language."""
    profile = UserProfile.get_for_user(person)
    with translation.override(profile.get_preferred_language()):
        values = {
            "title": str(entry.initiative),
            "cite": entry.initiative.cite.short_name,
            "step": entry.get_verb_display(),
            "comment": entry.comment,
            "address": review_address(entry.initiative),
        }
        body = _("%(cite)s, “%(title)s”: %(step)s.") % values
        if entry.comment:
            body += "\n\n" + _("Comment: %(comment)s") % values
        body += "\n\n" + _("Read it and answer: %(address)s") % values
        return send_mail(_("%(title)s: %(step)s") % values, body, None, [person.email])
