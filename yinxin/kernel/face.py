"""The face: everything that a certificate says, once, in one canonical record (N7).

Paper, PDF, QR and every later carrier are made from it, and each carries its digest. A face is a snapshot: a
later change of the holder's data or of the catalogue never reaches a certificate that was issued.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Self

import orjson

from yinxin.kernel.canonical import canonical_json, digest

NOTHING = "--"
"""What the page prints for an item that this certificate does not have: never a blank."""
NOT_RECORDED = "未记载"
"""What the page of an older certificate prints for an item that nobody recorded (N21.2)."""


@dataclass(frozen=True, slots=True)
class Face:
    """The content of one certificate; every text exactly as it is printed.

    Days are ``YYYY-MM-DD``, ``born`` is ``YYYY-MM``, an item that does not apply is the empty string.

    :ivar kind: ``certificate``, ``pass_certificate``, ``pass_proof`` or ``qualification_proof``.
    :ivar regime: ``national``, ``provincial_exam``, ``review`` or ``pass_proof`` (N2).
    :ivar id_kind: the kind of identity document by its Chinese name, as it is printed.
    :ivar photo: SHA-256 of the photo file, hexadecimal.
    :ivar verify_at: the address in the QR code; it ends in the certificate's unguessable token.
    :ivar remarks: sentences of change and reissue, in order (N15, N16).
    :ivar sealed_by: the departments in whose name it is sealed, in order (N6).
    """

    kind: str
    regime: str
    qualification: str
    level: str
    specialty: str
    name: str
    sex: str
    born: str
    id_kind: str
    id_number: str
    photo: str
    management_number: str
    approved_on: str
    verify_at: str
    scope: str
    valid_until: str
    remarks: tuple[str, ...]
    sealed_by: tuple[str, ...]

    def canonical(self) -> bytes:
        """Return the canonical JSON of the face: the bytes that are digested and attached to the PDF."""
        return canonical_json(asdict(self))

    @property
    def digest(self) -> str:
        """The SHA-256 of the canonical bytes, hexadecimal."""
        return digest(self.canonical())

    @classmethod
    def from_json(cls, data: bytes) -> Self:
        """Read a face back from its canonical bytes.

        :raises ValueError: a field is missing, or there is one too many.
        """
        facts: dict[str, Any] = orjson.loads(data)
        if set(facts) != {field.name for field in fields(cls)}:
            raise ValueError("not a certificate face: the fields differ")
        facts["remarks"], facts["sealed_by"] = tuple(facts["remarks"]), tuple(facts["sealed_by"])
        return cls(**facts)
