"""The pages under which initiatives stand, and the projection that engines index."""

from search.models.pages import InitiativeIndexPage

__all__ = ["InitiativeIndexPage"]
