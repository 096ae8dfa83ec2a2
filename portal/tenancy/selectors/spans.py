"""Which paths of pages and files belong to which Cité: what ownership is derived from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from wagtail.models import Collection as FileCollection

from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts


@dataclass(frozen=True, slots=True)
class TenantSpan:
    """What tells a Cité's pages and files apart: path of its container and of its collection."""

    cite_id: int
    site_id: int | None
    page_path: str
    collection_path: str


def spans() -> tuple[TenantSpan, ...]:
    """The spans of all provisioned Cités, cached under the version of the host table."""
    key = f"tenancy:spans:{hosts.table().version}"
    found: tuple[TenantSpan, ...] | None = cache.get(key)
    if found is None:
        rows = Cite.objects.filter(container__isnull=False).values_list(
            "pk", "site_id", "container__path", "collection__path"
        )
        found = tuple(TenantSpan(pk, site_id, path, files or "") for pk, site_id, path, files in rows)
        cache.set(key, found, hosts.KEPT_SECONDS)
    return found


def cite_id_of_path(path: str) -> int | None:
    """The Cité under whose container a page path lies; None for the hub and the root."""
    return cite_ids_of_paths([path])[path]


def cite_ids_of_paths(paths: Iterable[str]) -> dict[str, int | None]:
    """The same for many paths, with one look into the cache."""
    known = spans()
    return {path: next((span.cite_id for span in known if path.startswith(span.page_path)), None) for path in paths}


def cite_id_of_collection_path(path: str) -> int | None:
    """The Cité whose collection holds a collection path; None for the network's."""
    return next(
        (span.cite_id for span in spans() if span.collection_path and path.startswith(span.collection_path)),
        None,
    )


def cite_of_collection(collection_id: int | None) -> Cite | None:
    """The Cité that owns a collection; None for the network's."""
    if collection_id is None:
        return None
    path = FileCollection.objects.values_list("path", flat=True).get(pk=collection_id)
    cite_id = cite_id_of_collection_path(path)
    return None if cite_id is None else Cite.objects.get(pk=cite_id)
