"""Django's settings, from the environment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from zhiben.config import env

_told = env.read()

ZHIBEN_HOME = _told.home
ZHIBEN_FONTS = [str(folder) for folder in _told.fonts]
ZHIBEN_JOB_SCOPE = "zhiben.orgs.queries.scope_of"

ZHIBEN_BASE_URL = _told.base_url
ZHIBEN_DIGEST_AT = _told.digest_at
ZHIBEN_LEASE = timedelta(seconds=_told.lease)
ZHIBEN_ROOT = env.ROOT
ZHIBEN_KEYRING = _told.keyring
ZHIBEN_PEERS = _told.peers
ZHIBEN_PROXIES = _told.proxies
ZHIBEN_PROVIDER = _told.provider
ZHIBEN_LEDGER_KEY, ZHIBEN_LEDGER_HEADS = _told.ledger_key, _told.ledger_heads
ZHIBEN_LEDGER_SIGNER, ZHIBEN_LEDGER_PUBLIC = _told.ledger_signer, _told.ledger_public
ZHIBEN_PRIVATE_TARGETS = _told.private_targets

SECRET_KEY = _told.secret_key
DEBUG = _told.debug
ALLOWED_HOSTS = list(_told.allowed_hosts)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "zhiben.foundation",
    "zhiben.orgs",
    "zhiben.identity",
    "zhiben.inbox",
    "zhiben.documents",
    "zhiben.campaign",
    "zhiben.reporting",
    "zhiben.hazards",
    "zhiben.monitoring",
    "zhiben.tips",
    "zhiben.accidents",
    "zhiben.insight",
    "zhiben.supervision",
    "zhiben.assistance",
    "zhiben.reconcile",
    "zhiben.dispatch",
    "zhiben.appraisal",
    "zhiben.overview",
    "zhiben.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zhiben.web.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "zhiben.foundation.installation.setting.ClockMiddleware",
    "zhiben.identity.middleware.ScopeMiddleware",
    "zhiben.foundation.once.middleware.OnceMiddleware",
    "zhiben.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "zhiben.config.urls"
WSGI_APPLICATION = "zhiben.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "zhiben.web.jinja.Templates",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "zhiben.web.jinja.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "zhiben.web.context.shell",
            ],
        },
    },
]


def _databases() -> dict[str, dict[str, Any]]:
    if _told.database:
        return {
            "default": {
                "ENGINE": "zhiben.foundation.rls",
                **env.postgresql(_told.database),
                "CONN_MAX_AGE": 600,
                "CONN_HEALTH_CHECKS": True,
                "OPTIONS": {"options": f"-c lock_timeout={round(_told.write_wait * 1000)}"},
            }
        }
    return {
        "default": {
            "ENGINE": "zhiben.foundation.turns",
            "NAME": str(ZHIBEN_HOME / "zhiben.sqlite3"),
            "CONN_MAX_AGE": 600,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": _told.write_wait,
                # Python would keep 128 prepared statements for each connection; a page asks a few dozen.
                "cached_statements": 32,
                # A megabyte of pages for each connection: every thread has one, and the system keeps the file anyway.
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-1024;"
                ),
            },
        }
    }


DATABASES = _databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "orgs.Person"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "overview:home"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "zhiben.orgs.passwords.CommonWordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

SESSION_ENGINE = "zhiben.identity.sessions"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 8
CSRF_FAILURE_VIEW = "zhiben.web.views.stale"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _told.https
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [str(env.ROOT / "src" / "zhiben" / "locale")]

STATIC_URL = "static/"
STATIC_ROOT = ZHIBEN_HOME / "static"
MEDIA_ROOT = ZHIBEN_HOME / "files"
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

EMAIL_FILE_PATH = ZHIBEN_HOME / "mail"
EMAIL_TIMEOUT = 15
EMAIL_BACKEND = f"django.core.mail.backends.{_told.mail.backend}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _told.mail.host, _told.mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _told.mail.user, _told.mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _told.mail.starttls, _told.mail.tls
DEFAULT_FROM_EMAIL = _told.mail_from

TASKS = {"default": {"BACKEND": "zhiben.foundation.jobs.asking.LeaseBackend"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"unworded": {"()": "zhiben.config.logs.Unworded"}},
    "formatters": {"scrubbed": {"()": "zhiben.config.logs.Scrubbed"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["unworded"], "formatter": "scrubbed"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Below that they tell addresses, which are secrets.
    "loggers": {name: {"level": "WARNING"} for name in ("apprise", "urllib3")},
}
