"""Streams whose block definitions stay out of migrations, and the operation that migrates their data.

Stock StreamFields write every block into every migration; comparable projects carry 40 MB of them. Here the
migration sees a `JSONField`: same column, no import of blocks, and changing a block makes no migration.
Undo: replace `BlocksField` by `StreamField` and run `makemigrations`; the columns don't change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from django.apps.registry import Apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from wagtail.blocks import StreamBlock
from wagtail.blocks.migrations.operations import BaseBlockOperation
from wagtail.blocks.migrations.utils import apply_changes_to_raw_data
from wagtail.fields import StreamField

CHUNK = 500


class BlocksField(StreamField):
    """A StreamField that deconstructs to a JSONField.

    Not to a StreamField without blocks: that would drop every block it doesn't know when a migration saves a row.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, kwargs = models.Field.deconstruct(self)
        kwargs["encoder"] = DjangoJSONEncoder
        return name, "django.db.models.JSONField", [], kwargs

    def clone(self) -> models.JSONField[Any, Any]:
        """What a historical model gets: a stream without its blocks would drop all content when a row is saved."""
        _name, _path, _args, kwargs = self.deconstruct()
        return models.JSONField(**kwargs)


class MigrateStream(RunPython):
    """Change the raw data of a stream, in live rows and in every revision.

    `blocks` is the frozen definition the operations work on: stock blocks written in the migration, as deep as
    the paths go. Wagtail's own operation asks the historical field for it, which here is a JSONField and has
    none. `operations` are pairs of a `wagtail.blocks.migrations` operation and a block path. Backwards does
    nothing. Segments of wagtail-localize aren't touched: update translation sources afterwards.
    """

    def __init__(
        self,
        app: str,
        model: str,
        field: str,
        blocks: StreamBlock | Sequence[tuple[str, Any]],
        operations: Sequence[tuple[BaseBlockOperation, str]],
        **kwargs: Any,
    ) -> None:
        self.app, self.model, self.field = app, model, field
        self.blocks, self.operations = blocks, operations
        super().__init__(self.forward, RunPython.noop, **kwargs)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__name__, [self.app, self.model, self.field, self.blocks, self.operations], {}

    def change(self, raw: Any) -> Any:
        """The raw stream after all operations."""
        block = self.blocks if isinstance(self.blocks, StreamBlock) else StreamBlock(list(self.blocks))
        shim = SimpleNamespace(field=SimpleNamespace(stream_block=block))
        for operation, path in self.operations:
            raw = apply_changes_to_raw_data(raw_data=raw, block_path_str=path, operation=operation, streamfield=shim)
        return raw

    def forward(self, apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        model = apps.get_model(self.app, self.model)
        using = schema_editor.connection.alias
        for rows in _chunks(model._default_manager.using(using).only("pk", self.field)):
            changed = []
            for row in rows:
                before = getattr(row, self.field)
                after = self.change(before or [])
                if after != before:
                    setattr(row, self.field, after)
                    changed.append(row)
            model._default_manager.using(using).bulk_update(changed, [self.field])
        self._revisions(apps, using)

    def _revisions(self, apps: Apps, using: str) -> None:
        content_type = apps.get_model("contenttypes", "ContentType").objects.using(using)
        found = content_type.filter(app_label=self.app.lower(), model=self.model.lower()).first()
        if found is None:
            return
        revision = apps.get_model("wagtailcore", "Revision")._default_manager.using(using)
        for rows in _chunks(revision.filter(content_type_id=found.pk).only("pk", "content")):
            changed = []
            for row in rows:
                before = json.loads(row.content.get(self.field) or "[]")
                after = self.change(before)
                if after != before:
                    row.content[self.field] = json.dumps(after, cls=DjangoJSONEncoder)
                    changed.append(row)
            revision.bulk_update(changed, ["content"])


def _chunks(queryset: models.QuerySet[Any]) -> Iterator[list[Any]]:
    rows: list[Any] = []
    for row in queryset.order_by("pk").iterator(chunk_size=CHUNK):
        rows.append(row)
        if len(rows) == CHUNK:
            yield rows
            rows = []
    if rows:
        yield rows
