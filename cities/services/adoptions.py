"""What other Cités say of an accepted initiative: that they use it, and what they think of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cities.enums import CriterionUse, Review
from cities.models import Adoption, Criterion, Evaluation, EvaluationScore, Initiative, InitiativePartnerCite
from cities.selectors.reviews import ANSWERS
from cities.services.mail import tell_adoption, tell_evaluation, tell_partner_answer
from cities.signals import initiative_changed
from portal.services.versions import raise_content_version
from portal.tenancy.enums import CiteRole
from portal.tenancy.models import Cite, CiteGroup

if TYPE_CHECKING:
    from portal.accounts.models import User

SPEAKS = (CiteRole.EDITOR, CiteRole.MODERATOR, CiteRole.MANAGER)


def can_speak(user: User, *, cite: Cite, roles: tuple[CiteRole, ...] = SPEAKS) -> bool:
    """Whether a person speaks for a Cité: by a role in it."""
    return CiteGroup.objects.filter(cite=cite, role__in=roles, group__user=user).exists()


def _check(initiative: Initiative, cite: Cite, user: User) -> None:
    if not can_speak(user, cite=cite) or initiative.review != Review.ACCEPTED:
        raise PermissionDenied
    if initiative.cite_id == cite.pk:
        raise ValidationError(_("This initiative is your own Cité's."))


@transaction.atomic
def adopt(*, initiative: Initiative, cite: Cite, user: User, year: int, note: str = "") -> Adoption:
    """Say that `cite` uses an accepted initiative of another Cité, or change what was said; its people are told once.

    Raises:
        PermissionDenied: the person holds no role in `cite`, or the initiative isn't accepted.
        ValidationError: it is the Cité's own, or the year can't be.
    """
    _check(initiative, cite, user)
    kept = Adoption.objects.filter(initiative=initiative, cite=cite).first()
    row = kept or Adoption(initiative=initiative, cite=cite)
    row.year, row.note, row.user = year, note.strip(), user
    row.full_clean(exclude=["initiative", "cite", "user"])
    row.save()
    log(instance=initiative, action="cities.adopt", user=user, data={"by_cite": cite.slug, "year": year})
    if kept is None:
        raise_content_version()
        tell_adoption.enqueue(row.pk)
    return row


@transaction.atomic
def drop_adoption(*, initiative: Initiative, cite: Cite, user: User) -> None:
    """Take back that `cite` uses an initiative; what is public counts one less at once.

    Raises:
        PermissionDenied: the person holds no role in `cite`.
    """
    if not can_speak(user, cite=cite):
        raise PermissionDenied
    if Adoption.objects.filter(initiative=initiative, cite=cite).delete()[0]:
        log(instance=initiative, action="cities.drop_adoption", user=user, data={"by_cite": cite.slug})
        raise_content_version()


@transaction.atomic
def evaluate(
    *, initiative: Initiative, cite: Cite, user: User, scores: Mapping[Criterion, int], text: str = ""
) -> Evaluation:
    """Keep what `cite` thinks of an initiative, line by line of the grid; said again, it replaces what was said.

    The owner's people are told of the first time.

    Raises:
        PermissionDenied: the person holds no role in `cite`, or the initiative isn't accepted.
        ValidationError: it is the Cité's own, or a score is out of range.
    """
    _check(initiative, cite, user)
    evaluation, is_first = Evaluation.objects.update_or_create(
        initiative=initiative, cite=cite, defaults={"text": text.strip(), "user": user}
    )
    evaluation.scores.all().delete()
    for criterion, score in scores.items():
        if criterion.use == CriterionUse.GRID:
            line = EvaluationScore(evaluation=evaluation, criterion=criterion, score=score)
            line.full_clean()
            line.save()
    log(instance=initiative, action="cities.evaluate", user=user, data={"by_cite": cite.slug})
    raise_content_version()
    if is_first:
        tell_evaluation.enqueue(evaluation.pk)
    return evaluation


@transaction.atomic
def answer_partnership(*, partnership: InitiativePartnerCite, user: User, accept: bool) -> None:
    """A Cité named as partner accepts to be shown as one, or refuses; it may change its mind. The author is told.

    Raises:
        PermissionDenied: the person is neither moderator nor manager of the Cité named.
    """
    if not can_speak(user, cite=partnership.cite, roles=ANSWERS):
        raise PermissionDenied
    if partnership.accepted_at if accept else partnership.refused_at:
        return
    now = timezone.now()
    partnership.accepted_at, partnership.refused_at = (now, None) if accept else (None, now)
    partnership.save(update_fields=["accepted_at", "refused_at"])
    log(
        instance=partnership.owner,
        action="cities.partner",
        user=user,
        data={"by_cite": partnership.cite.slug, "accepted": accept},
    )
    initiative_changed.send(sender=Initiative, uid=partnership.owner.uid)
    tell_partner_answer.enqueue(partnership.pk, accept, user.pk)
