"""Settings for the tests: a throw-away home outside the project, an embedded database that need not survive."""

import hashlib
import os
import tempfile
from pathlib import Path

_name = hashlib.sha256(str(Path(__file__).resolve()).encode()).hexdigest()[:12]
os.environ.setdefault("YINXIN_HOME", str(Path(tempfile.gettempdir()) / f"yinxin-test-{_name}"))
os.environ.setdefault("YINXIN_DATABASE_THROWAWAY", "1")
os.environ.setdefault("YINXIN_DEMO", "1")

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
