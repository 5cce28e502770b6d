"""Find every kind of change when the program starts."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ApprovalsConfig(AppConfig):
    """Import the module ``changes`` of every chapter, where it registers its kinds."""

    name = "yinxin.approvals"

    def ready(self) -> None:
        """Import them."""
        autodiscover_modules("changes")
