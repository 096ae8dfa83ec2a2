"""Who follows an initiative's review, what awaits whom, and how complete a sheet is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Avg, Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.enums import CriterionUse, Review, ReviewVerb
from cities.models import Criterion, Initiative, InitiativePage, InitiativePartnerCite, ReviewEntry
from portal.accounts.models import User
from portal.tenancy.models import Cite
from portal.tenancy.selectors.scope import TenantScope


def review_address(initiative: Initiative) -> str:
    """Where a professional reads an initiative's review, for mails: on the network's host."""
    return f"{settings.NETWORK_ADDRESS}{reverse('initiatives:detail', args=[initiative.uid])}"


def reviewers() -> QuerySet[User]:
    """The people who review for the network, by the permission of their role; operators aren't told."""
    return User.objects.filter(
        is_active=True,
        groups__permissions__codename="review_initiative",
        groups__permissions__content_type__app_label="cities",
    ).distinct()


def followers_of(*, initiative: Initiative) -> QuerySet[User]:
    """Who proposed an initiative, and the owner of its original page."""
    owner = initiative.original.owner_id if initiative.original else None
    proposers = ReviewEntry.objects.filter(initiative=initiative, verb=ReviewVerb.PROPOSE).values("user")
    return User.objects.filter(Q(pk__in=proposers) | Q(pk=owner), is_active=True).distinct()


def initiatives_for(scope: TenantScope) -> QuerySet[Initiative]:
    """What a person may open here: everything for the network, for a Cité its own and what is accepted.

    Accepted means seen by the network's reviewers *and* live: a draft of another Cité stays its own.
    """
    rows = Initiative.objects.select_related("cite", "original")
    if scope.is_network:
        return rows
    return rows.filter(Q(cite__in=scope.cite_ids) | Q(review=Review.ACCEPTED, original__live=True))


def usable_by(scope: TenantScope) -> QuerySet[Initiative]:
    """What a person may name in an initiative of their Cité: its own, and what the network shows."""
    shown = Q(review=Review.ACCEPTED, original__live=True)
    return Initiative.objects.filter(shown | Q(cite__in=scope.cite_ids)).select_related("cite", "original")


def to_be_read_again() -> QuerySet[Initiative]:
    """Accepted initiatives whose facts or words were published after the network last accepted them."""
    accepted = (
        ReviewEntry.objects.filter(initiative=OuterRef("pk"), verb=ReviewVerb.ACCEPT).order_by("-at").values("at")[:1]
    )
    words = (
        InitiativePage.objects.filter(translation_key=OuterRef("uid"), live=True, alias_of__isnull=True)
        .values("translation_key")
        .annotate(latest=Max("last_published_at"))
        .values("latest")
    )
    return (
        Initiative.objects.filter(review=Review.ACCEPTED)
        .annotate(accepted_at=Subquery(accepted), words_at=Subquery(words))
        .filter(Q(facts_at__gt=F("accepted_at")) | Q(words_at__gt=F("accepted_at")))
        .select_related("cite", "original")
        .order_by("-words_at")
    )


def partnerships_of(*, cite: Cite) -> QuerySet[InitiativePartnerCite]:
    """Where other Cités name this one as a partner of a live initiative."""
    return (
        InitiativePartnerCite.objects.filter(cite=cite, owner__original__live=True)
        .exclude(owner__cite=cite)
        .select_related("owner__cite", "cite")
    )


def criteria(use: CriterionUse) -> list[Criterion]:
    """The network's criteria of one use, in its order."""
    return list(Criterion.objects.filter(use=use))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What may be shown to everyone: how many use it, how many evaluated it, and the average by line of the grid."""

    adoptions: int
    evaluations: int
    averages: tuple[tuple[Criterion, float], ...]


def opinion_of(*, initiative: Initiative) -> Opinion:
    """The public figures of one initiative, in two queries."""
    counts = Initiative.objects.filter(pk=initiative.pk).aggregate(
        adoptions=Count("adoptions", distinct=True), evaluations=Count("evaluations", distinct=True)
    )
    lines = Criterion.objects.filter(scores__evaluation__initiative=initiative).annotate(mean=Avg("scores__score"))
    return Opinion(counts["adoptions"], counts["evaluations"], tuple((line, float(line.mean)) for line in lines))


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of a sheet is filled. `missing` names what a reader would look for."""

    percent: int
    missing: tuple[str, ...]


def completeness_of(page: InitiativePage) -> Completeness:
    """Count what a reader looks for: words of this language, facts of the initiative."""
    facts: Any = page.facts
    asked: dict[str, bool] = {
        _("a teaser"): bool(page.lead),
        _("the need"): bool(page.need),
        _("what was done"): bool(page.description),
        _("results"): bool(page.results),
        _("results in figures"): bool(page.figures),
        _("difficulties and lessons"): bool(page.difficulties),
        _("how to do it elsewhere"): bool(page.transferability),
        _("the resources needed"): bool(page.resources),
        _("a stage"): bool(facts and facts.stage),
        _("the first year"): bool(facts and facts.start_year),
        _("a pôle"): bool(facts and facts.poles.all()),
        _("an audience"): bool(facts and facts.audiences.all()),
        _("how the public is met"): bool(facts and facts.modes),
        _("a contact"): bool(facts and (facts.contact_email or facts.contact_phone)),
    }
    missing = tuple(name for name, filled in asked.items() if not filled)
    return Completeness(round(100 * (len(asked) - len(missing)) / len(asked)), missing)
