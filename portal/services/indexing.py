"""Indexing once what a load saves hundreds of times."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db.models import Model
from django.db.models.signals import post_save
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update


@contextmanager
def indexed_at_the_end() -> Iterator[None]:
    """Keep saves inside the block from queuing a task each for Wagtail's search and its index of references.

    When the block ends without an error, both are rebuilt if anything was saved that they know: a few seconds
    instead of minutes of work for the worker. For commands only: the handlers are those of the whole process.
    """
    saved: set[type[Model]] = set()
    searched = [model for model in get_indexed_models() if post_save.disconnect(post_save_signal_handler, model)]
    known = {*searched, *ReferenceIndex.tracked_models}

    def note(sender: type[Model], created: bool, **kwargs: Any) -> None:
        # Provisioning saves the register entry on each run, whether it changed or not.
        if sender in known and (created or issubclass(sender, Page)):
            saved.add(sender)

    post_save.connect(note, dispatch_uid="portal.indexing.note")
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        post_save.disconnect(dispatch_uid="portal.indexing.note")
        for model in searched:
            post_save.connect(post_save_signal_handler, sender=model)
    if saved:
        call_command("rebuild_references_index", verbosity=0)
        call_command("update_index", verbosity=0)
