"""Tables of the database's own search engine; they belong to no model, for each database has its own kind."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = {
    "sqlite": [
        "CREATE VIRTUAL TABLE search_terms USING fts5(title, teaser, labels, body, tokenize='ascii')",
        "CREATE VIRTUAL TABLE search_names USING fts5(names, tokenize='ascii', prefix='2 3')",
        "CREATE VIRTUAL TABLE search_terms_vocabulary USING fts5vocab('search_terms', 'row')",
    ],
    "postgresql": [
        "CREATE SEQUENCE search_seq",
        "CREATE TABLE search_terms (rowid bigint PRIMARY KEY, terms tsvector NOT NULL, names tsvector NOT NULL)",
        "CREATE INDEX search_terms_terms ON search_terms USING gin (terms) WITH (fastupdate = off)",
        "CREATE INDEX search_terms_names ON search_terms USING gin (names) WITH (fastupdate = off)",
    ],
}
NO_TABLES = {
    "sqlite": [
        "DROP TABLE search_terms_vocabulary",
        "DROP TABLE search_names",
        "DROP TABLE search_terms",
    ],
    "postgresql": ["DROP TABLE search_terms", "DROP SEQUENCE search_seq"],
}


def make(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in TABLES[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in NO_TABLES[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_documents")]

    operations = [migrations.RunPython(make, drop)]
