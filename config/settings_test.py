"""Settings for the tests: a throw-away home outside the project, an embedded database that need not survive.

Each of the test workers has a home and a server of its own: transactions are counted by server, and what one
worker holds open would keep another one's ledger from being sealed.
"""

import hashlib
import os
import tempfile
from pathlib import Path

_whose = f"{Path(__file__).resolve()} {os.environ.get('PYTEST_XDIST_WORKER', '')}"
_name = hashlib.sha256(_whose.encode()).hexdigest()[:12]
# Set, not defaulted: workers inherit what the process that started them has set for itself.
os.environ["YINXIN_HOME"] = str(Path(tempfile.gettempdir()) / f"yinxin-test-{_name}")
os.environ.setdefault("YINXIN_DATABASE_THROWAWAY", "1")
os.environ.setdefault("YINXIN_DEMO", "1")
# With time stamps, what is made again differs by the moment: the tests that are about those set them up.
os.environ.setdefault("YINXIN_PADES", "B-B")

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
