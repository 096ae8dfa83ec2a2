"""What the dashboard tells, each in a constant number of queries."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, TaskState, WorkflowState

from portal.accounts.models import User
from portal.models import SiteSettings
from portal.tenancy.enums import CiteRole
from portal.tenancy.models import Cite
from portal.tenancy.selectors.ownership import spans
from portal.translating.selectors import translation_work

QUIET_AFTER = datetime.timedelta(days=90)
# treebeard's materialised path: four characters a level; a container lies on the second.
CONTAINER_PATH = 8


def drafts_of(user: User, *, cite: Cite) -> QuerySet[Page]:
    """Pages of a Cité that this person began or changed last and nobody has published yet, latest first."""
    mine = Q(owner=user) | Q(latest_revision__user=user)
    return (
        Page.objects.filter(mine, path__startswith=_path(cite), has_unpublished_changes=True)
        .select_related("locale")
        .order_by("-latest_revision_created_at", "-pk")
    )


def recent_changes(*, cite: Cite) -> QuerySet[PageLogEntry]:
    """The last thing that happened to each page of a Cité, latest first, with who did it."""
    found = PageLogEntry.objects.filter(page__path__startswith=_path(cite)).exclude(
        action__in=["wagtail.create_alias", "wagtail.reorder"]
    )
    last = found.order_by().values("page").annotate(last=Max("pk")).values("last")
    entries = PageLogEntry.objects.filter(pk__in=last).select_related("user", "page__locale")
    return entries.order_by("-timestamp", "-pk")


@dataclass(frozen=True, slots=True)
class LanguageState:
    """How many of the pages that a language should have as translations it has, up to date and public."""

    code: str
    done: int
    total: int


def translation_state(*, cite: Cite, languages: Sequence[str]) -> list[LanguageState]:
    """For each language, how many public pages are translated and wait for nothing: what "To translate" lists
    is missing here.
    """
    if len(languages) < 2:
        return []
    work = translation_work(path=_path(cite), languages=languages)
    waiting = Counter(one.into for one in work.waiting)
    # The default language only where something is public in another one first.
    asked = [code for code in languages if code != languages[0] or work.totals[code]]
    return [LanguageState(code, work.totals[code] - waiting[code], work.totals[code]) for code in asked]


def missing_legal(*, cite: Cite) -> list[str]:
    """What the legal notice of a Cité's site still lacks."""
    settings = SiteSettings.objects.filter(site=cite.site_id).first() or SiteSettings()
    return settings.missing_legal


def is_manager(user: User, *, cite: Cite) -> bool:
    """Whether the person keeps the settings of a Cité's site."""
    return user.groups.filter(cite_role__cite=cite, cite_role__role=CiteRole.MANAGER).exists()


@dataclass(frozen=True, slots=True)
class Quiet:
    """A Cité on whose pages nobody has worked lately; `since` is None where nobody ever did."""

    cite: Cite
    since: datetime.datetime | None


def quiet_cites() -> list[Quiet]:
    """Cités with a site and no work on a page for three months, the longest first; two queries."""
    latest = dict(
        Page.objects.filter(depth__gt=2, latest_revision__user__isnull=False)
        .order_by()
        .annotate(below=Substr("path", 1, CONTAINER_PATH))
        .values("below")
        .annotate(latest=Max("latest_revision_created_at"))
        .values_list("below", "latest")
    )
    limit = timezone.now() - QUIET_AFTER
    paths = {span.cite_id: span.page_path for span in spans()}
    found = [Quiet(cite, latest.get(paths.get(cite.pk, ""))) for cite in Cite.objects.filter(container__isnull=False)]
    quiet = [entry for entry in found if entry.since is None or entry.since < limit]
    return sorted(quiet, key=lambda entry: (entry.since is not None, entry.since or limit, entry.cite.short_name))


def without_manager() -> QuerySet[Cite]:
    """Cités with a site that nobody with an open account manages."""
    managers = Q(role_groups__role=CiteRole.MANAGER, role_groups__group__user__is_active=True)
    return (
        Cite.objects.filter(container__isnull=False)
        .annotate(managers=Count("role_groups__group__user", filter=managers))
        .filter(managers=0)
        .order_by("country", "short_name", "pk")
    )


def pages_waiting() -> QuerySet[TaskState]:
    """Steps of all pages in moderation, the longest waiting first."""
    page = ContentType.objects.get_for_model(Page)
    return (
        TaskState.objects.filter(
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
            workflow_state__base_content_type=page,
        )
        .select_related("workflow_state", "revision__user")
        .order_by("started_at", "pk")
    )


def _path(cite: Cite) -> str:
    """The path of a Cité's container; one that no page has where there is none."""
    return cite.container.path if cite.container else "-"
