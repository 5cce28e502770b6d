"""Receipts: what was answered, signed, so that it can be shown, proved and asked again (N22.1, N25).

A receipt is made only where somebody asks for one; the answer itself never waits for it. It holds no name and no whole
number: a commitment to what was asked, which only the keeper of its opening can prove, and the look-up's own key,
closed under the vault, with which this installation, and nobody else, can ask the same again.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.exceptions import InvalidTag

from yinxin.kernel.identity import masked
from yinxin.register.vault import RECEIPT, vault
from yinxin.signing import receipts as signed
from yinxin.signing.keys import Keyring
from yinxin.signing.receipts import BadReceipt, Receipt
from yinxin.verification import answers, brought
from yinxin.verification.brought import FileAnswer
from yinxin.verification.verdicts import Answer, Verdict

MATCH: Final = "match"
FILE: Final = "file"
LIST: Final = "list"
Asked = tuple[str, str, str]
"""Management number, name, identity number."""


@dataclass(frozen=True)
class Checked:
    """What a receipt that was brought turns out to be.

    :ivar receipt: the receipt; None where it is not genuine, and then nothing else is known.
    :ivar now: what the register says now to the same question.
    :ivar proved: whether the three things that came with it are those that were asked; None where none came.
    """

    receipt: Receipt | None
    now: Answer | None = None
    proved: bool | None = None

    @property
    def genuine(self) -> bool:
        """Say whether this installation has signed it, word for word."""
        return self.receipt is not None

    @property
    def then(self) -> Verdict | None:
        """The verdict that it states; None for a list, which has one for each row."""
        return Verdict(self.receipt.said["verdict"]) if self.receipt and not self.of_list else None

    @property
    def of_list(self) -> bool:
        """Say whether it is the report of a list that an employer had checked."""
        return self.receipt is not None and self.receipt.said["way"] == LIST

    @property
    def then_at(self) -> datetime | None:
        """The moment that it states."""
        return datetime.fromisoformat(self.receipt.said["at"]) if self.receipt else None

    @property
    def changed(self) -> bool:
        """Say whether the register answers otherwise now; where it cannot answer, that is not known."""
        return self.now is not None and self.now.verdict not in (self.then, Verdict.UNAVAILABLE)


def of_match(asked: Asked, answer: Answer, keyring: Keyring) -> Receipt:
    """Return the receipt of an answer about a number, a name and an identity number."""
    opening = base64.urlsafe_b64encode(secrets.token_bytes(16)).rstrip(b"=").decode()
    number, _, id_number = asked
    said = {
        "way": MATCH,
        "asked": {
            "commitment": signed.commitment(opening, vault().asked_of(*asked)),
            "management_number": masked(number.strip()),
            "id_number": masked(id_number.strip()),
        },
        "replay": base64.b64encode(vault().close(vault().match_key(*asked), RECEIPT)).decode(),
    }
    return _sign(said, answer, keyring, opening)


def of_file(digest: str, answer: FileAnswer, keyring: Keyring) -> Receipt:
    """Return the receipt of the three answers about a file, known by its SHA-256 (hexadecimal)."""
    said = {
        "way": FILE,
        "asked": {"sha256": digest},
        "file": {
            "genuine": answer.genuine,
            "known": answer.known,
            "unaltered": answer.signature.unaltered,
            "trusted": answer.signature.trusted,
            "marked_copy": answer.grant.standing.value if answer.grant else None,
        },
    }
    return _sign(said, answer.status, keyring, "")


def of_list(said: Mapping[str, Any], keyring: Keyring, *, at: datetime) -> Receipt:
    """Return the receipt of a list: digests of both files, counts, ground, asker; nothing of a row.

    :param said: what the list's chapter says of it.
    """
    return _signed({"way": LIST, **said}, at, _checkpoint(), keyring, "")


def check(text: str, keyring: Keyring, *, at: datetime, asked: Asked | None = None) -> Checked:
    """Say whether a receipt is genuine, and what the register says now.

    :param asked: the three things, where somebody wants to prove that they were those.
    """
    try:
        receipt = signed.read(text, keyring.log_origin, keyring.log_public_key())
    except BadReceipt:
        return Checked(None)
    proved = proves(receipt, asked) if asked and receipt.said["way"] == MATCH else None
    return Checked(receipt, None if receipt.said["way"] == LIST else again(receipt, at=at), proved)


def again(receipt: Receipt, *, at: datetime) -> Answer:
    """Ask the question of a genuine receipt once more.

    A receipt that was closed under keys that are gone cannot be asked again: that is told as unavailable.
    """
    if receipt.said["way"] == FILE:
        return brought.by_digest(bytes.fromhex(receipt.said["asked"]["sha256"]), at=at)
    try:
        key = vault().open(base64.b64decode(receipt.said["replay"]), RECEIPT)
    except InvalidTag:
        return Answer(Verdict.UNAVAILABLE, at)
    return answers.by_key(key, at=at)


def proves(receipt: Receipt, asked: Asked) -> bool:
    """Say whether these three things were asked: the opening and they give the commitment again."""
    told = signed.commitment(receipt.opening, vault().asked_of(*asked))
    return bool(receipt.opening) and secrets.compare_digest(told, receipt.said["asked"]["commitment"])


def _sign(said: dict[str, Any], answer: Answer, keyring: Keyring, opening: str) -> Receipt:
    told = {"verdict": answer.verdict.value, "message": str(answer.verdict.words), **said}
    log = None if answer.verdict is Verdict.UNAVAILABLE else _checkpoint()
    return _signed(told, answer.checked_at, log, keyring, opening)


def _signed(
    said: Mapping[str, Any], at: datetime, log: dict[str, Any] | None, keyring: Keyring, opening: str
) -> Receipt:
    whole = {
        "format": signed.FORMAT,
        "number": f"HZ{secrets.token_hex(8).upper()}",
        "issued_by": keyring.log_origin,
        "demonstration": keyring.demonstration,
        "at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "log": log,
        **said,
    }
    return signed.sign(whole, keyring.log_origin, keyring.log_key, opening=opening)


def _checkpoint() -> dict[str, Any] | None:
    """Return size and root of the ledger as it was last sealed: the receipt is no older than that."""
    found = answers.checkpoint()
    return {"size": found[0], "root": found[1].hex()} if found else None
