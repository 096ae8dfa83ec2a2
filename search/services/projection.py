"""Writing documents, in the transaction of the change they follow."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import transaction
from django.utils import timezone

from cities.models import Initiative, InitiativePage
from portal.services.versions import raise_content_version
from portal.tenancy.models import Cite
from portal.tenancy.selectors.spans import cite_ids_of_paths
from search.engines import database_engine
from search.engines.clock import next_numbers
from search.models import SearchDocument
from search.services.documents import CONTENT, Sources, content_of, read_sources, tombstone_of
from search.services.outbox import note_changes
from search.services.since import SINCE, note_since
from search.services.vocabulary import add_words

CHUNK = 200


@transaction.atomic
def project(uid: uuid.UUID) -> SearchDocument | None:
    """Bring the document of one initiative up to date; answers it if it was written.

    Recomputes from the database, so calling it too often is harmless: what hasn't changed isn't written.
    """
    written = project_many([uid])
    return written[0] if written else None


@transaction.atomic
def project_many(uids: Sequence[uuid.UUID]) -> list[SearchDocument]:
    """The same for several; answers the documents that were written."""
    if not uids:
        return []
    sources = read_sources(uids, lock=True)
    for row in _follow_moves(sources):
        Initiative.objects.filter(pk=row.pk).update(cite=row.cite)
    changed = _changes(uids, sources)
    if not changed:
        return []
    numbers, mark = next_numbers(len(changed))
    now = timezone.now()
    for document, number in zip(changed, numbers, strict=True):
        document.seq, document.tx, document.written_at = number, mark, now
        note_since(document, now=now)
    known = [document for document in changed if document.pk is not None]
    SearchDocument.objects.bulk_create([document for document in changed if document.pk is None])
    SearchDocument.objects.bulk_update(known, [*_columns(), *SINCE, "seq", "tx", "written_at"])
    database_engine().upsert(changed)
    add_words(changed)
    note_changes(changed)
    raise_content_version()
    return changed


def project_all(uids: Iterable[uuid.UUID]) -> Iterator[int]:
    """Bring many up to date, a chunk in a transaction; yields how many each chunk wrote."""
    iterator = iter(uids)
    while chunk := list(islice(iterator, CHUNK)):
        yield len(project_many(chunk))


def unlike_their_pages(uids: Iterable[uuid.UUID]) -> Iterator[int]:
    """How many documents `project_all` would write, by chunk; nothing is written.

    What differs is looked at once more: a publication may have come between reading the pages and the documents.
    """
    iterator = iter(uids)
    while chunk := list(islice(iterator, CHUNK)):
        for _look in range(2):
            chunk = _unlike(chunk)
        yield len(chunk)


def uids_below(path: str) -> list[uuid.UUID]:
    """The initiatives with a page at or under a path of the tree."""
    found = InitiativePage.objects.filter(path__startswith=path).order_by()
    return list(found.values_list("translation_key", flat=True).distinct())


def uids_of_cite(cite: Cite) -> list[uuid.UUID]:
    """The initiatives of a Cité that were ever public, or are published while its site is suspended or lacks their
    language."""
    known = SearchDocument.objects.filter(cite=cite).values_list("uid", flat=True)
    live = InitiativePage.objects.filter(
        translation_key__in=Initiative.objects.filter(cite=cite).values("uid"), live=True
    )
    return list({*known, *live.order_by().values_list("translation_key", flat=True)})


def _columns() -> list[str]:
    return [name.removesuffix("_id") if name == "cite_id" else name for name in CONTENT]


def _unlike(uids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    if not uids:
        return []
    sources = read_sources(uids, lock=False)
    _follow_moves(sources)
    return [document.uid for document in _changes(uids, sources)]


def _changes(uids: Sequence[uuid.UUID], sources: Sources) -> list[SearchDocument]:
    """The documents whose content isn't what the sources say, with the new content; not saved."""
    kept = {document.uid: document for document in SearchDocument.objects.filter(uid__in=uids)}
    found = (_changed(uid, kept.get(uid), sources) for uid in uids)
    return [document for document in found if document is not None]


def _changed(uid: uuid.UUID, kept: SearchDocument | None, sources: Sources) -> SearchDocument | None:
    """The document with its new content, or None where nothing has changed."""
    content = content_of(uid, sources)
    if content is None:
        if kept is None:
            return None
        content = tombstone_of(kept)
    document = kept or SearchDocument(uid=uid)
    if kept is not None and all(getattr(kept, name) == value for name, value in content.items()):
        return None
    for name, value in content.items():
        setattr(document, name, value)
    row = sources.rows.get(uid)
    if row is not None:
        document.cite = row.cite
    return document


def _follow_moves(sources: Sources) -> list[Initiative]:
    """An initiative whose original was moved to another Cité's site is that Cité's from then on; answers the rows
    that now have another, not saved."""
    originals = {
        page.translation_key: page.path
        for uid, row in sources.rows.items()
        for page in sources.pages.get(uid, ())
        if page.pk == row.original_id
    }
    owners = cite_ids_of_paths(originals.values())
    moved = []
    for uid, path in originals.items():
        owner, row = owners[path], sources.rows[uid]
        if owner is not None and owner != row.cite_id:
            row.cite = Cite.objects.get(pk=owner)
            moved.append(row)
    return moved
