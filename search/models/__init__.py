"""The pages under which initiatives stand, and the projection that engines index."""

from search.models.alerts import SearchAlert
from search.models.document import NONE, SearchClock, SearchDocument
from search.models.outbox import SearchChange, SearchIndex
from search.models.pages import InitiativeIndexPage
from search.models.words import SearchWord

__all__ = [
    "NONE",
    "InitiativeIndexPage",
    "SearchAlert",
    "SearchChange",
    "SearchClock",
    "SearchDocument",
    "SearchIndex",
    "SearchWord",
]
