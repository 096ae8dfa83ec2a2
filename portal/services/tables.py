"""Rows written without instances: what `bulk_create` can't do for pages, and would do five times slower.

The rows are those that saving would leave, without its signals: whoever writes here sees to what hangs on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any

from django.db import connection
from django.db.models import (
    CASCADE,
    PROTECT,
    SET_NULL,
    DateTimeField,
    Field,
    ForeignObjectRel,
    Model,
    QuerySet,
    UUIDField,
)
from wagtail.fields import StreamField
from wagtail.models import Page

# Columns whose values the database takes in another form.
PREPARED = ("UUIDField", "DateTimeField", "JSONField")
# Of these a value is prepared once for all columns it stands in.
SHARED: dict[str, Field[Any, Any]] = {kind.__name__: kind() for kind in (UUIDField, DateTimeField)}
# Rows of one statement, on databases where many statements cost more than a long one.
ROWS_A_STATEMENT = 200


class Table:
    """The table of one model. Columns left out have the model's defaults; a key given is kept.

    Of a model that inherits from another it is the own table only: the parent's rows are another `Table`'s.
    """

    def __init__(self, model: type[Model], **fixed: Any) -> None:
        self.name = model._meta.db_table
        self.key = model._meta.pk.attname
        self.rows: list[list[Any]] = []
        blank = model()
        self._fields: list[Field[Any, Any]] = list(model._meta.local_concrete_fields)
        # Streams are given as the text they are stored as.
        self._preparing: dict[str, Callable[[Any], Any]] = {
            field.attname: _preparation(field)
            for field in self._fields
            if field.get_internal_type() in PREPARED and not isinstance(field, StreamField)
        }
        self._fixed = {
            field.attname: _preparation(field)(fixed.get(field.attname, getattr(blank, field.attname)))
            for field in self._fields
        }
        self._keyed = model._meta.pk.remote_field is not None
        self._keys: Iterator[int] = iter(())

    def reserve(self, count: int) -> None:
        """Set aside keys that nobody else gets, for `next_key`. Call inside the transaction that writes the rows."""
        self._keyed = True
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                    [self.name, self.key, count],
                )
                self._keys = iter([key for (key,) in cursor.fetchall()])
                return
            # AUTOINCREMENT never gives a key twice; the write lock is this transaction's.
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [self.name])
            row = cursor.fetchone()
        first = row[0] + 1 if row else 1
        self._keys = iter(range(first, first + count))

    def next_key(self) -> int:
        """The next of the keys set aside."""
        return next(self._keys)

    def add(self, **values: Any) -> None:
        """Add a row to be written."""
        for name, prepare in self._preparing.items():
            if name in values:
                values[name] = prepare(values[name])
        row = self._fixed | values
        self.rows.append(list(row.values()) if self._keyed else [row[name] for name in row if name != self.key])

    def write(self) -> None:
        """Insert what was added."""
        names = [field for field in self._fields if self._keyed or field.attname != self.key]
        columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in names)
        marks = f"({', '.join(['%s'] * len(names))})"
        start = f"INSERT INTO {connection.ops.quote_name(self.name)} ({columns}) VALUES "  # noqa: S608  # own names
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.executemany(start + marks, self.rows)
            else:
                for first in range(0, len(self.rows), ROWS_A_STATEMENT):
                    rows = self.rows[first : first + ROWS_A_STATEMENT]
                    cursor.execute(start + ", ".join([marks] * len(rows)), [value for row in rows for value in row])
        self.rows = []


@lru_cache(maxsize=2000)
def _stored(kind: str, value: Any) -> Any:
    """A moment or an identifier as the database takes it: one stands in many columns."""
    return SHARED[kind].get_db_prep_save(value, connection)


def _preparation(field: Field[Any, Any]) -> Callable[[Any], Any]:
    kind = type(field).__name__
    if kind in SHARED:
        return partial(_stored, kind)

    def prepare(value: Any) -> Any:
        return value if value is None else field.get_db_prep_save(value, connection)

    return prepare


def change_rows(model: type[Model], rows: Mapping[Any, Mapping[str, Any]]) -> None:
    """Write some columns of rows that are there, by key; every row has the same columns, of the model's own table."""
    if not rows:
        return
    names = list(next(iter(rows.values())))
    known = {field.attname: field for field in model._meta.local_concrete_fields}
    preparing = [None if isinstance(known[name], StreamField) else _preparation(known[name]) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(f"{quote(str(known[name].column))} = %s" for name in names)
    statement = f"UPDATE {quote(model._meta.db_table)} SET {columns} WHERE {quote(str(model._meta.pk.column))} = %s"  # noqa: S608  # own names
    values = [
        [prepare(row[name]) if prepare else row[name] for name, prepare in zip(names, preparing, strict=True)] + [key]
        for key, row in rows.items()
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def erase(rows: QuerySet[Any]) -> None:
    """Delete rows and what refers to them, as their relations ask; one statement for each relation followed.

    What protects them goes too: it is for a whole Cité, and for drafts nobody has seen; what protects is their own.
    """
    for relation in rows.model._meta.get_fields(include_parents=False, include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and (relation.one_to_many or relation.one_to_one):
            _erase_referring(relation, rows)
    rows.order_by()._raw_delete(rows.db)


def _erase_referring(relation: ForeignObjectRel, rows: QuerySet[Any]) -> None:
    model, name, rule = relation.related_model, relation.field.name, relation.on_delete
    if rule not in (CASCADE, PROTECT, SET_NULL) or (model is rows.model and rule is not SET_NULL):
        return
    referring = model._base_manager.filter(**{f"{name}__in": rows.values("pk")})
    if rule is SET_NULL:
        referring.update(**{name: None})
    elif referring.exists():
        erase(referring)


class Parent:
    """A page under which children are added, as treebeard counts them. Lock its row first."""

    def __init__(self, page: Page) -> None:
        self.pk, self.path, self.url_path, self.numchild = page.pk, page.path, page.url_path, page.numchild
        self.depth = page.depth + 1
        # A range: LIKE finds no index on SQLite, and would go through every page after these.
        below = Page.objects.filter(path__gt=page.path, path__lt=page._inc_path(), depth=self.depth)
        last = below.order_by("-path").values_list("path", flat=True).first()
        self.taken = Page._str2int(last[-Page.steplen :]) if last else 0

    def next_path(self) -> str:
        """The path of a new last child."""
        self.numchild += 1
        self.taken += 1
        path: str = Page._get_path(self.path, self.depth, self.taken)
        return path
