"""The network's review of an initiative: one verb at a time, each in one transaction with its trace and its mail."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Literal, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cities.enums import Review, ReviewVerb
from cities.models import Initiative, ReviewEntry
from cities.services.mail import send_review_mail
from cities.signals import initiative_changed

if TYPE_CHECKING:
    from portal.accounts.models import User

Side = Literal["cite", "network"]


class Move(NamedTuple):
    """From which states a verb leads where, and whose it is."""

    sources: frozenset[str]
    target: str
    side: Side


MOVES: dict[str, Move] = {
    ReviewVerb.PROPOSE: Move(
        frozenset({Review.NONE, Review.CHANGES, Review.REFUSED, Review.ARCHIVED}), Review.PROPOSED, "cite"
    ),
    ReviewVerb.WITHDRAW: Move(frozenset({Review.PROPOSED, Review.CHANGES}), Review.NONE, "cite"),
    ReviewVerb.ASK: Move(frozenset({Review.PROPOSED}), Review.CHANGES, "network"),
    ReviewVerb.ACCEPT: Move(frozenset({Review.PROPOSED, Review.CHANGES}), Review.ACCEPTED, "network"),
    ReviewVerb.REFUSE: Move(frozenset({Review.PROPOSED, Review.CHANGES}), Review.REFUSED, "network"),
    ReviewVerb.ARCHIVE: Move(frozenset({Review.ACCEPTED, Review.REFUSED}), Review.ARCHIVED, "network"),
}
# What decides first, what takes back last.
BY_WEIGHT = (
    ReviewVerb.ACCEPT,
    ReviewVerb.PROPOSE,
    ReviewVerb.ASK,
    ReviewVerb.REFUSE,
    ReviewVerb.ARCHIVE,
    ReviewVerb.WITHDRAW,
)
NEEDS_COMMENT = frozenset({ReviewVerb.ASK, ReviewVerb.REFUSE})


class ReviewRefusedError(ValueError):
    """The step isn't possible now; the message says why and what to do."""


def can_take(user: User, row: Initiative, side: Side) -> bool:
    """Whether a person may take steps of one side: the Cité's need the right to publish the original page."""
    if not user.is_active:
        return False
    if side == "network":
        return user.has_perm("cities.review_initiative")
    return row.original is not None and row.original.permissions_for_user(user).can_publish()


def open_verbs(user: User, row: Initiative) -> list[ReviewVerb]:
    """The steps a person may take now, what is most wanted first."""
    return [
        verb
        for verb in BY_WEIGHT
        if row.review in MOVES[verb].sources
        and can_take(user, row, MOVES[verb].side)
        and (verb != ReviewVerb.PROPOSE or (row.original is not None and row.original.live))
    ]


@transaction.atomic
def decide(*, uid: uuid.UUID, verb: str, user: User, comment: str = "") -> ReviewEntry:
    """Take one step: state, trace, log, projection and mail in one transaction.

    Raises:
        Initiative.DoesNotExist: there is none of this identifier.
        PermissionDenied: the step is not this person's to take.
        ReviewRefusedError: the step doesn't lead on from the present state, or its reason is missing.
    """
    rows = Initiative.objects.select_for_update(of=("self",)).select_related("original", "cite")
    row = rows.get(uid=uid)
    if verb not in MOVES:
        raise ReviewRefusedError(_("There is no such step."))
    move = MOVES[verb]
    if not can_take(user, row, move.side):
        raise PermissionDenied
    check_open(row, verb)
    if verb in NEEDS_COMMENT and not comment.strip():
        raise ReviewRefusedError(_("Say why: the author reads your comment."))
    row.review = move.target
    row.save(update_fields=["review"])
    entry = ReviewEntry.objects.create(initiative=row, verb=verb, user=user, comment=comment.strip())
    log(instance=row, action="cities.review", user=user, data={"verb": str(verb), "review": str(move.target)})
    initiative_changed.send(sender=Initiative, uid=row.uid)
    send_review_mail.enqueue(entry.pk)
    return entry


def check_open(row: Initiative, verb: str) -> None:
    """Nothing where a step leads on from the present state.

    Raises:
        ReviewRefusedError: it doesn't; another person may have taken one meanwhile.
    """
    if row.review not in MOVES[verb].sources:
        raise ReviewRefusedError(
            _("This step isn't open any more: the initiative is now “%(state)s”. Reload the page.")
            % {"state": row.get_review_display()}
        )
    if verb == ReviewVerb.PROPOSE and not (row.original is not None and row.original.live):
        raise ReviewRefusedError(_("Publish the initiative on your own site first; then propose it to the network."))
