"""Who follows an initiative's public state: the repository's projection registers here, for it lies above this app."""

from __future__ import annotations

import uuid
from collections.abc import Callable

Projector = Callable[[uuid.UUID], None]
_projectors: list[Projector] = []


def register_projector(projector: Projector) -> None:
    """Have `projector` called, in the same transaction, whenever what is public of an initiative may have changed."""
    if projector not in _projectors:
        _projectors.append(projector)


def project_initiative(uid: uuid.UUID) -> None:
    """Tell the projectors."""
    for projector in _projectors:
        projector(uid)
