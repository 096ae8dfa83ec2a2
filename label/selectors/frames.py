"""What frames carry of the label: the days on which each Cité's label changed, and the pages of the hub's section."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from label.enums import LabelStatus, StatusGroup
from label.models import LabelDocumentPage, LabelIndexPage
from label.selectors.documents import readable_by
from label.selectors.register import histories_of_network, history_of_cite
from label.selectors.standing import LabelHistory, Standing, standing_on
from portal.selectors.frames import MenuItem
from portal.tenancy.models import Cite
from portal.tenancy.selectors.hosts import SiteRow

PART = "label"


@dataclass(frozen=True, slots=True)
class Step:
    """From this day on the label stands so, until the next step."""

    day: datetime.date
    standing: Standing


Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class LabelPart:
    """Steps by Cité: of all public ones on the hub, of its own on a Cité's site. Pages by language, on the hub."""

    steps: Mapping[int, Steps]
    pages: Mapping[str, tuple[MenuItem, ...]] = field(default_factory=dict)


def label_part(row: SiteRow, cite: Cite | None) -> LabelPart:
    """The part of one site. Steps, not a status: a frame outlives midnight."""
    if cite is not None:
        return LabelPart({cite.pk: steps_of(history_of_cite(cite=cite))})
    steps = {history.cite.id: steps_of(history.label) for history in histories_of_network()}
    return LabelPart(steps, _section_pages(row))


def steps_of(history: LabelHistory) -> Steps:
    """The steps of one history, oldest first."""
    return tuple(Step(day, standing_on(history, day)) for day in history.days())


def standing_at(steps: Sequence[Step], day: datetime.date) -> Standing:
    """The label on a day."""
    passed = [step for step in steps if step.day <= day]
    return passed[-1].standing if passed else Standing(LabelStatus.NONE)


def counts_on(network: Mapping[int, Steps], day: datetime.date) -> dict[StatusGroup, int]:
    """How many Cités of the network there are in each group on a day, groups without any left out."""
    counts: Counter[StatusGroup] = Counter()
    for steps in network.values():
        group = standing_at(steps, day).group
        if group is not None:
            counts[group] += 1
    return {group: counts[group] for group in StatusGroup if counts[group]}


def _section_pages(row: SiteRow) -> dict[str, tuple[MenuItem, ...]]:
    """Register and articles below the label's page, for menus: public ones, and no documents."""
    found: dict[str, list[MenuItem]] = {}
    start = len(row.container["url_path"]) - 1
    indexes = (
        LabelIndexPage.objects.live().filter(path__startswith=row.container["path"]).values_list("path", flat=True)
    )
    for index in indexes:
        pages = Page.objects.filter(path__startswith=index, depth=row.container["depth"] + 3).live()
        pages = readable_by(pages, user=AnonymousUser()).exclude(pk__in=LabelDocumentPage.objects.values("pk"))
        for page in pages.select_related("locale", "content_type").order_by("path"):
            item = MenuItem(
                id=page.pk,
                title=page.title,
                path=page.url_path[start:],
                kind=page.content_type.model_class()._meta.label,
                in_menu=page.show_in_menus,
            )
            found.setdefault(page.locale.language_code, []).append(item)
    return {code: tuple(items) for code, items in found.items()}
