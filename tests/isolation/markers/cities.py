"""What a Cité keeps for itself beside what it offers: initiatives, and news proposed to the network."""

from __future__ import annotations

from django.contrib.auth.models import Group
from wagtail.models import PageViewRestriction

from cities.enums import ProposalState, Review, Stage
from cities.models import ContributionSettings, Initiative, InitiativePage, NewsPage, Proposal, Showing
from tests.factories.portal import make_page
from tests.isolation.markers.owners import Owner
from tests.isolation.markers.registry import NotOwnableError, make_page_marker, marker_for, parent_for


@marker_for(Initiative)
def make_initiatives(owner: Owner) -> list[Initiative]:
    """A draft nobody else may know of, one that is live and that the network has accepted, and such a one for few."""
    if owner.cite is None:
        raise NotOwnableError
    draft: InitiativePage = owner.get(InitiativePage)
    parent = parent_for(owner, InitiativePage)
    page = make_page(
        InitiativePage,
        parent=parent,
        title="Public initiative",
        slug=f"public-{owner.name}",
        stage=Stage.RUNNING,
        start_year=2020,
    )
    few = make_page(InitiativePage, parent=parent, title=owner.tokens(), contact_name=owner.tokens(), live=False)
    PageViewRestriction.objects.create(page=few, restriction_type="groups").groups.add(owner.get(Group))
    few.get_latest_revision().publish(user=owner.user)
    live = [page, few]
    Initiative.objects.filter(uid__in=[each.translation_key for each in live]).update(review=Review.ACCEPTED)
    for each in live:
        InitiativePage.objects.get(pk=each.pk).save()  # writes what searches read
    return [Initiative.objects.get(uid=each.translation_key) for each in (draft, *live)]


@marker_for(NewsPage)
def make_news(owner: Owner) -> list[NewsPage]:
    """A draft, and a live piece."""
    draft: NewsPage = make_page_marker(owner, NewsPage)
    parent = parent_for(owner, NewsPage)
    assert parent is not None
    return [draft, make_page(NewsPage, parent=parent, title="Public news", slug=f"public-{owner.name}")]


@marker_for(Proposal)
def make_proposals(owner: Owner) -> list[Proposal]:
    """One that is declined, with a reason for its author's eyes, and one that other Cités may show."""
    if owner.cite is None:
        raise NotOwnableError
    owner.get(NewsPage)
    draft, public = owner.rows[NewsPage]
    values = {"cite": owner.cite, "proposed_by": owner.user, "decided_by": owner.user, "reason": owner.tokens()}
    return [
        Proposal.objects.create(page=draft, state=ProposalState.DECLINED, **values),
        Proposal.objects.create(page=public, state=ProposalState.ACCEPTED, **values),
    ]


@marker_for(Showing)
def make_showing(owner: Owner) -> Showing:
    """What a Cité shows; whose it is doesn't matter here."""
    if owner.cite is None:
        raise NotOwnableError
    owner.get(Proposal)
    return Showing.objects.create(proposal=owner.rows[Proposal][1], cite=owner.cite, shown_by=owner.user)


@marker_for(ContributionSettings)
def make_contribution_settings(owner: Owner) -> ContributionSettings:
    """Switched on, so that the form is there."""
    recipient = f"{owner.tokens()}@example.org"
    return ContributionSettings.objects.create(site=owner.site, is_open=True, recipient=recipient)
