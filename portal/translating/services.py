"""Submitting pages for translation and saving what translators wrote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.models import Locale, Page, WorkflowState
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from portal.translating.selectors import decisions_on, is_translatable, missing_locales

if TYPE_CHECKING:
    from portal.accounts.models import User


@transaction.atomic
def submit_for_translation(
    *, page: Page, locales: Iterable[Locale], user: User, with_children: bool = False
) -> list[Page]:
    """Make a draft of `page` in each locale, to be translated segment by segment; answers the pages submitted.

    Pages and locales that have a translation already are left alone: wagtail-localize would take its live words
    and put the source's in their place (`models.py`, create_or_update_translation). Children follow only below
    a page that has the translation.
    """
    wanted = list(locales)
    pages = [page, *page.get_descendants()] if with_children else [page]
    submitted = []
    for candidate in pages:
        if not is_translatable(candidate):
            continue
        specific = candidate.specific
        allowed = {locale.pk for locale in missing_locales(specific)}
        targets = [locale for locale in wanted if locale.pk in allowed and _parent_is_there(specific, locale)]
        if targets:
            translate_object(specific, targets, user=user)
            _never_published(specific, targets)
            submitted.append(specific)
    return submitted


def _never_published(page: Page, locales: Iterable[Locale]) -> None:
    """The copies take their source's dates of publication with them (wagtail `actions/copy_page.py`)."""
    copies = page.get_translations().filter(locale__in=locales, live=False)
    copies.update(first_published_at=None, last_published_at=None)


def _parent_is_there(page: Page, locale: Locale) -> bool:
    """Missing parents would be made as live aliases (`models.py`, copy_parents)."""
    parent = page.get_parent()
    return bool(parent.get_translations().filter(locale=locale, alias_of__isnull=True).exists())


def save_translation_draft(*, translation: Translation, user: User) -> None:
    """Put what is translated so far into the page's draft; what visitors see stays as it is.

    wagtail-localize saves the live row before it makes the revision (`models.py`, create_or_update_translation),
    so the live words are put back from the live revision in the same transaction.

    Raises:
        ValueError: the page is live but has no live revision to put back.
    """
    with transaction.atomic():
        page = translation.get_target_instance()
        kept = page.live_revision if page.live else None
        if page.live and kept is None:
            raise ValueError("a live page without a live revision can't be kept as it is")
        translation.save_target(user=user, publish=False)
        if kept is not None:
            type(page).objects.get(pk=page.pk).live_revision.as_object().save(clean=False)


def submit_translation_for_approval(*, translation: Translation, user: User) -> None:
    """Draft what is translated so far and start the page's workflow with it.

    Raises:
        ValidationError: a translated segment doesn't fit the page, such as a title without words.
    """
    with transaction.atomic():
        save_translation_draft(translation=translation, user=user)
        page = translation.get_target_instance()
        workflow, former = page.get_workflow(), page.current_workflow_state
        if former is not None and former.status == WorkflowState.STATUS_NEEDS_CHANGES:
            former.resume(user=user)
        elif workflow is not None and former is None:
            workflow.start(page, user)


def publish_translation(*, translation: Translation, user: User) -> None:
    """Publish what is translated so far in the person's name; where it waits for their approval, that is the approval.

    wagtail-localize publishes in nobody's name (`models.py`, create_or_update_translation), which cancels a workflow
    and leaves whoever translated without an answer.

    Raises:
        ValidationError: a translated segment doesn't fit the page.
    """
    with transaction.atomic():
        translation.save_target(user=user, publish=False)
        page = translation.get_target_instance()
        if "approve" in decisions_on(page, user):
            _decide(page, user, "approve", "")
        else:
            page.latest_revision.publish(user=user)


def decide_on_translation(*, translation: Translation, user: User, decision: str, comment: str = "") -> None:
    """Approve a submitted translation with what was corrected since, or ask its translator for changes.

    Raises:
        PermissionDenied: it doesn't wait for this decision of this person.
        ValidationError: a translated segment doesn't fit the page.
    """
    with transaction.atomic():
        page = translation.get_target_instance()
        if decision not in decisions_on(page, user):
            raise PermissionDenied
        if decision == "approve":
            save_translation_draft(translation=translation, user=user)
            page = translation.get_target_instance()
        _decide(page, user, decision, comment)


def _decide(page: Page, user: User, decision: str, comment: str) -> None:
    state = page.current_workflow_task_state
    if decision == "approve":
        state.revision = page.latest_revision
        state.save(update_fields=["revision"])
    state.task.specific.on_action(state.specific, user, decision, comment=comment)
