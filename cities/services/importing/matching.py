"""What each line would make here: a new draft, a change, nothing; and what a person's hand keeps it from.

A field is changed only where the draft still says what the file last brought. Where both have changed since, the
line is left alone, whole, and says so.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from wagtail.models import Page, WorkflowState

from cities.enums import LineOutcome
from cities.models import ImportedInitiative, InitiativePage
from cities.services.importing.content import Content, digests, empty_digests, keys_filled
from cities.services.importing.lines import ReadLine
from cities.services.importing.problems import Problem
from portal.tenancy.models import Cite


@dataclass
class Match:
    """A line beside what is here. `part` is what is to be written of a revision's content, `digests` what is known
    of the line afterwards. Writing fills in `page_id`, `revision_id` and `previous_id`."""

    line: ReadLine
    outcome: LineOutcome
    problems: list[Problem] = field(default_factory=list)
    known: ImportedInitiative | None = None
    page: InitiativePage | None = None
    content: Content = field(default_factory=dict)
    part: Content = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    page_id: int | None = None
    revision_id: int | None = None
    previous_id: int | None = None
    saved_at: datetime.datetime | None = None


def match_lines(lines: Sequence[ReadLine], *, cite: Cite, lock: bool) -> list[Match]:
    """Match them, in their order. With `lock`, inside the transaction that writes."""
    readable = [line for line in lines if not line.is_wrong and not line.is_example]
    rows = ImportedInitiative.objects.filter(cite=cite, external_id__in=[line.external_id for line in readable])
    known = {row.external_id: row for row in rows}
    found = [_first_look(line, known.get(line.external_id)) for line in lines]
    undecided = [match for match in found if match.outcome == LineOutcome.CHANGED]
    if undecided:
        _look_at_pages(undecided, cite, lock=lock)
    return found


def _first_look(line: ReadLine, known: ImportedInitiative | None) -> Match:
    """What needs no page: "changed" is still to be looked at."""
    if line.is_example:
        return Match(line, LineOutcome.EXAMPLE, [*line.problems])
    if line.is_wrong:
        return Match(line, LineOutcome.INVALID, [*line.problems])
    match = Match(line, LineOutcome.NEW, [*line.problems], known, part=line.part)
    mine = line.digests
    if known is None:
        match.digests = {**empty_digests(), **mine, "language": line.language}
    elif known.page_id is None:
        _keep(match, Problem("deleted"))
    elif known.digests.get("language", line.language) != line.language:
        match.outcome = LineOutcome.INVALID
        match.problems.append(Problem("other_language", "language", values={"kept": known.digests["language"]}))
    else:
        match.page_id = known.page_id
        match.digests = {**empty_digests(), **known.digests, **mine}
        changed = match.digests != known.digests
        match.outcome = LineOutcome.CHANGED if changed else LineOutcome.SAME
    return match


def _keep(match: Match, problem: Problem) -> None:
    match.outcome, match.digests = LineOutcome.KEPT, {}
    match.problems.append(problem)


def _look_at_pages(matches: Iterable[Match], cite: Cite, *, lock: bool) -> None:
    by_page = {match.page_id: match for match in matches if match.page_id}
    if lock:
        # Nobody saves them until this transaction has ended.
        list(Page.objects.select_for_update().filter(pk__in=by_page).values_list("pk"))
    pages = InitiativePage.objects.filter(pk__in=by_page).select_related("latest_revision").in_bulk()
    reviewed = pages_in_review(pages)
    path = cite.container.path if cite.container else ""
    for key, match in by_page.items():
        page = pages.get(key)
        if page is None:
            _keep(match, Problem("deleted"))
        elif not path or not page.path.startswith(path):
            _keep(match, Problem("moved"))
        elif page.locked:
            _keep(match, Problem("locked"))
        elif key in reviewed:
            _keep(match, Problem("in_review"))
        else:
            _merge(match, page)


def pages_in_review(keys: Iterable[int]) -> set[int]:
    """The pages among these that wait for approval."""
    states = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=[str(key) for key in keys],
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    return {int(key) for key in states.values_list("object_id", flat=True)}


def _merge(match: Match, page: InitiativePage) -> None:
    """Three versions of each field: what the file last brought, what it brings now, what the draft says."""
    match.page, match.content = page, content_of(page)
    base: Mapping[str, str] = {**empty_digests(), **(match.known.digests if match.known else {})}
    changed = [name for name in match.line.digests if match.digests[name] != base[name]]
    theirs = digests(match.content, changed)
    edited = [name for name in changed if theirs[name] not in (base[name], match.digests[name])]
    if edited:
        moment = page.latest_revision_created_at
        when = moment.isoformat() if moment else ""
        _keep(match, Problem("edited", values={"fields": edited, "date": when}))
        return
    wanted = [key for name in changed if theirs[name] == base[name] for key in keys_filled(name)]
    match.part = {key: match.part[key] for key in wanted}
    if not wanted:
        # Somebody has made the same change by hand.
        match.outcome = LineOutcome.SAME


def content_of(page: InitiativePage) -> Content:
    """The content of a page's latest draft."""
    if page.latest_revision is not None:
        return dict(page.latest_revision.content)
    found: Any = json.loads(json.dumps(page.serializable_data(), cls=DjangoJSONEncoder))
    return dict(found)
