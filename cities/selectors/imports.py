"""Who may bring initiatives from a file to which Cité, and what was brought."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from cities.enums import ImportState
from cities.models import ImportLine, InitiativeImport, InitiativePage
from portal.accounts.models import User
from portal.tenancy.enums import CiteKind
from portal.tenancy.models import Cite
from portal.tenancy.selectors import hosts
from portal.tenancy.selectors.scope import cites_of, scope_of

# How long the file is kept after it was sent, and the report with the possibility of undoing.
KEEP_FILE = datetime.timedelta(days=7)
KEEP_REPORT = datetime.timedelta(days=90)
PROGRESS_SECONDS = 3600


def can_import(user: User, *, cite: Cite) -> bool:
    """Whether a person may add pages to the Cité's site and change them: editors, moderators and managers of it, and
    the network's roles that edit pages everywhere. Translators don't add any."""
    if not user.is_active or cite.container is None or cite.site_id is None:
        return False
    return all(
        page_permission_policy.user_has_permission_for_instance(user, verb, cite.container)
        for verb in ("add", "change")
    )


def importable_cites(user: User) -> list[Cite]:
    """The Cités a person may import into, in the register's order."""
    return [cite for cite in _within_reach(user) if can_import(user, cite=cite)]


def may_import(user: User) -> bool:
    """Whether there is any; the menu asks on every page. Who edits one Cité for the network edits all."""
    cites = _within_reach(user)[:1] if scope_of(user).is_network else _within_reach(user)
    return any(can_import(user, cite=cite) for cite in cites)


def _within_reach(user: User) -> QuerySet[Cite]:
    everywhere = Cite.objects.filter(kind=CiteKind.CITE, site__isnull=False)
    rows = everywhere if scope_of(user).is_network else cites_of(user)
    return rows.select_related("container")


def imports_of(user: User) -> QuerySet[InitiativeImport]:
    """The imports a person may see: those into the Cités they may import into."""
    return InitiativeImport.objects.filter(cite__in=importable_cites(user)).select_related("cite", "user")


def index_pages(*, cite: Cite) -> dict[str, Page]:
    """The page under which the Cité's initiatives stand, by language, the site's default language first."""
    row = hosts.table().by_cite(cite.pk)
    if cite.container is None or row is None:
        return {}
    model: Any = InitiativePage.allowed_parent_page_models()[0]
    found = model.objects.filter(path__startswith=cite.container.path).select_related("locale").order_by("-path")
    by_language = {page.locale.language_code: page for page in found}
    return {code: by_language[code] for code in row.languages if code in by_language}


def last_import(*, cite: Cite) -> InitiativeImport | None:
    """The one that can be undone: the latest that wrote something and isn't undone."""
    wrote = ImportLine.objects.filter(of_import=OuterRef("pk"), revision_id__isnull=False)
    done = InitiativeImport.objects.filter(Exists(wrote), cite=cite, state=ImportState.DONE)
    return done.order_by("-written_at", "-pk").first()


def progress_of(import_id: int) -> tuple[int, int | None]:
    """How many lines are through, of how many where that is known.

    Kept in the cache: what a transaction writes nobody else sees before its end.
    """
    done, total = cache.get(_key(import_id)) or (0, None)
    return done, total


def note_progress(import_id: int, done: int, total: int | None) -> None:
    """Note how far it is, for whoever watches."""
    cache.set(_key(import_id), (done, total), PROGRESS_SECONDS)


def _key(import_id: int) -> str:
    return f"initiative-import-{import_id}"
