"""Sealed files, records of QR codes and credentials a second on one core, each held against its bare signatures.

Ratios are of CPU time. No installation and no store: a face goes in, bytes come out, and are judged once.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.measuring import AT, interleaved, machine, rate, ratio
from yinxin.kernel.face import Face
from yinxin.rendering import seal, stamp, wording
from yinxin.rendering.certificate import CertificatePress
from yinxin.rendering.fonts import FontChain
from yinxin.rendering.ofd import OfdPress
from yinxin.signing import credentials, pades, records
from yinxin.signing.algorithms import ES256, OFD, RS256
from yinxin.signing.credentials import ITEMS, Order, Place
from yinxin.signing.demo import create_demo_authority
from yinxin.signing.keys import Keyring
from yinxin.signing.ofd import seal_ofd
from yinxin.signing.ofd_check import validate_ofd
from yinxin.signing.proofs import StatusBook
from yinxin.signing.trust import PublicKeys
from yinxin.signing.validate import validate_pdf

COUNT, SIGNATURES, ROUNDS, MANY = 100, 2_000, 5, 10
OWNER = "人力资源和社会保障部"


class _Works:
    """Keys of every kind, presses and faces."""

    def __init__(self, folder: Path) -> None:
        self.photo, self.face = _photo(), _face()
        self.face = replace(self.face, photo=hashlib.sha256(self.photo).hexdigest())
        self.fonts = FontChain.default()
        self.press, self.ofd = CertificatePress(self.fonts, demo=True), OfdPress(self.fonts, demo=True)
        self.rings = {
            name: create_demo_authority(folder / name, [OWNER], AT, algorithm=name, picture=self.picture)
            for name in (ES256, RS256)
        }

    def picture(self, owner: str) -> bytes:
        shape = seal.draw(self.fonts, owner, wording.of(self.face).seal, demonstration=True)
        return stamp.png(shape)

    def faces(self) -> list[Face]:
        return [replace(self.face, management_number=f"20260614340100{number:05}") for number in range(COUNT)]

    def pdf(self, face: Face, ring: Keyring, level: str, code: str = "") -> bytes:
        key, stamps = ring.seal(OWNER, AT.date()), None
        if level != pades.B_B:
            stamps = ring.own_stamps(lambda: AT + timedelta(seconds=1))
        unsigned = self.press.render(
            face,
            photo=self.photo,
            document_id=face.management_number,
            at=AT,
            seals=self.press.seals(face),
            reserve=pades.room(key, stamps),
            evidence=ring.evidence(key) if stamps else None,
            code=code,
        )
        data = pades.seal_pdf(unsigned, key, AT, stamps=stamps)
        return pades.archive(data, stamps) if stamps and level == pades.B_LTA else data

    def record(self, face: Face) -> str:
        key = self.rings[ES256].record_key()
        assert key
        return records.code(face.verify_at, records.record_of(face, shard=0, index=7, at=AT), key)

    def credential(self, face: Face) -> str:
        order = Order(face, Place(0, 7), "https://verify.yinxin.example", AT, ITEMS)
        return credentials.issue(order, self.rings[ES256].credential_key(), os.urandom)

    def coded(self, face: Face) -> bytes:
        return self.pdf(face, self.rings[ES256], pades.B_B, code=self.record(face))

    def document(self, face: Face) -> bytes:
        key = self.rings[ES256].seal(OWNER, AT.date(), carrier=OFD)
        unsigned = self.ofd.render(face, photo=self.photo, document_id=face.management_number, at=AT)
        return seal_ofd(unsigned, [key], AT)


def measure() -> dict[str, Any]:
    """Return the rates of each format and level, of the bare signatures, and the ratios."""
    with tempfile.TemporaryDirectory(prefix="yinxin-bench-") as name:
        works = _Works(Path(name))
        faces, national = works.faces(), works.rings[ES256]
        makers: dict[str, Callable[[Face], bytes]] = {
            "pdf_b_b": lambda face: works.pdf(face, national, pades.B_B),
            "pdf_b_lt": lambda face: works.pdf(face, national, pades.B_LT),
            "pdf_b_lta": lambda face: works.pdf(face, national, pades.B_LTA),
            "pdf_b_b_rsa": lambda face: works.pdf(face, works.rings[RS256], pades.B_B),
            "ofd": works.document,
            "pdf_b_b_with_record": works.coded,
        }
        texts: dict[str, Callable[[Face], str]] = {"record": works.record, "credential": works.credential}
        signers = {
            "p256": national.seal(OWNER, AT.date()).signer,
            "rsa3072": works.rings[RS256].seal(OWNER, AT.date()).signer,
            "sm2": national.seal(OWNER, AT.date(), carrier=OFD).signer,
        }
        sizes = {kind: len(make(faces[0])) for kind, make in makers.items()}
        sizes |= {kind: len(make(faces[0])) for kind, make in texts.items()}
        _judged(works, makers, faces[0])
        _proved(works, faces[0])
        acts: dict[str, Callable[[], Any]] = {
            kind: (lambda make=make: [make(face) for face in faces]) for kind, make in makers.items()
        }
        acts |= {
            kind: (lambda make=make: [make(face) for face in faces * MANY]) for kind, make in texts.items()
        }
        message = os.urandom(220)
        acts |= {
            kind: (lambda signer=signer: [signer.sign(message) for _ in range(SIGNATURES)])
            for kind, signer in signers.items()
        }
        took = interleaved(acts, ROUNDS)
    counts = dict.fromkeys(signers, SIGNATURES) | dict.fromkeys(texts, COUNT * MANY)
    rates = {kind: rate(counts.get(kind, COUNT), rounds) for kind, rounds in took.items()}
    against = {
        "pdf_b_b": "p256",
        "pdf_b_lt": "p256",
        "pdf_b_lta": "p256",
        "pdf_b_b_rsa": "rsa3072",
        "ofd": "sm2",
        "pdf_b_b_with_record": "p256",
        "record": "p256",
        "credential": "p256",
    }
    return {
        "benchmark": "carriers",
        "documents": COUNT,
        "bytes_each": sizes,
        **rates,
        "ratio_to_bare_signature": {
            kind: ratio(rates[kind], rates[bare], "per_cpu_second") for kind, bare in against.items()
        },
        "machine": machine(),
    }


def _judged(works: _Works, makers: dict[str, Callable[[Face], bytes]], face: Face) -> None:
    """Judge one file of each kind: what is fast and wrong is not worth measuring."""
    for kind, make in makers.items():
        ring = works.rings[RS256 if kind.endswith("rsa") else ES256]
        data, roots = make(face), ring.trust_roots()
        if kind == "ofd":
            verdict = validate_ofd(
                data,
                roots,
                AT,
                makers=ring.makers(),
                chain=ring.intermediates(),
                revocations=ring.revocations(),
            )
            assert verdict.genuine, verdict
        else:
            judged = validate_pdf(data, roots, AT, revocations=ring.revocations())
            assert judged.genuine, judged


def _proved(works: _Works, face: Face) -> None:
    """Judge a record and a credential: with no list at hand, unaltered and by us is what can be said."""
    keys = PublicKeys.from_document(works.rings[ES256].public_document())
    for proof in (
        records.verify(works.record(face), keys, StatusBook(), AT),
        credentials.verify(works.credential(face), keys, StatusBook(), AT),
    ):
        assert proof.trusted, proof


def _photo() -> bytes:
    picture = Image.radial_gradient("L").resize((295, 413)).convert("RGB")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _face() -> Face:
    return Face(
        kind="certificate",
        regime="national",
        qualification="社会工作者职业资格",
        level="中级",
        specialty="社会工作",
        name="王芳",
        sex="女",
        born="1990-01",
        id_kind="居民身份证",
        id_number="999101199001011234",
        photo="",
        management_number="2026061434010000123",
        approved_on="2026-06-14",
        verify_at="https://verify.yinxin.example/v/7Q4M2K9XW1ZP6T8RJ3NB",
        scope="全国",
        valid_until="",
        remarks=(),
        sealed_by=(OWNER,),
    )
