"""A private key in a token or HSM, used through PKCS #11; it is made there and never leaves (N6).

The registry says where: ``{"module": "/usr/lib/…/libsofthsm2.so", "token": "label", "key": "label", "id": "0a1b",
"pin": {"file": "pin.txt"}}``. The key is found by label, by ``id`` (hexadecimal), or by both; the PIN stands in a file
beside the registry or in the environment (``{"environment": "YINXIN_PIN"}``), never in the registry.

Tokens are slow and few, and drivers are careful with threads: one session for each token and process, one signature at
a time. A session that has died is opened once more; then the refusal says what is missing.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.signing.algorithms import ES256, RS256

log = logging.getLogger(__name__)

KNOWN: Final = frozenset({"module", "token", "key", "id", "pin"})
_COMPONENT: Final = 32

_sessions: dict[tuple[str, str], Any] = {}
_keys: dict[tuple[str, str, str, str], Any] = {}
_lock = threading.RLock()


class Token:
    """A P-256 or RSA key in a token, opened at the first signature.

    :param folder: the folder of keys, where the file with the PIN lies.
    :param entry: where the key is, as described above.
    :raises ValueError: the entry is not understood, or the algorithm is none that tokens are used with here.
    """

    def __init__(
        self, algorithm: str, folder: Path, entry: Mapping[str, Any], certificate: x509.Certificate
    ) -> None:
        strange = {*entry} - KNOWN
        if (
            strange
            or not entry.get("module")
            or not entry.get("token")
            or not (entry.get("key") or entry.get("id"))
        ):
            raise ValueError(
                f"a key in a token needs module, token, key or id, and pin; not {sorted(strange)}"
            )
        if algorithm not in (ES256, RS256) or not isinstance(entry.get("pin"), Mapping):
            raise ValueError(
                "a key in a token signs with ES256 or RS256, and its PIN is in a file or the environment"
            )
        self.algorithm = algorithm
        self.certificate = certificate.public_bytes(Encoding.DER)
        self._public = certificate.public_key()
        self._folder, self._entry = folder, dict(entry)

    def sign(self, message: bytes) -> bytes:
        """Return the signature over ``message``; ECDSA's nonce is the token's, so no two are alike.

        :raises WrongState: the token, the key or the PIN is not there, or the key is not that of the certificate.
        """
        with _lock:
            try:
                value = self._signed(message)
            except WrongState:
                raise
            except Exception:
                # Whatever the driver says (the session is closed, the token was taken out): once more from the start.
                self._forget()
                try:
                    value = self._signed(message)
                except WrongState:
                    raise
                except Exception as error:
                    self._forget()
                    raise self._away(error) from error
        self._check(message, value)
        return value

    def _signed(self, message: bytes) -> bytes:
        from pkcs11 import Mechanism

        key = self._key()
        if self.algorithm == RS256:
            return bytes(key.sign(message, mechanism=Mechanism.SHA256_RSA_PKCS))
        raw = bytes(key.sign(hashlib.sha256(message).digest(), mechanism=Mechanism.ECDSA))
        halves = (raw[:_COMPONENT], raw[_COMPONENT:])
        return encode_dss_signature(*(int.from_bytes(half) for half in halves))

    def _key(self) -> Any:
        """Return the handle of the private key, found once a session."""
        from pkcs11 import KeyType, ObjectClass
        from pkcs11.exceptions import MultipleObjectsReturned, NoSuchKey

        label, id = str(self._entry.get("key", "")), str(self._entry.get("id", ""))
        place = (*self._place, label, id)
        if place not in _keys:
            kind = KeyType.RSA if self.algorithm == RS256 else KeyType.EC
            named: dict[str, Any] = {"label": label} if label else {}
            named |= {"id": bytes.fromhex(id)} if id else {}
            try:
                _keys[place] = self._session().get_key(
                    object_class=ObjectClass.PRIVATE_KEY, key_type=kind, **named
                )
            except (NoSuchKey, MultipleObjectsReturned) as error:
                raise self._away(error) from error
        return _keys[place]

    def _session(self) -> Any:
        """Return this process's session with the token; a child that was forked opens its own."""
        import pkcs11

        if self._place not in _sessions:
            library = pkcs11.lib(self._entry["module"])
            token = library.get_token(token_label=self._entry["token"])
            _sessions[self._place] = token.open(user_pin=self._pin())
        return _sessions[self._place]

    @property
    def _place(self) -> tuple[str, str]:
        return str(self._entry["module"]), f"{os.getpid()}/{self._entry['token']}"

    def _pin(self) -> str:
        """Return the PIN, read each time a session is opened.

        :raises WrongState: it is not where the registry says.
        """
        pin = self._entry["pin"]
        try:
            if "file" in pin:
                return str((self._folder / pin["file"]).read_text("utf-8").strip())
            return str(os.environ[pin["environment"]])
        except (OSError, KeyError) as missing:
            raise WrongState(
                Words("没有找到密码设备{token}的口令", token=self._entry["token"]),
                do=Words("请按密钥登记册所写，把口令放在文件或环境变量中。"),
            ) from missing

    def _forget(self) -> None:
        """Close the session and let the library look for its tokens anew."""
        import pkcs11

        session = _sessions.pop(self._place, None)
        for place in [place for place in _keys if place[:2] == self._place]:
            del _keys[place]
        try:
            if session is not None:
                session.close()
            pkcs11.lib(self._entry["module"]).reinitialize()
        except Exception as error:  # the library may be gone altogether, which the next attempt says
            log.info("token %s: could not be closed: %s", self._entry["token"], error)

    def _away(self, error: Exception) -> WrongState:
        return WrongState(
            Words(
                "密码设备{token}不能签名（{reason}）",
                token=self._entry["token"],
                reason=type(error).__name__,
            ),
            do=Words("请检查密码设备是否接通、密钥是否在其中、口令是否正确；接通后排队的文件会继续签章。"),
        )

    def _check(self, message: bytes, value: bytes) -> None:
        """Refuse a signature that the certificate's key does not verify: the token holds another key of that name."""
        try:
            if isinstance(self._public, rsa.RSAPublicKey):
                self._public.verify(value, message, padding.PKCS1v15(), hashes.SHA256())
            elif isinstance(self._public, ec.EllipticCurvePublicKey):
                self._public.verify(value, message, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            raise WrongState(
                Words("密码设备{token}中的密钥与证书不符", token=self._entry["token"]),
                do=Words("请核对密钥登记册中的密钥标签或编号。"),
            ) from None
