"""Wagtail's index of references, for pages whose rows are written without signals."""

from __future__ import annotations

from django.db import transaction
from django_tasks import task
from wagtail.models import ReferenceIndex

from cities.models import InitiativePage


@task()
def index_references(page_ids: list[int]) -> None:
    """Note what these pages refer to. Those that are gone by now, for the import was undone, refer to nothing.

    Wagtail's own task (`update_reference_index_task`) is for one page, and fails where it is gone.
    """
    for page in InitiativePage.objects.filter(pk__in=page_ids):
        with transaction.atomic():
            ReferenceIndex.create_or_update_for_object(page)
