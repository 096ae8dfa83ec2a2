"""The network's one workflow and its step are called in the reader's language wherever Wagtail names them.

Their names are rows, which provisioning makes in French; Wagtail puts them into buttons, states, lists and mails.
"""

from __future__ import annotations

from copy import copy
from functools import wraps
from typing import Any

from django.conf import settings
from django.db.models.signals import post_init, pre_save
from django.utils import translation
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Task, Workflow

from portal.tenancy.models import CiteApprovalTask
from portal.tenancy.models.network import WORKFLOW_WORDS

NAMED = (Workflow, Task, CiteApprovalTask)
LOGGED = "wagtail.workflow."


class WorkflowName(str):
    """The row's name, which reads in the active language where it is put into a text."""

    __slots__ = ()

    def __str__(self) -> str:
        return str(WORKFLOW_WORDS[self])

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


def _word(instance: Any, **kwargs: Any) -> None:
    """Of a row that was read whole, or is made."""
    if instance.__dict__.get("name") in WORKFLOW_WORDS:
        instance.name = WorkflowName(instance.name)


def _keep(instance: Any, **kwargs: Any) -> None:
    """A form showed the name in the reader's language; unchanged, it is still the row's."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for name, words in WORKFLOW_WORDS.items():
                if instance.name == str(words):
                    instance.name = WorkflowName(name)
                    return


def name_workflows() -> None:
    """Connect the signals; called once, from `ready()`."""
    for model in NAMED:
        post_init.connect(_word, sender=model, dispatch_uid=f"portal.workflow_names.{model.__name__}")
        pre_save.connect(_keep, sender=model, dispatch_uid=f"portal.workflow_names.{model.__name__}")


def word_history(actions: LogActionRegistry) -> None:
    """The history too, whose entries hold the names of then; a hook that runs after Wagtail's own."""
    for action, formatter in actions.formatters.items():
        if action.startswith(LOGGED):
            formatter.format_message = _in_words(formatter.format_message)


def _in_words(say: Any) -> Any:
    @wraps(say)
    def format_message(log_entry: Any) -> Any:
        entry = copy(log_entry)
        entry.data = _worded(log_entry.data)
        return say(entry)

    return format_message


def _worded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _worded(each) for key, each in value.items()}
    return WorkflowName(value) if isinstance(value, str) and value in WORKFLOW_WORDS else value
