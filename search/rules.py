"""Whose the search's rows are, and which of them are people's."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.personal.registry import PersonalData, register_personal
from portal.tenancy.selectors.ownership import ByCite, OfNetwork, register_owner
from search import models


def register() -> None:
    """Register ownership rules and personal data."""
    register_owner(models.SearchDocument, ByCite())
    register_owner(models.SearchAlert, ByCite())
    for row in (models.SearchClock, models.SearchWord, models.SearchChange, models.SearchIndex):
        register_owner(row, OfNetwork())
    columns = ("created_at", "language", "query", "frequency", "email", "confirmed_at", "sent", "purge_on")
    register_personal("alert", PersonalData(models.SearchAlert, _("Alerts by mail"), columns))
