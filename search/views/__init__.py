"""Views below the pages of initiatives."""

from search.views.export import initiatives_export
from search.views.sheet import initiative_sheet, members_sheet
from search.views.wall import initiatives_wall

__all__ = ["initiative_sheet", "initiatives_export", "initiatives_wall", "members_sheet"]
