"""The key ring as it is under what two people decided (N5, N6).

The folder holds the keys; the table of keys says which of them may be used, since when and until when. A key that is in
the folder and not in the table does not sign, but in a demonstration; one that is in the table with another certificate
does not sign anywhere.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from yinxin.signing.algorithms import ES256
from yinxin.signing.keys import PROPOSED, Keyring, SealKey
from yinxin.signing.plain_keys import PlainKey
from yinxin.signing.standing import FILE, LOG, RECORDS, SEAL, Standing


@dataclass(frozen=True, slots=True)
class KeyAtHand:
    """A key that lies in the folder, as the table would enter it.

    :ivar owner: the department whose seal it is; empty for keys of the installation.
    :ivar valid_from: the certificate's first day, ``valid_to`` its last; None where there is no certificate.
    """

    id: str
    purpose: str
    owner: str
    algorithm: str
    digest: str
    place: str
    valid_from: date | None = None
    valid_to: date | None = None


def under(ring: Keyring, standings: Mapping[str, Standing]) -> Keyring:
    """Return the key ring as it is under the decisions; the one given stays as it is."""
    made = copy.copy(ring)
    made.standings = dict(standings)
    made.seals = tuple(_seal(key, standings.get(key.id), ring.demonstration) for key in ring.seals)
    made.records, made.credentials = (
        tuple(_plain(key, standings.get(name_of(key)), ring.demonstration) for key in keys)
        for keys in (ring.records, ring.credentials)
    )
    return made


def name_of(key: PlainKey) -> str:
    """Return the name under which the table keeps a key of records or of credentials."""
    return f"record-{key.known.thumbprint.hex()[:12]}"


def at_hand(ring: Keyring) -> tuple[KeyAtHand, ...]:
    """Return the keys of a folder, as they would be entered in the table."""
    raw = ring.log_public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    log = KeyAtHand(LOG, LOG, "", "Ed25519", hashlib.sha256(raw).hexdigest(), FILE)
    seals = (
        KeyAtHand(
            key.id,
            SEAL,
            key.owner,
            key.signer.algorithm,
            key.certificate_digest,
            key.place,
            key.certificate.not_valid_before_utc.date(),
            key.certificate.not_valid_after_utc.date(),
        )
        for key in ring.seals
    )
    plain = (
        KeyAtHand(name_of(key), RECORDS, "", ES256, key.known.thumbprint.hex(), FILE)
        for key in (*ring.records, *ring.credentials)
    )
    return (*seals, log, *plain)


def _plain(key: PlainKey, said: Standing | None, demonstration: bool) -> PlainKey:
    """Return a key of records or credentials as it stands: nothing proves when one of those was used."""
    if said is None:
        return key if demonstration else replace(key, status=PROPOSED)
    same = said.digest == key.known.thumbprint.hex()
    return replace(key, status=said.status if same else PROPOSED)


def _seal(key: SealKey, said: Standing | None, demonstration: bool) -> SealKey:
    if said is None:
        return key if demonstration else replace(key, status=PROPOSED)
    if said.digest != key.certificate_digest:
        return replace(key, status=PROPOSED)
    return replace(
        key,
        status=said.status,
        valid_from=said.valid_from,
        valid_to=said.valid_to,
        compromised_at=said.compromised_at,
    )
