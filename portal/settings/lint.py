"""`make lint`: the tests' settings with the linter of migrations installed, which is a development package."""

from __future__ import annotations

from portal.settings.test import *  # noqa: F403
from portal.settings.test import INSTALLED_APPS as TESTED_APPS

INSTALLED_APPS = [*TESTED_APPS[:-1], "django_migration_linter", TESTED_APPS[-1]]
# Until the first release nothing running reads the tables that these change; initial migrations only make tables.
BEFORE_THE_FIRST_RELEASE = [
    "0002_text_language",
    "0003_document_addresses",
    "0004_document_facts",
    "0004_initiative_links",
    "0005_initiative_reviews",
    "0010_partner_cites_once",
]
MIGRATION_LINTER_OPTIONS = {
    "no_cache": True,
    "ignore_name_contains": "_initial",
    "ignore_name": BEFORE_THE_FIRST_RELEASE,
}
