"""From planned initiatives to rows: pages in the tree, revisions, facts, relations, references, log entries.

The same rows as `publish_initiative` leaves (a test compares them), some forty times faster, and without its signals:
whoever writes here projects afterwards.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from cities.enums import Mode
from cities.models import (
    Initiative,
    InitiativePage,
    InitiativePagePartner,
    InitiativePagePartnerCite,
    InitiativePartner,
    InitiativePartnerCite,
)
from cities.services.initiatives import InitiativeWords
from portal.audit.receivers import CITE
from portal.services.tables import Parent, Table
from portal.tenancy.models import Cite
from search.services.generate.phrases import columns_of
from search.services.generate.places import DEPTH, TERMS, Places
from search.services.generate.plan import PlannedInitiative

LONGEST_SLUG = 70


@lru_cache(maxsize=100)
def _child_uid(uid: uuid.UUID, name: str) -> uuid.UUID:
    """The identifier of what hangs on an initiative, the same on its page and on its row."""
    return uuid.uuid5(uid, name)


class Writer:
    """Writes chunks of planned initiatives."""

    def __init__(self, places: Places) -> None:
        self.places = places
        types = ContentType.objects.get_for_models(InitiativePage, Page, Cite, Initiative)
        self.types = {model: found.pk for model, found in types.items()}
        own = {"content_type_id": self.types[InitiativePage]}
        both = {**own, "base_content_type_id": self.types[Page]}
        page = {**own, "depth": DEPTH, "numchild": 0, "live": True, "has_unpublished_changes": False}
        self.pages, self.words = Table(Page, **page), Table(InitiativePage)
        self.revisions, self.rows = Table(Revision, **both), Table(Initiative)
        self.log = Table(PageLogEntry, **own, action="wagtail.create", content_changed=True, deleted=False)
        self.references = Table(ReferenceIndex, **both)
        self.page_partners, self.partners = Table(InitiativePagePartner), Table(InitiativePartner)
        self.page_cites, self.cites = Table(InitiativePagePartnerCite), Table(InitiativePartnerCite)
        self.page_terms = {name: Table(getattr(InitiativePage, name).through) for name in TERMS}
        self.row_terms = {name: Table(getattr(Initiative, name).through) for name in TERMS}
        # A revision's content in its own order: only what differs must be said of each page.
        self.content: dict[str, Any] = InitiativePage(**page).serializable_data()

    @transaction.atomic
    def write(self, planned: Iterable[PlannedInitiative]) -> list[uuid.UUID]:
        """Write those that aren't there yet, in one transaction; answers their identifiers."""
        uids = {self.places.uid(each.number, each.cite): each for each in planned}
        known = set(Initiative.objects.filter(uid__in=uids).values_list("uid", flat=True))
        new = {uid: each for uid, each in uids.items() if uid not in known}
        if not new:
            return []
        parents = self._lock_parents(new.values())
        self._reserve(list(new.values()))
        keys = {uid: self.rows.next_key() for uid in new}
        keys |= self._earlier(new.values(), keys)
        for uid, each in new.items():
            facts = self._facts(each, keys)
            original = self._add_pages(uid, each, facts, parents)
            self._add_row(keys[uid], uid, each, {**facts, "original_id": original})
        self._insert()
        for parent in parents.values():
            Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild)
        return list(new)

    def _lock_parents(self, new: Iterable[PlannedInitiative]) -> dict[tuple[int, str], Parent]:
        places = {self.places.indices[each.cite, code]: (each.cite, code) for each in new for code in each.words}
        wanted = ("pk", "path", "depth", "url_path", "numchild")
        pages = Page.objects.select_for_update().filter(pk__in=places).only(*wanted)
        return {places[page.pk]: Parent(page) for page in pages}

    def _reserve(self, new: Sequence[PlannedInitiative]) -> None:
        pages = sum(len(each.words) for each in new)
        self.pages.reserve(pages)
        self.revisions.reserve(pages)
        self.rows.reserve(len(new))
        self.page_partners.reserve(sum(len(each.partners) for each in new))
        self.page_cites.reserve(sum(len(each.partner_cites) for each in new))

    def _earlier(self, new: Iterable[PlannedInitiative], keys: Mapping[uuid.UUID, int]) -> dict[uuid.UUID, int]:
        """Keys of the rows of earlier chunks that these were inspired by."""
        wanted = {self.places.uid(*each.inspired_by) for each in new if each.inspired_by} - set(keys)
        return dict(Initiative.objects.filter(uid__in=wanted).values_list("uid", "pk"))

    def _insert(self) -> None:
        """Write all tables, those that others refer to first."""
        for table in (
            self.pages, self.words, self.revisions, self.rows, self.log, self.references, self.page_partners,
            self.partners, self.page_cites, self.cites, *self.page_terms.values(), *self.row_terms.values(),
        ):  # fmt: skip
            table.write()

    def _facts(self, each: PlannedInitiative, keys: Mapping[uuid.UUID, int]) -> dict[str, Any]:
        """Columns that the original page and the row share."""
        inspiring = self.places.uid(*each.inspired_by) if each.inspired_by else None
        return {
            "stage": each.stage.value,
            "start_year": each.start_year,
            "end_year": each.end_year,
            **{mode.value: mode in each.modes for mode in Mode},
            "place_name": each.place.name,
            "latitude": each.place.latitude,
            "longitude": each.place.longitude,
            "contact_name": each.contact_name,
            "contact_email": each.contact_email,
            "source": each.source,
            "inspired_by_id": keys.get(inspiring) if inspiring else None,
        }

    def _add_pages(
        self,
        uid: uuid.UUID,
        each: PlannedInitiative,
        facts: Mapping[str, Any],
        parents: Mapping[tuple[int, str], Parent],
    ) -> int:
        """Add the page of each language; answers the original's key."""
        original = 0
        for code, words in each.words.items():
            key = self.pages.next_key()
            tree = self._tree(uid, each, words, parents[each.cite, code], self.places.locales[code])
            own = columns_of(words)
            content = {
                **self.content,
                **tree,
                **own,
                "pk": key,
                "translation_key": str(uid),
                "locale": tree["locale_id"],
            }
            if not original:
                own |= facts
                content |= {**facts, "inspired_by": facts["inspired_by_id"], **self._add_relations(key, uid, each)}
                self._add_reference(key, "inspired_by", self.types[Initiative], facts["inspired_by_id"])
            self._add_page(key, tree, own, {name: content[name] for name in self.content}, self.places.cites[each.cite])
            original = original or key
        return original

    def _tree(
        self, uid: uuid.UUID, each: PlannedInitiative, words: InitiativeWords, parent: Parent, locale: int
    ) -> dict[str, Any]:
        slug = f"{slugify(words.title)[:LONGEST_SLUG].strip('-')}-{each.number}"
        return {
            "path": parent.next_path(),
            "url_path": f"{parent.url_path}{slug}/",
            "translation_key": uid,
            "locale_id": locale,
            "title": words.title,
            "draft_title": words.title,
            "slug": slug,
            "first_published_at": each.published_at,
            "last_published_at": each.published_at,
        }

    def _add_page(
        self, key: int, tree: dict[str, Any], own: dict[str, Any], content: dict[str, Any], cite: Cite
    ) -> None:
        revision, moment, title = self.revisions.next_key(), tree["first_published_at"], tree["title"]
        shown = {"latest_revision_id": revision, "live_revision_id": revision, "latest_revision_created_at": moment}
        self.pages.add(id=key, **tree, **shown)
        self.words.add(page_ptr_id=key, **own)
        self.log.add(page_id=key, label=title, timestamp=moment, data={CITE: cite.pk})
        self.revisions.add(
            id=revision,
            object_id=str(key),
            object_str=title,
            created_at=moment,
            content=content,
        )

    def _add_relations(self, key: int, uid: uuid.UUID, each: PlannedInitiative) -> dict[str, Any]:
        """Add what hangs on the original page; answers how its revision says it."""
        partners, cites = [], []
        for order, (name, url) in enumerate(each.partners):
            said = {"sort_order": order, "uid": _child_uid(uid, f"partner:{name}"), "name": name, "url": url}
            partner = self.page_partners.next_key()
            self.page_partners.add(id=partner, page_id=key, **said)
            partners.append({"pk": partner, **said, "page": key})
        for order, (number, _accepted) in enumerate(each.partner_cites):
            cite = self.places.cites[number]
            said = {"sort_order": order, "uid": _child_uid(uid, f"cite:{cite.uid}")}
            child = self.page_cites.next_key()
            self.page_cites.add(id=child, page_id=key, cite_id=cite.pk, **said)
            self._add_reference(
                key, f"partner_cites.{child}.cite", self.types[Cite], cite.pk, "partner_cites.item.cite"
            )
            cites.append({"pk": child, **said, "page": key, "cite": cite.pk})
        terms = {name: self._terms(name, each) for name in TERMS}
        for name, found in terms.items():
            for term in found:
                self.page_terms[name].add(initiativepage_id=key, **{f"{name[:-1]}_id": term})
        return {"partners": partners, "partner_cites": cites, **terms}

    def _terms(self, name: str, each: PlannedInitiative) -> list[int]:
        return [key for slug, key in self.places.terms[name].items() if slug in getattr(each, name)]

    def _add_reference(self, key: int, path: str, to_type: int, to: int | None, model_path: str = "") -> None:
        if to is not None:
            self.references.add(
                object_id=str(key),
                to_content_type_id=to_type,
                to_object_id=str(to),
                model_path=model_path or path,
                content_path=path,
                content_path_hash=ReferenceIndex._get_content_path_hash(path),
            )

    def _add_row(self, key: int, uid: uuid.UUID, each: PlannedInitiative, facts: Mapping[str, Any]) -> None:
        """Add the language-neutral row with what hangs on it."""
        self.rows.add(
            id=key,
            uid=uid,
            facts_at=each.published_at,
            cite_id=self.places.cites[each.cite].pk,
            title=next(iter(each.words.values())).title,
            review=each.review.value,
            **facts,
        )
        for order, (name, url) in enumerate(each.partners):
            partner = _child_uid(uid, f"partner:{name}")
            self.partners.add(owner_id=key, sort_order=order, uid=partner, name=name, url=url)
        for order, (number, accepted) in enumerate(each.partner_cites):
            cite = self.places.cites[number]
            self.cites.add(
                owner_id=key,
                sort_order=order,
                uid=_child_uid(uid, f"cite:{cite.uid}"),
                cite_id=cite.pk,
                accepted_at=each.published_at if accepted else None,
            )
        for name in TERMS:
            for term in self._terms(name, each):
                self.row_terms[name].add(initiative_id=key, **{f"{name[:-1]}_id": term})
