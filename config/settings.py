"""Settings, from the environment only; every variable is listed in docs/operations.md."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlparse

from config import embedded
from config.home import home, private_folder, remembered

DEMO = remembered("demo", "") == "1"
"""Demo mode: known passwords on the sign-in page, a clock that can be set. Never in production."""

DEBUG = False
ALLOWED_HOSTS = os.environ.get("YINXIN_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
PUBLIC_ADDRESS = remembered("address", "http://127.0.0.1:8000").rstrip("/")
"""The address that the QR codes carry: scheme and host, no path."""

TRUSTED_PROXIES = int(os.environ.get("YINXIN_TRUSTED_PROXIES", "0"))
"""How many proxies in front set X-Forwarded-For; 0 takes the address of the connection."""


def _secret() -> str:
    """Return the key that signs sessions: from the environment, else made once and kept in the home."""
    given = os.environ.get("YINXIN_SECRET_KEY")
    if given:
        return given
    file = private_folder("keys") / "session.key"
    if not file.exists():
        fresh = file.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, file)
        fresh.unlink()
    return file.read_text()


SECRET_KEY = _secret()

DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASE_EMBEDDED = not DATABASE_URL
DATABASE_ROLE = os.environ.get("YINXIN_DATABASE_ROLE", "")
"""The role that connections take on: ``yinxin_app`` for the site and the workers, none for migrations."""


def _database(address: str) -> dict[str, object]:
    """Return Django's settings for ``postgresql://user:password@host:port/name?option=…``.

    Host and port may stand among the options, as lists of several servers must; every other option goes to libpq.
    """
    parts = urlparse(address)
    if parts.scheme not in ("postgresql", "postgres"):
        sys.exit("DATABASE_URL 须以 postgresql:// 开头。DATABASE_URL must begin with postgresql://.")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host, port = query.pop("host", parts.hostname or ""), query.pop("port", "") or str(parts.port or "")
    options: dict[str, object] = {
        "connect_timeout": 5,
        "tcp_user_timeout": 3000,
        "application_name": "yinxin",
    }
    options |= query
    if DATABASE_ROLE:
        options["options"] = f"{query.get('options', '')} -c role={DATABASE_ROLE}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "TEST": {"NAME": "test_yinxin"},
    }


DATABASES = {"default": _database(DATABASE_URL or embedded.url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

FILES = os.environ.get("YINXIN_FILES", "")
"""Where files lie: empty for the folder ``files`` in the home, ``s3://bucket/prefix`` for object storage."""

KEYS = Path(os.environ.get("YINXIN_KEYS") or home() / "keys")
"""The folder of seals and keys."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "yinxin.ledger",
    "yinxin.parties",
    "yinxin.desk",
    "yinxin.duties",
    "yinxin.catalogue",
    "yinxin.register",
    "yinxin.production",
    "yinxin.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yinxin.web.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "yinxin.web.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "yinxin.web.middleware.Door",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "parties.Account"
LOGIN_URL = "/office/sign-in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "yinxin.web.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "yinxin.web.templatetags.yinxin",
            ],
            "string_if_invalid": "",
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "yinxin" / "web" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = private_folder("static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

HTTPS = PUBLIC_ADDRESS.startswith("https://")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 8 * 3600
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "yinxin.web.errors.csrf_failure"
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 << 20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

VERIFY_DATABASE_URL = os.environ.get("YINXIN_VERIFY_DATABASE_URL", "")
"""Where verification reads, if not the main database: a replica, or a database of its own."""

VERIFY_RATE = float(os.environ.get("YINXIN_VERIFY_RATE", "5"))
VERIFY_BURST = int(os.environ.get("YINXIN_VERIFY_BURST", "60"))
"""Questions a second that one address may ask for ever, and how many at once; rate 0 sets no limit."""

LEASE_SECONDS = float(os.environ.get("YINXIN_LEASE_SECONDS", "60"))
"""How long a worker may be silent over a chunk of certificates before another one takes it."""
