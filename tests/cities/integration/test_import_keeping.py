"""Who imports, how long files and reports stay, and what becomes of an import whose file is gone."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from cities import tasks
from cities.models import ImportedInitiative, ImportLine, InitiativeImport, InitiativePage
from cities.selectors.imports import KEEP_FILE, KEEP_REPORT, can_import, importable_cites
from cities.services.importing import jobs
from cities.services.importing.problems import ImportRefusedError
from portal.accounts.models import User
from portal.tenancy.enums import CiteRole, NetworkRole
from portal.work.jobs import JOBS
from tests.factories.imports import csv_bytes, line, table
from tests.factories.portal import person
from tests.factories.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def editor(world: World) -> User:
    return person((world.porto, CiteRole.EDITOR))


@pytest.fixture
def receive(world: World, editor: User) -> Callable[[], InitiativeImport]:
    """Send the same good file."""

    def make() -> InitiativeImport:
        file = ContentFile(csv_bytes(table([line(1)])), name="table.csv")
        return jobs.receive(cite=world.porto, user=editor, file=file, name="table.csv", language="pt")

    return make


Receive = Callable[[], InitiativeImport]


def imported(job: InitiativeImport) -> InitiativeImport:
    jobs.begin_check(job, columns=job.columns)
    jobs.run_check(job)
    jobs.begin_import(job, skip_invalid=False)
    jobs.run_import(job)
    job.refresh_from_db()
    assert job.state == "done"
    return job


def test_files_go_after_a_week_with_what_was_never_imported(receive: Receive) -> None:
    done, waiting = imported(receive()), receive()
    names = [str(job.file.name) for job in (done, waiting)]
    storage = done.file.storage
    assert jobs.forget_old(now=timezone.now() + KEEP_FILE - DAY) == 0
    assert [storage.exists(name) for name in names] == [True, True]
    assert jobs.forget_old(now=timezone.now() + KEEP_FILE + DAY) == 2
    done.refresh_from_db()
    assert not done.file
    assert list(InitiativeImport.objects.all()) == [done]
    assert done.lines.count() == 1
    assert not storage.exists(names[0])


def test_reports_go_later_and_leave_drafts_and_their_identifiers(receive: Receive) -> None:
    imported(receive())
    tasks.forget_imports.func(due="")
    assert InitiativeImport.objects.exists()
    jobs.forget_old(now=timezone.now() + KEEP_REPORT + DAY)
    assert not InitiativeImport.objects.exists()
    assert not ImportLine.objects.exists()
    assert InitiativePage.objects.count() == ImportedInitiative.objects.count() == 1


def test_the_deletion_is_on_the_schedule() -> None:
    assert JOBS["forget-imports"].every == DAY


def test_a_file_leaves_the_storage_with_its_import(
    receive: Receive, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    job = receive()
    storage, name = job.file.storage, str(job.file.name)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]  # a context manager
        jobs.discard(job)
    assert not storage.exists(name)
    with pytest.raises(jobs.StepRefusedError):
        jobs.discard(imported(receive()))


def test_an_import_whose_file_is_gone_says_so(receive: Receive) -> None:
    job = receive()
    job.file.storage.delete(str(job.file.name))
    with pytest.raises(ImportRefusedError, match="isn’t kept any more"):
        jobs.preview(job)
    jobs.begin_check(job, columns=job.columns)
    jobs.run_check(job)
    job.refresh_from_db()
    assert (job.state, job.refusal["code"]) == ("failed", "gone")
    assert not InitiativePage.objects.exists()


def test_a_file_that_breaks_further_down_is_refused_with_the_line(world: World, editor: User) -> None:
    good = csv_bytes(table([line(number) for number in range(1, 400)]))
    file = ContentFile(good + b'A9,pt,"never closed', name="table.csv")
    job = jobs.receive(cite=world.porto, user=editor, file=file, name="table.csv", language="pt")
    jobs.begin_check(job, columns=job.columns)
    jobs.run_check(job)
    job.refresh_from_db()
    assert (job.state, job.refusal["code"], job.counts) == ("failed", "quotes", {})
    assert not job.lines.exists()
    # It may be looked at, and given other columns, but not imported.
    with pytest.raises(jobs.StepRefusedError):
        jobs.begin_import(job, skip_invalid=True)
    jobs.begin_check(job, columns=job.columns)


def test_a_task_that_comes_twice_or_too_late_does_nothing(receive: Receive) -> None:
    job = imported(receive())
    for task in (tasks.check_import, tasks.run_import):
        task.func(job.pk)
        task.func(0)
    tasks.undo_import.func(job.pk, 0)
    job.refresh_from_db()
    assert job.state == "done"
    assert InitiativePage.objects.count() == 1


def test_a_check_that_was_cut_short_begins_anew(receive: Receive) -> None:
    job = receive()
    jobs.begin_check(job, columns=job.columns)
    ImportLine.objects.create(of_import=job, number=2, external_id="left", outcome="new")
    tasks.check_import.func(job.pk)
    job.refresh_from_db()
    assert list(job.lines.values_list("external_id", flat=True)) == ["A1"]
    assert job.counts == {"new": 1}


def test_a_language_the_site_lacks_is_refused(world: World, editor: User) -> None:
    file = io.BytesIO(csv_bytes(table([line(1)])))
    with pytest.raises(ImportRefusedError) as caught:
        jobs.receive(cite=world.porto, user=editor, file=ContentFile(file.read()), name="t.csv", language="it")
    assert caught.value.problem.code == "no_language"
    assert not InitiativeImport.objects.exists()


def test_teams_import_into_their_own_cite_and_the_network_into_each(world: World) -> None:
    for role in (CiteRole.EDITOR, CiteRole.MODERATOR, CiteRole.MANAGER):
        assert importable_cites(person((world.porto, role))) == [world.porto]
    assert importable_cites(person((world.porto, CiteRole.TRANSLATOR))) == []
    assert importable_cites(person(NetworkRole.EVENT_TEAM)) == importable_cites(person()) == []
    everywhere = importable_cites(person(NetworkRole.NETWORK_EDITOR))
    assert {cite.slug for cite in everywhere} == {"porto", "genova", "paris"}
    gone = person((world.porto, CiteRole.MANAGER), is_active=False)
    assert not can_import(gone, cite=world.porto)
