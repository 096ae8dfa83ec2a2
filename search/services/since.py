"""Since when an initiative can be seen: what tells feeds and alerts what is new."""

from __future__ import annotations

import datetime

from search.models import SearchDocument

SINCE = ("site_since", "network_since")
# What is taken down sooner may not have been told to everybody, weekly alerts included: it is new when it comes back.
TOLD_AFTER = datetime.timedelta(days=8)


def note_since(document: SearchDocument, *, now: datetime.datetime) -> None:
    """Note when a document came into sight; call before it is written.

    What comes back isn't new again, however often: a site that was suspended, a page that was private for a day. A
    document that is made anew for something published long ago isn't new either.
    """
    first = (document.published_at or now) if document.pk is None else now
    for name, shown in zip(SINCE, (document.visible, document.in_network), strict=True):
        since: datetime.datetime | None = getattr(document, name)
        if shown and since is None:
            setattr(document, name, first)
        elif not shown and since is not None and now - since < TOLD_AFTER:
            setattr(document, name, None)
