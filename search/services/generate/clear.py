"""Taking generated Cités away with all that hangs on them, in statements instead of objects.

Wagtail's deletion loads each page with its relations and sends signals for each: about a hundred a second. Here every
table is emptied of what belongs to one Cité, found by following the models' own relations.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision, Site
from wagtail.search.models import IndexEntry

from portal.models import ContentVersion
from portal.services.tables import erase
from portal.services.versions import raise_content_version
from portal.tenancy.models import Cite, provisioning
from portal.tenancy.selectors import hosts
from search.engines import database_engine, elastic_engine, uses_elasticsearch
from search.models import SearchClock, SearchDocument
from search.services.generate.cites import generated_cites

CHUNK = 500
MARK = "generated"


def clear() -> Iterator[tuple[int, int, str]]:
    """Take every generated Cité away, one in a transaction; yields number, total and slug of each.

    Raises:
        EngineDownError: Elasticsearch doesn't answer; the Cité at hand is still there.
    """
    cites = generated_cites()
    for number, cite in enumerate(cites, start=1):
        with transaction.atomic(), provisioning():
            _clear_documents(cite)
            _clear_cite(cite)
            # Readers that keep columns see no deletions: they read anew.
            SearchClock.objects.update(epoch=uuid.uuid4())
            raise_content_version()
            hosts.changed()
            transaction.on_commit(hosts.changed)
        yield number, len(cites), cite.slug
    ContentVersion.objects.filter(name=MARK).delete()


def _clear_documents(cite: Cite) -> None:
    found = SearchDocument.objects.filter(cite=cite)
    while batch := list(found.order_by("pk")[:CHUNK]):
        database_engine().delete(batch)
        if uses_elasticsearch():
            elastic_engine().delete(batch)
        SearchDocument.objects.filter(pk__in=[document.pk for document in batch]).delete()


def _clear_cite(cite: Cite) -> None:
    container, collection = cite.container, cite.collection
    groups = list(Group.objects.filter(cite_role__cite=cite).values_list("pk", flat=True))
    pages = _branch(container) if container else Page.objects.none()
    _clear_notes(pages)
    erase(Cite.objects.filter(pk=cite.pk))
    erase(Site.objects.filter(pk=cite.site_id))
    erase(pages)
    if container:
        Page.objects.filter(depth=1).update(numchild=F("numchild") - 1)
    if collection:
        collection.refresh_from_db()
        collection.delete()
    erase(Group.objects.filter(pk__in=groups))


def _branch(page: Page) -> QuerySet[Page]:
    """A page and all below it; a range of paths, for LIKE finds no index on SQLite."""
    return Page.objects.filter(path__gte=page.path, path__lt=page._inc_path()).order_by()


def _clear_notes(pages: QuerySet[Page]) -> None:
    """What names pages by their key as text: no relation leads there."""
    base = ContentType.objects.get_for_model(Page)
    keys = pages.annotate(text=Cast("pk", CharField())).values("text")
    own_types = pages.values("content_type")
    erase(Revision.objects.filter(base_content_type=base, object_id__in=keys))
    erase(ReferenceIndex.objects.filter(base_content_type=base, object_id__in=keys))
    erase(ReferenceIndex.objects.filter(to_content_type=base, to_object_id__in=keys))
    erase(IndexEntry.objects.filter(content_type__in=own_types, object_id__in=keys))
    erase(PageLogEntry.objects.filter(page__in=pages))
