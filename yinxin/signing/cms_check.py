"""Whether a CMS signature is written in the one way that leaves nothing open.

Its signer signs the attributes; version numbers, lists of digests, further certificates and lists stand beside them
unsigned, and verifiers pass over what they do not need. Here every such part has one form, or the signature is refused.
"""

from __future__ import annotations

from typing import Any

from asn1crypto import cms
from asn1crypto.core import Null

from yinxin.signing import der

_STAMP = "signature_time_stamp_token"
_DIGESTS = ("sha256", "sha384", "sha512")
_SIGNATURES = frozenset({
    "rsassa_pkcs1v15", *(f"{digest}_{kind}" for digest in _DIGESTS for kind in ("ecdsa", "rsa")),
})  # fmt: skip


def is_strict(data: bytes, path: frozenset[bytes], *, stamp_path: frozenset[bytes] = frozenset()) -> bool:
    """Answer whether a signature has the one form.

    :param path: the certificates that the verifier went through, DER: no others may stand in the signature.
    :param stamp_path: the same for the time stamp within.
    :raises ValueError: it is no CMS signature, or not in DER.
    """
    content = cms.ContentInfo.load(data, strict=True)
    der.check(data)
    if content["content_type"].native != "signed_data":
        return False
    signed = content["content"]
    if len(signed["signer_infos"]) != 1:
        return False
    info = signed["signer_infos"][0]
    kind = signed["encap_content_info"]["content_type"].native
    return (
        _is_plain(signed, info, kind, path)
        and _has_own_algorithms(info)
        and _has_one_stamp_at_most(info, stamp_path)
    )


def _is_plain(signed: Any, info: Any, kind: str, path: frozenset[bytes]) -> bool:
    """Answer whether versions, digests and certificates are just those that the signature needs."""
    digests = [one.dump() for one in signed["digest_algorithms"]]
    certificates = [one.chosen.dump() for one in signed["certificates"]]
    return (
        signed["version"].native == ("v1" if kind == "data" else "v3")
        and info["version"].native == "v1"
        and _names_one(info["sid"], signed["certificates"])
        and digests == [info["digest_algorithm"].dump()]
        and certificates == sorted(set(certificates))
        and set(certificates) <= path
        and not signed["crls"].native
    )


def _names_one(sid: Any, certificates: Any) -> bool:
    """Answer whether the signer is named byte for byte as one of the certificates is; names compare in many ways."""
    if sid.name != "issuer_and_serial_number":
        return False
    wanted = sid.chosen["issuer"].dump(), sid.chosen["serial_number"].dump()
    bodies = (one.chosen["tbs_certificate"] for one in certificates)
    return wanted in [(body["issuer"].dump(), body["serial_number"].dump()) for body in bodies]


def _has_own_algorithms(info: Any) -> bool:
    """Answer whether the algorithms are written without parameters, or with none."""
    digest, signature = info["digest_algorithm"], info["signature_algorithm"]
    return (
        digest["algorithm"].native in _DIGESTS
        and _is_empty(digest["parameters"])
        and signature["algorithm"].native in _SIGNATURES
        and _is_empty(signature["parameters"])
    )


def _is_empty(parameters: Any) -> bool:
    return parameters.dump() in (b"", Null().dump())


def _has_one_stamp_at_most(info: Any, path: frozenset[bytes]) -> bool:
    """Answer whether nothing but one time stamp, strict itself, stands beside the signature."""
    attributes = list(info["unsigned_attrs"])
    if not attributes:
        return True
    [attribute] = attributes
    values = attribute["values"]
    return attribute["type"].native == _STAMP and len(values) == 1 and is_strict(values[0].dump(), path)
