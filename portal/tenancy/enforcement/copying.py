"""Pages stay within their Cité, also when the API copies, moves or mirrors them.

In the admin a form asks where to, and is held to the same (`before_copy_page`); the API takes any number, publishes the
copy at once unless told otherwise, and its tokens are the network's.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.actions.copy_page import CopyPageAction, CopyPagePermissionError
from wagtail.actions.create_alias import CreatePageAliasAction, CreatePageAliasPermissionError
from wagtail.actions.move_page import MovePageAction, MovePagePermissionError
from wagtail.actions.registry import ActionRegistry
from wagtail.models import Page

from portal.tenancy.selectors.spans import cite_id_of_path


def copied_within() -> str:
    """Said where a copy would leave its Cité."""
    return _("A page is copied within its own Cité: choose a page of the same site to copy it to.")


def _leaves(page: Page, parent: Page | None) -> bool:
    return parent is not None and cite_id_of_path(parent.path) != cite_id_of_path(page.path)


class CopyWithinCiteAction(CopyPageAction):
    """Wagtail's; without a destination a copy stands beside its page."""

    def check(self, skip_permission_checks: bool = False) -> None:
        if _leaves(self.page, self.to):
            raise CopyPagePermissionError(copied_within())
        super().check(skip_permission_checks=skip_permission_checks)


class AliasWithinCiteAction(CreatePageAliasAction):
    """Wagtail's; an alias is a copy that follows its page."""

    def check(self, skip_permission_checks: bool = False) -> None:
        if _leaves(self.page, self.parent):
            raise CreatePageAliasPermissionError(copied_within())
        super().check(skip_permission_checks=skip_permission_checks)


class MoveWithinCiteAction(MovePageAction):
    """Wagtail's, which itself keeps a page in its language."""

    def check(self, parent_after: Any, skip_permission_checks: bool = False) -> None:
        if _leaves(self.page, parent_after):
            raise MovePagePermissionError(
                _("A page is moved within its own Cité: choose a page of the same site to move it to.")
            )
        super().check(parent_after, skip_permission_checks=skip_permission_checks)


def register_actions(registry: ActionRegistry) -> None:
    """`register_actions`: the API looks actions up there."""
    for action in (CopyWithinCiteAction, AliasWithinCiteAction, MoveWithinCiteAction):
        registry.register(Page, action)
