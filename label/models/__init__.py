"""The label's events and documents, and the hub's pages about them."""

from label.models.documents import LabelDocumentEdition, LabelDocumentPage, sort_editions
from label.models.events import FIRST_YEAR, DatedEvent, LabelEvent, MembershipEvent
from label.models.pages import LabelIndexPage, LabelRegisterPage

__all__ = [
    "FIRST_YEAR",
    "DatedEvent",
    "LabelDocumentEdition",
    "LabelDocumentPage",
    "LabelEvent",
    "LabelIndexPage",
    "LabelRegisterPage",
    "MembershipEvent",
    "sort_editions",
]
