"""Mail about initiatives: their review, partners, adoptions; ids are queued, never addresses or texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from cities.enums import ReviewVerb
from cities.models import Adoption, Evaluation, Initiative, InitiativePartnerCite, ReviewEntry
from cities.models.initiative_shown import shown_to_members
from cities.selectors.reviews import answering_for, followers_of, review_address, reviewers, team_of
from portal.accounts.models import User
from portal.lines import one_line
from portal.mail import send_mail
from portal.tenancy.models import Cite
from portal.tenancy.selectors.speech import language_for

FOR_REVIEWERS = (ReviewVerb.PROPOSE, ReviewVerb.WITHDRAW)
# Subject and body, made in the reader's language.
Words = Callable[[], tuple[str, str]]
Values = dict[str, str]
# What another Cité says of an initiative.
Saying = TypeVar("Saying", Adoption, Evaluation)


def _send(people: Iterable[User], words: Words, *, cite: Cite | None, by: int | None) -> int:
    """One mail to each but whoever acted; how many went out."""
    sent = 0
    for person in people:
        if person.pk != by:
            with translation.override(language_for(person, cite=cite)):
                subject, body = words()
                sent += send_mail(subject, body, person.email)
    return sent


def _about(initiative: Initiative) -> Values:
    return {
        "title": one_line(initiative),
        "cite": one_line(initiative.cite.short_name),
        "address": review_address(initiative),
    }


def _public_page(initiative: Initiative) -> str:
    """The address of the original on its Cité's site; empty where it isn't for everybody."""
    page = initiative.original
    if page is None or not page.live or page.get_view_restrictions():
        return ""
    return page.full_url or ""


@task(queue_name="mail")
def send_review_mail(entry_id: int) -> int:
    """Tell the other side of a step: reviewers of a proposal, authors of what the network decided."""
    entry = ReviewEntry.objects.select_related("initiative__cite", "initiative__original").get(pk=entry_id)
    public = _public_page(entry.initiative) if entry.verb == ReviewVerb.ACCEPT else ""

    def words() -> tuple[str, str]:
        values = {**_about(entry.initiative), "step": entry.done, "comment": entry.comment}
        body = _("%(cite)s, “%(title)s”: %(step)s.") % values
        if public:
            meaning = _("The network now shows it in its search and on its wall. Its public page: %(public)s")
            body += "\n\n" + meaning % {"public": public}
        if entry.comment:
            body += "\n\n" + _("Comment: %(comment)s") % values
        return _("%(title)s: %(step)s") % values, body + "\n\n" + _("Read it and answer: %(address)s") % values

    if entry.verb in FOR_REVIEWERS:
        return _send(reviewers(), words, cite=None, by=entry.user_id)
    return _send(followers_of(initiative=entry.initiative), words, cite=entry.initiative.cite, by=entry.user_id)


@task(queue_name="mail")
def ask_partner(partnership_id: int) -> int:
    """Ask a Cité that a published initiative names as partner; nothing where it has answered or isn't named any more,
    or where the page is for some of its own Cité only.

    Title and Cité only: what is published may be for members.
    """
    rows = InitiativePartnerCite.objects.select_related("owner__cite", "cite").filter(shown_to_members("owner__"))
    row = rows.filter(pk=partnership_id, accepted_at__isnull=True, refused_at__isnull=True).first()
    if row is None or row.cite_id == row.owner.cite_id:
        return 0
    values = {**_about(row.owner), "partner": one_line(row.cite.short_name)}

    def words() -> tuple[str, str]:
        body = [
            _("%(cite)s has published an initiative, “%(title)s”, and names %(partner)s as its partner.") % values,
            _("%(partner)s is shown as a partner once you have accepted.") % values,
            _("Accept or refuse: %(address)s") % values,
        ]
        return _("%(cite)s names you as a partner: %(title)s") % values, "\n\n".join(body)

    return _send(answering_for(row.cite), words, cite=row.cite, by=None)


@task(queue_name="mail")
def tell_partner_answer(partnership_id: int, accepted: bool, by: int) -> int:
    """Tell the author what a partner answered; nothing where it has changed its mind meanwhile."""
    rows = InitiativePartnerCite.objects.select_related("owner__cite", "owner__original", "cite")
    row = rows.filter(pk=partnership_id, accepted_at__isnull=not accepted).first()
    if row is None:
        return 0
    values = {**_about(row.owner), "partner": one_line(row.cite.short_name)}

    def words() -> tuple[str, str]:
        if accepted:
            subject = _("%(partner)s accepted to be a partner: %(title)s") % values
            body = _("%(partner)s accepted and is shown as a partner of “%(title)s”.") % values
        else:
            subject = _("%(partner)s refused to be a partner: %(title)s") % values
            body = _("%(partner)s refused and isn’t shown as a partner of “%(title)s”.") % values
        return subject, body + "\n\n" + _("See it here: %(address)s") % values

    return _send(followers_of(initiative=row.owner), words, cite=row.owner.cite, by=by)


@task(queue_name="mail")
def tell_adoption(adoption_id: int) -> int:
    """Tell the owner's people that another Cité uses their initiative; nothing where it was taken back meanwhile."""

    def words(row: Adoption, values: Values) -> tuple[str, str]:
        subject = _("%(other)s uses your initiative: %(title)s") % values
        return subject, _("%(other)s says that it has used “%(title)s” since %(year)s.") % {**values, "year": row.year}

    return _tell_owner(Adoption, adoption_id, words, said="note")


@task(queue_name="mail")
def tell_evaluation(evaluation_id: int) -> int:
    """Tell the owner's people that another Cité evaluated their initiative."""

    def words(row: Evaluation, values: Values) -> tuple[str, str]:
        subject = _("%(other)s evaluated your initiative: %(title)s") % values
        return subject, _("%(other)s evaluated “%(title)s” with the network’s grid.") % values

    return _tell_owner(Evaluation, evaluation_id, words, said="text")


def _tell_owner(model: type[Saying], pk: int, words: Callable[[Saying, Values], tuple[str, str]], *, said: str) -> int:
    """Tell the owner's people what another Cité says of their initiative, with its own words, field `said`; nothing
    where it says so no more."""
    row = (
        model._default_manager.select_related("initiative__cite", "initiative__original", "cite").filter(pk=pk).first()
    )
    if row is None:
        return 0
    values = {**_about(row.initiative), "other": one_line(row.cite.short_name), "note": getattr(row, said)}

    def whole() -> tuple[str, str]:
        subject, body = words(row, values)
        if values["note"]:
            body += "\n\n" + _("In their words: %(note)s") % values
        return subject, body + "\n\n" + _("See it here: %(address)s") % values

    return _send(team_of(initiative=row.initiative), whole, cite=row.initiative.cite, by=row.user_id)
