"""Every address the portal answers, from the URL resolver, and the methods its view knows."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from django.urls import (
    NoReverseMatch,
    Resolver404,
    ResolverMatch,
    URLPattern,
    URLResolver,
    get_resolver,
    resolve,
    reverse,
)
from django.urls.resolvers import RegexPattern, RoutePattern

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
ADMIN = "admin/"
SMALL, LARGE = 5, 12


@dataclass(frozen=True)
class Surface:
    """A route: its pattern, its view, and the names of its arguments ("0", "1" for those without one)."""

    route: str
    view_name: str
    callback: Any
    arguments: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"{self.view_name or '-'} {self.route}"

    @property
    def steps(self) -> str:
        """The first steps of the path."""
        steps = [step for step in self.route.replace("^", "").split("/") if step and step[0].isalpha()]
        if self.route.startswith((ADMIN, "api/")):
            return "-".join(steps[:2]) if len(steps) > 1 else steps[0]
        return "public"

    @property
    def in_admin(self) -> bool:
        return self.route.startswith(ADMIN)

    @property
    def in_api(self) -> bool:
        return self.route.startswith("api/")

    def matches(self, pattern: str) -> bool:
        """Whether a pattern of view names, or of routes where the view has no name, means this surface."""
        return fnmatchcase(self.view_name or self.route, pattern)

    def match(self, kwargs: dict[str, Any]) -> ResolverMatch:
        """What resolving an address of it would give."""
        namespaces, _colon, name = self.view_name.rpartition(":")
        return ResolverMatch(
            self.callback, (), kwargs, url_name=name, namespaces=namespaces.split(":") if namespaces else None
        )

    def path(self, kwargs: dict[str, Any]) -> str | None:
        """The address with these arguments; None where another view answers under it."""
        path = self._reversed(kwargs)
        try:
            found = resolve(path.partition("?")[0])
        except Resolver404:
            return None
        return path if found.func is self.callback else None

    def _reversed(self, kwargs: dict[str, Any]) -> str:
        if not self.view_name:
            return "/" + self.route.replace("^", "").replace("$", "")
        unnamed = [kwargs[name] for name in self.arguments if name.isdigit()]
        try:
            return reverse(self.view_name, args=unnamed) if unnamed else reverse(self.view_name, kwargs=kwargs)
        except NoReverseMatch as error:
            raise LookupError(f"no address of {self.label} with {kwargs}") from error

    @property
    def exports(self) -> bool:
        """Whether its view may hand out a table, as far as can be told."""
        cls = getattr(self.callback, "view_class", None)
        return cls is None or hasattr(cls, "export_headings") or hasattr(cls, "list_export")

    @property
    def methods(self) -> list[str]:
        """The unsafe methods its view answers; GET is always tried."""
        operations = getattr(getattr(inspect.unwrap(self.callback), "__self__", None), "operations", None)
        view = path_view(self.callback)
        operations = operations or getattr(view, "operations", None)
        if operations is not None:
            return [method for method in UNSAFE if any(method in operation.methods for operation in operations)]
        cls = getattr(self.callback, "view_class", None) or getattr(self.callback, "cls", None)
        if cls is not None:
            known = set(getattr(cls, "http_method_names", ()))
            found = [method for method in UNSAFE if method.lower() in known and hasattr(cls, method.lower())]
            return found or ["POST"]
        return ["POST"]


def path_view(callback: Any) -> Any:
    """Ninja's object behind a view function, which holds its operations."""
    view = inspect.unwrap(callback)
    for cell in getattr(view, "__closure__", None) or ():
        if hasattr(cell.cell_contents, "operations"):
            return cell.cell_contents
    return None


@cache
def surfaces(urlconf: str | None = None) -> tuple[Surface, ...]:
    """All of them; of two at the same pattern, the first: the other is never reached."""
    found: dict[str, Surface] = {}
    for surface in _walk(get_resolver(urlconf).url_patterns, "", "", ()):
        found.setdefault(surface.route, surface)
    return tuple(found.values())


@cache
def sections() -> dict[str, list[Surface]]:
    """The parts that the matrix is walked in, by the first steps of paths; small ones together, large ones split."""
    found: dict[str, list[Surface]] = {}
    for surface in surfaces():
        found.setdefault(surface.steps, []).append(surface)
    for name in [name for name, inside in found.items() if len(inside) < SMALL and name.startswith("admin")]:
        found.setdefault("admin-rest", []).extend(found.pop(name))
    return {
        f"{name}-{start // LARGE + 1}" if len(inside) > LARGE else name: inside[start : start + LARGE]
        for name, inside in sorted(found.items())
        for start in range(0, len(inside), LARGE)
    }


def _walk(patterns: Any, prefix: str, namespace: str, arguments: tuple[str, ...]) -> Iterator[Surface]:
    for entry in patterns:
        route = prefix + str(entry.pattern)
        names = (*arguments, *_names(entry.pattern))
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, route, inner, names)
        elif isinstance(entry, URLPattern):
            yield Surface(route, f"{namespace}{entry.name}" if entry.name else "", entry.callback, names)


def _names(pattern: RoutePattern | RegexPattern) -> tuple[str, ...]:
    if isinstance(pattern, RoutePattern):
        return tuple(pattern.converters)
    named = tuple(pattern.regex.groupindex)
    return named or tuple(str(number) for number in range(pattern.regex.groups))
