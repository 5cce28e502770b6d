"""Sealing an OFD document: one signature for each department, over the SM3 digest of every file inside.

The list of signatures is protected like every other file, so that nobody can add one: what a department sealed is
finished. A signature's own list is protected by its value, and the seal stands in both.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final, Protocol

from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.signing import packages, ses, sm2
from yinxin.signing.algorithms import OFD
from yinxin.signing.keys import SealKey

NAMESPACE: Final = "http://www.ofdspec.org/2016"
FOLDER: Final = "Doc_0/Signs"
SIGNATURES: Final = f"{FOLDER}/Signatures.xml"
METHOD: Final = "1.2.156.10197.1.501"
CHECK_METHOD: Final = "1.2.156.10197.1.401"
_HEADER: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


class Part(Protocol):
    """A file of the document; ``rendering.ofd.Part`` is one."""

    @property
    def name(self) -> str:
        """Its path."""

    @property
    def data(self) -> bytes:
        """What it holds."""

    @property
    def check(self) -> str:
        """Its SM3 digest in base64."""


class Unsigned(Protocol):
    """A document that waits for its seals; ``rendering.ofd.UnsignedOfd`` is one."""

    @property
    def parts(self) -> Sequence[Part]:
        """Every file but those of the signatures."""

    @property
    def stamps(self) -> Sequence[str]:
        """Where each seal stands, as OFD writes a box."""

    @property
    def page(self) -> int:
        """The number of the page that the seals stand on."""


def seal_ofd(unsigned: Unsigned, keys: Sequence[SealKey], at: datetime, *, version: int = 4) -> bytes:
    """Return the sealed document. Each time it is another, as SM2 has it.

    :param keys: a seal for each of the document's stamps, in order.
    :param version: the seals' structure: 4 (GB/T 38540-2020) or 5 (GM/T 0031-2025).
    :raises WrongState: a seal is not for OFD, or not valid at ``at``.
    :raises ValueError: there are not as many seals as stamps.
    """
    folders = [f"{FOLDER}/Sign_{number}" for number in range(len(keys))]
    parts = [(part.name, part.data) for part in unsigned.parts]
    checks = [(part.name, part.check) for part in unsigned.parts]
    listed = signatures(folders)
    for name, data in ((SIGNATURES, listed), *_stamps(folders, keys, at)):
        parts.append((name, data))
        checks.append((name, check_value(data)))
    for folder, key, stamp in zip(folders, keys, unsigned.stamps, strict=True):
        place = f"/{folder}/Signature.xml"
        facts = signature(folder, checks, f'PageRef="{unsigned.page}" Boundary="{stamp}"', at)
        value = ses.sign(key.stamp, key.signer, sm2.sm3(facts), place, at, version=version)
        parts += [(place[1:], facts), (f"{folder}/SignedValue.dat", value)]
    return packages.pack(parts)


def _stamps(folders: Sequence[str], keys: Sequence[SealKey], at: datetime) -> list[tuple[str, bytes]]:
    """Return the seals as files.

    :raises WrongState: one is not for OFD, or not valid at ``at``.
    """
    for key in keys:
        usable = key.carrier == OFD and key.covers(at)
        if not usable or not _within(ses.read_seal(key.stamp), at):
            raise WrongState(
                Words("印章在签章时刻不能用于OFD文件：{owner}", owner=key.owner),
                do=Words("请更换有效的国密印章后重新签章。"),
            )
    return [(f"{folder}/Seal.esl", key.stamp) for folder, key in zip(folders, keys, strict=True)]


def _within(seal: ses.Seal, at: datetime) -> bool:
    return seal.valid_from <= at <= seal.valid_to


def signatures(folders: Sequence[str]) -> bytes:
    """Return the list of the document's signatures."""
    lines = "".join(
        f'<ofd:Signature ID="s{number:03}" Type="Seal" BaseLoc="/{folder}/Signature.xml"/>'
        for number, folder in enumerate(folders, 1)
    )
    text = (
        f'{_HEADER}<ofd:Signatures xmlns:ofd="{NAMESPACE}"><ofd:MaxSignId>s{len(folders):03}</ofd:MaxSignId>'
        f"{lines}</ofd:Signatures>"
    )
    return text.encode()


def signature(folder: str, checks: Iterable[tuple[str, str]], stamp: str, at: datetime) -> bytes:
    """Return what one signature covers, and where its seal stands.

    :param checks: the files that it covers, each with its digest in base64.
    :param stamp: page and place as the attributes ``PageRef`` and ``Boundary``.
    """
    references = "".join(
        f'<ofd:Reference FileRef="/{name}"><ofd:CheckValue>{check}</ofd:CheckValue></ofd:Reference>'
        for name, check in checks
    )
    moment = at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ")
    text = (
        f'{_HEADER}<ofd:Signature xmlns:ofd="{NAMESPACE}"><ofd:SignedInfo>'
        '<ofd:Provider ProviderName="Yinxin" Version="1.0" Company="Yinxin"/>'
        f"<ofd:SignatureMethod>{METHOD}</ofd:SignatureMethod>"
        f"<ofd:SignatureDateTime>{moment}</ofd:SignatureDateTime>"
        f'<ofd:References CheckMethod="{CHECK_METHOD}">{references}</ofd:References>'
        f'<ofd:StampAnnot ID="stamp" {stamp}/>'
        f"<ofd:Seal><ofd:BaseLoc>/{folder}/Seal.esl</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo>"
        f"<ofd:SignedValue>/{folder}/SignedValue.dat</ofd:SignedValue></ofd:Signature>"
    )
    return text.encode()


def check_value(data: bytes) -> str:
    """Return the SM3 digest of a file as signatures list it, in base64."""
    return base64.b64encode(sm2.sm3(data)).decode()
