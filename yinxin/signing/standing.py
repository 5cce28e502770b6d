"""What two people decided about a key: what it is for, in which state and period, until when what it signed stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

SEAL, LOG, STAMPS, RECORDS = "seal", "log", "timestamps", "records"
PURPOSES: Final = (SEAL, LOG, STAMPS, RECORDS)
"""What a key is for: a department's seal; the public log, print orders and receipts; time stamps; records in QR codes
and credentials."""

FILE, PKCS11, PROCESS = "file", "pkcs11", "signer"
PLACES: Final = (FILE, PKCS11, PROCESS)
"""Where a private key may live: in a file, in a token, with a process of its own."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What was decided about one key.

    :ivar digest: the SHA-256 of its certificate, or of its bare public key, hexadecimal.
    :ivar status: a name in ``keys.STATUSES``; ``valid_from`` is the first day, ``valid_to`` the last.
    :ivar compromised_at: from when on what it signed stands only if proved to be older.
    """

    digest: str
    purpose: str
    algorithm: str
    status: str
    valid_from: date
    valid_to: date
    compromised_at: datetime | None = None

    def public_view(self, id: str) -> dict[str, Any]:
        """Return what everybody may know, as JSON values."""
        moment = {"compromised_at": self.compromised_at.isoformat()} if self.compromised_at else {}
        return {
            "id": id,
            "digest": self.digest,
            "purpose": self.purpose,
            "algorithm": self.algorithm,
            "status": self.status,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": self.valid_to.isoformat(),
            **moment,
        }


def stands(compromised_at: datetime | None, proved_at: datetime | None) -> bool:
    """Answer whether what a key signed stands.

    :param proved_at: a moment before which it was signed, for which somebody else than the signer vouches: the
        register's own ledger, or a time stamp. What the signer claims proves nothing; None where there is no proof.
    """
    return compromised_at is None or (proved_at is not None and proved_at < compromised_at)
