"""Django's settings, computed from one `Environment`. Facts about the machine come from there."""

import os
import zoneinfo
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from obole.project.buckets import read_bucket
from obole.project.connections import cache_settings, database_settings, mail_settings
from obole.project.environment import read_environment
from obole.project.logs import logging_settings
from obole.project.security_headers import desk_policy, plain_headers, reader_policy

ENVIRONMENT = read_environment(site=Path(os.environ.get("OBOLE_SITE", ".")).resolve())

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", urlsplit(ENVIRONMENT.address).hostname or ""]
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.address.rstrip("/")]

INSTALLED_APPS = [
    "obole.project",
    "obole.edition",
    "obole.portability",
    "obole.social",
    "obole.newsroom",
    "obole.receipts",
    "obole.comments",
    "obole.donations",
    "obole.ledger",
    "obole.pages",
    "obole.accounts",
    "obole.limits",
    "obole.foundation",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "obole.accounts.desk.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks_db",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "obole.project.security_headers.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "obole.project.middleware.language_from_path",
    "obole.project.middleware.answer_readers",
    "obole.project.middleware.mining_reservation",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "obole.newsroom.middleware.ExplainProtection",
    "obole.accounts.middleware.staff_hint",
    "obole.accounts.middleware.PasswordConfirmation",
    "obole.portability.middleware.OldAddresses",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "obole.project.urls"
WSGI_APPLICATION = "obole.project.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # A newsroom's own templates go before ours.
        "DIRS": [ENVIRONMENT.site / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES, DATABASE_ROUTERS = database_settings(ENVIRONMENT)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Accounts.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"

# Lock-outs: by name and network together, so that nobody can lock an editor out from elsewhere.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "obole.accounts.sources.counted_name"
AXES_CLIENT_IP_CALLABLE = "obole.accounts.sources.client_network"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "accounts/locked_out.html"

# Sessions end after twelve hours without a request.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = True

# Languages, times, numbers.
LANGUAGE_CODE = ENVIRONMENT.language
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = ENVIRONMENT.time_zone
USE_THOUSAND_SEPARATOR = False
FORMAT_MODULE_PATH = ["obole.project.formats"]

# Files.
STATIC_URL = "/static/"
STATIC_ROOT = str(ENVIRONMENT.var / "static")
# A newsroom's own files go before ours.
STATICFILES_DIRS = [path for path in [ENVIRONMENT.site / "static"] if path.is_dir()]
MEDIA_URL = "/media/"
MEDIA_ROOT = str(ENVIRONMENT.var / "media")
FILE_UPLOAD_PERMISSIONS = 0o644
# None: media are files in MEDIA_ROOT.
MEDIA_BUCKET = read_bucket(ENVIRONMENT.media_url) if ENVIRONMENT.media_url else None
STORAGES = {
    "default": {
        "BACKEND": "obole.foundation.bucket.BucketStorage"
        if MEDIA_BUCKET
        else "obole.foundation.storage.DurableStorage"
    },
    "staticfiles": {"BACKEND": "obole.project.static_files.CollectedFiles"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
# An article's edit form with many blocks has several fields a block.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# Mail.
for _name, _value in mail_settings(ENVIRONMENT).items():
    globals()[_name] = _value

LOGGING = logging_settings(is_debugging=DEBUG)

# Walls.
# Headers, HSTS included, are put on by obole.project.security_headers.
# Only pictures are shown from the bucket: sounds, films and documents go through us.
PICTURE_SOURCES = ("'self'", *([MEDIA_BUCKET.public_origin] if MEDIA_BUCKET else []))
READER_POLICY = reader_policy(picture_sources=PICTURE_SOURCES)
DESK_POLICY = desk_policy(picture_sources=PICTURE_SOURCES)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
DESK_PATH = "/desk/"
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # X-Frame-Options is put on by security_headers.
    "security.W004",  # So is HSTS.
    "security.W008",  # The proxy in front redirects to HTTPS; we never see the other requests.
]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if ENVIRONMENT.is_secure:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
if ENVIRONMENT.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# The edition: baked pages.
EDITION_FOLDER = str(ENVIRONMENT.var / "edition")
EDITION_HOST = urlsplit(ENVIRONMENT.address).hostname or "localhost"
# Of what lies below /c/, threads are baked; what has a secret in its address leaves no trace.
EDITION_EXCEPTED = (
    *(DESK_PATH, STATIC_URL, MEDIA_URL, "/documents/"),
    *("/c/to/", "/c/mine/", "/c/proof/", "/c/follow/", "/c/me/", "/c/reports/", "/c/decisions/"),
    # Short addresses count who follows them.
    "/s/",
)
WAGTAILFRONTENDCACHE = cache_settings(ENVIRONMENT)
EDITION_PLAIN_HEADERS = plain_headers(policy=READER_POLICY, is_secure=ENVIRONMENT.is_secure)

# Gifts. Stand-ins for payment providers, in the demo and in tests; empty: the real ones.
PAYMENT_REHEARSAL = ENVIRONMENT.payment_rehearsal

# Social networks. A copy of a site must not post in its name.
SOCIAL_DRY_RUN = ENVIRONMENT.social_dry_run

# Wagtail.
WAGTAIL_SITE_NAME = "Obole"
WAGTAILADMIN_BASE_URL = ENVIRONMENT.address.rstrip("/")
WAGTAILIMAGES_IMAGE_MODEL = "pages.Picture"
WAGTAILIMAGES_EXTENSIONS = ["avif", "jpeg", "jpg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 25 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
# The scales of the formats differ; these look alike.
WAGTAILIMAGES_AVIF_QUALITY = 55
WAGTAILIMAGES_WEBP_QUALITY = 72
WAGTAILIMAGES_JPEG_QUALITY = 76
WAGTAILIMAGES_IMAGE_FORM_BASE = "obole.pages.forms.PictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "obole.pages.forms.DocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Nothing that a browser would run: no HTML, no SVG, no script, no archive.
WAGTAILDOCS_EXTENSIONS = [
    "pdf",
    "csv",
    "ods",
    "odt",
    "txt",
    "mp3",
    "m4a",
    "ogg",
    "opus",
    "mp4",
    "webm",
]
WAGTAILDOCS_CONTENT_TYPES = {
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "webm": "video/webm",
}
# An hour of sound, some minutes of film.
WAGTAILDOCS_MAX_UPLOAD_SIZE = 200 * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_USER_LOGIN_FORM = "obole.accounts.forms.DeskLoginForm"
# Gravatar and the update check would tell third parties who works here.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# Half a second, the default, makes a request with each pause in typing.
WAGTAIL_AUTOSAVE_INTERVAL = 5_000
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# Some systems list "localtime", which is no time zone to a browser.
WAGTAIL_USER_TIME_ZONES = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})
TAGGIT_CASE_INSENSITIVE = True
# Addresses of topics are made of ASCII letters, as all others: Démocratie is at /themes/democratie/.
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = True
