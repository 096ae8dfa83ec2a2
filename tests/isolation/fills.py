"""What stands in an address in the place of its arguments: rows of an owner, and kinds where no row is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import product
from typing import Any

from django.apps import apps
from django.db.models import Model
from wagtail.models import Page

from portal.media.models import PortalDocument, PortalImage
from portal.models import ArticlePage
from portal.tenancy.enforcement.arguments import argument_of
from tests.isolation.markers import Owner
from tests.isolation.markers.registry import NotOwnableError
from tests.isolation.surfaces import Surface

Kwargs = dict[str, Any]


@dataclass(frozen=True)
class Address:
    """A filled address."""

    path: str
    query: str = ""
    kwargs: Kwargs = field(default_factory=dict, compare=False, hash=False)

    @property
    def url(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


class UnfilledError(LookupError):
    """An argument that nothing is known to stand for."""


Filler = Callable[[Owner], list[Kwargs]]
_fillers: dict[str, Filler] = {}
_brief: dict[str, int] = {}
# Names of kinds, where no view below says otherwise.
KINDS: dict[str, list[str]] = {
    "filter_spec": ["max-165x165"],
    "mode": ["default"],
    "action_name": ["copy", "delete", "publish", "unpublish", "convert_alias", "copy_for_translation"],
    "key": ["nothing"],
    "uidb36": ["1"],
    "uidb64": ["MQ"],
    "token": ["set-password"],
}


def fills(*patterns: str, foreign: int = 99) -> Callable[[Filler], Filler]:
    """Register the function that fills all arguments of the views that a pattern names, a dict per variant.

    Of another's, only the first `foreign` are tried: where the view is the same whatever the kind.
    """

    def register(filler: Filler) -> Filler:
        for pattern in patterns:
            _fillers[pattern] = filler
            _brief[pattern] = foreign
        return filler

    return register


def variants(surface: Surface, owner: Owner, shared: Owner, *, brief: bool = False) -> list[Kwargs]:
    """All ways to fill a surface with rows of `owner`; with the network's for what no Cité can own.

    Raises:
        UnfilledError: naming the argument nobody knows.
    """
    pattern = next((pattern for pattern in _fillers if surface.matches(pattern)), None)
    if pattern is not None:
        found = _fillers[pattern](owner)[: _brief[pattern] if brief else None]
        return _distinct({name: kwargs[name] for name in surface.arguments} for kwargs in found)
    choices = [_values(surface, name, owner, shared) for name in surface.arguments]
    return [dict(zip(surface.arguments, values, strict=True)) for values in product(*choices)]


def _distinct(found: Iterable[Kwargs]) -> list[Kwargs]:
    return list({tuple(kwargs.items()): kwargs for kwargs in found}.values())


def _values(surface: Surface, name: str, owner: Owner, shared: Owner) -> list[Any]:
    if surface.in_admin:
        argument = argument_of(surface.match({}), name)
        if argument is None and name not in KINDS:
            raise UnfilledError(f"{surface.label}: nobody has stated what “{name}” names (register_argument)")
        if argument is not None and argument.model is not None:
            return [getattr(row, argument.field) for row in rows_of(argument.model, owner, shared)]
    if name in KINDS:
        return list(KINDS[name])
    found = [getattr(row, name) for row in owner.all_rows() if _has_column(row, name)]
    if not found:
        raise UnfilledError(f"{surface.label}: nothing is known to stand for “{name}” (tests/isolation/fills.py)")
    return found[:1]


def _has_column(row: Model, name: str) -> bool:
    return any(column.attname == name for column in row._meta.concrete_fields)


def rows_of(model: type[Model], owner: Owner, shared: Owner) -> list[Any]:
    """The owner's row of a model, or the network's; none where only Cités have any and the network is asked for."""
    try:
        return [owner.get(model)]
    except (NotOwnableError, LookupError):
        if owner is shared:
            return []
    return [shared.get(model)]


def swapped(own: Kwargs, foreign: Kwargs) -> Iterator[Kwargs]:
    """The foreign address, and one's own with one argument of the other's each."""
    yield foreign
    differing = [name for name in own if own[name] != foreign[name]]
    if len(differing) > 1:
        for name in differing:
            yield {**own, name: foreign[name]}


# Views that are told in the query which row to find.
FOUND_BY_ID: dict[str, type[Model]] = {
    "wagtailapi_v3:find_page": Page,
    "wagtailadmin_api:pages:find": Page,
    "wagtailadmin_api:documents:find": PortalDocument,
    "wagtailadmin_api:images:find": PortalImage,
}


def bulk_query(kwargs: Kwargs, owner: Owner) -> str:
    """The ids a bulk action acts on."""
    model = apps.get_model(kwargs["app_label"], kwargs["model_name"])
    row = owner.find(model)
    return f"id={row.pk}" if row is not None else "id=0"


def query_for(surface: Surface, kwargs: Kwargs, owner: Owner) -> str:
    """The query that names rows of the owner, where a view takes them so."""
    if surface.matches("wagtailadmin_block_preview"):
        block = next(iter(ArticlePage._meta.get_field("body").stream_block.child_blocks.values()))
        return f"id={block.definition_prefix}"
    if surface.matches("wagtail_bulk_action"):
        return bulk_query(kwargs, owner)
    if fnmatchcase(surface.view_name, "*chosen_multiple"):
        model = Page if "page" in surface.view_name else argument_model(surface)
        return f"id={owner.get(model).pk}" if model is not None else ""
    for pattern, model in FOUND_BY_ID.items():
        if surface.matches(pattern):
            return f"id={owner.get(model).pk}"
    return ""


def argument_model(surface: Surface) -> Any:
    """The model a chooser's view was built on."""
    from portal.tenancy.enforcement.arguments import view_model  # noqa: PLC0415  # as the guard asks

    return view_model(surface.callback)


# Bodies of the API's writes, by view; nothing there shows a form to fill.
BODIES: dict[str, Callable[[Kwargs], dict[str, Any]]] = {
    "wagtailapi_v3:list_pages": lambda kwargs: {
        "meta": {"type": "portal.ArticlePage", "parent_id": 1},
        "title": "qzword",
        "slug": "qzword",
    },
    "wagtailapi_v3:detail_page": lambda kwargs: {"meta": {"type": "portal.ArticlePage"}, "title": "qzword"},
    "wagtailapi_v3:pages_actions_copy": lambda kwargs: {"slug": "qzword", "title": "qzword"},
    "wagtailapi_v3:pages_actions_move": lambda kwargs: {"destination_id": kwargs["page_id"]},
    "wagtailapi_v3:pages_actions_revert": lambda kwargs: {"revision_id": 1},
    "wagtailapi_v3:pages_actions_create_alias": lambda kwargs: {"slug": "qzword"},
    "wagtailapi_v3:pages_actions_copy_for_translation": lambda kwargs: {"locale": "en"},
}
