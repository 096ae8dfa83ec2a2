"""Settings safe for production. Choices of a deployment come from `environment` alone."""

from __future__ import annotations

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal.settings.environment import PROJECT_DIR, read_environment

ENVIRONMENT = read_environment()

# -- Hosts -------------------------------------------------------------------------------------------------

BASE_DOMAIN = ENVIRONMENT.base_domain.lower()
NETWORK_HOST = ENVIRONMENT.hub_host.lower()
PUBLIC_SCHEME = ENVIRONMENT.public_scheme
PUBLIC_PORT = ENVIRONMENT.public_port
PORT_SUFFIX = "" if {"http": 80, "https": 443}[PUBLIC_SCHEME] == PUBLIC_PORT else f":{PUBLIC_PORT}"
NETWORK_ADDRESS = f"{PUBLIC_SCHEME}://{NETWORK_HOST}{PORT_SUFFIX}"
# The first middleware answers 404 to every host that no Site or HostAlias names, before anything reads the
# host; a new domain thus needs no setting. The system check tenancy.E001 holds it in the first place.
ALLOWED_HOSTS = ["*"]
# Paths that exist on the network's host only; elsewhere they redirect there.
NETWORK_ONLY = ("/admin/", "/accounts/", "/members/", "/_util/", "/invitations/")
# Whether links take scheme and port from the request (development) or from Site.port (production).
LINKS_FROM_REQUEST = False

# -- Applications ------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "portal.tenancy",  # first: its permission policies must be registered before any other is asked for
    "portal.accounts",
    "portal.media",
    "portal.work",
    "portal.personal",
    "portal.contacts",
    "portal",
    "search",
    "events",
    "label",
    "cities",
    "wagtail_localize",
    "wagtail.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.accounts.wagtailusers.PortalUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "ninja",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "portal.tenancy.late",  # last: it wraps what the others registered
]

MIDDLEWARE = [
    "portal.tenancy.middleware.HostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.tenancy.middleware.NetworkSessionMiddleware",
    "portal.tenancy.middleware.SiteLocaleMiddleware",
    "portal.upstream.out_of_range.WordedOutOfRange",
    "django.middleware.common.CommonMiddleware",
    "portal.upstream.tokens.MalformedTokenIsNone",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.middleware.SessionUse",
    "portal.accounts.middleware.SignInRules",
    "portal.accounts.middleware.OwnLanguage",
    "portal.tenancy.enforcement.guard.TenantGuard",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.site",
            ],
        },
    },
]

# -- Data --------------------------------------------------------------------------------------------------

DATA_DIR = ENVIRONMENT.data_dir
DATA_DIR.mkdir(parents=True, exist_ok=True)

if ENVIRONMENT.database_url:
    DATABASES = {"default": dj_database_url.parse(ENVIRONMENT.database_url, conn_max_age=60, conn_health_checks=True)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA_DIR / "portal.sqlite3"),
            # Opening the file and its pragmas take as long as a search does.
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                # A transaction takes the write lock when it begins: one that reads first and writes later
                # waits its turn instead of failing with "database is locked".
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": ENVIRONMENT.redis_url,
        "KEY_PREFIX": "portal",
    }
    if ENVIRONMENT.redis_url
    else {
        # Files, not the process's memory: a host taken away is gone at once in every process.
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    }
}

if ENVIRONMENT.s3_bucket:
    _bucket = {
        "bucket_name": ENVIRONMENT.s3_bucket,
        "endpoint_url": ENVIRONMENT.s3_endpoint_url or None,
        "region_name": ENVIRONMENT.s3_region or None,
    }
    _s3 = "storages.backends.s3.S3Storage"
    _pictures = {"BACKEND": _s3, "OPTIONS": {**_bucket, "querystring_auth": False}}
    _documents = {"BACKEND": _s3, "OPTIONS": {**_bucket, "location": "private", "default_acl": "private"}}
else:
    _files = "django.core.files.storage.FileSystemStorage"
    _pictures = {"BACKEND": _files}
    _documents = {"BACKEND": _files, "OPTIONS": {"location": str(DATA_DIR / "documents"), "base_url": None}}
STORAGES = {
    "default": _pictures,
    "documents": _documents,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "/static/"
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# -- Background work ---------------------------------------------------------------------------------------

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "mail", "search"],
    }
}

# -- Search of initiatives ---------------------------------------------------------------------------------

ELASTICSEARCH_URLS = [url.strip() for url in ENVIRONMENT.elasticsearch_url.split(",") if url.strip()]
ELASTICSEARCH_PREFIX = ENVIRONMENT.elasticsearch_prefix
# The database's own search, or Elasticsearch with the database's behind it.
SEARCH_ENGINE = "elasticsearch" if ELASTICSEARCH_URLS else "database"

# -- Languages and time ------------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("fr", _("French")),
    ("en", _("English")),
    ("it", _("Italian")),
    ("pt", _("Portuguese")),
    ("es", _("Spanish")),
    ("ca", _("Catalan")),
    ("nl", _("Dutch")),
    ("eu", _("Basque")),
]
# Languages of content that the interface is not translated into, and the one it speaks there.
INTERFACE_FALLBACKS = {"eu": "es"}
# Not "locale", which Django would read whatever the settings say. The second corrects wagtail-localize's own words.
_PORTAL = Path(__file__).resolve().parent.parent
LOCALE_PATHS = [_PORTAL / "catalogues", _PORTAL / "translating" / "catalogues"]
WAGTAIL_I18N_ENABLED = True
# Django 6's own behaviour, ahead of it: an address typed without a scheme is https.
FORMS_URLFIELD_ASSUME_HTTPS = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
# The time of the admin is that of the Cité one works for (`portal/upstream/zones.py`), nobody's own choice.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
# Day first in every language, and ISO's form is read too (`portal/formats`).
FORMAT_MODULE_PATH = "portal.formats"
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"

WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [(code, name) for code, name in LANGUAGES if code != "eu"]

# -- Accounts ----------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_FORMS = {"reset_password": "portal.accounts.reset_form.QueuedResetForm"}
# Whoever finds a screen left open changes neither address nor password; the person is told of every change.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = None
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.trusted_proxy_count
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "portal.accounts.passkey_forms.CarefulAddForm",
    "authenticate_webauthn": "portal.accounts.passkey_forms.CarefulProof",
    "login_webauthn": "portal.accounts.passkey_forms.CarefulLoginForm",
    "reauthenticate_webauthn": "portal.accounts.passkey_forms.CarefulReauthenticateForm",
}
MFA_TOTP_ISSUER = "Cités des métiers"
USERSESSIONS_TRACK_ACTIVITY = True
SECOND_FACTOR_REQUIRED = ENVIRONMENT.second_factor_required

# -- Security ----------------------------------------------------------------------------------------------

SECRET_KEY = ENVIRONMENT.secret_key.get_secret_value()
DEBUG = False
# Only a proxy that overwrites the header may say that the visitor came by TLS.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.trusted_proxy_count else None
SECURE_SSL_REDIRECT = PUBLIC_SCHEME == "https"
SECURE_HSTS_SECONDS = 31_536_000 if PUBLIC_SCHEME == "https" else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_REFERRER_POLICY = "same-origin"
# The prefix keeps a subdomain from planting a session cookie for the network's host.
SESSION_COOKIE_NAME = "__Host-sessionid"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_NAME = "__Host-csrftoken"
X_FRAME_OPTIONS = "SAMEORIGIN"
# W019: Wagtail shows previews in a frame of its own origin. W021: preloading is the owner of the domain's choice.
SILENCED_SYSTEM_CHECKS = ["security.W019", "security.W021"]
CONTENT_SECURITY_POLICY = {
    # Wagtail's admin and the API's documentation page bring inline scripts of their own.
    "EXCLUDE_URL_PREFIXES": ("/admin/", "/api/"),
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF, NETWORK_ADDRESS],
    },
}

# -- Mail --------------------------------------------------------------------------------------------------

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = ENVIRONMENT.email_host
EMAIL_PORT = ENVIRONMENT.email_port
EMAIL_HOST_USER = ENVIRONMENT.email_host_user
EMAIL_HOST_PASSWORD = ENVIRONMENT.email_host_password.get_secret_value()
EMAIL_USE_TLS = ENVIRONMENT.email_use_tls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.default_from_email or f"portail@{NETWORK_HOST}"

# -- Wagtail -----------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Cités des métiers"
WAGTAILADMIN_BASE_URL = NETWORK_ADDRESS
WAGTAILIMAGES_IMAGE_MODEL = "media.PortalImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.PortalDocument"
WAGTAILIMAGES_IMAGE_FORM_BASE = "portal.media.forms.PortalImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "portal.media.forms.PortalDocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ics", "odp", "ods", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Wagtail's in the database, which in the admin also finds initiatives.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cities.page_search"}}
WAGTAILAPI_LIMIT_MAX = 100
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
# Avatars would send every address's hash to gravatar.com, the update check the installation's existence.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# People come by invitation; nobody sets another's password or changes a login unverified.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
# The page chooser would show the title of a private page found by its address.
WAGTAILADMIN_EXTERNAL_LINK_CONVERSION = "off"
# While a page waits, only those who may approve it can edit it, and approving saves what they changed: asking for
# approval of that again would never end (`wagtail/models/workflows.py`, successful_task_states).
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = False
# Operators keep the machine; who approves a page is told (portal/tenancy/notifying.py).
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
TAGGIT_CASE_INSENSITIVE = True
# Addresses are read aloud and typed: without accents.
WAGTAIL_ALLOW_UNICODE_SLUGS = False

# -- Log ---------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "datefmt": "%Y-%m-%dT%H:%M:%S%z", "style": "{"},
    },
    "filters": {"hide_keys": {"()": "portal.logs.HideKeys"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["hide_keys"]}},
    # Each look for work is a run to this logger, which would say so twice a second; tasks have their own logger.
    # What Elasticsearch's client retries it tells with a traceback; what fails is said by who asked.
    "loggers": {"django_tasks_db": {"level": "WARNING"}, "elastic_transport": {"level": "ERROR"}},
    "root": {"handlers": ["stderr"], "level": ENVIRONMENT.log_level},
}
