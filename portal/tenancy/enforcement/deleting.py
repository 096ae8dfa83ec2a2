"""Who deletes pages: who writes them. Whoever may only change pages translates them.

Upstream reason: Wagtail has no permission to delete; a draft is deleted by whoever may change it
(`PagePermissionTester.can_delete`), and the page's own tester can't be replaced for every page without a query for each
row of a list (`Page.permissions_for_user` then casts it).
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from wagtail.models import PagePermissionTester

WRITING = frozenset({"add", "publish"})


def writes_pages(tester: Any) -> bool:
    """Whether these rights on a page are those of who writes, not only of who translates."""
    return bool(tester.user.is_superuser or WRITING & set(tester.permissions))


def install() -> None:
    """For every page; called once, from `ready()`."""
    can_delete = PagePermissionTester.can_delete

    @wraps(can_delete)
    def writers_delete(self: Any, ignore_bulk: bool = False) -> bool:
        return bool(writes_pages(self) and can_delete(self, ignore_bulk))

    PagePermissionTester.can_delete = writers_delete
