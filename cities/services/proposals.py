"""Offering news and events to the network, deciding, and showing another Cité's piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from cities.enums import ProposalState
from cities.models import Proposal, Showing
from cities.selectors.proposals import (
    OFFERED,
    can_decide,
    can_propose,
    can_withdraw,
    is_called_off,
    is_over,
    may_show,
    offers_to,
)
from cities.services.proposal_mail import mail_decision
from portal.selectors import frames
from portal.services.versions import raise_content_version
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts
from portal.tenancy.selectors.ownership import cite_id_of_path

if TYPE_CHECKING:
    from portal.accounts.models import User

DECISIONS = {"accept": ProposalState.ACCEPTED, "feature": ProposalState.FEATURED, "decline": ProposalState.DECLINED}


class ProposalError(ValueError):
    """The step isn't possible; the message says why, for the person who asked."""


def propose(*, page: Page, user: User) -> Proposal:
    """Offer a published page to the network, or offer it again after it was declined.

    Raises:
        PermissionDenied: the person may not edit the page, or it is none that can be offered.
        ProposalError: it isn't published, what it announces is over, or it is offered already.
    """
    if not can_propose(user, page):
        raise PermissionDenied
    if not page.live:
        raise ProposalError(_("Publish the page first: the network shows what visitors can read."))
    if is_over(page):
        raise ProposalError(_("It is over: the network shows what is still to come."))
    cite_id = cite_id_of_path(page.path)
    with transaction.atomic():
        proposal = Proposal.objects.select_for_update(of=("self",)).filter(page=page.pk).first()
        if proposal is not None and proposal.state != ProposalState.DECLINED:
            raise ProposalError(_("This page is proposed already."))
        if proposal is None:
            proposal = Proposal(page_id=page.pk)
        proposal.cite_id = cite_id  # type: ignore[assignment]  # can_propose() has seen to it
        proposal.state, proposal.reason = ProposalState.PROPOSED, ""
        proposal.proposed_by, proposal.proposed_at = user, timezone.now()
        proposal.decided_by = proposal.decided_at = None
        proposal.save()
        log(instance=page, action="cities.propose", user=user)
    return proposal


def withdraw(*, proposal: Proposal, user: User) -> None:
    """Take an offer back, whatever became of it: the network shows it no more.

    Raises:
        PermissionDenied: the person may not.
    """
    if not can_withdraw(user, proposal):
        raise PermissionDenied
    with transaction.atomic():
        log(instance=proposal.page, action="cities.withdraw", user=user)
        sites = _sites_showing(proposal)
        proposal.delete()
        _changed(sites)


def decide_proposal(*, proposal: Proposal, verb: str, user: User, reason: str = "") -> Proposal:
    """Accept, feature or decline; the author is told, with the reason.

    Raises:
        PermissionDenied: the person doesn't decide for the network.
        ProposalError: there is no such verb, it is cancelled and can't be featured, it is over and can only be
            declined, or a declined author would not learn why.
    """
    if not can_decide(user):
        raise PermissionDenied
    if verb not in DECISIONS:
        raise ProposalError(_("There is no such decision."))
    if verb == "decline" and not reason.strip():
        raise ProposalError(_("Say why: the author reads it."))
    if verb == "feature" and is_called_off(proposal.page):
        raise ProposalError(_("It is cancelled: the network doesn’t feature it."))
    if verb != "decline" and is_over(proposal.page):
        raise ProposalError(_("It is over: it can only be declined."))
    with transaction.atomic():
        current = Proposal.objects.select_for_update(of=("self",)).select_related("page").get(pk=proposal.pk)
        told = current.state != DECISIONS[verb] or current.reason != reason.strip()
        current.state, current.reason = DECISIONS[verb], reason.strip()
        current.decided_by, current.decided_at = user, timezone.now()
        current.save()
        log(instance=current.page, action=f"cities.{verb}", user=user, data={"reason": current.reason})
        if told:
            mail_decision.enqueue(current.pk)
        _changed(_sites_showing(current))
    return current


def show(*, proposal: Proposal, cite: Cite, user: User) -> Showing:
    """Show another Cité's piece on one's own site.

    Raises:
        PermissionDenied: the person doesn't publish for the Cité.
        ProposalError: the piece isn't offered, or is the Cité's own.
    """
    if not may_show(user, cite=cite):
        raise PermissionDenied
    if not offers_to(cite=cite).filter(pk=proposal.pk).exists():
        raise ProposalError(_("This is not offered to other Cités."))
    with transaction.atomic():
        showing, made = Showing.objects.get_or_create(proposal=proposal, cite=cite, defaults={"shown_by": user})
        if made:
            log(instance=cite, action="cities.show", user=user, data=_named(proposal))
            _changed([cite.site_id] if cite.site_id else [])
    return showing


def hide(*, showing: Showing, user: User) -> None:
    """Show it no more.

    Raises:
        PermissionDenied: the person doesn't publish for the Cité.
    """
    cite = showing.cite
    if not may_show(user, cite=cite):
        raise PermissionDenied
    with transaction.atomic():
        log(instance=cite, action="cities.hide", user=user, data=_named(showing.proposal))
        showing.delete()
        _changed([cite.site_id] if cite.site_id else [])


def _named(proposal: Proposal) -> dict[str, str]:
    """What the log says of a piece, whatever becomes of it."""
    return {"title": proposal.page.title, "of": proposal.cite.short_name}


def is_offered(proposal: Proposal) -> bool:
    """Whether the network shows it."""
    return proposal.state in OFFERED


def _sites_showing(proposal: Proposal) -> list[int]:
    return [pk for pk in Showing.objects.filter(proposal=proposal).values_list("cite__site", flat=True) if pk]


def _changed(sites: list[int]) -> None:
    """The hub's lists, and those of sites that show the piece, are no longer what they were."""
    hub = hosts.table().hub
    frames.changed(*sites, *([hub.id] if hub else []))
    raise_content_version()
