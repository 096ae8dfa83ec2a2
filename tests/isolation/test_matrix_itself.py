"""The test of the test: planted leaks are found, each for what it is, and what is sound isn't complained about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db.models import Model
from django.test import override_settings
from django.urls import clear_url_caches

from portal.tenancy.selectors import ownership
from tests.isolation import exceptions
from tests.isolation.markers import registry
from tests.isolation.matrix import ROLES, Matrix
from tests.isolation.surfaces import Surface, surfaces
from tests.isolation.walk import Walk, check_controls

pytestmark = pytest.mark.django_db
PLANTED = "tests.isolation.planted"


@pytest.fixture(autouse=True)
def _django_db_marker() -> None:
    """In the place of pytest-django's: see `matrix`."""


@pytest.fixture
def planted() -> Iterator[dict[str, Surface]]:
    """The planted addresses by the name of their view."""
    with override_settings(ROOT_URLCONF=PLANTED):
        clear_url_caches()
        yield {found.view_name: found for found in surfaces(PLANTED) if found.view_name.startswith("planted_")}
    clear_url_caches()


def kinds(matrix: Matrix, role: str, surface: Surface) -> list[tuple[str, str]]:
    """What the walk finds at one address, as kind and method."""
    found = Walk(matrix, ROLES[role]).run([surface]).findings
    return sorted({(finding.kind, finding.method) for finding in found})


@pytest.mark.parametrize(
    ("role", "view", "expected"),
    [
        ("manager", "planted_list", [("READ", "GET"), ("READ", "POST")]),
        ("manager", "planted_get", [("WRITE", "GET"), ("WRITE", "POST")]),
        ("manager", "planted_post", [("WRITE", "POST")]),
        ("manager", "planted_mail", [("MAIL", "POST")]),
        ("manager", "planted_thing", [("UNFILLED", "GET")]),
        ("anonymous", "planted_header", [("READ", "GET"), ("READ", "POST")]),
        ("anonymous", "planted_error", [("ERROR", "GET")]),
    ],
)
def test_a_planted_leak_is_found(
    matrix: Matrix, planted: dict[str, Surface], role: str, view: str, expected: list[tuple[str, str]]
) -> None:
    assert kinds(matrix, role, planted[view]) == expected


def test_an_argument_nobody_stated_is_refused_at_run_time_too(matrix: Matrix, planted: dict[str, Surface]) -> None:
    client = matrix.clients(ROLES["manager"], planted["planted_thing"])[0]
    assert client.get("/admin/planted/things/1/").status_code == 403


def test_the_control_misses_what_cannot_be_reached_or_filled(matrix: Matrix, planted: dict[str, Surface]) -> None:
    found = check_controls(matrix, [planted["planted_error"], planted["planted_thing"], planted["planted_list"]])
    assert sorted((finding.kind, finding.view) for finding in found.findings) == [
        ("CONTROL", "planted_error"),
        ("ERROR", "planted_error"),
        ("UNFILLED", "planted_thing"),
    ]


def test_the_operator_sees_what_is_hidden_from_others(matrix: Matrix) -> None:
    """Nothing is proved by words that nobody sees."""
    client = matrix.client(matrix.operator)
    for address in ("/admin/images/", "/admin/documents/", "/admin/reports/locked/", "/admin/members/people/"):
        assert matrix.owners["other"].tokens.root in client.get(address).content.decode(), address


def test_every_model_with_an_owner_is_marked_for_one(matrix: Matrix) -> None:
    marked = {model for owner in matrix.owners.values() for model in owner.rows}
    wanted = {model for model, rule in ownership.registered() if getattr(rule, "tenant", True)}
    assert {model._meta.label for model in wanted if not _is_marked(model, marked)} == set()


def _is_marked(model: type[Model], marked: set[type[Model]]) -> bool:
    return any(issubclass(found, model) for found in marked)


def test_a_model_that_cannot_be_made_is_named(matrix: Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = matrix.owners["own"]
    monkeypatch.setattr(owner, "rows", {})
    monkeypatch.setitem(registry._factories, ownership.Cite, lambda owner: matrix.owners["other"].cite)
    with pytest.raises(registry.MarkerError, match=r"tenancy\.Cite of aveiro belongs to"):
        registry.make_for(owner, ownership.Cite)


def test_ids_of_markers_name_one_row_only(matrix: Matrix) -> None:
    numbers = [
        row.pk
        for owner in matrix.owners.values()
        for model, rows in owner.rows.items()
        for row in rows
        if isinstance(row.pk, int) and row.pk >= registry.FIRST_ID and not model._meta.parents
    ]
    assert len(numbers) == len(set(numbers))


def test_exceptions_carry_their_reasons_and_are_few() -> None:
    reasons = [
        *exceptions.PUBLIC_MODELS.values(),
        *exceptions.SHUT.values(),
        *exceptions.IDLE.values(),
        *(entry.reason for entry in exceptions.EXCUSES),
    ]
    assert all(len(reason) > 11 for reason in reasons)
    assert len(exceptions.EXCUSES) <= 10
