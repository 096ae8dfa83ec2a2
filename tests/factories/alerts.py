"""Searches that people follow by mail."""

from __future__ import annotations

import datetime
from typing import Any

from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts
from search.enums import Frequency
from search.models import SearchAlert
from search.services.alerts import ask_for_alert, confirm_alert


def make_alert(
    cite: Cite | None = None,
    *,
    email: str = "lea@example.org",
    language: str = "fr",
    query: str = "",
    frequency: str = Frequency.DAILY,
    confirmed: datetime.datetime | bool = True,
    **columns: Any,
) -> SearchAlert:
    """An alert of a Cité's site, or of the hub; confirmed, now or then, unless told otherwise."""
    row = hosts.table().by_cite(cite.pk) if cite else hosts.table().hub
    assert row is not None
    alert = ask_for_alert(row=row, language=language, query=query, email=email, frequency=frequency)
    if confirmed:
        confirm_alert(alert=alert, now=None if confirmed is True else confirmed)
    if columns:
        SearchAlert.objects.filter(pk=alert.pk).update(**columns)
    alert.refresh_from_db()
    return alert
