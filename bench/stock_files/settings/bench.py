"""Settings of the stock project as it is measured: Wagtail's own for production, and what a site in several languages
needs. Database, connections and server are those of the project it is compared with."""

from .base import *  # noqa: F403
from .base import BASE_DIR, INSTALLED_APPS, MIDDLEWARE, STORAGES

DEBUG = False
SECRET_KEY = "for measuring on this machine only"  # noqa: S105
ALLOWED_HOSTS = ["*"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"

INSTALLED_APPS = ["initiatives", "wagtail.api.v2", "rest_framework", *INSTALLED_APPS]
LOCALE = "django.middleware.locale.LocaleMiddleware"
MIDDLEWARE = [*MIDDLEWARE[:2], LOCALE, *MIDDLEWARE[2:]]
ROOT_URLCONF = "initiatives.urls"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(BASE_DIR / "stock.sqlite3"),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
WAGTAIL_I18N_ENABLED = True
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("fr", "French"),
    ("en", "English"),
    ("it", "Italian"),
    ("pt", "Portuguese"),
    ("es", "Spanish"),
    ("ca", "Catalan"),
]
WAGTAILAPI_LIMIT_MAX = 100
