"""From an address to a page: one query for the path, one for the page's own row, at any depth and number of sites.

Stock Wagtail walks the tree with two queries a level. Pages that route by themselves (routable pages) still
decide for everything below them, as they do there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest
from wagtail.models import AbstractPage, Page
from wagtail.url_routing import RouteResult

if TYPE_CHECKING:
    from portal.tenancy.models import Container

MAX_DEPTH = 12


def route(container: Container, request: HttpRequest, components: list[str]) -> RouteResult:
    """Route `components` below `container`; see `Container.route`.

    The page comes with its parent and locale set, and with `restriction_ids`: the ids of all its ancestors
    and itself, from which `BasePage.get_view_restrictions` needs a single query.
    """
    _check(container, request, components)
    chain = _chain(container, components)
    for position, page in enumerate(chain):
        if _routes_itself(page, reached=len(chain) == len(components)):
            result = _specific(page).route(request, components[position + 1 :])
            break
    else:
        if len(chain) < len(components) or not chain[-1].live:
            raise Http404
        result = RouteResult(_specific(chain[-1]))
    _remember_ancestors(result.page, container, chain)
    return result


def _check(container: Container, request: HttpRequest, components: list[str]) -> None:
    site = getattr(request, "_wagtail_site", None)
    languages = getattr(site, "language_codes", None)
    if not components or len(components) > MAX_DEPTH:
        raise Http404
    if languages is None or site is None or site.root_page_id != container.pk:
        return
    if components[0] not in languages:
        raise Http404


def _chain(container: Container, components: list[str]) -> list[Page]:
    """The pages along the address, from the home down, as far as they exist."""
    paths, url_path = [], container.url_path
    for component in components:
        url_path += component + "/"
        paths.append(url_path)
    rows = {
        page.url_path: page
        for page in Page.objects.filter(path__startswith=container.path, url_path__in=paths)
        .select_related("locale")
        .order_by("depth")
    }
    chain: list[Page] = []
    parent: Page = container
    for url_path in paths:
        page = rows.get(url_path)
        if page is None:
            break
        page._cached_parent_obj = parent
        chain.append(page)
        parent = page
    if not chain:
        raise Http404
    return chain


def _routes_itself(page: Page, *, reached: bool) -> bool:
    """Whether the class of `page` wants to route; `children_first` classes leave existing children alone."""
    cls = page.specific_class
    if cls is None or cls.route is AbstractPage.route:
        return False
    return not (reached and getattr(cls, "children_first", False))


def _specific(page: Page) -> Page:
    specific = page.specific
    if specific is not page:
        specific._cached_parent_obj = page._cached_parent_obj
        specific.locale = page.locale
    return specific


def _remember_ancestors(page: Page, container: Container, chain: list[Page]) -> None:
    """Note the ids whose restrictions apply, unless an alias is among them: those inherit their source's."""
    along = [row for row in chain if page.path.startswith(row.path)]
    if along and along[-1].path == page.path and not any(row.alias_of_id for row in along):
        page.restriction_ids = [container.pk, *[row.pk for row in along]]
