"""What the arguments of admin addresses name. An argument nobody has stated is refused by the guard.

A view built on a model states it itself; Wagtail's others are listed here, and apps add their own in `ready()`:
`register_argument("slot_id", Slot)`, or `register_inert("year")` for what names no row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal

from django.apps import apps
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.urls import ResolverMatch
from wagtail.coreutils import resolve_model_string
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

Access = Literal["change", "own", "read"]


class NoRowError(LookupError):
    """A row is named that isn't there."""


@dataclass(frozen=True, slots=True)
class Argument:
    """A row of `model`, found by `field`; with `of_user`, a row that only the person it names may use.

    `by_kind`: the model stands in the address itself. With neither, nothing that could be anybody's is named.
    `access`: "change" is read by all who may and changed by its owner; "own" is its owner's in any case, such as a
    Cité whose people are listed; "read" is named only, what changes is something else of one's own.
    """

    model: type[Model] | None = None
    field: str = "pk"
    of_user: str = ""
    by_kind: bool = False
    access: Access = "change"

    def find(self, value: Any) -> Model | None:
        """The row named, or None where nothing that could be anybody's is named.

        Raises:
            NoRowError: there is no such row.
        """
        if self.model is None or self.model._meta.swapped:  # Django's own user has no table here
            return None
        try:
            found: Model | None = self.model._base_manager.filter(**{self.field: unquote(str(value))}).first()
        except (ValueError, ValidationError, OverflowError) as error:
            raise NoRowError from error
        if found is None:
            raise NoRowError
        return found


INERT = Argument()
KIND = ("app_label", "model_name")
_arguments: dict[tuple[str, str], Argument] = {}
_parameters: dict[tuple[str, str], Argument] = {}


def register_argument(
    name: str,
    model: type[Model],
    *,
    view: str = "*",
    field: str = "pk",
    of_user: str = "",
    access: Access = "change",
) -> None:
    """State what an argument of the admin's addresses names; `view` is a view's name or a pattern of names."""
    _arguments[view, name] = Argument(model, field, of_user, access=access)


def register_inert(*names: str, view: str = "*") -> None:
    """State that these arguments name no row of a Cité's: kinds, actions, formats, dates."""
    for name in names:
        _arguments[view, name] = INERT


def register_parameter(name: str, model: type[Model], *, view: str) -> None:
    """State that a parameter, in the query or in what is posted, names rows of `model`."""
    _parameters[view, name] = Argument(model)


def _best(table: dict[tuple[str, str], Argument], view: str, name: str) -> Argument | None:
    """The entry with the most particular pattern."""
    matching = [key for key in table if key[1] == name and fnmatchcase(view, key[0])]
    return table[max(matching, key=lambda key: len(key[0]))] if matching else None


def view_model(callback: Any) -> type[Model] | None:
    """The model a class-based view was built on, be it given as a class, a name, or to `as_view`."""
    cls = getattr(callback, "view_class", None)
    stated = getattr(callback, "view_initkwargs", {}).get("model") or getattr(cls, "model", None)
    # A property knows the model only once there is a view; such arguments are listed below by name.
    model = resolve_model_string(stated) if isinstance(stated, str | type) else None
    return model if isinstance(model, type) and issubclass(model, Model) else None


def argument_of(match: ResolverMatch, name: str) -> Argument | None:
    """What the argument `name` of a resolved address names; None where nobody has stated it."""
    stated = _best({key: entry for key, entry in _arguments.items() if key[0] != "*"}, match.view_name, name)
    if stated is not None:
        return _of_kind(match) if stated.by_kind else stated
    model = view_model(match.func)
    if model is not None and name == getattr(getattr(match.func, "view_class", None), "pk_url_kwarg", "pk"):
        return Argument(model)
    return _arguments.get(("*", name))


def _of_kind(match: ResolverMatch) -> Argument:
    """The argument that names a row of the model the address names; of no model, nothing is found."""
    try:
        return Argument(apps.get_model(*(match.kwargs[name] for name in KIND)))
    except (LookupError, ValueError):
        return INERT


def parameters_of(request: HttpRequest, match: ResolverMatch) -> Iterator[Model]:
    """The rows that stated parameters of a request name.

    Raises:
        NoRowError: one names a row that isn't there.
    """
    for sent in (request.GET, request.POST):
        for name in sent:
            entry = _parameter(match, name)
            if entry is not None:
                for value in filter(None, sent.getlist(name)):
                    found = entry.find(value)
                    if found is not None:
                        yield found


def _parameter(match: ResolverMatch, name: str) -> Argument | None:
    if name == "id" and match.view_name == "wagtail_bulk_action":
        return _of_kind(match)
    if name == "id" and match.view_name.endswith("chosen_multiple") and view_model(match.func):
        return Argument(view_model(match.func))
    return _best(_parameters, match.view_name, name)


def register_upstream() -> None:
    """State the arguments of Wagtail's and wagtail-localize's own addresses."""

    def core(name: str) -> type[Model]:
        return apps.get_model("wagtailcore", name)

    for name in ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk"):
        register_argument(name, core("Page"))
    register_argument("pk", core("Page"), view="wagtailadmin_pages:*")
    register_argument("pk", core("Page"), view="wagtailadmin_api:pages:*")
    for name in ("revision_id", "revision_id_a", "revision_id_b"):
        register_argument(name, core("Revision"))
    register_argument("task_state_id", core("TaskState"))
    register_argument("task_id", core("Task"))
    register_argument("workflow_state_id", core("WorkflowState"))
    register_argument("workflow_pk", core("Workflow"))
    register_argument("pk", core("Workflow"), view="wagtailadmin_workflows:*able")
    register_argument("pk", core("Workflow"), view="wagtailadmin_workflows:usage*")
    register_argument("pk", core("Task"), view="wagtailadmin_workflows:*_task")
    register_argument("pk", core("Site"), view="wagtailsettings:*")
    register_argument("host_id", apps.get_model("tenancy", "HostAlias"))
    register_argument("collection_id", core("Collection"))
    register_argument("uploaded_file_id", core("UploadedFile"), of_user="uploaded_by_user_id")
    for name, view in (("image_id", "*"), ("pk", "wagtailadmin_api:images:*")):
        register_argument(name, get_image_model(), view=view)
    for name, view in (("document_id", "*"), ("doc_id", "*"), ("pk", "wagtailadmin_api:documents:*")):
        register_argument(name, get_document_model(), view=view)
    register_argument("redirect_id", apps.get_model("wagtailredirects", "Redirect"))
    register_argument("pk", get_user_model(), view="wagtailusers_users:*")
    _arguments["wagtailadmin_editing_sessions:ping", "object_id"] = Argument(by_kind=True)
    register_argument("session_id", apps.get_model("wagtailadmin", "EditingSession"), of_user="user_id")
    for name, model in (
        ("translation_id", "Translation"),
        ("translation_source_id", "TranslationSource"),
        ("string_segment_id", "StringSegment"),
        ("overridable_segment_id", "OverridableSegment"),
    ):
        register_argument(name, apps.get_model("wagtail_localize", model))
    register_inert("app_label", "app_name", "content_type_app_name", "model_name", "content_type_model_name")
    register_inert("action", "action_name", "filter_spec", "mode")
    for view in ("wagtailadmin_choose_page*", "wagtailadmin_choose_external_link", "wagtail_bulk_action"):
        for name in ("parent_page_id", "target_pages[]", "childOf"):
            register_parameter(name, core("Page"), view=view)
    register_parameter("id", core("Page"), view="wagtailadmin_choose_page_chosen_multiple")
    register_parameter("revision_id", core("Revision"), view="wagtailadmin_editing_sessions:ping")
