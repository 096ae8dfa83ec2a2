"""What templates ask of the label: the register, a Cité's standing, counts, documents; each tag is one selector."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from label.enums import EventKind, LabelStatus, MembershipKind, StatusGroup
from label.forms import RegisterForm
from label.models.dates import KnownDate
from label.selectors.documents import DocumentLine, documents_of_hub
from label.selectors.frames import PART, LabelPart, counts_on, standing_at
from label.selectors.life import Axis, axis_for, draw_life
from label.selectors.register import Register, RegisterLine, histories_of_network, register_on
from label.selectors.standing import EventLine, Standing
from label.templatetags.label_drawing import life_svg
from portal.alphabet import alphabetical
from portal.countries import country_name
from portal.dates import since_words
from portal.selectors.frames import MenuItem, SiteFrame
from portal.tenancy.selectors import hosts

register = template.Library()
register.filter("country_name", country_name)

# Shape of the sign before the words; see the states in portal.css.
STATE_CLASSES: dict[str, str] = {
    LabelStatus.NONE: "state--unknown",
    LabelStatus.DECLARED: "state--unknown",
    LabelStatus.REFUSED: "state--former",
    LabelStatus.LISTED: "state--unknown",
    LabelStatus.PROJECT: "state--project",
    LabelStatus.OPERATION: "",
    LabelStatus.CONFIRMED: "",
    LabelStatus.SUSPENDED: "state--former",
    LabelStatus.ENDED: "state--former",
}


@dataclass(frozen=True, slots=True)
class RegisterView:
    """The register as it was asked for, with its form and the axis of its drawings."""

    form: RegisterForm
    register: Register
    axis: Axis
    today: datetime.date
    is_narrowed: bool


@dataclass(frozen=True, slots=True)
class Count:
    """How many Cités are in a group."""

    group: StatusGroup
    number: int

    @property
    def label(self) -> str:
        return str(self.group.label)


@register.simple_tag(takes_context=True)
def label_register(context: dict[str, Any]) -> RegisterView:
    """The register for the date, country and status of the address; two queries, once per request."""
    request: HttpRequest = context["request"]
    kept: RegisterView | None = request.__dict__.get("_label_register")
    if kept is None:
        kept = _register_view(request)
        request.__dict__["_label_register"] = kept
    return kept


def _register_view(request: HttpRequest) -> RegisterView:
    today = timezone.localdate()
    histories = histories_of_network()
    codes = {history.cite.country for history in histories}
    countries = sorted(((code, country_name(code)) for code in codes), key=lambda choice: alphabetical(choice[1]))
    form = RegisterForm({"date": today.isoformat(), **request.GET.dict()}, countries=countries)
    form.is_valid()
    asked = form.cleaned_data
    # In the order a reader looks for: by the names of countries, not their codes, and without accents.
    names = dict(countries)
    histories.sort(
        key=lambda history: (alphabetical(names[history.cite.country]), alphabetical(history.cite.short_name))
    )
    narrowed = {"country": asked.get("country", ""), "status": asked.get("status", "")}
    return RegisterView(
        form=form,
        register=register_on(asked.get("date") or today, histories, **narrowed),
        axis=axis_for(histories, end=today),
        today=today,
        is_narrowed=any(narrowed.values()),
    )


@register.simple_tag
def life(line: RegisterLine, view: RegisterView) -> SafeString:
    """The drawing of one Cité's history, with a line at the chosen date; the list beside it says the same."""
    day = view.register.day
    return life_svg(draw_life(line.history.label, view.axis), view.axis, at=None if day == view.today else day)


@register.filter
def counted(register_: Register) -> list[Count]:
    """The counts of a register, in the order of the groups."""
    return [Count(group, number) for group, number in register_.counts.items()]


@register.filter
def state_class(status: str) -> str:
    """The class that draws a status."""
    return STATE_CLASSES[status]


@register.filter
def event_words(fact: EventLine) -> str:
    """What happened, in words; of a renewal, for which year."""
    if fact.kind == EventKind.RENEWED and fact.renewal_year:
        return _("Label renewed for %(year)s") % {"year": fact.renewal_year}
    return str(EventKind(fact.kind).label)


@register.filter
def membership_words(fact: EventLine) -> str:
    """What happened to the membership, in words."""
    return str(MembershipKind(fact.kind).label)


@register.filter
def since(date: KnownDate) -> str:
    """ "since 10 December 2015", "since May 2019", "since 2021", as precisely as it is known."""
    return since_words(date.first, date.precision)


@register.simple_tag(takes_context=True)
def former_cites(context: dict[str, Any]) -> frozenset[str]:
    """Slugs of the Cités that don't use the mark any more today, for the map; no query."""
    hub: SiteFrame | None = context["hub"]
    if not hub:
        return frozenset()
    part: LabelPart = hub.parts[PART]
    today = timezone.localdate()
    return frozenset(
        face.slug for face in hub.parts["cites"] if standing_at(part.steps.get(face.id, ()), today).is_former
    )


@register.filter
def note_for(fact: EventLine, language: str) -> tuple[str, str]:
    """The note of an event, and the language it is in."""
    return fact.note_for(language)


@register.filter
def is_after(fact: EventLine, day: datetime.date) -> bool:
    """Whether an event lies after a day for certain."""
    return fact.known.first > day


@register.simple_tag(takes_context=True)
def label_status(context: dict[str, Any], cite_id: int) -> Standing:
    """The label of a Cité today: of this site's own, or of any public one; no query."""
    frame: SiteFrame = context["frame"]
    part: LabelPart = (frame if frame.cite_id == cite_id else context["hub"]).parts[PART]
    return standing_at(part.steps.get(cite_id, ()), timezone.localdate())


@dataclass(frozen=True, slots=True)
class LabelCounts:
    """The network's labels today."""

    day: datetime.date
    counts: tuple[Count, ...]


@register.simple_tag(takes_context=True)
def label_counts(context: dict[str, Any]) -> LabelCounts:
    """How many Cités are labelled, in project and so on today; no query."""
    hub: SiteFrame | None = context["hub"]
    today = timezone.localdate()
    found = counts_on(hub.parts[PART].steps, today) if hub else {}
    return LabelCounts(today, tuple(Count(group, number) for group, number in found.items()))


@register.simple_tag(takes_context=True)
def label_pages(context: dict[str, Any], kind: str = "") -> Sequence[MenuItem]:
    """The hub's pages about the label but its documents, in the reader's language; of one kind if asked. No query."""
    hub: SiteFrame | None = context["hub"]
    if not hub:
        return ()
    pages = hub.parts[PART].pages
    found = pages.get(context["content_language"]) or pages.get(hub.languages[0], ())
    return [item for item in found if kind in ("", item.kind)]


@register.simple_tag(takes_context=True)
def label_documents(context: dict[str, Any]) -> list[DocumentLine]:
    """The label's documents that this reader may open, in the reader's language where they have it; one query."""
    hub: SiteFrame | None = context["hub"]
    row = hosts.table().hub
    if not hub or row is None:
        return []
    language = context["content_language"]
    languages = [language, *[code for code in hub.languages if code != language]]
    user = context["request"].user
    return documents_of_hub(path=row.container["path"], languages=languages, user=user, day=timezone.localdate())


@register.simple_tag
def label_steps() -> list[tuple[str, str]]:
    """The way to the label: title and sentence of each step, as the network describes it."""
    return [
        (
            pgettext("way to the label", "Declare the intention"),
            _("A letter to Universcience. It opens help with the file."),
        ),
        (
            _("Label in project"),
            _(
                "Territory, partners, place, offer, opening date: all are defined. Membership of the association is "
                "now mandatory."
            ),
        ),
        (
            pgettext("way to the label", "Prepare"),
            _("A sponsoring Cité, a shared diagnosis of the territory, training of the team."),
        ),
        (
            pgettext("way to the label", "Label"),
            _("Granted when everything is ready to open, with all the services."),
        ),
        (
            pgettext("way to the label", "Confirm"),
            _("A year after the opening; then each year, on the activity dashboard."),
        ),
    ]
