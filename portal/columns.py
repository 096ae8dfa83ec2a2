"""Columns whose dates are read as dates: Wagtail's say "7 years ago", and "0 minutes ago" of what is to come."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.ui.tables import Column

from portal.dates import date_words


class DayColumn(Column):
    """A date; empty where there is none."""

    def get_value(self, instance: Any) -> str:
        value = super().get_value(instance)
        return date_words(value) if value else ""


class MomentColumn(Column):
    """An instant, in the time zone of whoever reads the list."""

    def get_value(self, instance: Any) -> str:
        value = super().get_value(instance)
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT") if value else ""
