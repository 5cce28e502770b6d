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
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("YINXIN_SECRET_KEYS_BEFORE", "").split(",") if key]
"""Keys that were used before: sessions and second factors made under them still hold."""

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

FILES = os.environ.get("YINXIN_FILES") or str(private_folder("files"))
"""Where files lie: the folder ``files`` in the home, another folder, or ``s3://bucket/prefix`` for object storage."""

WAITING_ROOM = private_folder("waiting")
"""Where files that were brought wait to be examined and submitted."""

PRINT_DROP = Path(os.environ.get("YINXIN_PRINT_DROP") or private_folder("print"))
"""The folder that is shared with the printing house: ``orders`` go out, ``reports`` come in."""

OUTBOX = Path(os.environ.get("YINXIN_OUTBOX") or private_folder("outbox"))
"""The folder into which messages to holders are put where no other way of sending is set up."""

POST_DROP = Path(os.environ.get("YINXIN_POST_DROP") or private_folder("post"))
"""The folder that is shared with the courier: ``runs`` go out, ``reports`` come in."""

LOOKS = Path(os.environ.get("YINXIN_LOOKS") or private_folder("looks"))
"""The folder in which verification notes that somebody looked, until a worker enters it."""

KEYS = Path(os.environ.get("YINXIN_KEYS") or home() / "keys")
"""The folder of seals and keys."""

TIMESTAMPS = os.environ.get("YINXIN_TIMESTAMPS", "")
"""The address of the time-stamp service; a demonstration without one stamps for itself."""

PADES = os.environ.get("YINXIN_PADES") or ("B-LT" if TIMESTAMPS or DEMO else "B-B")
"""How long certificate files verify without their authorities: ``B-B``, ``B-LT`` or ``B-LTA``."""

LICENCE_TYPE = os.environ.get("YINXIN_LICENCE_TYPE", "")
"""The national code of the type of licence, 21 characters; empty for the demonstration's made-up one."""

LICENCE_ISSUER = os.environ.get("YINXIN_LICENCE_ISSUER", "")
"""The credit code of who issues the certificates, 18 characters; empty for the demonstration's made-up one."""

WEBHOOKS_PRIVATE = os.environ.get("YINXIN_WEBHOOKS_PRIVATE", "") == "1"
"""Platforms may be notified at private addresses and without TLS: for demonstrations and tests alone."""

WITNESSES = os.environ.get("YINXIN_WITNESSES", "")
"""Who cosigns the ledger's checkpoints: pairs of a verifier key and an address, apart by blanks."""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "yinxin.ledger",
    "yinxin.parties",
    "yinxin.desk",
    "yinxin.duties",
    "yinxin.approvals",
    "yinxin.catalogue",
    "yinxin.register",
    "yinxin.annexes",
    "yinxin.production",
    "yinxin.issuing",
    "yinxin.changing",
    "yinxin.closing",
    "yinxin.invalidation",
    "yinxin.sealing",
    "yinxin.supervision",
    "yinxin.qualifying",
    "yinxin.disclosure",
    "yinxin.reviewing",
    "yinxin.legacy",
    "yinxin.presenting",
    "yinxin.fakes",
    "yinxin.sharing",
    "yinxin.watching",
    "yinxin.vetting",
    "yinxin.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yinxin.web.middleware.SecurityHeaders",
    "yinxin.api.versions.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "yinxin.web.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "yinxin.web.middleware.Door",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "parties.Account"
LOGIN_URL = "/office/sign-in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "yinxin.parties.signin.adapter.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_DIGITS = 12
"""Of allauth we use the second factors and the table of sessions; its addresses and pages are not mounted."""

SECOND_FACTOR = os.environ.get("YINXIN_SECOND_FACTOR") or ("offered" if DEMO else "required")
"""``required``: who has no second factor must set one up first. ``offered``: asked of those who have one."""
if SECOND_FACTOR not in ("required", "offered"):
    sys.exit(
        "YINXIN_SECOND_FACTOR 须为 required 或 offered。YINXIN_SECOND_FACTOR must be required or offered."
    )

PROOF_SECONDS = int(os.environ.get("YINXIN_PROOF_SECONDS", "300"))
"""How old the last proof of who somebody is may be before a grave act."""

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

PASSWORD_PROFILE = os.environ.get("YINXIN_PASSWORD_PROFILE", "length")
"""What is asked of passwords: ``length`` or ``dengbao``; see :mod:`yinxin.parties.passwords`."""

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
SESSION_IDLE_SECONDS = int(os.environ.get("YINXIN_SESSION_IDLE_SECONDS", "1800"))
SESSION_COOKIE_AGE = int(os.environ.get("YINXIN_SESSION_SECONDS", str(8 * 3600)))
"""How long a session may lie idle, and how long it lasts at most."""
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
if HTTPS and TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
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

OIDC_DEMO = DEMO and not os.environ.get("YINXIN_OIDC_ISSUER")
"""Whether holders are told apart by the demonstration's own identity service, inside this process."""
OIDC_ISSUER = os.environ.get("YINXIN_OIDC_ISSUER", f"{PUBLIC_ADDRESS}/demo/identity" if DEMO else "")
OIDC_CLIENT_ID = os.environ.get("YINXIN_OIDC_CLIENT_ID", "yinxin" if OIDC_DEMO else "")
OIDC_CLIENT_SECRET = os.environ.get("YINXIN_OIDC_CLIENT_SECRET", "demo" if OIDC_DEMO else "")
OIDC_SCOPE = os.environ.get("YINXIN_OIDC_SCOPE", "openid profile identity" if OIDC_DEMO else "openid profile")
OIDC_CLAIMS = (
    os.environ.get("YINXIN_OIDC_CLAIM_ID_TYPE", "id_type"),
    os.environ.get("YINXIN_OIDC_CLAIM_ID_NUMBER", "id_number"),
    os.environ.get("YINXIN_OIDC_CLAIM_NAME", "name"),
)
"""The identity service that tells us who a holder is, and what it calls document kind, number and name."""

VERIFY_DATABASE_URL = os.environ.get("YINXIN_VERIFY_DATABASE_URL", "")
"""Where verification reads, if not the main database: a replica, or a database of its own."""

SIGNER_DATABASE_URL = os.environ.get("YINXIN_SIGNER_DATABASE_URL", "")
"""Where the signer reads what it may sign, if not with the account of the main database."""

VERIFY_RATE = float(os.environ.get("YINXIN_VERIFY_RATE", "5"))
VERIFY_BURST = int(os.environ.get("YINXIN_VERIFY_BURST", "60"))
"""Questions a second that one address may ask for ever, and how many at once; rate 0 sets no limit."""

VETTING_ROWS = int(os.environ.get("YINXIN_VETTING_ROWS", "20000"))
"""How many rows of lists each employer may have checked in a calendar month."""

LEASE_SECONDS = float(os.environ.get("YINXIN_LEASE_SECONDS", "60"))
"""How long a worker may be silent over a chunk of certificates before another one takes it."""

LINT_EVERY = int(os.environ.get("YINXIN_LINT_EVERY", "50"))
"""Page and file of one certificate in so many are looked at before it is signed; 1 is all, 0 none. Faces always are."""
