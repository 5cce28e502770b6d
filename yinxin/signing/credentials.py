"""Verifiable credentials: W3C VC 2.0 as an SD-JWT (RFC 9901), from which a holder shows what they wish (N14).

A credential is ``TOKEN~DISCLOSURE~…~[PROOF]``. The token is signed under ES256 and holds a digest of every item; the
text of an item stands in its disclosure, and whoever leaves that out shows nothing of it. With a key of the holder's
(``cnf``) it counts only together with the holder's own signature over just this selection. See docs/credentials.md.

What is said twice, or not in base64url's one spelling, does not count.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec

from yinxin.kernel.calendar import day_of
from yinxin.kernel.canonical import canonical_json
from yinxin.kernel.face import Face
from yinxin.kernel.words import Words
from yinxin.signing.plain_keys import KnownKey, PlainKey, bytes_of, public_of, text_of
from yinxin.signing.proofs import Proof, StatusBook, refused
from yinxin.signing.trust import PublicKeys

LONGEST: Final = 32_768
"""No credential has more characters."""
ITEMS: Final = (
    "name",
    "id_kind",
    "id_number",
    "sex",
    "born",
    "qualification",
    "level",
    "specialty",
    "management_number",
    "approved_on",
    "valid_until",
    "scope",
    "sealed_by",
)
"""The items of a face that a credential holds: each is shown or not, alone."""
ALWAYS: Final = ("qualification",)
"""What every credential shows: a credential of nothing would be none."""
BOUND_FOR, UNBOUND_FOR = timedelta(days=90), timedelta(days=7)
"""How long one counts with the holder's key, and how long without."""
TYPE: Final = "ProfessionalQualificationCredential"
KIND: Final = "vc+sd-jwt"
CONTEXT: Final = "https://www.w3.org/ns/credentials/v2"
PROOF_AGE: Final = timedelta(minutes=10)
"""A holder's signature is no older than this, nor that far ahead."""

_PROOF_KIND: Final = "kb+jwt"
_SALT: Final = 16


class BadCredential(ValueError):
    """A text is not a credential of this format."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a certificate's status stands: the number of its lists, and the bit in them."""

    shard: int
    index: int


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be issued.

    :ivar address: the issuer's public address.
    :ivar show: the items that are disclosed at once; :data:`ALWAYS` belong to them.
    :ivar holder: the holder's public key, or None; decides how long the credential counts.
    """

    face: Face
    place: Place
    address: str
    at: datetime
    show: Collection[str]
    holder: ec.EllipticCurvePublicKey | None = None

    @property
    def until(self) -> datetime:
        """When it runs out."""
        return self.at + (BOUND_FOR if self.holder else UNBOUND_FOR)


def items_of(face: Face) -> dict[str, Any]:
    """Return what a credential of a face holds: the items that it has, each with its text."""
    values = {name: getattr(face, name) for name in ITEMS}
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in values.items() if value
    }


def issue(order: Order, key: PlainKey, salt: Callable[[int], bytes]) -> str:
    """Return a credential.

    :param salt: gives that many bytes that nobody can guess.
    """
    items, shown, digests = items_of(order.face), [], []
    for name, value in items.items():
        disclosure = _encoded([text_of(salt(_SALT)), name, value])
        digests.append(_digest(disclosure))
        if name in order.show or name in ALWAYS:
            shown.append(disclosure)
    head = {"alg": "ES256", "kid": key.known.name, "typ": KIND}
    # Sorted, so that the order of the digests tells nothing of which item is which.
    token = _signed(head, _payload(order, sorted(digests)), key)
    return "~".join([token, *shown, ""])


def verify(
    text: str,
    keys: PublicKeys,
    statuses: StatusBook,
    at: datetime,
    *,
    audience: str = "",
    nonce: str = "",
) -> Proof:
    """Judge a credential without asking anybody.

    :param at: the moment that is asked about.
    :param audience: whom the holder's signature must name, and ``nonce`` what it must repeat; not asked where empty.
    """
    try:
        parts = _Parts.of(text)
        key = _named(parts.head, keys)
        if key is None:
            return refused(Words("凭证不是由已公布的密钥签发。"))
        if not key.verify(parts.signature, parts.signed):
            return refused(Words("凭证的内容与签名不符，被改动过。"))
        if not key.trusted:
            return refused(Words("签发这份凭证的密钥已不可信。"), unaltered=True)
        shown = _shown(parts)
        issuer, place, term = _said(parts.body)
    except BadCredential:
        return refused(Words("不是本格式的凭证，或已损坏。"))
    problems = [*_out_of_term(term, at), *_over(shown, at), *_unproven(parts, at, audience, nonce)]
    said = {
        **shown,
        "valid_from": term[0].isoformat(),
        "valid_to": term[1].isoformat(),
        "bound": "cnf" in parts.body,
    }
    status = statuses.status(place.shard, place.index, at)
    return Proof(True, issuer, True, status, said, tuple(problems), (place.shard, place.index))


def prove(credential: str, key: PlainKey, *, audience: str, nonce: str, at: datetime) -> str:
    """Return a credential with its holder's signature over just these disclosures, for one reader."""
    head = {"alg": "ES256", "typ": _PROOF_KIND}
    digest = text_of(hashlib.sha256(credential.encode()).digest())
    body = {"aud": audience, "iat": int(at.timestamp()), "nonce": nonce, "sd_hash": digest}
    return credential + _signed(head, body, key)


def select(credential: str, show: Collection[str]) -> str:
    """Return a credential that shows no more than these items of what it shows.

    :raises BadCredential: the text is no credential.
    """
    parts = _Parts.of(credential)
    kept = [one for one in parts.disclosures if _opened(one)[1] in show]
    return "~".join([parts.token, *kept, ""])


@dataclass(frozen=True, slots=True)
class _Parts:
    """A credential taken apart; nothing of it is believed yet."""

    token: str
    head: Mapping[str, Any]
    body: Mapping[str, Any]
    signature: bytes
    disclosures: tuple[str, ...]
    proof: str

    @property
    def signed(self) -> bytes:
        return self.token.rpartition(".")[0].encode()

    @classmethod
    def of(cls, text: str) -> _Parts:
        plain = text.strip()
        if len(plain) > LONGEST or not plain.isascii():
            raise BadCredential("too long")
        token, *disclosures, proof = plain.split("~") if "~" in plain else (plain, "")
        head, body, signature = _opened_token(token)
        return cls(token, head, body, signature, tuple(disclosures), proof)


def _payload(order: Order, digests: Sequence[str]) -> dict[str, Any]:
    lists = ("revocation", "refresh")
    statuses = [
        {
            "id": f"{order.address}/status/{purpose}-{order.place.shard}#{order.place.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": str(order.place.index),
            "statusListCredential": f"{order.address}/status/{purpose}-{order.place.shard}",
        }
        for purpose in lists
    ]
    body: dict[str, Any] = {
        "@context": [CONTEXT, f"{order.address}/vc/context.json"],
        "type": ["VerifiableCredential", TYPE],
        "issuer": order.address,
        "validFrom": _moment(order.at),
        "validUntil": _moment(order.until),
        "credentialStatus": statuses,
        "credentialSubject": {"type": "QualifiedPerson", "_sd": list(digests)},
        "iss": order.address,
        "vct": f"{order.address}/vc/qualification",
        "iat": int(order.at.timestamp()),
        "exp": int(order.until.timestamp()),
        "_sd_alg": "sha-256",
    }
    if order.holder:
        whole = KnownKey(order.holder, "").jwk()
        body["cnf"] = {"jwk": {name: whole[name] for name in ("kty", "crv", "x", "y")}}
    return body


def _said(body: Mapping[str, Any]) -> tuple[str, Place, tuple[datetime, datetime]]:
    """Return issuer, place in the status lists and term.

    :raises BadCredential: one of them is missing or contradicts another.
    """
    try:
        issuer = body["iss"]
        entries = {one["statusPurpose"]: one for one in body["credentialStatus"]}
        ended, replaced = entries["revocation"], entries["refresh"]
        shard, index = int(ended["statusListCredential"].rpartition("-")[2]), int(ended["statusListIndex"])
        lists = [f"{issuer}/status/{purpose}-{shard}" for purpose in ("revocation", "refresh")]
        start, end = datetime.fromtimestamp(body["iat"], UTC), datetime.fromtimestamp(body["exp"], UTC)
        agreed = (
            body["issuer"] == issuer
            and [ended["statusListCredential"], replaced["statusListCredential"]] == lists
            and int(replaced["statusListIndex"]) == index
            and TYPE in body["type"]
            and (body["validFrom"], body["validUntil"]) == (_moment(start), _moment(end))
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError) as error:
        raise BadCredential(str(error)) from None
    if not agreed:
        raise BadCredential("it contradicts itself")
    return issuer, Place(shard, index), (start, end)


def _shown(parts: _Parts) -> dict[str, Any]:
    """Return the items that the disclosures show.

    :raises BadCredential: a disclosure is not of this credential, is there twice, or is no item.
    """
    try:
        subject = parts.body["credentialSubject"]
        digests = subject["_sd"]
        sound = parts.body["_sd_alg"] == "sha-256" and len(set(digests)) == len(digests)
    except (KeyError, TypeError) as error:
        raise BadCredential(str(error)) from None
    shown: dict[str, Any] = {}
    for one in parts.disclosures:
        _, name, value = _opened(one)
        if _digest(one) not in digests or name in shown or name not in ITEMS:
            raise BadCredential("a disclosure of something else")
        shown[name] = value
    if not sound:
        raise BadCredential("not of this format")
    return shown


def _out_of_term(term: tuple[datetime, datetime], at: datetime) -> list[Words]:
    if at < term[0] - PROOF_AGE:
        return [Words("凭证的签发时间在将来。")]
    return [Words("凭证已过期，请持证人重新出具。")] if at > term[1] else []


def _over(shown: Mapping[str, Any], at: datetime) -> list[Words]:
    until = shown.get("valid_until")
    return [Words("证书已过有效期。")] if until and day_of(at).isoformat() > until else []


def _unproven(parts: _Parts, at: datetime, audience: str, nonce: str) -> list[Words]:
    """Return what is wrong with the holder's signature, where one is due or there."""
    bound = parts.body.get("cnf")
    if bound is None:
        if parts.proof:
            return [Words("凭证没有绑定持证人的密钥，却附有持证人的签名。")]
        return [Words("凭证没有绑定持证人的密钥，不能回答指定的询问。")] if audience or nonce else []
    if not parts.proof:
        return [Words("凭证绑定了持证人的密钥，但没有附上持证人的签名。")]
    try:
        key = KnownKey(public_of(bound["jwk"]), "")
        head, body, signature = _opened_token(parts.proof)
        covered = "~".join([parts.token, *parts.disclosures, ""])
        fits = (
            head.get("typ") == _PROOF_KIND
            and body["sd_hash"] == text_of(hashlib.sha256(covered.encode()).digest())
            and key.verify(signature, parts.proof.rpartition(".")[0].encode())
            and (not audience or body["aud"] == audience)
            and (not nonce or body["nonce"] == nonce)
            and abs(datetime.fromtimestamp(body["iat"], UTC) - at) <= PROOF_AGE
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        fits = False
    return [] if fits else [Words("持证人的签名不成立，或不是为这次核验作出的。")]


def _named(head: Mapping[str, Any], keys: PublicKeys) -> KnownKey | None:
    if head.get("typ") != KIND:
        raise BadCredential("not a credential")
    return next((key for key in keys.credentials if key.name == head.get("kid")), None)


def _signed(head: Mapping[str, Any], body: Mapping[str, Any], key: PlainKey) -> str:
    text = f"{text_of(canonical_json(head))}.{text_of(canonical_json(body))}"
    return f"{text}.{text_of(key.sign(text.encode()))}"


def _opened_token(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    """Return header, body and signature of a JWT under ES256.

    :raises BadCredential: it is none.
    """
    pieces = token.split(".")
    if len(pieces) != 3:
        raise BadCredential("not a token")
    head, body = (_read(piece) for piece in pieces[:2])
    if (
        not isinstance(head, dict)
        or not isinstance(body, dict)
        or head.get("alg") != "ES256"
        or "crit" in head
    ):
        raise BadCredential("not a token under ES256")
    return head, body, _plain(pieces[2])


def _opened(disclosure: str) -> tuple[str, str, Any]:
    """Return salt, name and value of a disclosure.

    :raises BadCredential: it is none.
    """
    parts = _read(disclosure)
    if not isinstance(parts, list) or len(parts) != 3 or not all(isinstance(part, str) for part in parts[:2]):
        raise BadCredential("not a disclosure")
    return parts[0], parts[1], parts[2]


def _read(text: str) -> Any:
    try:
        return json.loads(_plain(text), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise BadCredential(str(error)) from None


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadCredential("a key that stands twice")
    return found


def _plain(text: str) -> bytes:
    try:
        return bytes_of(text)
    except ValueError as error:
        raise BadCredential(str(error)) from None


def _encoded(parts: Sequence[Any]) -> str:
    return text_of(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode())


def _digest(disclosure: str) -> str:
    return text_of(hashlib.sha256(disclosure.encode()).digest())


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
