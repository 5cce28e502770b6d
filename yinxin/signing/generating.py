"""Make a key in the folder of keys, and put the certificate that was issued for it beside it (N6).

A key that comes into the folder this way is ``proposed``: it signs nothing until two people have put it to use.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from yinxin.kernel.refusal import AlreadyDone, Incomplete
from yinxin.kernel.words import Words
from yinxin.signing.algorithms import ES256, RS256
from yinxin.signing.backends import SHORTEST_RSA, open_file
from yinxin.signing.demo_files import write
from yinxin.signing.keys import EVERYTHING, PROPOSED, REGISTRY

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")


def generate(folder: Path, id: str, owner: str, *, algorithm: str = ES256) -> Path:
    """Make a private key that only its account can read, and a request for a certificate; return the request's file.

    :raises Incomplete: the id has other characters than small letters, digits and hyphens.
    :raises AlreadyDone: there is such a key.
    """
    key_file = _place(folder, id)
    if key_file.exists():
        raise AlreadyDone(Words("密钥{key}已在密钥库中。", key=id), do=Words("请另取一个编号。"))
    key: Any = (
        rsa.generate_private_key(public_exponent=65537, key_size=SHORTEST_RSA)
        if algorithm == RS256
        else ec.generate_private_key(ec.SECP256R1())
    )
    request = x509.CertificateSigningRequestBuilder().subject_name(_name(owner))
    key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write(key_file, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    file = key_file.with_suffix(".csr")
    write(file, request.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    return file


def install(folder: Path, id: str, owner: str, certificate: bytes, chain: Sequence[bytes]) -> None:
    """Put a certificate and those above it, PEM, beside the key, and name the key in the registry.

    :raises Incomplete: the certificate is none, or not that of the key.
    :raises AlreadyDone: the registry names the key already.
    """
    facts = json.loads((folder / REGISTRY).read_text("utf-8"))
    if any(entry["id"] == id for entry in facts["seals"]):
        raise AlreadyDone(Words("密钥{key}已在密钥库中。", key=id), do=Words("请另取一个编号。"))
    key_file = _place(folder, id)
    try:
        issued = x509.load_pem_x509_certificate(certificate)
        algorithm = RS256 if isinstance(issued.public_key(), rsa.RSAPublicKey) else ES256
        open_file(algorithm, key_file, issued)
        links = [x509.load_pem_x509_certificate(one) for one in chain]
    except (ValueError, OSError) as error:
        raise Incomplete(
            Words("证书与密钥{key}不符，或不能读取", key=id), do=Words("请核对证书文件和密钥编号。")
        ) from error
    write(key_file.with_suffix(".crt"), certificate)
    names = [f"seals/{id}-chain-{place}.crt" for place, _ in enumerate(links, 1)]
    for file, link in zip(names, links, strict=True):
        write(folder / file, link.public_bytes(Encoding.PEM))
    entry = {
        "id": id,
        "owner": {"zh": owner, "en": owner},
        "qualifications": EVERYTHING,
        "algorithm": algorithm,
        "key": f"seals/{id}.key",
        "certificate": f"seals/{id}.crt",
        "chain": names,
        "valid_from": issued.not_valid_before_utc.date().isoformat(),
        "valid_to": issued.not_valid_after_utc.date().isoformat(),
        "status": PROPOSED,
    }
    facts["seals"].append(entry)
    write(folder / REGISTRY, (json.dumps(facts, ensure_ascii=False, indent=2) + "\n").encode())


def _name(owner: str) -> x509.Name:
    """Return the name that is asked for; a common name has at most 64 characters."""
    parts = (
        (NameOID.COUNTRY_NAME, "CN"),
        (NameOID.ORGANIZATION_NAME, owner),
        (NameOID.COMMON_NAME, owner[:64]),
    )
    return x509.Name([x509.NameAttribute(kind, value) for kind, value in parts])


def _place(folder: Path, id: str) -> Path:
    if not _ID.fullmatch(id):
        raise Incomplete(
            Words("密钥编号写法不对：{id}", id=id), do=Words("只用小写字母、数字和连字符，2至60个字符。")
        )
    return folder / "seals" / f"{id}.key"
