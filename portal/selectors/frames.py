"""The frame of a site: languages, menus, identity and what apps add to it, in one cached value per site.

A page then costs the queries of its own content only. A version per site names the value; publication, moves
and settings raise it at once and again after the commit.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import transaction
from wagtail.models import Page

from portal.models import SiteSettings
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts, ownership

KEPT_SECONDS = 3600
READ_AT_MOST = 100
LOGO_FILTER = "max-320x104|format-webp"


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A page as menus and cards need it. `path` is relative to the site's root, `kind` its "app.Model"."""

    id: int
    title: str
    path: str
    kind: str
    in_menu: bool
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """How a site presents itself; empty strings where nothing is set."""

    name: str
    name_language: str
    short_name: str
    slug: str
    emblem: str
    timezone: str
    country: str
    seed: str
    logo_url: str
    logo_width: int
    logo_height: int
    email: str
    phone: str
    controller: str


@dataclass(frozen=True, slots=True)
class SiteFrame:
    """Everything around the content of a page. Dictionaries are keyed by language code."""

    site_id: int
    cite_id: int | None
    languages: tuple[str, ...]
    homes: dict[str, MenuItem]
    pages: dict[str, tuple[MenuItem, ...]]
    identity: Identity
    parts: dict[str, Any]

    @property
    def is_hub(self) -> bool:
        return self.cite_id is None

    def menu(self, language: str) -> list[MenuItem]:
        """The main menu of a language."""
        return [item for item in self.pages.get(language, ()) if item.in_menu]

    def find(self, language: str, kind: str) -> MenuItem | None:
        """The first page of a kind just below the home of a language."""
        return next((item for item in self.pages.get(language, ()) if item.kind == kind), None)

    def all_of(self, language: str, kind: str) -> list[MenuItem]:
        """Every page of a kind just below the home of a language."""
        return [item for item in self.pages.get(language, ()) if item.kind == kind]


FramePart = Callable[[hosts.SiteRow, Cite | None], Any]
_parts: dict[str, FramePart] = {}


def register_frame_part(name: str, part: FramePart) -> None:
    """Let an app add a picklable value to every frame; it calls `changed` when the value does."""
    _parts[name] = part


# Frames this process read last, with their key, which names their state: unpickling the hub's takes milliseconds.
_read: dict[int, tuple[str, SiteFrame]] = {}


def _version_key(site_id: int) -> str:
    return f"portal:frame:{site_id}"


class _Mark:
    """Gives the frame of a site a new version after the commit. `read`: a frame was asked for since it waits."""

    def __init__(self, site_id: int) -> None:
        self.site_id, self.read = site_id, False

    def __call__(self) -> None:
        cache.set(_version_key(self.site_id), uuid.uuid4().hex, None)

    @staticmethod
    def waiting() -> dict[int, _Mark]:
        """Those that wait for the commit, by site; a rollback takes them from Django's list."""
        callbacks = [entry[1] for entry in transaction.get_connection().run_on_commit]
        return {mark.site_id: mark for mark in callbacks if isinstance(mark, _Mark)}


def frame_of(row: hosts.SiteRow) -> SiteFrame:
    """The frame of a site, from the cache or the database."""
    mark = _Mark.waiting().get(row.id)
    if mark is not None:
        mark.read = True
    version = cache.get(_version_key(row.id))
    if version is None:
        cache.add(_version_key(row.id), uuid.uuid4().hex, None)
        version = cache.get(_version_key(row.id))
    key = f"portal:frame:{row.id}:{version}:{hosts.table().version}:{_shape()}"
    kept = _read.get(row.id)
    if kept is not None and kept[0] == key:
        return kept[1]
    frame: SiteFrame | None = cache.get(key)
    if frame is None:
        frame = _build(row)
        cache.set(key, frame, KEPT_SECONDS)
    if len(_read) >= READ_AT_MOST:
        _read.clear()
    _read[row.id] = key, frame
    return frame


def _shape() -> str:
    """Names what a frame is made of, so that another release's is never misread."""
    columns = ",".join((*SiteFrame.__dataclass_fields__, *Identity.__dataclass_fields__, *sorted(_parts)))
    return hashlib.sha256(columns.encode()).hexdigest()[:8]


def changed(*site_ids: int) -> None:
    """Say that what stands around the pages of these sites is no longer what it was.

    Once a transaction and site, unless it read the frame meanwhile: provisioning says it forty times.
    """
    waiting = _Mark.waiting()
    for site_id in site_ids:
        if site_id in waiting and not waiting[site_id].read:
            continue
        mark = _Mark(site_id)
        mark()
        transaction.on_commit(mark)


def page_changed(page: Page) -> None:
    """The same for the site a page lies in."""
    cite_id = ownership.cite_id_of_path(page.path)
    table = hosts.table()
    row = table.hub if cite_id is None else table.by_cite(cite_id)
    if row is not None:
        changed(row.id)


def _build(row: hosts.SiteRow) -> SiteFrame:
    cite = Cite.objects.filter(pk=row.cite_id).first() if row.cite_id else None
    depth = row.container["depth"]
    pages = (
        Page.objects.filter(path__startswith=row.container["path"], depth__in=(depth + 1, depth + 2))
        .live()
        .public()
        .select_related("locale", "content_type")
        .specific()
    )
    homes: dict[str, MenuItem] = {}
    below: dict[str, list[MenuItem]] = {code: [] for code in row.languages}
    start = len(row.container["url_path"]) - 1
    for page in pages:
        code = page.locale.language_code
        if code not in below:
            continue
        item = MenuItem(
            id=page.pk,
            title=page.title,
            path=page.url_path[start:],
            kind=page._meta.label,
            in_menu=page.show_in_menus,
            lead=getattr(page, "lead", ""),
        )
        if page.depth == depth + 1:
            homes[code] = item
        else:
            below[code].append(item)
    return SiteFrame(
        site_id=row.id,
        cite_id=row.cite_id,
        languages=row.languages,
        homes=homes,
        pages={code: tuple(items) for code, items in below.items()},
        identity=_identity(row, cite),
        parts={name: part(row, cite) for name, part in _parts.items()},
    )


def _identity(row: hosts.SiteRow, cite: Cite | None) -> Identity:
    settings = SiteSettings.objects.select_related("logo").filter(site=row.id).first() or SiteSettings()
    rendition = settings.logo.get_rendition(LOGO_FILTER) if settings.logo else None
    return Identity(
        name=cite.name if cite else row.site_name,
        name_language=cite.name_language if cite else "fr",
        short_name=cite.short_name if cite else row.site_name,
        slug=cite.slug if cite else "",
        emblem=cite.emblem if cite else "",
        timezone=cite.timezone if cite else "Europe/Paris",
        country=cite.country if cite else "",
        seed=settings.seed,
        logo_url=rendition.url if rendition else "",
        logo_width=rendition.width if rendition else 0,
        logo_height=rendition.height if rendition else 0,
        email=settings.email,
        phone=settings.phone,
        controller=settings.controller or settings.publisher,
    )
