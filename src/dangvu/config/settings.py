"""Settings of the whole house. Everything a site may change comes from the environment."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

PACKAGE = Path(__file__).resolve().parent.parent
DATA_FOLDER = Path(os.environ.get("DANGVU_DATA", Path.cwd() / ".dangvu"))

DEMO = os.environ.get("DANGVU_DEMO") == "1"
DEMO_TODAY = os.environ.get("DANGVU_TODAY", "2026-06-01") if DEMO else ""
DEBUG = False


def _kept(variable: str, name: str, made: Callable[[], str]) -> str:
    """A key from the environment, or one made at first need and kept in the data folder."""
    if key := os.environ.get(variable):
        return key
    place = DATA_FOLDER / name
    if not place.exists():
        DATA_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.touch(mode=0o600)
        place.write_text(made(), encoding="ascii")
    return place.read_text(encoding="ascii").strip()


def _database() -> dict[str, Any]:
    """The application's login by default; the owner's (migrations, demo load, tests) on demand.

    The application's login inherits nothing: it enters through the role ``dangvu_door``, and each
    request sets the role of its actor for the length of one transaction (``access.scope``).
    """
    as_owner = os.environ.get("DANGVU_CONNECT_AS") == "owner"
    url = os.environ.get("DATABASE_OWNER_URL" if as_owner else "DATABASE_URL", "")
    parts = conninfo_to_dict(url or "dbname=dangvu")
    options = {"options": "-c timezone=UTC" if as_owner else "-c role=dangvu_door -c timezone=UTC"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "dangvu"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
    }


SECRET_KEY = _kept("DANGVU_SECRET_KEY", "secret_key", lambda: secrets.token_urlsafe(48))
FIELD_KEY = _kept("DANGVU_FIELD_KEY", "field_key", lambda: secrets.token_hex(32))
DATABASES = {"default": _database()}
APP_LOGIN = os.environ.get("DANGVU_APP_LOGIN", "dangvu_app")

ALLOWED_HOSTS = os.environ.get("DANGVU_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("DANGVU_ORIGINS", "").split(",") if o]
BEHIND_TLS = os.environ.get("DANGVU_TLS") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_htmx",
    "dangvu.kernel",
    "dangvu.access",
    "dangvu.intake",
    "dangvu.orgs",
    "dangvu.members",
    "dangvu.documents",
    "dangvu.tasks",
    "dangvu.admissions",
    "dangvu.targets",
    "dangvu.statistics",
    "dangvu.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "dangvu.web.shell.middleware.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dangvu.web.shell.middleware.ActorMiddleware",
    "dangvu.web.shell.uploads.UploadLimitMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "dangvu.config.urls"
REACTIONS = "dangvu.config.reactions.REACTIONS"
WSGI_APPLICATION = "dangvu.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader"],
                )
            ],
            "builtins": ["dangvu.web.templatetags.dangvu"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "dangvu.web.shell.frame.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "dangvu.access.backends.AccountBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "dangvu.access.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "dangvu.access.passwords.Uncommon"},
    {
        "NAME": "dangvu.access.passwords.UnlikeTheName",
        "OPTIONS": {"user_attributes": ("username", "full_name")},
    },
    {"NAME": "dangvu.access.passwords.NotANumber"},
]
LOGIN_URL = "sign_in"
SESSION_ENGINE = "dangvu.access.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "dangvu.web.shell.views.csrf_refused"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "dangvu.web.shell.views.locked_out"
# What a page says, "until 14:32", stays true; our own trail tells who signed in.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "dangvu"

MAIL_ON = bool(os.environ.get("DANGVU_SMTP_HOST"))
LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if os.environ.get("DANGVU_TESTING") == "1":
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_LIMIT = 20 * 1024 * 1024

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
