"""Events of the label and the membership, and the pages of the hub's section."""

from __future__ import annotations

import datetime
from typing import Any

from cities.enums import DatePrecision
from label.enums import EventKind, MembershipKind
from label.models import LabelDocumentPage, LabelEvent, LabelIndexPage, LabelRegisterPage, MembershipEvent
from label.services.events import record_event
from portal.tenancy.models import Cite

SOURCE = "Communiqué"


def known_as(text: str) -> tuple[datetime.date, str]:
    """("2014" | "2014-05" | "2014-05-20") as a date and its precision."""
    parts = [int(part) for part in text.split("-")]
    precision = (DatePrecision.YEAR, DatePrecision.MONTH, DatePrecision.DAY)[len(parts) - 1]
    year, month, day = [*parts, 1, 1][:3]
    return datetime.date(year, month, day), precision


def new_event(cite: Cite, kind: EventKind, when: str, **values: Any) -> LabelEvent:
    """An event of the label that isn't saved."""
    date, precision = known_as(when)
    if kind == EventKind.RENEWED:
        values.setdefault("renewal_year", date.year)
    return LabelEvent(cite=cite, kind=kind, date=date, date_precision=precision, **{"source": SOURCE, **values})


def add_event(cite: Cite, kind: EventKind, when: str, **values: Any) -> LabelEvent:
    """A recorded event of the label."""
    return record_event(event=new_event(cite, kind, when, **values))


def add_membership(cite: Cite, kind: MembershipKind, when: str, **values: Any) -> MembershipEvent:
    """A recorded event of the membership."""
    date, precision = known_as(when)
    return record_event(
        event=MembershipEvent(cite=cite, kind=kind, date=date, date_precision=precision, **{"source": SOURCE, **values})
    )


def index_page(language: str = "fr") -> LabelIndexPage:
    """The label's page on the hub."""
    return LabelIndexPage.objects.get(locale__language_code=language)


def register_page(language: str = "fr") -> LabelRegisterPage:
    """The register on the hub."""
    return LabelRegisterPage.objects.get(locale__language_code=language)


def document_page(**filters: Any) -> LabelDocumentPage:
    """One document of the label."""
    return LabelDocumentPage.objects.get(**filters)
