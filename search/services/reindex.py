"""Making indices anew while reads and writes go on, and comparing them with the database."""

from __future__ import annotations

import datetime
import random
import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from cities.models import Initiative
from search.engines import database_engine, elastic_engine, uses_elasticsearch
from search.engines.clock import go_beyond, next_numbers
from search.engines.contract import EngineDownError, Progress
from search.models import SearchChange, SearchDocument, SearchIndex
from search.services.outbox import drain, note_changes
from search.services.projection import project_all, unlike_their_pages
from search.services.vocabulary import add_words, count_words

CHUNK = 500
SAMPLE = 200
LOOKS = 3
KEEP_OLD = datetime.timedelta(hours=24)
KEEP_TOMBSTONES = datetime.timedelta(days=1)


@dataclass
class Checked:
    """What a comparison found and put right: documents that differed from the pages, from the database's index and
    from Elasticsearch's; what Elasticsearch said if it didn't answer."""

    projected: int = 0
    indexed: int = 0
    elastic: int = 0
    down: str = ""

    @property
    def is_clean(self) -> bool:
        return not (self.projected or self.indexed or self.elastic or self.down)


def documents() -> Iterator[SearchDocument]:
    """Every document in its state of now, by number; read in chunks, so that no transaction stays open."""
    last = 0
    while chunk := list(SearchDocument.objects.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield from chunk
        last = chunk[-1].pk


def silent(done: int, total: int) -> None:
    """Tell nobody."""


def bring_up_to_date() -> int:
    """Project every initiative, and whatever document has none any more; answers how many documents were written."""
    return sum(project_all(_every_uid()))


def _every_uid() -> list[uuid.UUID]:
    uids = Initiative.objects.order_by("pk").values_list("uid", flat=True)
    orphans = SearchDocument.objects.filter(visible=True).exclude(uid__in=Initiative.objects.values("uid"))
    return [*uids, *orphans.values_list("uid", flat=True)]


def rebuild_database(*, progress: Progress = silent) -> int:
    """Make the database's index anew, in one transaction; answers how many documents it was given."""
    total = SearchDocument.objects.count()
    engine = database_engine()
    engine.rebuild(documents(), total=total, progress=progress)
    engine.optimise()
    add_words([document for document in documents() if document.visible])
    return total


def rebuild_elastic(*, progress: Progress = silent) -> str:
    """Make a new index beside the one in use and switch to it when it is whole; answers its name.

    Changes made meanwhile are sent to both. A failure leaves the old index in use and takes the new one away.

    Raises:
        EngineDownError: Elasticsearch doesn't answer, or what it holds isn't what it was given.
    """
    engine = elastic_engine()
    name = engine.create_index()
    row = SearchIndex.objects.create(name=name, total=SearchDocument.objects.count())
    try:
        for batch in _chunks(documents()):
            engine.send(batch, [name])
            row.done += len(batch)
            row.save(update_fields=["done"])
            progress(row.done, max(row.total, row.done))
        drain()
        _prove(name)
        former = engine.switch(name)
    except BaseException:
        row.delete()
        with suppress(EngineDownError):  # then `tidy` takes it away
            engine.drop_index(name)
        raise
    with transaction.atomic():
        SearchIndex.objects.filter(name__in=former).update(state=SearchIndex.State.OLD, finished_at=timezone.now())
        row.state, row.finished_at = SearchIndex.State.LIVE, timezone.now()
        row.save()
    return name


def check(*, repair: bool = True) -> Checked:
    """Compare pages, documents and indices with one another, and put right what differs."""
    report = Checked()
    report.projected = bring_up_to_date() if repair else sum(unlike_their_pages(_every_uid()))
    report.indexed = _check_database(repair=repair)
    if uses_elasticsearch():
        try:
            report.elastic = _check_elastic(repair=repair)
        except EngineDownError as error:
            report.down = str(error)
    return report


def tidy() -> None:
    """By night: count words, drop what is kept for going back longer than a day, what a failed rebuild has left, and
    old tombstones."""
    count_words(document for document in documents() if document.visible)
    if not uses_elasticsearch():
        return
    engine = elastic_engine()
    old = SearchIndex.objects.filter(state=SearchIndex.State.OLD, finished_at__lt=timezone.now() - KEEP_OLD)
    for row in old:
        engine.drop_index(row.name)
        row.delete()
    kept = {*engine.live_indices(), *SearchIndex.objects.values_list("name", flat=True)}
    for name in engine.own_indices():
        made_at = engine.made_at(name)
        if name not in kept and made_at is not None and made_at < timezone.now() - KEEP_OLD:
            engine.drop_index(name)
    limit = timezone.now() - KEEP_TOMBSTONES
    waiting = SearchChange.objects.values("document_id")
    buried = SearchDocument.objects.filter(visible=False, written_at__lt=limit).exclude(pk__in=waiting)
    for batch in _chunks(buried.iterator(chunk_size=CHUNK)):
        engine.delete(batch)


def _chunks(found: Iterator[SearchDocument]) -> Iterator[list[SearchDocument]]:
    batch: list[SearchDocument] = []
    for document in found:
        batch.append(document)
        if len(batch) == CHUNK:
            yield batch
            batch = []
    if batch:
        yield batch


def _prove(name: str) -> None:
    """Compare a sample of the new index with the database.

    Raises:
        EngineDownError: they differ.
    """
    numbers = list(SearchDocument.objects.values_list("pk", flat=True))
    sample = SearchDocument.objects.filter(pk__in=random.sample(numbers, min(SAMPLE, len(numbers))))
    wrong, _versions = _differing(list(sample), name)
    if wrong:
        raise EngineDownError(f"{len(wrong)} of {len(sample)} documents of {name} aren't what they should be")


@transaction.atomic
def _renew(wrong: Sequence[SearchDocument], versions: dict[int, tuple[int, bool]]) -> None:
    """Give documents a version that is higher than any the index may remember, and have them sent."""
    go_beyond(max((versions.get(document.pk, (0, False))[0] for document in wrong), default=0))
    numbers, mark = next_numbers(len(wrong))
    for document, number in zip(wrong, numbers, strict=True):
        document.seq, document.tx = number, mark
    SearchDocument.objects.bulk_update(wrong, ["seq", "tx"])
    note_changes(wrong)


def _differing(found: Sequence[SearchDocument], name: str) -> tuple[list[SearchDocument], dict[int, tuple[int, bool]]]:
    """Documents whose state in an index isn't theirs, and the versions there.

    Database and index are read one after the other: what was changed and sent in between looks wrong, and is looked at
    again.
    """
    wrong, versions = list(found), {}
    for _look in range(LOOKS):
        versions = elastic_engine().versions(name, [document.pk for document in wrong])
        wrong = _wrong(wrong, versions)
        if not wrong:
            break
        wrong = list(SearchDocument.objects.filter(pk__in=[document.pk for document in wrong]))
    return wrong, versions


def _wrong(found: Sequence[SearchDocument], versions: dict[int, tuple[int, bool]]) -> list[SearchDocument]:
    """Documents whose state in an index isn't theirs, nor that of a change which waits."""
    waiting = set(SearchChange.objects.values_list("document_id", flat=True))
    wrong = []
    for document in found:
        version, published = versions.get(document.pk, (0, False))
        missing = version == 0 and not document.in_network
        if document.pk not in waiting and not missing and (version, published) != (document.seq, document.in_network):
            wrong.append(document)
    return wrong


def _check_database(*, repair: bool) -> int:
    engine = database_engine()
    held = engine.held()
    shown = set(SearchDocument.objects.filter(visible=True).values_list("pk", flat=True))
    wrong = held ^ shown
    if repair and wrong:
        with transaction.atomic():
            engine.remove(sorted(held - shown))
            for batch in _chunks(SearchDocument.objects.filter(pk__in=shown - held).iterator()):
                engine.upsert(batch)
    return len(wrong)


def _check_elastic(*, repair: bool) -> int:
    engine = elastic_engine()
    live = engine.live_indices()
    if not live:
        raise EngineDownError("no index yet: run “manage.py search rebuild”")
    wrong = 0
    for batch in _chunks(documents()):
        differing, versions = _differing(batch, live[0])
        wrong += len(differing)
        if repair and differing:
            _renew(differing, versions)
    if wrong and repair:
        drain()
    return wrong
