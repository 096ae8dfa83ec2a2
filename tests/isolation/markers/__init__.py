"""Objects of every model for each owner, marked so that they are recognised wherever they turn up.

A model needs no entry here: its required fields are filled by their kind and it is tied to its owner by its
ownership rule. Where that can't work, an app registers a factory, `@marker_for(Model)`, in a module of this package.
"""

from tests.isolation.markers.owners import Owner, Tokens
from tests.isolation.markers.registry import MarkerError, build_markers, marker_for, spread_ids

__all__ = ["MarkerError", "Owner", "Tokens", "build_markers", "marker_for", "spread_ids"]
