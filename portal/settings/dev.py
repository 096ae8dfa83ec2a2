"""Development: plain HTTP on port 8000, mail as files, links that follow the request."""

from __future__ import annotations

import os
from typing import Any, cast

os.environ.setdefault("SECRET_KEY", "for development on this machine only, never for a server")
os.environ.setdefault("BASE_DOMAIN", "localhost")
os.environ.setdefault("PUBLIC_SCHEME", "http")
os.environ.setdefault("PUBLIC_PORT", "8000")
os.environ.setdefault("SECOND_FACTOR_REQUIRED", "false")

from portal.settings.base import *  # noqa: F403
from portal.settings.base import DATA_DIR, INSTALLED_APPS, LOGGING, MIDDLEWARE, STORAGES

DEBUG = True
LINKS_FROM_REQUEST = True
# Static files are WhiteNoise's here too: the development server's own answers 500 to a path that leads out of them.
INSTALLED_APPS = [*INSTALLED_APPS[:1], "whitenoise.runserver_nostatic", *INSTALLED_APPS[1:]]
MIDDLEWARE = [*MIDDLEWARE, "portal.worded.WordedNotFound"]
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_NAME = "sessionid"
CSRF_COOKIE_NAME = "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
# Provisioning and the demonstration make hundreds of pages; Wagtail logs each three times.
LOGGING["loggers"] = {
    **cast("dict[str, Any]", LOGGING["loggers"]),
    "wagtail": {"level": "WARNING"},
    # The development server's own handler would show the keys of invitations.
    "django.server": {"handlers": ["stderr"], "propagate": False},
}
