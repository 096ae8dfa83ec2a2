"""Tests: quick hashes, mail in memory, a cache of the process. Databases as in production."""

from __future__ import annotations

import os
import tempfile

os.environ["SECRET_KEY"] = "for tests only"  # noqa: S105
os.environ["BASE_DOMAIN"] = "localhost"
os.environ["PUBLIC_SCHEME"] = "http"
os.environ["PUBLIC_PORT"] = "8000"
os.environ["SECOND_FACTOR_REQUIRED"] = "true"
os.environ.setdefault("DATA_DIR", tempfile.gettempdir() + f"/portal-test-{os.getpid()}")

from portal.settings.base import *  # noqa: F403
from portal.settings.base import CACHES, DATABASES, ENVIRONMENT, LOGGING, STORAGES

LINKS_FROM_REQUEST = True
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_NAME = "sessionid"
CSRF_COOKIE_NAME = "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Tests run in parallel; each process has a Redis database and Elasticsearch indices of its own.
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
if ENVIRONMENT.redis_url:
    CACHES["default"]["LOCATION"] = ENVIRONMENT.redis_url.rsplit("/", 1)[0] + f"/{WORKER}"
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ELASTICSEARCH_PREFIX = f"test-{WORKER}"
# Elasticsearch shows a change when the worker has sent it; tests that are about it choose it themselves.
SEARCH_ENGINE = "database"
if not ENVIRONMENT.database_url:
    DATABASES["default"]["TEST"] = {"MIGRATE": True}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# Tests read the message ids, whatever a catalogue says of them; the catalogues have a test of their own.
LOCALE_PATHS = []
WHITENOISE_AUTOREFRESH = True
LOGGING = LOGGING | {"loggers": {"wagtail": {"level": "WARNING"}}}
