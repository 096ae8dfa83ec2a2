"""`make lint`: the tests' settings with the linter of migrations installed, which is a development package."""

from __future__ import annotations

from portal.settings.test import *  # noqa: F403
from portal.settings.test import INSTALLED_APPS as TESTED_APPS

INSTALLED_APPS = [*TESTED_APPS[:-1], "django_migration_linter", TESTED_APPS[-1]]
# Initial migrations make tables that nothing running reads yet.
MIGRATION_LINTER_OPTIONS = {"no_cache": True, "ignore_name_contains": "_initial"}
