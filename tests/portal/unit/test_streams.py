"""Streams: out of migrations, and their data still migrated."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter
from wagtail.blocks import CharBlock, ListBlock, StructBlock
from wagtail.blocks.migrations.operations import RemoveStructChildrenOperation, RenameStructChildrenOperation

from portal.models import ArticlePage
from portal.streams import BlocksField, MigrateStream
from tests.factories.portal import home_of, make_page
from tests.factories.world import World

FROZEN = [
    (
        "figures",
        StructBlock(
            [
                ("figures", ListBlock(StructBlock([("figure", CharBlock()), ("label", CharBlock())]))),
                ("as_of", CharBlock()),
                ("source", CharBlock()),
            ]
        ),
    )
]
FIGURES = {
    "figures": [{"figure": "1 200", "label": "personnes"}, {"figure": "9", "label": "organismes"}],
    "as_of": "2017",
    "source": "presse",
}


def test_a_migration_sees_a_json_field() -> None:
    field = BlocksField([("text", CharBlock())], blank=True, name="body")
    _name, path, args, kwargs = field.deconstruct()
    assert (path, args, sorted(kwargs)) == ("django.db.models.JSONField", [], ["blank", "encoder"])
    text, _imports = MigrationWriter.serialize(field)
    assert "block" not in text.lower()


def test_changing_blocks_changes_nothing_for_migrations() -> None:
    one = BlocksField([("text", CharBlock())], blank=True)
    other = BlocksField([("text", CharBlock()), ("quote", CharBlock())], blank=True)
    assert one.deconstruct()[1:] == other.deconstruct()[1:]


def test_a_historical_model_keeps_raw_json() -> None:
    assert type(BlocksField([("text", CharBlock())], blank=True).clone()) is models.JSONField


def run(operation: MigrateStream) -> None:
    """Apply an operation as the executor does, on the state of today's models."""
    state = ProjectState.from_apps(apps)
    with connection.schema_editor() as editor:
        operation.database_forwards("portal", editor, state, state)


def raw_of(page: ArticlePage) -> list[dict[str, Any]]:
    """The live stream as it is stored."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM portal_articlepage WHERE page_ptr_id = %s", [page.pk])
        value = cursor.fetchone()[0]
    return json.loads(value) if isinstance(value, str) else value


@pytest.mark.django_db(transaction=True)
def test_a_nested_list_is_migrated_in_live_rows_and_in_every_revision(world: World) -> None:
    page = make_page(ArticlePage, parent=home_of(world.network, "fr"), title="Chiffres", body=[("figures", FIGURES)])
    page.save_revision()
    ids = [block["id"] for block in raw_of(page)]
    item_ids = [item["id"] for item in raw_of(page)[0]["value"]["figures"]]

    run(
        MigrateStream(
            "portal",
            "ArticlePage",
            "body",
            FROZEN,
            [(RenameStructChildrenOperation(old_name="label", new_name="caption"), "figures.figures.item")],
        )
    )

    stream = raw_of(page)
    assert [item["value"] for item in stream[0]["value"]["figures"]] == [
        {"figure": "1 200", "caption": "personnes"},
        {"figure": "9", "caption": "organismes"},
    ]
    assert [block["id"] for block in stream] == ids
    assert [item["id"] for item in stream[0]["value"]["figures"]] == item_ids
    assert page.revisions.count() == 2
    for revision in page.revisions.all():
        figures = json.loads(revision.content["body"])[0]["value"]["figures"]
        assert [sorted(item["value"]) for item in figures] == [["caption", "figure"]] * 2


@pytest.mark.django_db(transaction=True)
def test_running_twice_and_removing(world: World) -> None:
    page = make_page(ArticlePage, parent=home_of(world.network, "fr"), title="Chiffres", body=[("figures", FIGURES)])
    operation = MigrateStream(
        "portal", "ArticlePage", "body", FROZEN, [(RemoveStructChildrenOperation(name="source"), "figures")]
    )
    run(operation)
    once = raw_of(page)
    run(operation)
    assert raw_of(page) == once
    assert sorted(once[0]["value"]) == ["as_of", "figures"]


def test_an_operation_says_what_it_was_made_of() -> None:
    operations = [(RemoveStructChildrenOperation(name="source"), "figures")]
    operation = MigrateStream("portal", "ArticlePage", "body", FROZEN, operations)
    assert operation.deconstruct() == (
        "MigrateStream",
        ["portal", "ArticlePage", "body", FROZEN, operations],
        {},
    )
