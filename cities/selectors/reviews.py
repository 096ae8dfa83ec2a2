"""Who follows an initiative's review, what awaits whom, and how complete a sheet is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import Avg, Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.enums import CriterionUse, Review, ReviewVerb
from cities.models import Criterion, Initiative, InitiativePage, InitiativePartnerCite, ReviewEntry
from cities.models.initiative_shown import shared, shown_to_members
from portal.accounts.models import User
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.tenancy.models import Cite
from portal.tenancy.selectors.scope import TenantScope

ANSWERS = (CiteRole.MODERATOR, CiteRole.MANAGER)
# Members hold no role of the network: every Cité's people are.
REACH = (NetworkRole.LABEL_TEAM, NetworkRole.NETWORK_EDITOR)


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
    return User.objects.filter(
        Q(pk__in=proposers) | Q(pk=owner), _works_for(initiative.cite), is_active=True
    ).distinct()


def _works_for(cite: Cite) -> Q:
    """People who still work for a Cité, or for the network."""
    roles = Group.objects.filter(Q(cite_role__cite=cite) | Q(network_role__isnull=False, network_role__role__in=REACH))
    return Q(groups__in=roles) | Q(is_superuser=True)


def answering_for(cite: Cite) -> QuerySet[User]:
    """Who answers whether a Cité is a partner: its moderators and managers."""
    roles = Group.objects.filter(cite_role__cite=cite, cite_role__role__in=ANSWERS)
    return User.objects.filter(groups__in=roles, is_active=True).distinct()


def team_of(*, initiative: Initiative) -> QuerySet[User]:
    """Who is told what other Cités say of an initiative: its author and who answers for its Cité, unless they chose
    in their account to hear of no comments."""
    author, answering = followers_of(initiative=initiative), answering_for(initiative.cite)
    people = User.objects.filter(Q(pk__in=author.values("pk")) | Q(pk__in=answering.values("pk")))
    return people.exclude(wagtail_userprofile__updated_comments_notifications=False)


def initiatives_for(scope: TenantScope) -> QuerySet[Initiative]:
    """What a person may open here: everything for the network; for a Cité its own, what is accepted and what names it
    as a partner.

    The last two only while live and open to members: a draft of another Cité, or what it shows to some, stays its own.
    """
    rows = Initiative.objects.select_related("cite", "original")
    if scope.is_network:
        return rows
    named = InitiativePartnerCite.objects.filter(cite__in=scope.cite_ids).values("owner")
    seen = Q(review=Review.ACCEPTED) | Q(pk__in=named)
    return rows.filter(Q(cite__in=scope.cite_ids) | (seen & shown_to_members()))


def usable_by(scope: TenantScope) -> QuerySet[Initiative]:
    """What a person may name in an initiative of their Cité: its own, and what the network shows."""
    return Initiative.objects.filter(shared() | Q(cite__in=scope.cite_ids)).select_related("cite", "original")


def to_be_read_again(scope: TenantScope) -> QuerySet[Initiative]:
    """Accepted initiatives whose facts or words were published after the network last accepted them: all for the
    network, a Cité's own for its people."""
    accepted = (
        ReviewEntry.objects.filter(initiative=OuterRef("pk"), verb=ReviewVerb.ACCEPT).order_by("-at").values("at")[:1]
    )
    words = (
        InitiativePage.objects.filter(translation_key=OuterRef("uid"), live=True, alias_of__isnull=True)
        .values("translation_key")
        .annotate(latest=Max("last_published_at"))
        .values("latest")
    )
    mine = Q() if scope.is_network else Q(cite__in=scope.cite_ids)
    return (
        Initiative.objects.filter(mine, review=Review.ACCEPTED)
        .annotate(accepted_at=Subquery(accepted), words_at=Subquery(words))
        .filter(Q(facts_at__gt=F("accepted_at")) | Q(words_at__gt=F("accepted_at")))
        .select_related("cite", "original")
        .order_by("-words_at")
    )


def partnerships_of(*, cite: Cite) -> QuerySet[InitiativePartnerCite]:
    """Where other Cités name this one as a partner of an initiative that members see."""
    return (
        InitiativePartnerCite.objects.filter(shown_to_members("owner__"), cite=cite)
        .exclude(owner__cite=cite)
        .select_related("owner__cite", "owner__original__locale", "cite")
    )


def unanswered_by(*, cite: Cite) -> QuerySet[InitiativePartnerCite]:
    """What a Cité is asked to be a partner of and hasn't answered."""
    return partnerships_of(cite=cite).filter(accepted_at__isnull=True, refused_at__isnull=True)


def to_be_changed_by(*, cite: Cite) -> QuerySet[Initiative]:
    """A Cité's initiatives that the network asked to change, with `asked`, its last comment."""
    asked = ReviewEntry.objects.filter(initiative=OuterRef("pk"), verb=ReviewVerb.ASK).order_by("-at", "-pk")
    rows = Initiative.objects.filter(cite=cite, review=Review.CHANGES)
    return rows.annotate(asked=Subquery(asked.values("comment")[:1])).select_related("original__locale")


def proposed() -> QuerySet[Initiative]:
    """What was proposed to the network and waits for its answer, the longest first, with `proposed_at`."""
    steps = ReviewEntry.objects.filter(initiative=OuterRef("pk"), verb=ReviewVerb.PROPOSE).order_by("-at", "-pk")
    return (
        Initiative.objects.filter(review=Review.PROPOSED)
        .annotate(proposed_at=Subquery(steps.values("at")[:1]))
        .select_related("cite", "original__locale")
        .order_by("proposed_at", "pk")
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
