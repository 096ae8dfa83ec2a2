"""From an initiative to its document: one place that says what the public may see of it."""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from html import unescape
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import translation
from wagtail.rich_text import get_text_for_indexing

from cities.enums import Review
from cities.models import Audience, Initiative, InitiativePage, InitiativePartner, InitiativePartnerCite, Pole
from portal.countries import country_name
from portal.tenancy.models import SiteLanguage
from search.analysis import fold
from search.models import SearchDocument
from search.models.document import TITLE_KEY_LENGTH
from search.places import find_place_around

RICH = ("need", "description", "results", "difficulties", "transferability", "resources")
PARAGRAPH = re.compile(r'<p(?: data-block-key="\w+")?>')
STREAMS = ("figures", "links", "more")
# What a document consists of, but for its numbers.
CONTENT = (
    "visible", "accepted", "cite_id", "cite_slug", "country", "stage", "start_year", "end_year", "latitude",
    "longitude", "poles", "audiences", "modes", "languages", "pages", "original_page_id", "title_key",
    "inspired_by", "published_at", "facts", "cards", "texts",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Related:
    """What hangs on a row, in its order; partner Cités are those that accepted."""

    poles: Sequence[Pole] = ()
    audiences: Sequence[Audience] = ()
    partners: Sequence[InitiativePartner] = ()
    partner_cites: Sequence[InitiativePartnerCite] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """What documents are made from: rows by identifier, what hangs on them, their public pages; languages that sites
    offer by Cité."""

    rows: dict[uuid.UUID, Initiative]
    related: dict[uuid.UUID, Related]
    pages: dict[uuid.UUID, list[InitiativePage]]
    languages: dict[int, set[str]]


def read_sources(uids: Sequence[uuid.UUID], *, lock: bool) -> Sources:
    """Read everything for these initiatives in a number of queries that doesn't depend on how many they are.

    What hangs on a row goes into lists: of many initiatives the managers of relations cost more than the queries.
    """
    accepted = InitiativePartnerCite.objects.filter(accepted_at__isnull=False).select_related("cite")
    hanging: dict[str, QuerySet[Any] | None] = dict.fromkeys(field.name for field in fields(Related))
    hanging["partner_cites"] = accepted
    found = (
        Initiative.objects.filter(uid__in=uids)
        .select_related("cite", "inspired_by")
        .prefetch_related(*(Prefetch(name, rows, to_attr=f"all_{name}") for name, rows in hanging.items()))
        .order_by("pk")
    )
    rows = {row.uid: row for row in (found.select_for_update(of=("self",)) if lock else found)}
    related = {uid: Related(**{name: getattr(row, f"all_{name}") for name in hanging}) for uid, row in rows.items()}
    pages: defaultdict[uuid.UUID, list[InitiativePage]] = defaultdict(list)
    public = InitiativePage.objects.filter(translation_key__in=uids, alias_of__isnull=True).live().public()
    for page in public.select_related("locale").order_by("path"):
        pages[page.translation_key].append(page)
    languages: defaultdict[int, set[str]] = defaultdict(set)
    sites = {row.cite.site_id: row.cite_id for row in rows.values() if row.cite.site_id and not row.cite.suspended}
    offered = SiteLanguage.objects.filter(site__in=sites).values_list("site_id", "locale__language_code")
    for site_id, code in offered:
        languages[sites[site_id]].add(code)
    return Sources(rows, related, dict(pages), dict(languages))


def content_of(uid: uuid.UUID, sources: Sources) -> dict[str, Any] | None:
    """The content of an initiative's document; None where the public may see nothing of it.

    Public are the live, unrestricted pages in languages the site offers, and none of them while the original isn't.
    """
    row = sources.rows.get(uid)
    if row is None:
        return None
    offered = sources.languages.get(row.cite_id, set())
    pages = [page for page in sources.pages.get(uid, ()) if page.locale.language_code in offered]
    original = next((page for page in pages if page.pk == row.original_id), None)
    if original is None:
        return None
    ordered = [original, *(page for page in pages if page is not original)]
    codes = [page.locale.language_code for page in ordered]
    latitude, longitude = _located(row)
    related = sources.related[uid]
    return {
        "visible": True,
        "accepted": row.review == Review.ACCEPTED,
        "cite_id": row.cite_id,
        "cite_slug": row.cite.slug,
        "country": row.cite.country,
        "stage": row.stage,
        "start_year": row.start_year,
        "end_year": row.end_year,
        "latitude": latitude,
        "longitude": longitude,
        "poles": [pole.slug for pole in related.poles],
        "audiences": [audience.slug for audience in related.audiences],
        "modes": [mode.value for mode in row.modes],
        "languages": codes,
        "pages": dict(zip(codes, [page.pk for page in ordered], strict=True)),
        "original_page_id": original.pk,
        "title_key": fold(original.title)[:TITLE_KEY_LENGTH],
        "inspired_by": row.inspired_by.uid if row.inspired_by else None,
        "published_at": original.first_published_at,
        "facts": _facts(row, related),
        "cards": {page.locale.language_code: _card(page) for page in ordered},
        "texts": {page.locale.language_code: _texts(page, row, related) for page in ordered},
    }


def tombstone_of(document: SearchDocument) -> dict[str, Any]:
    """What remains of a document that nobody may see any more."""
    empty = SearchDocument(cite_id=document.cite_id)
    return {name: getattr(empty, name) for name in CONTENT}


def _located(row: Initiative) -> tuple[float | None, float | None]:
    """Where an initiative is: at its coordinates, at the town it names, or where its Cité is."""
    if row.latitude is not None and row.longitude is not None:
        return row.latitude, row.longitude
    cite = row.cite
    here = None if cite.latitude is None or cite.longitude is None else (cite.latitude, cite.longitude)
    named = row.place_name.strip()
    if named and fold(named) not in (fold(cite.city), fold(cite.short_name)):
        found = find_place_around(named, country=cite.country, around=here)
        if found is not None:
            return found.latitude, found.longitude
    return cite.latitude, cite.longitude


def _facts(row: Initiative, related: Related) -> dict[str, Any]:
    """What the initiative's page shows besides; of the contact, which is for members, only that there is one."""
    return {
        "has_contact": bool(row.contact_name or row.contact_email or row.contact_phone),
        "place": row.place_name,
        "source": row.source,
        "source_url": row.source_url,
        "partners": [{"name": partner.name, "url": partner.url} for partner in related.partners],
        "partner_cites": [partner.cite.slug for partner in related.partner_cites],
    }


def _card(page: InitiativePage) -> dict[str, Any]:
    return {"title": page.title, "teaser": page.lead, "demonstration": page.demonstration}


def _texts(page: InitiativePage, row: Initiative, related: Related) -> dict[str, str]:
    body = [indexed_text(getattr(page, name)) for name in RICH]
    for name in STREAMS:
        stream = getattr(page, name)
        body += stream.stream_block.get_searchable_content(stream)
    code = page.locale.language_code
    return {"body": _joined(body), "labels": _joined(_labels(row, related, code))}


def indexed_text(html: str) -> str:
    """What Wagtail's `get_text_for_indexing` answers. Paragraphs are opened first: its parser takes most of its time
    for them, and where nothing else is marked it isn't needed."""
    text = PARAGRAPH.sub("", html).replace("</p>", " ")
    return str(get_text_for_indexing(text)) if "<" in text else unescape(text.strip())


def _labels(row: Initiative, related: Related, language: str) -> Iterable[str]:
    """Words people search by that stand in facts: places, Cités, themes, partners. Not the Cité's full name, whose
    common words ("métiers") every initiative would then hold."""
    yield from (row.cite.short_name, row.cite.city, row.place_name, _country_in(row.cite.country, language))
    yield from (term.name_in(language) for term in related.poles)
    yield from (term.name_in(language) for term in related.audiences)
    yield from (partner.name for partner in related.partners)
    yield from (partner.cite.short_name for partner in related.partner_cites)


@lru_cache(maxsize=1024)
def _country_in(country: str, language: str) -> str:
    with translation.override(settings.INTERFACE_FALLBACKS.get(language, language)):
        return str(country_name(country))


def _joined(parts: Iterable[str]) -> str:
    """Parts one after the other, each once."""
    return "\n".join(dict.fromkeys(part.strip() for part in parts if part and part.strip()))
