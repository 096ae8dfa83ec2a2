"""What the name of a place means to whoever asks here."""

from __future__ import annotations

from django.conf import settings

from search.places import PlaceFound, find_place
from search.selectors.labels import Labels


def place_asked(name: str, *, cite_id: int | None) -> PlaceFound | None:
    """The place of a name: on a Cité's own site the nearest to the Cité, on the network's the one near which most
    Cités are, then the most populous (`docs/search.md`). No query: Cités come from the hub's frame.
    """
    if not name:
        return None
    frame = Labels.of_network(settings.LANGUAGE_CODE).frame
    faces = list(frame.faces.values()) if frame else []
    points = {
        face.id: (face.latitude, face.longitude)
        for face in faces
        if face.latitude is not None and face.longitude is not None
    }
    home = points.get(cite_id) if cite_id is not None else None
    return find_place(name, home=home, cites=list(points.values()))
