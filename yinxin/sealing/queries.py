"""Read the table of keys: for the key ring, for the office, for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from yinxin.approvals.kinds import as_is
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre
from yinxin.sealing.models import Key
from yinxin.sealing.states import KEY, KeyState
from yinxin.signing.decided import at_hand
from yinxin.signing.keys import ACTIVE, PROPOSED, Keyring
from yinxin.signing.standing import LOG, RECORDS, SEAL, STAMPS, Standing

PURPOSES = {
    SEAL: Words("部门印章"),
    LOG: Words("公开日志、印制单、核验回执"),
    STAMPS: Words("时间戳"),
    RECORDS: Words("二维码与数字凭证记录"),
}
PLACES = {"file": Words("密钥文件"), "pkcs11": Words("密码设备"), "signer": Words("签名进程")}


@dataclass(frozen=True)
class KeyView:
    """A key as a page shows it."""

    id: int
    name: str
    purpose: str
    owner: str
    algorithm: str
    digest: str
    place: str
    valid_from: date
    valid_to: date
    state: KeyState
    successor: str
    compromised_at: datetime | None

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return KEY.names[self.state]

    @property
    def purpose_words(self) -> Words:
        """The purpose in words."""
        return PURPOSES[self.purpose]

    @property
    def place_words(self) -> Words:
        """Where the private key lives, in words."""
        return PLACES[self.place]


def standings() -> dict[str, Standing]:
    """Return what was decided about each key, by its id in the folder: a few dozen rows at most."""
    return {
        row.name: Standing(
            row.digest,
            row.purpose,
            row.algorithm,
            row.state,
            row.valid_from,
            row.valid_to,
            row.compromised_at,
        )
        for row in Key.objects.all()
    }


def keys(by: Actor) -> tuple[KeyView, ...]:
    """Return every key, by purpose and owner, the newest first.

    :raises NotPermitted: ``by`` may not see them.
    """
    access.require(by, Permission.SEAL_KEY_SEE, the_centre())
    return published()


def key(key_id: int, by: Actor) -> KeyView:
    """Return one key.

    :raises NotPermitted: ``by`` may not see keys.
    :raises NotFound: there is none.
    """
    found = next((one for one in keys(by) if one.id == key_id), None)
    if found is None:
        raise access.not_here()
    return found


def published() -> tuple[KeyView, ...]:
    """Return what everybody may know of the keys."""
    rows = Key.objects.select_related("successor").order_by("purpose", "owner", "-valid_from", "id")
    return tuple(
        KeyView(
            row.pk,
            row.name,
            row.purpose,
            row.owner,
            row.algorithm,
            row.digest,
            row.place,
            row.valid_from,
            row.valid_to,
            KeyState(row.state),
            row.successor.name if row.successor else "",
            row.compromised_at,
        )
        for row in rows
    )


@dataclass(frozen=True)
class PublicKey:
    """A key as everybody sees it.

    :ivar valid_from: None where the key has no certificate and nothing was decided about it.
    """

    id: str
    title: Words
    algorithm: str
    digest: str
    status: str
    valid_from: date | None
    valid_to: date | None
    compromised_at: datetime | None = None

    @property
    def state_words(self) -> Words:
        """The state's name for people."""
        return KEY.names[KeyState(self.status)]


def shown(ring: Keyring) -> tuple[PublicKey, ...]:
    """Return every key that ever signed for this installation: those decided about, and the demonstration's others."""
    decided = [
        PublicKey(
            one.name,
            _title(one.owner, one.purpose),
            one.algorithm,
            one.digest,
            one.state.value,
            one.valid_from,
            one.valid_to,
            one.compromised_at,
        )
        for one in published()
        if one.state is not KeyState.PROPOSED
    ]
    known, status = {one.name for one in published()}, {key.id: key.status for key in ring.seals}
    others = [
        PublicKey(
            one.id,
            _title(one.owner, one.purpose),
            one.algorithm,
            one.digest,
            status.get(one.id, ACTIVE),
            one.valid_from,
            one.valid_to,
        )
        for one in at_hand(ring)
        if one.id not in known and status.get(one.id) != PROPOSED
    ]
    return (*decided, *others)


def _title(owner: str, purpose: str) -> Words:
    return as_is(owner) if owner else PURPOSES[purpose]
