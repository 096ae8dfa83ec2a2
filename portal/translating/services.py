"""Submitting pages for translation and saving what translators wrote."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from portal.translating.selectors import is_translatable, missing_locales

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
        workflow = page.get_workflow()
        if workflow is not None and not page.workflow_in_progress:
            workflow.start(page, user)
