"""Views below the pages of initiatives."""

from search.views.alerts import ask_for_alert, confirm_alert, initiatives_follow, stop_alert
from search.views.contributions import contribute, initiatives_propose
from search.views.export import initiatives_export
from search.views.feeds import initiatives_feed
from search.views.sheet import initiative_sheet, members_sheet
from search.views.wall import initiatives_wall

__all__ = [
    "ask_for_alert",
    "confirm_alert",
    "contribute",
    "initiative_sheet",
    "initiatives_export",
    "initiatives_feed",
    "initiatives_follow",
    "initiatives_propose",
    "initiatives_wall",
    "members_sheet",
    "stop_alert",
]
