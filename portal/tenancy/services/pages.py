"""Adding pages that are published from the start."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision
from wagtail.signals import page_published, published


@transaction.atomic
def add_published(*, parent: Page, page: Page) -> Page:
    """Add `page` below `parent`, live, in the state that saving a first revision and publishing it leaves.

    One save instead of four (`add_child`, `save_revision`, `publish` and its own), each of which validates, tells
    the frames and queues two tasks of indexing: a new site is fourteen pages in each language. The signals of
    a publication are sent; it is logged as a creation only, for nobody published it.

    Raises:
        ValidationError: the page isn't valid. Nothing was written.
    """
    page.live, page.has_unpublished_changes = True, False
    page.first_published_at = page.last_published_at = timezone.now()
    # treebeard writes path and numchild without the instance in hand knowing.
    parent.refresh_from_db(fields=["path", "numchild"])
    parent.add_child(instance=page)
    revision = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        content=page.serializable_data(),
        object_str=str(page),
    )
    page.latest_revision = page.live_revision = revision
    page.latest_revision_created_at = revision.created_at
    # Not `save()`: these columns say which revision is shown, nothing that a receiver follows.
    Page.objects.filter(pk=page.pk).update(
        latest_revision=revision, latest_revision_created_at=revision.created_at, live_revision=revision
    )
    for signal in (page_published, published):
        signal.send(sender=type(page), instance=page, revision=revision)
    return page
