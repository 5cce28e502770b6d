"""Sealed certificates a second on one core: rendered, signed, stored. Ratios are of CPU time.

The floor is the bare signature (P-256 over a digest). The peer makes the same page the usual way: ReportLab sets
the text, the photo and the QR code, pyHanko signs the file with the same key.
"""

from __future__ import annotations

import io
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.measuring import accepted_batch, installation, interleaved, machine, rate, ratio

COUNT, PEER_COUNT, SIGNATURES = 400, 8, 2000
ROUNDS = 5
AIM = 500


class _NoStore:
    """Takes every file and keeps none; reads the photos from where they are."""

    def __init__(self, photos: dict[str, bytes]) -> None:
        self.photos = photos

    def get(self, key: str) -> bytes:
        return self.photos[key]

    def put(self, data: bytes) -> str:
        from yinxin.kernel.canonical import digest

        return digest(data)


def measure() -> dict[str, Any]:
    """Return the rates of making with and without the store, of the bare signature, and of the peer."""
    with installation() as home:
        from config.workshop import workshop
        from yinxin.production.models import Chunk
        from yinxin.register import making as register
        from yinxin.register.files import FolderStore, files
        from yinxin.register.workshop import make

        batch = accepted_batch(home, COUNT, seed=1)
        chunks = list(Chunk.objects.filter(batch_id=batch).order_by("id").values_list("first", "last"))
        intents = [intent for first, last in chunks for intent in register.intents(first, last)]
        photos = {intent.face.photo: files().get(intent.face.photo) for intent in intents}
        key = workshop().seals[intents[0].seals[0]]
        sizes: list[int] = []
        stores = iter(range(1000))

        def stored() -> None:
            store = FolderStore(home / f"made-{next(stores)}")
            store.get = photos.__getitem__  # type: ignore[method-assign]
            shop = replace(workshop(), store=store)
            for start in range(0, COUNT, 50):
                sizes.extend(make(intent, shop).size for intent in intents[start : start + 50])
                store.settle()

        def bare() -> None:
            shop = replace(workshop(), store=_NoStore(photos))  # type: ignore[arg-type]
            for intent in intents:
                make(intent, shop)

        def sign() -> None:
            for _ in range(SIGNATURES):
                key.signer.sign(os.urandom(32))

        peer = _Peer(home, key)

        def theirs() -> None:
            for intent in intents[:PEER_COUNT]:
                peer.make(intent, photos[intent.face.photo])

        bare(), theirs()  # warm: fonts, the constant prefix, imports
        took = interleaved({"stored": stored, "bare": bare, "sign": sign, "peer": theirs}, ROUNDS)
    rates = {
        "stored": rate(COUNT, took["stored"]),
        "without_store": rate(COUNT, took["bare"]),
        "bare_signature": rate(SIGNATURES, took["sign"]),
        "pyhanko_and_reportlab": rate(PEER_COUNT, took["peer"]),
    }
    return {
        "benchmark": "making",
        "documents": COUNT,
        "bytes_each": round(sum(sizes) / len(sizes)),
        **rates,
        "ratio_to_bare_signature": ratio(rates["without_store"], rates["bare_signature"], "per_cpu_second"),
        "ratio_to_peer": ratio(rates["without_store"], rates["pyhanko_and_reportlab"], "per_cpu_second"),
        "ratio_stored_to_peer": ratio(rates["stored"], rates["pyhanko_and_reportlab"], "per_cpu_second"),
        "aim_per_second": AIM,
        "machine": machine(),
    }


class _Peer:
    """The page by ReportLab, the signature by pyHanko."""

    def __init__(self, home: Path, key: Any) -> None:
        from pyhanko.sign import signers
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont

        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        place = home / "keys" / "seals" / key.id
        self.signer = signers.SimpleSigner.load(
            str(place.with_suffix(".key")), str(place.with_suffix(".crt")), key_passphrase=None
        )

    def make(self, intent: Any, photo: bytes) -> bytes:
        """Make one signed page."""
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import signers

        page = IncrementalPdfFileWriter(io.BytesIO(_page(intent.face, photo)))
        facts = signers.PdfSignatureMetadata(field_name="Seal", md_algorithm="sha256")
        return bytes(signers.sign_pdf(page, facts, signer=self.signer).getvalue())


def _page(face: Any, photo: bytes) -> bytes:
    from reportlab.graphics import renderPDF
    from reportlab.graphics.barcode.qr import QrCodeWidget
    from reportlab.graphics.shapes import Drawing
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=landscape(A4))
    facts = (
        face.qualification,
        face.level,
        face.name,
        face.sex,
        face.born,
        face.id_number,
        face.management_number,
    )
    for line, text in enumerate((*facts, face.approved_on, datetime.now(UTC).isoformat(), *face.sealed_by)):
        canvas.setFont("STSong-Light", 14)
        canvas.drawString(320, 480 - 26 * line, str(text))
    canvas.drawImage(ImageReader(io.BytesIO(photo)), 80, 300, 100, 140)
    code = Drawing(100, 100)
    code.add(QrCodeWidget(face.verify_at, barWidth=100, barHeight=100))
    renderPDF.draw(code, canvas, 80, 150)
    canvas.save()
    return out.getvalue()
