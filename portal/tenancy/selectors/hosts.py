"""The table of hosts: which site answers under a name, with its container and languages.

Read in four queries, kept in the cache under a version and in the process beside it, so that a request costs
none. Wagtail's own root paths are filled from it: stock code reads them with a query per site.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from wagtail.models import Site
from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY, SITE_ROOT_PATHS_CACHE_VERSION, SiteRootPath

from portal.tenancy.models import Cite, Container, HostAlias, SiteLanguage

VERSION_KEY = "tenancy:hosts:version"
KEPT_SECONDS = 3600
PROCESS_SECONDS = 60
MISS_SECONDS = 1


@dataclass(frozen=True, slots=True)
class SiteRow:
    """What a request needs to know of its site. `container` maps the columns of `Container` to values."""

    id: int
    hostname: str
    port: int
    site_name: str
    root_url: str
    container: Mapping[str, Any]
    languages: tuple[str, ...]
    cite_id: int | None
    cite_slug: str
    suspended: bool

    @property
    def default_language(self) -> str:
        return self.languages[0] if self.languages else settings.LANGUAGE_CODE


@dataclass(frozen=True, slots=True)
class HostTable:
    """Hosts at one version. `sites` maps canonical hosts to rows, `aliases` other names to canonical hosts."""

    version: str
    sites: Mapping[str, SiteRow]
    aliases: Mapping[str, str]
    read_at: float

    def by_id(self, site_id: int) -> SiteRow | None:
        return next((row for row in self.sites.values() if row.id == site_id), None)

    def by_cite(self, cite_id: int) -> SiteRow | None:
        return next((row for row in self.sites.values() if row.cite_id == cite_id), None)

    @property
    def hub(self) -> SiteRow | None:
        return self.sites.get(settings.NETWORK_HOST)


class _Memo:
    """What this process last read; replaced whole, so that threads never see half of it."""

    table: HostTable | None = None
    missed_at: float = 0.0


_memo = _Memo()
_held: ContextVar[HostTable | None] = ContextVar("hosts_held", default=None)


def _build_key(version: str) -> str:
    """A key that changes with the columns too: rows of an older release must not be misread."""
    columns = ",".join(field.attname for field in Container._meta.concrete_fields)
    return f"tenancy:hosts:{version}:{hashlib.sha256(columns.encode()).hexdigest()[:8]}"


@contextmanager
def held() -> Iterator[None]:
    """Read the table once for all that happens inside: a page asks some dozen times, each a look into the cache."""
    if _held.get() is not None:  # a preview, asked for inside a request
        yield
        return
    token = _held.set(table())
    try:
        yield
    finally:
        _held.reset(token)


def table() -> HostTable:
    """The current table, from the process, the cache or the database, in that order."""
    kept = _held.get()
    if kept is not None:
        return kept
    version = cache.get(VERSION_KEY)
    memo = _memo.table
    now = time.monotonic()
    if memo is not None and memo.version == version and now - memo.read_at < PROCESS_SECONDS:
        return memo
    if version is None:
        cache.add(VERSION_KEY, uuid.uuid4().hex, None)
        version = cache.get(VERSION_KEY) or uuid.uuid4().hex
    rows = cache.get(_build_key(version))
    if rows is None:
        rows = _read()
        cache.set(_build_key(version), rows, KEPT_SECONDS)
        _fill_wagtail_root_paths(rows[0])
    _memo.table = HostTable(version=version, sites=rows[0], aliases=rows[1], read_at=now)
    return _memo.table


def changed() -> None:
    """Set a new version, so that every process reads again."""
    cache.set(VERSION_KEY, uuid.uuid4().hex, None)
    cache.delete(SITE_ROOT_PATHS_CACHE_KEY, version=SITE_ROOT_PATHS_CACHE_VERSION)
    _memo.table = None
    _held.set(None)


def lookup(hostname: str) -> tuple[SiteRow | None, str | None]:
    """The site that answers under `hostname` and, for an alias, the canonical host to redirect to.

    A miss reads the table again, at most once a second and process: a new name answers at once everywhere.
    """
    found = _find(table(), hostname)
    if found[0] is None and time.monotonic() - _memo.missed_at > MISS_SECONDS:
        _memo.missed_at = time.monotonic()
        _memo.table = None
        _held.set(None)
        found = _find(table(), hostname)
    return found


def _find(hosts: HostTable, hostname: str) -> tuple[SiteRow | None, str | None]:
    canonical = hosts.aliases.get(hostname)
    if canonical is not None:
        return hosts.sites.get(canonical), canonical
    return hosts.sites.get(hostname), None


def _read() -> tuple[dict[str, SiteRow], dict[str, str]]:
    languages: dict[int, list[str]] = {}
    for site_id, code in SiteLanguage.objects.order_by("site", "sort_order", "pk").values_list(
        "site_id", "locale__language_code"
    ):
        languages.setdefault(site_id, []).append(code)
    cites = {
        site_id: (pk, slug, suspended)
        for pk, slug, suspended, site_id in Cite.objects.filter(site__isnull=False).values_list(
            "pk", "slug", "suspended", "site_id"
        )
    }
    containers = {container.pk: container for container in Container.objects.all()}
    fields = [field.attname for field in Container._meta.concrete_fields]
    sites: dict[str, SiteRow] = {}
    for site in Site.objects.filter(root_page_id__in=containers).order_by("pk"):
        cite_id, cite_slug, suspended = cites.get(site.pk, (None, "", False))
        container = containers[site.root_page_id]
        sites.setdefault(
            site.hostname,
            SiteRow(
                id=site.pk,
                hostname=site.hostname,
                port=site.port,
                site_name=site.site_name,
                root_url=site.root_url,
                container={name: getattr(container, name) for name in fields},
                languages=tuple(languages.get(site.pk, ())),
                cite_id=cite_id,
                cite_slug=cite_slug,
                suspended=suspended,
            ),
        )
    by_id = {row.id: row.hostname for row in sites.values()}
    aliases = {
        hostname: by_id[site_id]
        for hostname, site_id in HostAlias.objects.values_list("hostname", "site_id")
        if site_id in by_id
    }
    return sites, aliases


def root_paths(rows: Mapping[str, SiteRow]) -> list[SiteRootPath]:
    """Wagtail's list of root paths, most specific first, as `Site.get_site_root_paths` would answer."""
    paths = [
        SiteRootPath(row.id, row.container["url_path"], row.root_url, settings.LANGUAGE_CODE) for row in rows.values()
    ]
    return sorted(paths, key=lambda path: (path.root_path, path.root_url), reverse=True)


def request_root_paths(*, scheme: str, port: str) -> list[SiteRootPath]:
    """Root paths with the scheme and port a request came by: links of development follow it."""
    suffix = f":{port}" if port and port != {"http": "80", "https": "443"}[scheme] else ""
    return [
        path._replace(root_url=f"{scheme}://{row.hostname}{suffix}")
        for row in table().sites.values()
        for path in root_paths({row.hostname: row})
    ]


def _fill_wagtail_root_paths(rows: Mapping[str, SiteRow]) -> None:
    cache.set(SITE_ROOT_PATHS_CACHE_KEY, root_paths(rows), KEPT_SECONDS, version=SITE_ROOT_PATHS_CACHE_VERSION)
