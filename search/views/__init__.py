"""Views below the pages of initiatives."""

from search.views.wall import initiatives_wall

__all__ = ["initiatives_wall"]
