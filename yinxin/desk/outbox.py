"""The narrow port by which a text reaches somebody outside: who sends, and over which channels."""

from __future__ import annotations

from typing import Final, Protocol

SMS: Final = "sms"
EMAIL: Final = "email"


class Messenger(Protocol):
    """Sends one text."""

    def send(self, channel: str, to: str, text: str) -> str:
        """Send, and return what proves it: at most 80 characters, no address in it.

        :raises OSError: it could not be sent now.
        """
