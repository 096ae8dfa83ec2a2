"""Undoing an import: exactly what it did goes, and nothing that a person has done since."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Comment, Locale, ModelLogEntry, Page, PageLogEntry, Revision

from cities.models import ImportedInitiative, Initiative, InitiativeImport, InitiativePage
from cities.selectors.imports import last_import
from cities.services.importing.problems import Problem
from cities.services.importing.undo import UndoRefusedError, begin_undo, undo_import
from portal.accounts.models import User
from portal.tenancy.enums import CiteRole
from portal.tenancy.models import Cite
from tests.factories.imports import FULL, bring, draft_of, line, outcomes, saved
from tests.factories.initiatives import make_initiative
from tests.factories.portal import person
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def user(world: World) -> User:
    return person((world.porto, CiteRole.EDITOR))


def undo(job: InitiativeImport, user: User | None = None) -> dict[str, str]:
    """Undo it; what became of each external id, the reason where it was refused."""
    begin_undo(job)
    undo_import(job, user=user, tell=lambda done, total: None)
    found = {}
    for each in job.lines.exclude(undo=""):
        reason = Problem.restored(each.problems[-1]).code if each.undo == "refused" else ""
        found[each.external_id] = reason or each.undo
    return found


def state_of(cite: Cite) -> dict[str, Any]:
    """Everything there is of the Cité's initiatives, but for the log and revisions that lie back."""
    pages = InitiativePage.objects.filter(path__startswith=cite.container.path).order_by("pk")
    return {
        "pages": [
            (
                page.pk,
                page.title,
                page.draft_title,
                page.live,
                page.has_unpublished_changes,
                page.need,
                page.stage,
                sorted(page.poles.values_list("slug", flat=True)),
                [(each.name, each.url) for each in page.partners.all()],
                [each.cite_id for each in page.partner_cites.all()],
            )
            for page in pages
        ],
        "drafts": [_words(page) for page in pages],
        "rows": list(Initiative.objects.filter(cite=cite).order_by("pk").values_list("pk", "title", "review")),
        "known": dict(ImportedInitiative.objects.filter(cite=cite).values_list("external_id", "digests")),
        "children": list(Page.objects.filter(path=cite.container.path).values_list("numchild", flat=True)),
    }


def _words(page: InitiativePage) -> tuple[Any, ...]:
    draft = page.get_latest_revision_as_object()
    return (
        draft.title,
        draft.need,
        draft.stage,
        sorted(term.slug for term in draft.poles.all()),
        [(each.name, each.url) for each in draft.partners.all()],
        [each.cite_id for each in draft.partner_cites.all()],
        [str(block.value) for block in draft.figures],
    )


def test_undoing_removes_what_was_made_and_leaves_the_rest(world: World, user: User) -> None:
    make_initiative(world.porto, title="Already here")
    make_initiative(world.genova, language="it", title="Elsewhere", live=False)
    before = {cite.slug: state_of(cite) for cite in (world.porto, world.genova)}
    revisions = Revision.objects.count()
    job = bring(world.porto, [FULL, line(2, title="Already here"), line(3, language="en")], user=user)
    assert undo(job, user) == {"A1": "removed", "A2": "removed", "A3": "removed"}
    assert {cite.slug: state_of(cite) for cite in (world.porto, world.genova)} == before
    assert Revision.objects.count() == revisions
    assert not any(Page.find_problems())
    job.refresh_from_db()
    assert (job.state, job.undone_at is not None) == ("undone", True)
    # The log tells of it: each page by whom, and the Cité how much.
    gone = PageLogEntry.objects.filter(action="wagtail.delete")
    assert set(gone.values_list("user", "deleted")) == {(user.pk, True)}
    assert gone.count() == 3
    assert ModelLogEntry.objects.get(action="cities.import_undo").data["numbers"] == {"removed": 3}
    # The same file makes them again.
    assert bring(world.porto, [FULL, line(2), line(3)]).counts == {"new": 3}


def test_undoing_brings_earlier_versions_back(world: World, user: User) -> None:
    bring(world.porto, [FULL, line(2), line(3)])
    InitiativePage.objects.get(draft_title="Oficina 2").latest_revision.publish()
    saved(InitiativePage.objects.get(draft_title="Oficina 3"), results="<p>À mão</p>")
    before = state_of(world.porto)
    changed = [
        {**FULL, "title": "A", "pôles": "formation", "partners": "Z", "partner Cités": "genova", "figures": "1 = a"},
        line(2, title="B", pôles="formation", stage="ended"),
        line(3, title="C"),
    ]
    job = bring(world.porto, changed, user=user)
    assert state_of(world.porto) != before
    assert undo(job, user) == {"A1": "restored", "A2": "restored", "A3": "restored"}
    assert state_of(world.porto) == before
    kept = InitiativePage.objects.get(draft_title="Oficina 3").get_latest_revision_as_object()
    assert kept.results == "<p>À mão</p>"
    reverted = PageLogEntry.objects.filter(action="wagtail.revert", user=user)
    assert reverted.count() == 3
    assert all("Reverted to previous revision with id" in str(entry.message) for entry in reverted)
    # The published page is as published, not a draft of the same.
    assert InitiativePage.objects.get(title="Oficina 2").has_unpublished_changes is False
    # What the file brought before is known again: nothing has changed since.
    assert bring(world.porto, [FULL, line(2), line(3)]).counts == {"same": 3}
    assert bring(world.porto, changed).counts == {"changed": 3}


def test_a_restored_draft_opens_saves_and_publishes(world: World, user: User) -> None:
    bring(world.porto, [FULL])
    undo(bring(world.porto, [{**FULL, "partners": "Z", "pôles": "formation"}]), user)
    page = InitiativePage.objects.get()
    page.full_clean()
    page.latest_revision.publish()
    row = Initiative.objects.get(uid=page.translation_key)
    assert [each.name for each in row.partners.all()] == ["Mairie", "Universidade"]
    assert [pole.slug for pole in row.poles.all()] == ["emploi"]


def test_imports_are_undone_one_after_the_other_the_last_first(world: World) -> None:
    empty = state_of(world.porto)
    first = bring(world.porto, [line(1), line(2)])
    between = state_of(world.porto)
    second = bring(world.porto, [line(1, title="A"), line(3)])
    third = bring(world.porto, [line(1, title="A"), line(3)])  # writes nothing
    assert last_import(cite=world.porto) == second
    for job in (first, third):
        with pytest.raises(UndoRefusedError, match="Only the last"):
            begin_undo(job)
    assert undo(second) == {"A1": "restored", "A3": "removed"}
    assert state_of(world.porto) == between
    assert undo(first) == {"A1": "removed", "A2": "removed"}
    assert state_of(world.porto) == empty
    assert last_import(cite=world.porto) is None


def test_imports_of_another_cite_are_nobodys_business(world: World) -> None:
    job = bring(world.porto, [line(1)])
    bring(world.genova, [line(1, language="it")])
    assert last_import(cite=world.porto) == job
    assert undo(job) == {"A1": "removed"}
    assert InitiativePage.objects.get().path.startswith(world.genova.container.path)


def edited(page: InitiativePage, world: World) -> None:
    saved(page, title="À mão")


def autosaved(page: InitiativePage, world: World) -> None:
    """The editor may write over the latest revision of its own person."""
    Revision.objects.filter(pk=page.latest_revision_id).update(created_at=timezone.now())


def published(page: InitiativePage, world: World) -> None:
    page.latest_revision.publish()


def taken_down(page: InitiativePage, world: World) -> None:
    page.latest_revision.publish()
    InitiativePage.objects.get(pk=page.pk).unpublish()


def deleted(page: InitiativePage, world: World) -> None:
    page.delete()


def translated(page: InitiativePage, world: World) -> None:
    page.copy_for_translation(Locale.objects.get(language_code="en"), copy_parents=True)


def commented(page: InitiativePage, world: World) -> None:
    Comment.objects.create(page=page, user=person(), text="Look", contentpath="title")


def locked(page: InitiativePage, world: World) -> None:
    Page.objects.filter(pk=page.pk).update(locked=True)


def submitted(page: InitiativePage, world: World) -> None:
    page.get_workflow().start(page, person((world.porto, CiteRole.EDITOR)))


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (edited, "undo_edited"),
        (autosaved, "undo_edited"),
        (published, "undo_published"),
        (taken_down, "undo_published"),
        (deleted, "undo_deleted"),
        (translated, "undo_translated"),
        (commented, "undo_commented"),
        (locked, "locked"),
        (submitted, "in_review"),
    ],
)
def test_what_people_have_done_since_is_refused_line_by_line_with_the_reason(
    world: World, act: Callable[[InitiativePage, World], None], reason: str
) -> None:
    job = bring(world.porto, [line(1), line(2)])
    act(draft_of(job), world)
    before = [page for page in state_of(world.porto)["pages"] if page[1] != "Oficina 2"]
    found = undo(job)
    assert found == {"A1": reason, "A2": "removed"}
    assert state_of(world.porto)["pages"] == before
    what, advice = Problem.restored(job.lines.get(external_id="A1").problems[-1]).words()
    assert what
    assert advice
    assert not any(Page.find_problems())


def test_a_change_that_was_published_or_saved_over_is_not_taken_back(world: World) -> None:
    bring(world.porto, [line(number) for number in (1, 2, 3)])
    job = bring(world.porto, [line(number, title=f"Novo {number}") for number in (1, 2, 3)])
    draft_of(job, "A1").latest_revision.publish()
    saved(draft_of(job, "A2"), need="<p>À mão</p>")
    Revision.objects.filter(pk=job.lines.get(external_id="A3").previous_id).delete()
    before = state_of(world.porto)
    assert undo(job) == {"A1": "undo_live", "A2": "undo_edited", "A3": "undo_no_previous"}
    assert state_of(world.porto) == before


def test_undoing_that_was_stopped_goes_on_where_it_was(world: World) -> None:
    job = bring(world.porto, [line(number) for number in range(600)])
    begin_undo(job)

    def stop(done: int, total: int | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        undo_import(job, user=None, tell=stop)
    assert InitiativePage.objects.count() == 350
    assert not any(Page.find_problems())
    assert undo_import(job, user=None, tell=lambda done, total: None) == {"removed": 600}
    assert InitiativePage.objects.count() == 0


def test_an_import_is_undone_once(world: World) -> None:
    job = bring(world.porto, [line(1)])
    begin_undo(job)
    with pytest.raises(UndoRefusedError):
        begin_undo(InitiativeImport.objects.get(pk=job.pk))


def test_nothing_is_left_that_names_a_removed_page(world: World) -> None:
    job = bring(world.porto, [FULL])
    page = draft_of(job)
    undo(job)
    kind = ContentType.objects.get_for_model(Page)
    assert not Revision.objects.filter(base_content_type=kind, object_id=str(page.pk)).exists()
    assert not Initiative.objects.filter(uid=page.translation_key).exists()
    assert job.lines.get().page is None
    assert outcomes(job) == {"A1": "new"}


def test_what_was_undone_before_the_worker_was_there_fails_no_task(
    world: World, user: User, drain: Callable[[], int]
) -> None:
    assert undo(bring(world.porto, [FULL, line(2)]), user) == {"A1": "removed", "A2": "removed"}
    assert drain()
    assert not DBTaskResult.objects.failed().exists()
