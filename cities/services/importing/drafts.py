"""Writing the drafts of a file, some hundred at a time: new pages, and new revisions of those that are here.

The rows are those that adding a page and saving a draft of it leave (a test compares them). No signals are sent: a
draft is in no search, feed or frame. Wagtail's index of references learns of the few that refer to something from a
task.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.text import slugify
from wagtail.models import Page, PageLogEntry, Revision

from cities.enums import LineOutcome
from cities.models import (
    ImportedInitiative,
    Initiative,
    InitiativePage,
    InitiativePagePartner,
    InitiativePagePartnerCite,
)
from cities.services.importing.content import CHILDREN, TERMS, Content
from cities.services.importing.matching import Match
from cities.services.importing.references import index_references
from portal.audit.receivers import CITE
from portal.services.tables import Parent, Table, change_rows
from portal.tenancy.models import Cite

LONGEST_SLUG = 80
CHILD_MODELS: dict[str, type[Model]] = {
    "partners": InitiativePagePartner,
    "partner_cites": InitiativePagePartnerCite,
}
# Keys of a revision's content that are columns of the page under another name.
COLUMN_NAMES = {"inspired_by": "inspired_by_id"}


class DraftWriter:
    """Writes matched lines of one Cité, inside a transaction of the caller's. Parents are locked when it is made."""

    def __init__(
        self, *, cite: Cite, indices: Mapping[str, int], user_id: int | None, written_at: datetime.datetime
    ) -> None:
        self.cite, self.user_id, self.written_at = cite, user_id, written_at
        found = Page.objects.select_for_update().select_related(None).filter(pk__in=indices.values())
        pages = {page.pk: page for page in found}
        self.parents = {code: Parent(pages[key]) for code, key in indices.items()}
        self.locales = {code: pages[key].locale_id for code, key in indices.items()}
        types = ContentType.objects.get_for_models(InitiativePage, Page)
        own = {"content_type_id": types[InitiativePage].pk}
        draft = {**own, "numchild": 0, "live": False, "has_unpublished_changes": True, "owner_id": user_id}
        self.pages, self.words, self.rows = Table(Page, **draft), Table(InitiativePage), Table(Initiative)
        self.revisions = Table(Revision, **own, base_content_type_id=types[Page].pk, user_id=user_id)
        self.log = Table(PageLogEntry, **own, content_changed=True, deleted=False, user_id=user_id)
        self.children = {name: Table(model) for name, model in CHILD_MODELS.items()}
        self.terms = {name: Table(getattr(InitiativePage, name).through) for name in TERMS}
        self.identities = Table(ImportedInitiative)
        self.blank: Content = InitiativePage(**own, live=False).serializable_data()
        self.word_columns = {field.attname for field in InitiativePage._meta.local_concrete_fields} - {"page_ptr_id"}
        self.refer: list[int] = []

    def restore(self, matches: Sequence[Match], *, data: Mapping[int, Mapping[str, Any]]) -> None:
        """Write earlier content as a new revision, as reverting in the history does; `data` is what the log says of
        it, by page."""
        self._reserve([], matches)
        self._change_pages(matches, action="wagtail.revert", data=data)
        self._insert(added=False)

    def write(self, matches: Sequence[Match]) -> None:
        """Write what is new and what has changed; notes on each match which page and revision it became."""
        new = [match for match in matches if match.outcome == LineOutcome.NEW]
        changed = [match for match in matches if match.outcome == LineOutcome.CHANGED]
        self._reserve(new, changed)
        taken = self._slugs_taken(new)
        for match in new:
            self._add_page(match, taken)
        self._change_pages(changed)
        self._insert(added=bool(new))
        self._note_identities(matches)
        if self.refer:
            index_references.enqueue(self.refer)
        self.refer = []

    def _reserve(self, new: Sequence[Match], changed: Sequence[Match]) -> None:
        self.pages.reserve(len(new))
        self.rows.reserve(len(new))
        self.revisions.reserve(len(new) + len(changed))
        for name, table in self.children.items():
            table.reserve(sum(len(match.part.get(name, ())) for match in (*new, *changed)))

    def _slugs_taken(self, new: Sequence[Match]) -> set[tuple[str, str]]:
        """Of the slugs wanted, those that stand under the same parent already."""
        wanted = {_slug(match) for match in new}
        taken = set()
        for code, parent in self.parents.items():
            below = Page.objects.filter(path__startswith=parent.path, depth=parent.depth, slug__in=wanted)
            taken |= {(code, slug) for slug in below.values_list("slug", flat=True)}
        return taken

    def _insert(self, *, added: bool) -> None:
        """Write all tables, those that others refer to first."""
        for table in (self.pages, self.words, self.revisions, self.rows, self.log):
            table.write()
        for table in (*self.children.values(), *self.terms.values()):
            table.write()
        for parent in self.parents.values() if added else ():
            Page.objects.filter(pk=parent.pk).update(numchild=parent.numchild)

    # -- New pages -------------------------------------------------------------------------------------------

    def _add_page(self, match: Match, taken: set[tuple[str, str]]) -> None:
        key, uid, code = self.pages.next_key(), uuid.uuid4(), match.line.language
        slug = _slug(match)
        if (code, slug) in taken:
            slug = f"{slug[: LONGEST_SLUG - 9]}-{uid.hex[:8]}"
        taken.add((code, slug))
        parent, title = self.parents[code], match.part["title"]
        tree = {
            "path": parent.next_path(),
            "depth": parent.depth,
            "url_path": f"{parent.url_path}{slug}/",
            "translation_key": uid,
            "locale_id": self.locales[code],
            "title": title,
            "draft_title": title,
            "slug": slug,
        }
        match.page_id = key
        self._add_children(match, key)
        content = {**self.blank, **tree, **match.part, "pk": key, "translation_key": str(uid)}
        content |= {"locale": tree["locale_id"], "owner": self.user_id}
        revision = self._add_revision(match, {name: content[name] for name in self.blank})
        self.pages.add(id=key, **tree, latest_revision_id=revision, latest_revision_created_at=self.written_at)
        self.words.add(page_ptr_id=key, **self._columns(match.part))
        self.rows.add(id=self.rows.next_key(), uid=uid, cite_id=self.cite.pk, original_id=key, title=title)
        self._log("wagtail.create", match, revision=None)
        for name in TERMS:
            self._add_terms(name, key, match.part.get(name, ()))

    def _columns(self, part: Mapping[str, Any]) -> dict[str, Any]:
        """The page's own columns among what is written."""
        named = {COLUMN_NAMES.get(name, name): value for name, value in part.items()}
        return {name: value for name, value in named.items() if name in self.word_columns}

    def _add_children(self, match: Match, key: int) -> None:
        """Rows of the page, whose keys then stand in its revision."""
        for name, table in self.children.items():
            for child in match.part.get(name, ()):
                child |= {"pk": table.next_key(), "page": key}
                columns = {(f"{column}_id" if column == "cite" else column): child[column] for column in CHILDREN[name]}
                table.add(
                    id=child["pk"],
                    page_id=key,
                    uid=uuid.UUID(child["uid"]),
                    sort_order=child["sort_order"],
                    **columns,
                )
        if match.part.get("partner_cites") or match.part.get("inspired_by"):
            self.refer.append(key)

    def _add_terms(self, name: str, key: int, terms: Sequence[int]) -> None:
        for term in terms:
            self.terms[name].add(initiativepage_id=key, **{f"{name[:-1]}_id": term})

    def _add_revision(self, match: Match, content: Content) -> int:
        match.revision_id, match.saved_at = self.revisions.next_key(), self.written_at
        self.revisions.add(
            id=match.revision_id,
            object_id=str(match.page_id),
            object_str=content["title"],
            created_at=self.written_at,
            content=content,
        )
        return match.revision_id

    def _log(self, action: str, match: Match, *, revision: int | None, data: Mapping[str, Any] | None = None) -> None:
        self.log.add(
            page_id=match.page_id,
            label=match.part.get("title") or match.content.get("title", ""),
            action=action,
            timestamp=self.written_at,
            data={**(data or {}), CITE: self.cite.pk},
            revision_id=revision,
        )

    # -- New revisions of pages that are here ----------------------------------------------------------------

    def _change_pages(
        self,
        changed: Sequence[Match],
        *,
        action: str = "wagtail.edit",
        data: Mapping[int, Mapping[str, Any]] | None = None,
    ) -> None:
        drafts = [match for match in changed if match.page is not None and not match.page.live]
        self._clear_relations(drafts)
        pages: dict[Any, dict[str, Any]] = {}
        for match in changed:
            assert match.page is not None  # noqa: S101  # what has changed was looked at
            key, is_draft = match.page.pk, not match.page.live
            match.previous_id = match.page.latest_revision_id
            for child in (child for name in CHILDREN for child in match.part.get(name, ())):
                child["page"] = key
            if is_draft:
                self._add_children(match, key)
                for name in TERMS:
                    self._add_terms(name, key, match.part.get(name, ()))
            content = {**match.content, **match.part}
            revision = self._add_revision(match, content)
            pages[key] = {
                "latest_revision_id": revision,
                "latest_revision_created_at": self.written_at,
                "draft_title": content["title"],
                "has_unpublished_changes": True,
                # The editor too writes a draft's title to the page as long as it isn't live.
                "title": content["title"] if is_draft else match.page.title,
            }
            self._log(action, match, revision=revision, data=(data or {}).get(key))
        change_rows(Page, pages)
        self._change_words(drafts)

    def _clear_relations(self, drafts: Sequence[Match]) -> None:
        """Take away what is written anew of the drafts."""
        for name in (*TERMS, *CHILDREN):
            keys = [match.page_id for match in drafts if name in match.part]
            if not keys:
                continue
            if name in TERMS:
                getattr(InitiativePage, name).through._default_manager.filter(initiativepage__in=keys).delete()
            else:
                CHILD_MODELS[name]._default_manager.filter(page__in=keys).delete()

    def _change_words(self, drafts: Sequence[Match]) -> None:
        """What isn't live is read from the page itself, too: by lists, completeness, the review."""
        words: dict[Any, dict[str, Any]] = {}
        for match in drafts:
            whole = self._columns({**match.content, **match.part})
            words[match.page_id] = {name: whole[name] for name in sorted(whole)}
        change_rows(InitiativePage, words)
        titles = {match.page_id: match.part["title"] for match in drafts if "title" in match.part}
        rows = Initiative.objects.filter(original__in=titles, facts_at__isnull=True)
        change_rows(Initiative, {key: {"title": titles[page]} for key, page in rows.values_list("pk", "original")})

    # -- Identifiers -----------------------------------------------------------------------------------------

    def _note_identities(self, matches: Sequence[Match]) -> None:
        """Which page each identifier is, and what the file last brought of it."""
        known = []
        for match in matches:
            if match.outcome == LineOutcome.NEW:
                self.identities.add(
                    cite_id=self.cite.pk,
                    external_id=match.line.external_id,
                    page_id=match.page_id,
                    digests=match.digests,
                )
            elif match.known is not None and match.digests and match.digests != match.known.digests:
                known.append((match.known.pk, match.digests))
        self.identities.write()
        change_rows(ImportedInitiative, {key: {"digests": said} for key, said in known})


def _slug(match: Match) -> str:
    title = str(match.part.get("title") or match.content.get("title", ""))
    return slugify(title)[:LONGEST_SLUG].strip("-") or "initiative"
