"""Settings of a worker that a test starts: those of tests, with Elasticsearch chosen as in production."""

from __future__ import annotations

from portal.settings.test import *  # noqa: F403
from portal.settings.test import ENVIRONMENT

SEARCH_ENGINE = "elasticsearch"
ELASTICSEARCH_PREFIX = ENVIRONMENT.elasticsearch_prefix
