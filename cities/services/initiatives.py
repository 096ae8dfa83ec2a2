"""Publishing an initiative from data: demonstrations, imports; and drafting one that somebody proposed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from cities.enums import Mode, Review, Stage
from cities.models import (
    Audience,
    Initiative,
    InitiativePage,
    InitiativePagePartner,
    InitiativePagePartnerCite,
    InitiativePartnerCite,
    Pole,
)
from cities.signals import initiative_changed
from portal.tenancy.models import Cite
from portal.tenancy.services.pages import add_published

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True)
class Figures:
    """Results in figures, with date and source; `numbers` are (figure, what is counted)."""

    numbers: Sequence[tuple[str, str]]
    as_of: str
    source: str

    def raw(self) -> list[dict[str, Any]]:
        """As the stream stores it."""
        items = [
            {"type": "item", "id": _child_id(label, figure), "value": {"figure": figure, "label": label}}
            for figure, label in self.numbers
        ]
        value = {"figures": items, "as_of": self.as_of, "source": self.source}
        return [{"type": "figures", "id": _child_id(self.as_of, self.source), "value": value}]


@dataclass(frozen=True)
class InitiativeWords:
    """What is said of an initiative in one language. Long texts are HTML of `WORDS`, links are (where, address)."""

    title: str
    teaser: str = ""
    need: str = ""
    description: str = ""
    results: str = ""
    difficulties: str = ""
    transferability: str = ""
    resources: str = ""
    figures: Figures | None = None
    links: Sequence[tuple[str, str]] = ()
    demonstration: bool = False

    def values(self) -> dict[str, Any]:
        """Columns of the page."""
        return {
            "title": self.title,
            "lead": self.teaser,
            "need": self.need,
            "description": self.description,
            "results": self.results,
            "difficulties": self.difficulties,
            "transferability": self.transferability,
            "resources": self.resources,
            "figures": self.figures.raw() if self.figures else [],
            "links": [
                {"type": "link", "id": _child_id(title, url), "value": {"title": title, "url": url}}
                for title, url in self.links
            ],
            "demonstration": self.demonstration,
        }


@dataclass(frozen=True)
class InitiativeData:
    """What is the same in every language. Vocabularies by slug; partner Cités with whether they have accepted."""

    stage: Stage | Literal[""]
    start_year: int | None = None
    end_year: int | None = None
    poles: Sequence[str] = ()
    audiences: Sequence[str] = ()
    modes: Sequence[Mode] = ()
    place_name: str = ""
    latitude: float | None = None
    longitude: float | None = None
    partners: Sequence[tuple[str, str]] = ()
    partner_cites: Sequence[tuple[Cite, bool]] = ()
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    source: str = ""
    source_url: str = ""
    inspired_by: Initiative | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def columns(self) -> dict[str, Any]:
        """Columns of the original page."""
        return {
            "stage": self.stage,
            "start_year": self.start_year,
            "end_year": self.end_year,
            **{mode.value: mode in self.modes for mode in Mode},
            "place_name": self.place_name,
            "latitude": self.latitude,
            "longitude": self.longitude,
            "contact_name": self.contact_name,
            "contact_email": self.contact_email,
            "contact_phone": self.contact_phone,
            "source": self.source,
            "source_url": self.source_url,
            "inspired_by": self.inspired_by,
            **self.extra,
        }


def initiative_uid(*, cite: Cite, key: str) -> uuid.UUID:
    """The identifier of the initiative a Cité's data know by `key`; the same on every run and machine."""
    return uuid.uuid5(cite.uid, f"initiative:{key}")


@transaction.atomic
def publish_initiative(
    *,
    cite: Cite,
    key: str,
    language: str,
    words: InitiativeWords,
    data: InitiativeData,
    translations: Mapping[str, InitiativeWords] | None = None,
    review: Review = Review.ACCEPTED,
) -> Initiative:
    """Make the initiative's original page, and its translations, live in the Cité's site; answers its row.

    Idempotent by `key`: run again with other values it publishes them, with the same it writes nothing. Languages
    must be the site's. `review` sets the network's decision without asking anyone: for data whose owner has.

    Raises:
        ValidationError: a language, term or value isn't known; nothing was written.
    """
    uid = initiative_uid(cite=cite, key=key)
    _publish_page(cite, uid, language, words, data=data)
    row = Initiative.objects.select_for_update(of=("self",)).get(uid=uid)
    changed = row.review != review
    if changed:
        row.review = review
        row.save(update_fields=["review"])
    changed |= _accept_partners(row, data)
    for code, said in (translations or {}).items():
        _publish_page(cite, uid, code, said)
    if changed:
        initiative_changed.send(sender=Initiative, uid=uid)
    return row


@transaction.atomic
def draft_initiative(
    *, cite: Cite, language: str, words: InitiativeWords, data: InitiativeData, user: User
) -> InitiativePage:
    """Make an initiative's original page as a draft in the Cité's site, for its team to finish; it is `user`'s.

    Raises:
        PermissionDenied: the person may not add pages there.
        ValidationError: the site lacks the language, a term or value isn't known; nothing was written.
    """
    locale = _locale(language)
    parent = _index_page(cite, locale)
    if not parent.permissions_for_user(user).can_add_subpage():
        raise PermissionDenied
    uid = uuid.uuid4()
    page = InitiativePage(
        locale=locale,
        translation_key=uid,
        slug=_free_slug(parent, words.title, uid),
        live=False,
        has_unpublished_changes=True,
        owner=user,
        **words.values(),
        **data.columns(),
    )
    _set_relations(page, uid, data)
    parent.add_child(instance=page)
    page.save_revision(user=user)
    return page


def _child_id(*parts: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "\n".join(parts)))


def _index_page(cite: Cite, locale: Locale) -> Page:
    """The page under which the Cité's initiatives stand in a language."""
    model: Any = InitiativePage.allowed_parent_page_models()[0]
    path = cite.container.path if cite.container else ""
    found = model.objects.filter(path__startswith=path, locale=locale).first() if path else None
    if found is None:
        message = _("%(cite)s has no page of initiatives in “%(language)s”.")
        raise ValidationError(message % {"cite": cite.short_name, "language": locale.language_code})
    return found


def _locale(language: str) -> Locale:
    found: Locale | None = Locale.objects.filter(language_code=language).first()
    if found is None:
        raise ValidationError(_("“%(code)s” is not a language of the portal.") % {"code": language})
    return found


def _publish_page(
    cite: Cite, uid: uuid.UUID, language: str, words: InitiativeWords, *, data: InitiativeData | None = None
) -> None:
    locale = _locale(language)
    values = {**words.values(), **(data.columns() if data else {})}
    page = InitiativePage.objects.filter(translation_key=uid, locale=locale, alias_of__isnull=True).first()
    if page is None:
        parent = _index_page(cite, locale)
        page = InitiativePage(locale=locale, translation_key=uid, slug=_free_slug(parent, words.title, uid), **values)
        if data:
            _set_relations(page, uid, data)
        add_published(parent=parent, page=page)
        return
    for name, value in values.items():
        setattr(page, name, value)
    if data:
        _set_relations(page, uid, data)
    if page.live and not _differs(page):
        return
    page.full_clean()
    page.save_revision(clean=False).publish(log_action=False)


def _free_slug(parent: Page, title: str, uid: uuid.UUID) -> str:
    slug = slugify(title)[:80].strip("-") or uid.hex[:8]
    return slug if InitiativePage._slug_is_available(slug, parent) else f"{slug}-{uid.hex[:8]}"


def _terms(model: type[Pole] | type[Audience], slugs: Sequence[str]) -> list[Any]:
    found: dict[str, Any] = model.objects.in_bulk(list(slugs), field_name="slug") if slugs else {}
    unknown = sorted(set(slugs) - set(found))
    if unknown:
        raise ValidationError(
            _("Unknown: %(names)s (%(kind)s).") % {"names": ", ".join(unknown), "kind": model._meta.verbose_name_plural}
        )
    return [found[slug] for slug in slugs]


def _set_relations(page: InitiativePage, uid: uuid.UUID, data: InitiativeData) -> None:
    page.poles.set(_terms(Pole, data.poles))
    page.audiences.set(_terms(Audience, data.audiences))
    page.partners.set(
        [
            InitiativePagePartner(uid=uuid.uuid5(uid, f"partner:{name}"), name=name, url=url, sort_order=order)
            for order, (name, url) in enumerate(data.partners)
        ]
    )
    page.partner_cites.set(
        [
            InitiativePagePartnerCite(uid=uuid.uuid5(uid, f"cite:{cite.uid}"), cite=cite, sort_order=order)
            for order, (cite, _accepted) in enumerate(data.partner_cites)
        ]
    )


def _differs(page: InitiativePage) -> bool:
    """Whether the page in hand would publish something else than its live revision shows."""
    kept = page.live_revision.content if page.live_revision else {}
    mine = page.serializable_data()
    names = {*InitiativePage.fact_names(), "title", "lead", "links", "figures", "demonstration"}
    names |= {"need", "description", "results", "difficulties", "transferability", "resources"}
    return any(_comparable(mine.get(name)) != _comparable(kept.get(name)) for name in names)


def _comparable(value: Any) -> Any:
    """Values of a revision without the keys of child rows, which are made anew when they are set."""
    if isinstance(value, list):
        return [_comparable(item) for item in value]
    if isinstance(value, dict):
        return {key: _comparable(item) for key, item in value.items() if key not in {"pk", "page", "sort_order"}}
    return str(value) if value is not None else None


def _accept_partners(row: Initiative, data: InitiativeData) -> bool:
    """Note which partner Cités have accepted; answers whether anything changed."""
    accepted = {cite.pk for cite, has_accepted in data.partner_cites if has_accepted}
    waiting = InitiativePartnerCite.objects.filter(owner=row, cite__in=accepted, accepted_at__isnull=True)
    return bool(waiting.update(accepted_at=row.facts_at))
