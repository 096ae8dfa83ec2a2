"""What templates ask of the search: results, the wall of a home page, the facts and surroundings of an initiative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cities.enums import Stage
from cities.models import InitiativePage
from cities.selectors.around import CiteFace
from portal.printing import can_print
from portal.selectors.frames import SiteFrame
from portal.tenancy.enums import NetworkRole
from portal.tenancy.selectors.scope import scope_of
from search.params import RADII, Params
from search.selectors.cards import Card
from search.selectors.export import MOST
from search.selectors.labels import Labels
from search.selectors.listing import Listing, Way, listing, themes
from search.selectors.related import Related, document_of, latest, related_to

register = template.Library()
SEARCHED = "initiative_search"


def labels_of(context: dict[str, Any]) -> Labels:
    """The labels of this page's language."""
    return Labels.of(context.get("hub"), context["content_language"])


@register.simple_tag(takes_context=True)
def initiative_search(context: dict[str, Any]) -> Listing:
    """The answer to the address: the network's on the hub, the Cité's own on its site. Three queries, some more where
    nothing is found at once; asked once for a page."""
    frame: SiteFrame = context["frame"]
    params: Params = context["params"]
    kept: dict[Any, Any] = context.render_context  # type: ignore[attr-defined]  # a template's own, through its blocks
    if SEARCHED not in kept:
        kept[SEARCHED] = listing(
            params, language=context["content_language"], labels=labels_of(context), cite_id=frame.cite_id
        )
    found: Listing = kept[SEARCHED]
    return found


@register.simple_tag(takes_context=True)
def themes_instead(context: dict[str, Any], found: Listing) -> list[Way]:
    """Themes to begin with where nothing was found."""
    return themes(found, labels_of(context))


@register.simple_tag
def radii() -> Sequence[int]:
    """Distances offered around a place, in kilometres."""
    return RADII


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file of a result, and where it is made."""

    label: str
    url: str


@register.simple_tag
def export_links(found: Listing) -> list[FileLink]:
    """Files of everything a question finds; none where it is too much for one."""
    if found.total > MOST or found.errors:
        return []
    labels = {"csv": "CSV", "xlsx": _("Excel (XLSX)"), "jsonl": "JSON Lines"}
    return [FileLink(label, f"export.{kind}{found.params.address().rstrip('?')}") for kind, label in labels.items()]


@register.simple_tag(takes_context=True)
def latest_initiatives(context: dict[str, Any], limit: int = 4) -> list[Card]:
    """The newest of the network on the hub, of the Cité on its site; two queries."""
    frame: SiteFrame = context["frame"]
    return latest(language=context["content_language"], cite_id=frame.cite_id, limit=limit)


@register.simple_tag(takes_context=True)
def cite_face(context: dict[str, Any], slug: str) -> CiteFace | None:
    """Name and emblem of a Cité; no query."""
    return labels_of(context).face(slug)


@register.simple_tag(takes_context=True)
def term_label(context: dict[str, Any], facet: str, value: str) -> str:
    """The name of a value of a facet; no query."""
    return labels_of(context).label(facet, value)


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class InitiativeView:
    """The facts of an initiative as its page shows them, and what surrounds it."""

    cite: CiteFace | None
    years: str
    stage: str
    poles: tuple[str, ...]
    audiences: tuple[str, ...]
    modes: tuple[str, ...]
    place: str
    original_language: str
    partners: tuple[Partner, ...]
    partner_cites: tuple[CiteFace, ...]
    source: str
    source_url: str
    has_contact: bool
    related: Related
    adoptions: int = 0
    evaluations: int = 0


@register.simple_tag(takes_context=True)
def initiative_view(context: dict[str, Any]) -> InitiativeView:
    """The facts of the page at hand: as published from the document, in a preview as they are edited."""
    page: InitiativePage = context["page"]
    labels = labels_of(context)
    uid = page.row.uid if page.alias_of_id else page.translation_key
    found = None if context.get("is_preview") else document_of(uid)
    if found is None:
        return _as_edited(page, labels)
    document, inspired = found
    facts = document.facts
    first, last = document.start_year or document.end_year, document.end_year or document.start_year
    return InitiativeView(
        cite=labels.face(document.cite_slug),
        years=str(first or "") if first == last else f"{first}–{last}",
        stage=document.stage,
        poles=tuple(document.poles),
        audiences=tuple(document.audiences),
        modes=tuple(document.modes),
        place=facts["place"],
        original_language=document.languages[0],
        partners=tuple(Partner(partner["name"], partner["url"]) for partner in facts["partners"]),
        partner_cites=_faces(labels, facts["partner_cites"]),
        source=facts["source"],
        source_url=facts["source_url"],
        has_contact=facts["has_contact"],
        related=related_to(document, inspired=inspired, language=context["content_language"]),
        adoptions=document.adoptions,  # type: ignore[attr-defined]  # annotated
        evaluations=document.evaluations,  # type: ignore[attr-defined]  # annotated
    )


def _as_edited(page: InitiativePage, labels: Labels) -> InitiativeView:
    """For previews, and for pages that aren't public: nothing of the search knows them."""
    facts, row = page.facts, page.row
    original = row.original if row and row.original else page
    accepted = row.partner_cites.filter(accepted_at__isnull=False).select_related("cite") if row else ()
    return InitiativeView(
        cite=labels.face(row.cite.slug) if row else None,
        years=facts.years,
        stage=facts.stage,
        poles=tuple(pole.slug for pole in facts.poles.all()),
        audiences=tuple(audience.slug for audience in facts.audiences.all()),
        modes=tuple(mode.value for mode in facts.modes),
        place=facts.place_name,
        original_language=original.locale.language_code,
        partners=tuple(Partner(partner.name, partner.url) for partner in facts.partners.all()),
        partner_cites=_faces(labels, [partner.cite.slug for partner in accepted]),
        source=facts.source,
        source_url=facts.source_url,
        has_contact=bool(facts.contact_name or facts.contact_email or facts.contact_phone),
        related=Related(),
    )


def _faces(labels: Labels, slugs: Sequence[str]) -> tuple[CiteFace, ...]:
    faces = (labels.face(slug) for slug in slugs)
    return tuple(face for face in faces if face is not None)


@register.filter
def stage_label(value: str) -> str:
    """The name of a stage."""
    return str(Stage(value).label) if value in Stage.values else ""


@dataclass(frozen=True, slots=True)
class ContactView:
    """Whom to call: for members alone. Others get the address where members read it."""

    name: str
    email: str
    phone: str
    sign_in_path: str


@register.simple_tag(takes_context=True)
def members_contact(context: dict[str, Any]) -> ContactView:
    """The contact where a member reads the page on the network's host; nothing but the way there elsewhere,
    in the language of the page.

    No query for the public, whose pages never hold it.
    """
    page: InitiativePage = context["page"]
    request: HttpRequest = context["request"]
    here = reverse("members_page", args=[page.pk])
    if request.path == here and _is_member(request):
        facts = page.facts
        return ContactView(facts.contact_name, facts.contact_email, facts.contact_phone, "")
    asked = urlencode({"next": here, "language": get_language()})
    return ContactView("", "", "", f"{reverse('account_login')}?{asked}")


@register.simple_tag(takes_context=True)
def sheet_path(context: dict[str, Any]) -> str:
    """Where the printable sheet of the page at hand is; empty in a preview, and where none can be made. No query."""
    page: InitiativePage = context["page"]
    request: HttpRequest = context["request"]
    if context.get("is_preview") or not can_print():
        return ""
    if request.path == reverse("members_page", args=[page.pk]):
        return reverse("members_sheet", args=[page.pk])
    return f"{request.path}sheet.pdf"


def _is_member(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return False
    return scope_of(user).is_network or user.groups.filter(network_role__role=NetworkRole.MEMBERS).exists()
