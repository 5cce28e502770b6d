"""SM2 signatures with SM3 (GB/T 32918.2, GB/T 32905), computed by the system's libcrypto 3.

The packages of the language know SM3 but no SM2, so libcrypto is called where it is installed; nothing is
computed here. Keys are PKCS #8 in PEM, signatures DER ``SEQUENCE(r, s)`` or 64 bytes ``r || s``, and every
signature covers the signer's identity, which is the standard's default unless told otherwise.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_size_t, c_void_p
from functools import cache
from typing import Any, Final

from cryptography.hazmat.primitives import hashes

from yinxin.kernel.refusal import NotApplicable
from yinxin.kernel.words import Words
from yinxin.signing import der

IDENTITY: Final = b"1234567812345678"
"""The signer's identity where none was agreed (GB/T 35276, GM/T 0009)."""

SCALAR: Final = 32
"""Bytes of a coordinate, and of each half of a signature."""
POINT: Final = 2 * SCALAR + 1
"""Bytes of a public key: 04, x, y."""
SPKI_HEAD: Final = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
"""What stands before the point in a public key's DER (SubjectPublicKeyInfo)."""

_LONGEST: Final = 80
_FUNCTIONS: Final = {
    "BIO_new_mem_buf": (c_void_p, c_char_p, c_int),
    "BIO_new": (c_void_p, c_void_p),
    "BIO_s_mem": (c_void_p,),
    "BIO_free": (c_int, c_void_p),
    "BIO_ctrl_pending": (c_size_t, c_void_p),
    "BIO_read": (c_int, c_void_p, c_char_p, c_int),
    "PEM_read_bio_PrivateKey": (c_void_p, c_void_p, c_void_p, c_void_p, c_void_p),
    "PEM_write_bio_PrivateKey": (
        c_int, c_void_p, c_void_p, c_void_p, c_char_p, c_int, c_void_p, c_void_p,
    ),
    "EVP_PKEY_Q_keygen": (c_void_p, c_void_p, c_char_p, c_char_p),
    "EVP_PKEY_is_a": (c_int, c_void_p, c_char_p),
    "EVP_PKEY_free": (None, c_void_p),
    "i2d_PUBKEY": (c_int, c_void_p, POINTER(c_void_p)),
    "d2i_PUBKEY": (c_void_p, c_void_p, POINTER(c_char_p), c_long),
    "EVP_MD_fetch": (c_void_p, c_void_p, c_char_p, c_char_p),
    "EVP_MD_CTX_new": (c_void_p,),
    "EVP_MD_CTX_free": (None, c_void_p),
    "EVP_MD_CTX_set_pkey_ctx": (None, c_void_p, c_void_p),
    "EVP_PKEY_CTX_new": (c_void_p, c_void_p, c_void_p),
    "EVP_PKEY_CTX_free": (None, c_void_p),
    "EVP_PKEY_CTX_set1_id": (c_int, c_void_p, c_char_p, c_int),
    "EVP_DigestSignInit": (c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p),
    "EVP_DigestSign": (c_int, c_void_p, c_char_p, POINTER(c_size_t), c_char_p, c_size_t),
    "EVP_DigestVerifyInit": (c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p),
    "EVP_DigestVerify": (c_int, c_void_p, c_char_p, c_size_t, c_char_p, c_size_t),
    "ERR_clear_error": (None,),
}  # fmt: skip
"""What is called: the result's type first, then the arguments'."""


class Unavailable(NotApplicable):
    """This machine has no libcrypto that knows SM2."""

    code = "sm2_unavailable"

    def __init__(self) -> None:
        super().__init__(
            Words("本机没有可用的国密算法库，不能使用SM2签章"),
            do=Words("请安装OpenSSL 3（libcrypto.so.3）后重启服务；使用其他算法的印章不受影响。"),
        )


def sm3(data: bytes) -> bytes:
    """Return the SM3 digest, 32 bytes."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def available() -> bool:
    """Answer whether SM2 can be used on this machine."""
    try:
        _library()
    except Unavailable:
        return False
    return True


def generate() -> bytes:
    """Return a new private key, PEM (PKCS #8, not encrypted).

    :raises Unavailable: there is no libcrypto that knows SM2.
    """
    crypto = _library()
    key = crypto.EVP_PKEY_Q_keygen(None, None, b"SM2")
    out = crypto.BIO_new(crypto.BIO_s_mem())
    try:
        if not key or crypto.PEM_write_bio_PrivateKey(out, key, None, None, 0, None, None) != 1:
            raise OSError("libcrypto could not make an SM2 key")
        size = crypto.BIO_ctrl_pending(out)
        buffer = ctypes.create_string_buffer(size)
        crypto.BIO_read(out, buffer, size)
        return buffer.raw
    finally:
        crypto.BIO_free(out)
        crypto.EVP_PKEY_free(key)


class _Key:
    """A key inside libcrypto, freed with this object."""

    def __init__(self, handle: int | None) -> None:
        self._crypto = _library()
        self._handle = handle
        if not handle or self._crypto.EVP_PKEY_is_a(handle, b"SM2") != 1:
            self._crypto.ERR_clear_error()
            raise ValueError("not an SM2 key")

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self._crypto.EVP_PKEY_free(self._handle)

    def _context(self, start: Any, identity: bytes) -> tuple[int, int]:
        """Return a digest context ready to sign or verify, and the key context that it uses."""
        crypto = self._crypto
        digest, context = crypto.EVP_MD_CTX_new(), crypto.EVP_PKEY_CTX_new(self._handle, None)
        crypto.EVP_MD_CTX_set_pkey_ctx(digest, context)
        if (
            crypto.EVP_PKEY_CTX_set1_id(context, identity, len(identity)) != 1
            or start(digest, None, _sm3_method(), None, self._handle) != 1
        ):
            self._free(digest, context)
            raise OSError("libcrypto refuses the key or the identity")
        return digest, context

    def _free(self, digest: int, context: int) -> None:
        self._crypto.EVP_MD_CTX_free(digest)
        self._crypto.EVP_PKEY_CTX_free(context)
        self._crypto.ERR_clear_error()


class PrivateKey(_Key):
    """A private key that signs.

    :ivar public: the public key, 65 bytes ``04 || x || y``.
    :raises ValueError: the text is no SM2 key in PEM.
    :raises Unavailable: there is no libcrypto that knows SM2.
    """

    def __init__(self, pem: bytes) -> None:
        crypto = _library()
        source = crypto.BIO_new_mem_buf(pem, len(pem))
        # A password of no characters: without one libcrypto would ask at the terminal.
        handle = crypto.PEM_read_bio_PrivateKey(source, None, None, ctypes.cast(c_char_p(b""), c_void_p))
        crypto.BIO_free(source)
        super().__init__(handle)
        size = crypto.i2d_PUBKEY(self._handle, None)
        buffer = ctypes.create_string_buffer(size)
        crypto.i2d_PUBKEY(self._handle, byref(c_void_p(ctypes.addressof(buffer))))
        self.public = buffer.raw[-POINT:]

    def sign(self, message: bytes, identity: bytes = IDENTITY) -> bytes:
        """Return a signature over ``message`` (not yet hashed), DER; each call gives another."""
        digest, context = self._context(self._crypto.EVP_DigestSignInit, identity)
        buffer, size = ctypes.create_string_buffer(_LONGEST), c_size_t(_LONGEST)
        done = self._crypto.EVP_DigestSign(digest, buffer, byref(size), message, len(message))
        self._free(digest, context)
        if done != 1:
            raise OSError("libcrypto could not sign")
        return buffer.raw[: size.value]


class PublicKey(_Key):
    """A public key that verifies.

    :param point: 65 bytes ``04 || x || y``.
    :raises ValueError: the point is not on the curve, or not written so.
    :raises Unavailable: there is no libcrypto that knows SM2.
    """

    def __init__(self, point: bytes) -> None:
        encoded = SPKI_HEAD + point
        if len(point) != POINT:
            raise ValueError("not an SM2 key")
        super().__init__(_library().d2i_PUBKEY(None, byref(c_char_p(encoded)), len(encoded)))

    def verifies(self, signature: bytes, message: bytes, identity: bytes = IDENTITY) -> bool:
        """Answer whether ``signature``, in DER and nothing but DER, is this key's over ``message``."""
        digest, context = self._context(self._crypto.EVP_DigestVerifyInit, identity)
        done = self._crypto.EVP_DigestVerify(digest, signature, len(signature), message, len(message))
        self._free(digest, context)
        return bool(done == 1)


def to_raw(signature: bytes) -> bytes:
    """Return a DER signature as 64 bytes ``r || s``.

    :raises ValueError: it is not one.
    """
    halves = []
    rest = der.content(signature, 0x30)
    while rest:
        value, rest = der.split(rest)
        halves.append(int.from_bytes(der.content(value, 0x02), "big"))
    if len(halves) != 2 or from_numbers(*halves) != signature:
        raise ValueError("not a signature in DER")
    return b"".join(half.to_bytes(SCALAR, "big") for half in halves)


def from_raw(signature: bytes) -> bytes:
    """Return 64 bytes ``r || s`` as DER.

    :raises ValueError: they are not 64 bytes.
    """
    if len(signature) != 2 * SCALAR:
        raise ValueError("not a signature of 64 bytes")
    return from_numbers(int.from_bytes(signature[:SCALAR], "big"), int.from_bytes(signature[SCALAR:], "big"))


def from_numbers(r: int, s: int) -> bytes:
    """Return the two halves of a signature as DER."""
    return der.sequence(der.integer(r), der.integer(s))


@cache
def _library() -> Any:
    """Return libcrypto with the types of what is called.

    :raises Unavailable: it is not installed, older than 3, or built without SM2.
    """
    try:
        crypto = ctypes.CDLL(ctypes.util.find_library("crypto") or "libcrypto.so.3")
        for name, (result, *arguments) in _FUNCTIONS.items():
            function = getattr(crypto, name)
            function.restype, function.argtypes = result, arguments
    except (OSError, AttributeError):
        raise Unavailable from None
    key = crypto.EVP_PKEY_Q_keygen(None, None, b"SM2")
    if not key:
        raise Unavailable
    crypto.EVP_PKEY_free(key)
    return crypto


@cache
def _sm3_method() -> int:
    """Return libcrypto's SM3; kept for the life of the process."""
    return int(_library().EVP_MD_fetch(None, b"SM3", None))
