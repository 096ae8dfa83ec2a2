"""Whose the search's rows are."""

from __future__ import annotations

from portal.tenancy.selectors.ownership import ByCite, OfNetwork, register_owner
from search import models


def register() -> None:
    """Register ownership rules."""
    register_owner(models.SearchDocument, ByCite())
    for row in (models.SearchClock, models.SearchWord, models.SearchChange, models.SearchIndex):
        register_owner(row, OfNetwork())
