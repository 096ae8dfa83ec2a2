"""Facts and words: facts exist once, words once per language.

The page of the original language edits the facts, in its revisions, preview and comparison. Publishing copies
them to one language-neutral row in an overridden `save()`; every other language, list and index reads the row.
The row's `uid` is the pages' `translation_key`. See `docs/facts.md`.
"""

from __future__ import annotations

import datetime
import uuid
from typing import Any, ClassVar, cast

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import InlinePanel, Panel
from wagtail.models import Page

from portal.models.slugs import PageForm

# Columns that say whether, where and since when a page is public. Copying a live page saves some of them alone.
SHOWN_BY = frozenset({"live", "slug", "alias_of_id", "alias_of", "first_published_at"})


class FactsRow(models.Model):
    """Abstract row of facts. `original` is added by each concrete row: the page that edits it."""

    uid = models.UUIDField(_("identifier"), unique=True, editable=False, default=uuid.uuid4)
    facts_at = models.DateTimeField(_("facts published"), null=True, editable=False)

    class Meta:
        abstract = True


class FactsForm(PageForm):
    """The editor's form: facts on the original only, required there and not in the column.

    A required column would keep a translation, whose own copy is empty and ignored, from being published.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page = self.instance
        if page.is_original:
            for name in page.facts_required:
                if name in self.fields:
                    self.fields[name].required = True
            return
        for name in page.fact_names():
            self.fields.pop(name, None)
            self.formsets.pop(name, None)

    def defer_required_fields(self) -> None:
        """A draft may lack facts. What is being approved may not: approving publishes it as it is."""
        super().defer_required_fields()
        if not (self.instance.pk and self.instance.workflow_in_progress):
            return
        for name in set(self.instance.facts_required) & set(self.deferred_required_fields):
            self.fields[name].required = True
            self.deferred_required_fields.remove(name)


class FactsPage(models.Model):
    """Abstract, listed before `BasePage` among the bases.

    A concrete page states `facts_row` (the row's model), `fact_fields` (columns), `fact_m2m` and
    `fact_children` (accessor to the row's child model, whose `copied` names the columns and whose `same_by`, where
    it has one, the column by which a line is the same; else it is `uid`); accessors have the same names on page and
    row, so a template reads `page.facts.poles` on either. Of the children named in `fact_once` lines that say the
    same are one: two saves that cross would store it twice. Where pages are `public_with_original`, unpublishing the
    original unpublishes them all.
    """

    facts_row: ClassVar[Any]
    fact_fields: ClassVar[tuple[str, ...]] = ()
    fact_m2m: ClassVar[tuple[str, ...]] = ()
    fact_children: ClassVar[dict[str, type[models.Model]]] = {}
    fact_once: ClassVar[tuple[str, ...]] = ()
    facts_required: ClassVar[tuple[str, ...]] = ()
    public_with_original: ClassVar[bool] = False
    base_form_class = FactsForm

    # Columns of the page class that this one is listed before.
    alias_of: Any
    alias_of_id: int | None
    last_published_at: datetime.datetime | None
    live: bool
    translation_key: uuid.UUID

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save the page, then its facts: `post_save` fires before M2M and children are committed."""
        self.join_lines()
        with transaction.atomic():
            result = super().save(*args, **kwargs)
            fields = kwargs.get("update_fields")
            if (fields is None or "alias_of_id" in fields) and not self.alias_of_id:
                self.__dict__.pop("_row", None)
                self.copy_facts()
            if fields is None or SHOWN_BY & set(fields):
                self.project()
            return result

    def with_content_json(self, content: Any) -> Any:
        """What a revision holds, read; one from before may hold a line twice."""
        page: Any = super().with_content_json(content)  # type: ignore[misc]  # the page class's
        page.join_lines()
        return page

    def join_lines(self) -> None:
        """Of lines at hand that say the same keep one, rather one that is stored."""
        loaded = self.__dict__.get("_cluster_related_objects") or {}
        for name in self.fact_once:
            lines = list(getattr(self, name).all()) if name in loaded else []
            kept: dict[tuple[Any, ...], Any] = {}
            for line in sorted(lines, key=lambda each: each.pk is None):
                kept.setdefault(tuple(getattr(line, column) for column in line.copied), line)
            if len(kept) < len(lines):
                getattr(self, name).set([line for line in lines if line in kept.values()])

    @classmethod
    def fact_names(cls) -> tuple[str, ...]:
        """Everything the original edits and the others don't."""
        return (*cls.fact_fields, *cls.fact_m2m, *cls.fact_children)

    def row_defaults(self) -> dict[str, Any]:
        """Values of a new row, such as its Cité."""
        return {}

    def project(self) -> None:
        """Write what depends on facts and live state, in the same transaction; for subclasses."""

    @property
    def row(self) -> Any:
        """The row of this page, or None before its first save. An alias shows its source's."""
        if "_row" not in self.__dict__:
            source = self
            while source.alias_of_id:
                source = source.alias_of.specific
            self.__dict__["_row"] = self.facts_row._default_manager.filter(uid=source.translation_key).first()
        return self.__dict__["_row"]

    @property
    def is_original(self) -> bool:
        """Whether this page edits the facts."""
        if self.alias_of_id:
            return False
        return self.row is None or self.row.original_id in (None, self.pk)

    @property
    def is_complete(self) -> bool:
        """Whether the facts are there that publishing needs; a translation needs none."""
        return not self.is_original or all(
            bool(getattr(self, name).all() if name in self.fact_m2m else getattr(self, name))
            for name in self.facts_required
        )

    @property
    def facts(self) -> Any:
        """Where to read facts: the original's own (drafts in previews), the row's for every other page."""
        return self if self.is_original else self.row

    def going_with(self) -> models.QuerySet[Any]:
        """The public pages in other languages that aren't without this one."""
        pages: Any = type(self)._default_manager
        if not (self.public_with_original and self.is_original):
            return cast("models.QuerySet[Any]", pages.none())
        found = pages.filter(translation_key=self.translation_key, live=True, alias_of=None).exclude(pk=self.pk)
        return cast("models.QuerySet[Any]", found)

    def copy_facts(self) -> None:
        """Make the row if it is missing and, if this is the live original, copy the facts to it."""
        rows = self.facts_row._default_manager
        row, _made = rows.select_for_update().get_or_create(
            uid=self.translation_key, defaults={"original_id": self.pk, **self.row_defaults()}
        )
        if row.original_id is None:
            row.original_id = self.pk
            row.save(update_fields=["original"])
        if self.live and row.original_id == self.pk:
            self._copy_to(row)
        self.__dict__["_row"] = row

    def _copy_to(self, row: Any) -> None:
        for name in self.fact_fields:
            setattr(row, name, getattr(self, name))
        row.facts_at = self.last_published_at
        row.save(update_fields=[*self.fact_fields, "facts_at"])
        for name in self.fact_m2m:
            getattr(row, name).set(getattr(self, name).all())
        for name, model in self.fact_children.items():
            kept = []
            same_by = getattr(model, "same_by", "uid")
            for position, child in enumerate(getattr(self, name).all()):
                values = {column: getattr(child, column) for column in model.copied}  # type: ignore[attr-defined]
                copy, _made = model._default_manager.update_or_create(
                    owner=row,
                    **{same_by: getattr(child, same_by)},
                    defaults={**values, "sort_order": position},
                )
                kept.append(copy.pk)
            model._default_manager.filter(owner=row).exclude(pk__in=kept).delete()

    def take_facts(self, row: Any) -> None:
        """Fill this page's columns from the row and keep them in a revision."""
        page: Any = self  # the concrete page: columns and accessors are those it states
        for name in page.fact_fields:
            setattr(page, name, getattr(row, name))
        for name in page.fact_m2m:
            getattr(page, name).set(getattr(row, name).all())
        for name, model in page.fact_children.items():
            child_model = page._meta.get_field(name).related_model
            getattr(page, name).set(
                [
                    child_model(
                        uid=child.uid,
                        sort_order=child.sort_order,
                        **{column: getattr(child, column) for column in model.copied},
                    )
                    for child in getattr(row, name).all()
                ]
            )
        page.save()
        page.save_revision(clean=False)

    def orphan_row(self, row: Any) -> None:
        """The last page is gone: drop the row. Rows that others refer to override this."""
        row.delete()


def withdraw_translations(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """`page_unpublished` of an original: what is said in other languages goes with its facts.

    But for a site that gives up the original's language: it keeps what it says in the others. And but for an original
    that is deleted, which is still live here: another language takes over (`promote_heir`).
    """
    if isinstance(instance, FactsPage) and not instance.live and _is_offered(instance):
        for page in instance.going_with():
            page.unpublish()


def _is_offered(page: Any) -> bool:
    """Whether the page's site still has the page's language."""
    site = page.get_site()
    return site is not None and site.site_languages.filter(locale_id=page.locale_id).exists()


def promote_heir(sender: type[FactsPage], instance: Any, **kwargs: Any) -> None:
    """`post_delete` of a facts page: another language takes over the row, or the row is left without pages.

    Runs inside the delete's transaction. The heir gets the public facts and a revision with them.
    """
    row = sender.facts_row._default_manager.filter(uid=instance.translation_key).first()
    if row is None or (row.original_id is not None and row.original_id != instance.pk):
        return
    pages: Any = sender._default_manager
    heir = (
        pages.filter(translation_key=instance.translation_key, alias_of__isnull=True)
        .exclude(pk=instance.pk)
        .order_by("-live", "pk")
        .first()
    )
    if heir is None:
        instance.orphan_row(row)
        return
    row.original_id = heir.pk
    row.save(update_fields=["original"])
    heir.__dict__["_row"] = row
    heir.take_facts(row)


class OriginalOnlyPanel(Panel):
    """On a translation, says where the facts are edited, with a link."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "portal/admin/facts_elsewhere.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and not self.instance.is_original)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            row = self.instance.row
            context["original"] = Page.objects.filter(pk=row.original_id).first() if row else None
            return context


class OriginalOnlyInlinePanel(InlinePanel):
    """An inline panel that leaves out itself where the form has no such formset."""

    class BoundPanel(InlinePanel.BoundPanel):
        def __init__(self, panel: Any, instance: Any, request: Any, form: Any, **kwargs: Any) -> None:
            shown = form is None or panel.relation_name in form.formsets
            super().__init__(panel=panel, instance=instance, request=request, form=form if shown else None, **kwargs)
            self._shown = shown

        def is_shown(self) -> bool:
            return self._shown and super().is_shown()
