"""Who cosigns this installation's checkpoints: those that are set up, or a demonstration's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings

from config.clock import now
from config.workshop import keyring, sign_checkpoint
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.ledger import seal as sealing
from yinxin.ledger import witnessing
from yinxin.ledger.witnessing import Away, Elsewhere
from yinxin.signing import notes
from yinxin.signing.cosignatures import WitnessKey, read_witness, verify_cosignature
from yinxin.signing.notes import BadNote
from yinxin.signing.witness import Behind, Declined, FarWitness, LocalWitness, NearWitness


class Asked:
    """A witness as the ledger asks it: its line is checked before it is kept."""

    def __init__(self, witness: FarWitness | NearWitness) -> None:
        self.public = witness.public
        self.name = witness.public.name
        self._witness = witness

    def ask(self, old: int, proof: Sequence[bytes], note: str) -> str:
        """Return the witness's line.

        :raises Elsewhere: it knows the log at another size. :raises Away: there is no line that holds.
        """
        try:
            line = self._witness.ask(old, proof, note)
            verify_cosignature(note, line, self.public)
        except Behind as known:
            raise Elsewhere(known.size) from None
        except (Declined, BadNote) as reason:
            raise Away(str(reason)) from None
        return line


def witnesses() -> tuple[Asked, ...]:
    """Return the witnesses of this installation.

    :raises WrongState: the setting is not pairs of a verifier key and an address.
    """
    given = settings.WITNESSES.split()
    if given:
        try:
            keys = [read_witness(one) for one in given[::2]]
            pairs = list(zip(keys, given[1::2], strict=True))
        except ValueError:
            raise WrongState(
                Words("见证人设置不对"),
                do=Words("YINXIN_WITNESSES须为成对的验证密钥和地址，以空格分开。"),
            ) from None
        return tuple(Asked(FarWitness(key, address)) for key, address in pairs)
    return (Asked(NearWitness(own())),) if keyring().demonstration else ()


def own() -> LocalWitness:
    """Return the witness that a demonstration brings along: it shows how witnesses work, and proves nothing."""
    ring = keyring()
    log = notes.verifier_key(ring.log_origin, ring.log_public_key())
    return LocalWitness(Path(settings.KEYS) / "witness", f"{ring.log_origin}/witness", [log], now)


def public_view() -> list[dict[str, str]]:
    """Return what ``keys.json`` says of the witnesses."""
    return [{"name": one.name, "verifier_key": one.public.text} for one in witnesses()]


def check_cosignature(note: str, witness: str, line: str) -> bool | None:
    """Say whether a witness's line holds; None where the witness is not known here (any more)."""
    known: dict[str, WitnessKey] = {one.name: one.public for one in witnesses()}
    if witness not in known:
        return None
    try:
        verify_cosignature(note, line, known[witness])
    except BadNote:
        return False
    return True


def seal_ledger(*, at: datetime) -> sealing.Sealed:
    """Seal the ledger and have the witnesses cosign its newest checkpoint."""
    sealed = sealing.seal(sign=sign_checkpoint, at=at)
    witnessing.ask(witnesses(), at=at)
    return sealed
