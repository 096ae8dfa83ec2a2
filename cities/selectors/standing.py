"""How far an initiative has come: on its Cité's site, then in the network; and what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.models import WorkflowState

from cities.enums import Review
from cities.models import InitiativePage
from portal.translating.links import language_words

# What each state of the network's review asks of whom, once the page is on its Cité's site.
NEXT = {
    Review.NONE: gettext_lazy("Whoever publishes for its Cité can propose it to the network."),
    Review.PROPOSED: gettext_lazy(
        "The network’s reviewers read it; their answer goes to its authors by mail and stands here."
    ),
    Review.CHANGES: gettext_lazy(
        "Its Cité reads what the network asks, changes the text, publishes it on its site and proposes it again."
    ),
    Review.ACCEPTED: gettext_lazy("Nothing: the network shows it. What its Cité publishes from now on shows at once."),
    Review.REFUSED: gettext_lazy(
        "The reason stands here. It stays on its Cité’s site; once changed it can be proposed again."
    ),
    Review.ARCHIVED: gettext_lazy("The network doesn’t show it any more. It can be proposed again."),
}
# Said once it is on the site; before, nothing has been asked of the network.
NOT_YET = pgettext_lazy("network’s review", "Not yet")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an initiative stands on its Cité's site and in the network, in words, and the next step."""

    site: str
    network: str
    next_step: str


def standing_of(page: InitiativePage) -> Standing:
    """The standing of an initiative, asked of any of its pages; a translation says that of its original."""
    row = page.row if page.pk else None
    original = page if row is None or row.original_id in (None, page.pk) else row.original
    site, step = _on_its_site(original)
    review = Review(row.review) if row else Review.NONE
    if review == Review.ACCEPTED and not original.live:
        step = _("The network has accepted it: once it is on its Cité’s site again, the network shows it at once.")
    network = str(NOT_YET) if review == Review.NONE else str(review.label)
    return Standing(site, network, step or str(NEXT[review]))


def _on_its_site(page: InitiativePage) -> tuple[str, str]:
    """The Cité's own step; what comes next in it, or nothing where it is over."""
    state = page.current_workflow_state if page.pk else None
    if not page.pk:
        found = _("Not saved yet"), _("Write, and save the draft: only your Cité sees it.")
    elif state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        site = _("Published; a change awaits the Cité’s moderators") if page.live else _("Awaits the Cité’s moderators")
        found = site, _("A moderator or manager of the Cité publishes it, or asks for changes.")
    elif state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        site = _("The Cité’s moderators ask for changes")
        found = site, _("Its author reads their comment, changes the text and submits it again.")
    elif not page.live and (others := page.going_with()):
        languages = ", ".join(language_words(each.locale.language_code) for each in others.select_related("locale"))
        site = _("Draft, but public in: %(languages)s") % {"languages": languages}
        found = site, _("Publish it, or take back the others: the network’s search shows none of them without it.")
    elif not page.live:
        step = _(
            "It is submitted to the Cité’s moderators, who publish it on its site; then it can be proposed to the "
            "network."
        )
        found = _("Draft, seen by its Cité only"), step
    elif page.has_unpublished_changes:
        found = _("Published, with changes that aren’t yet"), ""
    else:
        found = _("Published on its Cité’s site"), ""
    return found
