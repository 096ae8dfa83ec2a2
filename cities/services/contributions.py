"""Receiving what a partner proposes, taking it up as a draft, declining it; each in one transaction with its mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cities.enums import ContributionState
from cities.models import Contribution, InitiativePage
from cities.selectors.contributions import contributions_for
from cities.services.contribution_mail import mail_answer, mail_notice
from cities.services.initiatives import InitiativeData, InitiativeWords, draft_initiative
from portal.contacts.selectors import purge_date
from portal.personal.registry import key_of
from portal.services.throttle import DAY, is_within
from portal.tenancy.models import Cite

if TYPE_CHECKING:
    from portal.accounts.models import User

# Attempts of a day: from one connection to one Cité, and under one address.
FROM_NETWORK = 20
UNDER_ADDRESS = 10


class ContributionError(ValueError):
    """The step isn't possible; the message says why, for the person who asked."""


@dataclass(frozen=True)
class Contributor:
    """Who proposes."""

    name: str
    organisation: str
    email: str


def refusal(*, cite_id: int, client: str, email: str) -> str:
    """Count an attempt from a connection and under an address; a sentence where either is one too many, else ""."""
    by_network = is_within(FROM_NETWORK, purpose="contributions", client=client, seconds=DAY, about=str(cite_id))
    by_address = is_within(UNDER_ADDRESS, purpose="contributors", client=key_of(email), seconds=DAY, about=str(cite_id))
    if not by_network:
        return _("Many proposals came from your connection today. Try tomorrow, or call us.")
    return "" if by_address else _("Many proposals came with this e-mail address today. Try tomorrow, or call us.")


def receive_contribution(
    *, cite: Cite, language: str, contributor: Contributor, words: Mapping[str, Any]
) -> Contribution:
    """Keep a proposal until the day the Cité's setting gives, and tell the Cité. `words` are columns of the row."""
    with transaction.atomic():
        row = Contribution.objects.create(
            cite=cite,
            language=language,
            name=contributor.name,
            organisation=contributor.organisation,
            email=contributor.email,
            email_key=key_of(contributor.email),
            purge_on=purge_date(site_id=cite.site_id, received=cite.local_date()),
            **words,
        )
        mail_notice.enqueue(row.pk)
    return row


def take_up(*, contribution: Contribution, user: User, message: str = "") -> InitiativePage:
    """Make a draft of it in the Cité's site, which its team finishes and publishes; the contributor is told, and reads
    the message.

    What was written is text, whatever it looks like. The organisation becomes a partner of the initiative; name and
    address of the person aren't taken over.

    Raises:
        PermissionDenied: the person doesn't publish for the Cité.
        ContributionError: it is decided already, or the site can't take it.
    """
    with transaction.atomic():
        row = _waiting(contribution, user)
        try:
            page = draft_initiative(cite=row.cite, language=row.language, words=_words(row), data=_data(row), user=user)
        except ValidationError as error:
            raise ContributionError(" ".join(error.messages)) from error
        row.page = page
        _decide(row, ContributionState.ACCEPTED, user, message.strip())
    return page


def decline(*, contribution: Contribution, user: User, reason: str) -> None:
    """Say no, and why; the contributor reads it.

    Raises:
        PermissionDenied: the person doesn't publish for the Cité.
        ContributionError: it is decided already, or the reason is missing.
    """
    if not reason.strip():
        raise ContributionError(_("Say why: the person who proposed it reads it."))
    with transaction.atomic():
        _decide(_waiting(contribution, user), ContributionState.DECLINED, user, reason.strip())


def _waiting(contribution: Contribution, user: User) -> Contribution:
    if not contributions_for(user).filter(pk=contribution.pk).exists():
        raise PermissionDenied
    rows = Contribution.objects.select_for_update(of=("self",)).select_related("cite__container", "cite__site")
    row = rows.filter(pk=contribution.pk).first()
    if row is None or row.state != ContributionState.WAITING:
        raise ContributionError(_("This proposal is decided already, or erased. Reload the page."))
    return row


def _decide(row: Contribution, state: ContributionState, user: User, reason: str) -> None:
    row.state, row.reason, row.decided_by, row.decided_at = state, reason, user, timezone.now()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at", "page"])
    log(instance=row.cite, action=f"cities.contribution_{state}", user=user, data={"contribution": row.pk})
    mail_answer.enqueue(row.pk)


def _words(row: Contribution) -> InitiativeWords:
    return InitiativeWords(
        title=row.title,
        teaser=row.teaser,
        need=_as_rich_text(row.need),
        description=_as_rich_text(row.description),
        results=_as_rich_text(row.results),
        links=[(urlsplit(url).netloc[:120], url) for url in row.links],
    )


def _data(row: Contribution) -> InitiativeData:
    poles: Sequence[str] = row.poles
    return InitiativeData(
        stage="",
        start_year=row.start_year,
        end_year=row.end_year,
        poles=poles,
        place_name=row.place_name,
        partners=[(row.organisation, "")] if row.organisation else [],
    )


def _as_rich_text(text: str) -> str:
    return linebreaks(text.strip(), autoescape=True) if text.strip() else ""
