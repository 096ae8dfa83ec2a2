"""Structural pages: the container of a site and its homes, one per language.

Provisioning alone makes, moves, renames, publishes and deletes them; everyone else, superusers included, is
refused twice: by the permission tester of the page class, which the admin and the API ask, and by signals,
because `copy_for_translation`, wagtail-localize's submit, a PATCH of the slug and saves of base rows pass
the tester (see `docs/tenancy.md`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PagePermissionTester
from wagtail.url_routing import RouteResult

from portal.tenancy.routing import route

if TYPE_CHECKING:
    from portal.accounts.models import User

_provisioning: ContextVar[bool] = ContextVar("provisioning", default=False)


class StructuralError(PermissionDenied):
    """A container or a home was to be changed by something else than provisioning."""


@contextmanager
def provisioning() -> Iterator[None]:
    """Allow changes of structural pages inside the block; the provisioning service's own way in."""
    token = _provisioning.set(True)
    try:
        yield
    finally:
        _provisioning.reset(token)


def is_provisioning() -> bool:
    """Whether the current context is inside `provisioning()`."""
    return _provisioning.get()


def _no(self: PagePermissionTester, *args: Any, **kwargs: Any) -> bool:
    return False


class HomePermissionTester(PagePermissionTester):
    """A home is edited and published, its children come and go; itself it stays where it is."""

    can_delete = can_move = can_move_to = can_copy = can_copy_to = can_unpublish = can_unschedule = _no


class ContainerPermissionTester(HomePermissionTester):
    """A container is only ever looked through."""

    can_edit = can_publish = can_submit_for_moderation = can_set_view_restrictions = _no
    can_lock = can_unlock = can_add_subpage = can_publish_subpage = can_reorder_children = _no
    can_view_revisions = _no


class StructuralPage(Page):
    """Abstract. A plain mixin would land in the migrations' bases and run there."""

    permission_tester: ClassVar[type[PagePermissionTester]] = HomePermissionTester

    is_creatable = False

    class Meta:
        abstract = True

    def permissions_for_user(self, user: User) -> PagePermissionTester:
        return self.permission_tester(user, self)

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        return is_provisioning() and bool(super().can_create_at(parent))

    def can_move_to(self, parent: Page) -> bool:
        return is_provisioning() and bool(super().can_move_to(parent))


class Container(StructuralPage):
    """Root page of a site: never live, never translated, one home per language below it."""

    permission_tester = ContainerPermissionTester
    parent_page_types = ["wagtailcore.Page"]
    preview_modes: ClassVar[list[tuple[str, str]]] = []
    private_page_options: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("container of a site")
        verbose_name_plural = _("containers of sites")

    @property
    def localized(self) -> Container:
        """Itself: a container has no translations, and stock Wagtail would look for one at each request."""
        return self

    def get_translations(self, inclusive: bool = False) -> Any:
        return type(self).objects.filter(pk=self.pk if inclusive else None)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find the page below by address, in one query at any depth.

        Raises:
            Http404: no live page has this address, or the language isn't one of the site's.
        """
        return route(self, request, path_components)


class HomePage(StructuralPage):
    """Abstract: the home of one language; its slug is the language's code."""

    parent_page_types = ["tenancy.Container"]

    class Meta:
        abstract = True
