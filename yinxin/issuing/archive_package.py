"""The archive package of closed registers: a bag (BagIt, RFC 8493) in one ZIP file, that any archive can read again.

::

    bagit.txt  bag-info.txt  manifest-sha256.txt  tagmanifest-sha256.txt  README.txt
    data/metadata.json          what it is, of whom, of which year, how long it is kept, each volume with its digests
    data/log-proof.json         the closing of each volume in the public log, proved with verify_log.py (docs/log.md)
    data/volumes/0001.pdf       the volume as it was closed, 0001.json the same as data

What a package says of itself can be checked without us: digests with any BagIt program, the closing lines with the
stand-alone verifier of the log. :func:`read_again` checks all that a package says of itself; whoever has the register
compares it with the volumes.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, Final

from yinxin.attachments.archives import Unreadable, open_archive, read_entry, zipped
from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words

FORMAT: Final = "yinxin-archive-1"
PACKAGE_BYTES: Final = 256 * 1024 * 1024
"""The largest package that is read again; some two million lines."""

_ENTRIES: Final = 4096
_BAGIT: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_TAGS: Final = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "README.txt")
_LINE: Final = re.compile(r"([0-9a-f]{64})  ([^\s].*)")
_READ_ME: Final = """\
档号 {code}
{title}

本包按BagIt（RFC 8493）组织，可用任何BagIt程序核对；manifest-sha256.txt列出data目录下每个文件的SHA-256。
data/metadata.json    题名、责任者、年度、保管期限，以及每一册的起止序号和摘要
data/volumes/NNNN.pdf 第N册，与封册时逐字节相同；NNNN.json 是同一册的数据，其SHA-256就是印在册末的封册摘要
data/log-proof.json   封册账目在公开日志中的证明，用公开日志提供的verify_log.py核对
"""


class Retention(Enum):
    """How long the archive keeps it."""

    PERMANENT = "permanent"
    THIRTY_YEARS = "30y"
    TEN_YEARS = "10y"

    @property
    def words(self) -> Words:
        """The period for people."""
        return _RETENTIONS[self]


_RETENTIONS = {
    Retention.PERMANENT: Words("永久"),
    Retention.THIRTY_YEARS: Words("30年"),
    Retention.TEN_YEARS: Words("10年"),
}


@dataclass(frozen=True)
class PackedVolume:
    """One volume in a package: its number, its lines, what it was closed with, its two files."""

    id: int
    number: int
    first: int
    lines: int
    closing: str
    closed_on: date
    closed_by: str
    pdf: bytes
    facts: bytes


@dataclass(frozen=True)
class Contents:
    """What a package is made of.

    :ivar code: the archive number; :ivar title: as it is entered in the archive's list.
    :ivar subject: the exam's or the review session's name.
    :ivar clause: the clause under which the register is kept (A2.1.5, A2.2.3).
    """

    code: str
    title: str
    owner: str
    subject: str
    year: int
    retention: Retention
    clause: str
    made_on: date
    volumes: tuple[PackedVolume, ...]
    log_proof: Mapping[str, Any]


@dataclass(frozen=True)
class ReadAgain:
    """A package that was read again.

    :ivar faults: what does not fit, in words; empty where everything does.
    :ivar volumes: the volumes that it holds, by id, with the digest of the PDF and of the data.
    """

    code: str
    title: str
    owner: str
    year: int
    faults: tuple[Words, ...]
    volumes: Mapping[int, tuple[str, str]]


def compose(one: Contents) -> bytes:
    """Return the package: the same contents always make the same bytes."""
    payload = {
        "data/metadata.json": _pretty(_metadata(one)),
        "data/log-proof.json": _pretty(one.log_proof),
    }
    for volume in one.volumes:
        payload[f"data/volumes/{volume.number:04d}.pdf"] = volume.pdf
        payload[f"data/volumes/{volume.number:04d}.json"] = volume.facts
    size = sum(map(len, payload.values()))
    info = {
        "Source-Organization": one.owner,
        "External-Identifier": one.code,
        "External-Description": one.title,
        "Bagging-Date": one.made_on.isoformat(),
        "Payload-Oxum": f"{size}.{len(payload)}",
    }
    tags = {
        "bagit.txt": _BAGIT,
        "bag-info.txt": "".join(f"{name}: {text}\n" for name, text in info.items()).encode(),
        "manifest-sha256.txt": _manifest(payload),
        "README.txt": _READ_ME.format(code=one.code, title=one.title).encode(),
    }
    return zipped({**tags, "tagmanifest-sha256.txt": _manifest(tags), **payload})


def read_again(data: bytes) -> ReadAgain:
    """Read a package and check everything that it says of itself; nothing in it is trusted.

    :raises Incomplete: it is no such package, or too large to be looked at.
    """
    files = _files(data)
    faults = [*_check_tags(files), *_check_manifest(files, "manifest-sha256.txt", _payload(files))]
    try:
        facts = json.loads(files["data/metadata.json"])
        if facts["format"] != FORMAT:
            raise ValueError(facts["format"])
        said = [
            (int(one["id"]), int(one["number"]), str(one["pdf_sha256"]), str(one["facts_sha256"]))
            for one in facts["volumes"]
        ]
        about = (str(facts["code"]), str(facts["title"]), str(facts["owner"]), int(facts["year"]))
    except (KeyError, TypeError, ValueError) as error:
        raise _no_package() from error
    for _, number, *digests in said:
        for suffix, expected in zip(("pdf", "json"), digests, strict=True):
            held = files.get(f"data/volumes/{number:04d}.{suffix}")
            if held is None or digest(held) != expected:
                faults.append(
                    Words("第{number}册的{suffix}文件缺失或与目录不符", number=number, suffix=suffix)
                )
    volumes = {number: (pdf, data_digest) for number, _, pdf, data_digest in said}
    return ReadAgain(*about, tuple(faults), volumes)


def _metadata(one: Contents) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "code": one.code,
        "title": one.title,
        "owner": one.owner,
        "subject": one.subject,
        "year": one.year,
        "retention": one.retention.value,
        "retention_words": str(one.retention.words),
        "clause": one.clause,
        "made_on": one.made_on.isoformat(),
        "volumes": [
            {
                "id": volume.id,
                "number": volume.number,
                "first": volume.first,
                "last": volume.first + volume.lines - 1,
                "lines": volume.lines,
                "closed_on": volume.closed_on.isoformat(),
                "closed_by": volume.closed_by,
                "closing": volume.closing,
                "pdf_sha256": digest(volume.pdf),
                "facts_sha256": digest(volume.facts),
            }
            for volume in one.volumes
        ],
    }


def _files(data: bytes) -> dict[str, bytes]:
    """Return the files of a package that strangers may have made, none of them written anywhere."""
    if len(data) > PACKAGE_BYTES:
        raise _no_package()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "package.zip"
        place.write_bytes(data)
        try:
            with open_archive(place, entries=_ENTRIES, unpacked=PACKAGE_BYTES) as archive:
                found = {
                    info.filename: read_entry(archive, info, PACKAGE_BYTES) or b""
                    for info in archive.infolist()
                    if not info.is_dir()
                }
        except Unreadable as error:
            raise _no_package() from error
    if "data/metadata.json" not in found:
        raise _no_package()
    return found


def _payload(files: Mapping[str, bytes]) -> list[str]:
    return [name for name in files if name.startswith("data/")]


def _check_tags(files: Mapping[str, bytes]) -> list[Words]:
    wrong = [name for name in (*_TAGS, "tagmanifest-sha256.txt") if name not in files]
    strange = [
        name
        for name in files
        if not name.startswith("data/") and name not in (*_TAGS, "tagmanifest-sha256.txt")
    ]
    faults = [Words("缺少{name}", name=name) for name in wrong]
    faults += [Words("多出不属于本包的文件{name}", name=name[:80]) for name in strange]
    if files.get("bagit.txt") not in (_BAGIT, None):
        faults.append(Words("bagit.txt的声明不对"))
    return faults + _check_manifest(
        files, "tagmanifest-sha256.txt", [name for name in _TAGS if name in files]
    )


def _check_manifest(files: Mapping[str, bytes], manifest: str, wanted: Sequence[str]) -> list[Words]:
    """Tell what a manifest lists and is not there, what is there and not listed, and what has another digest."""
    listed = {}
    for line in files.get(manifest, b"").decode("utf-8", "replace").splitlines():
        found = _LINE.fullmatch(line)
        if found is None:
            return [Words("{manifest}读不出来", manifest=manifest)]
        listed[found[2]] = found[1]
    faults = [
        Words("{manifest}列出的{name}不在包里", manifest=manifest, name=name[:80])
        for name in listed
        if name not in files
    ]
    faults += [
        Words("{name}没有列在{manifest}里", name=name[:80], manifest=manifest)
        for name in wanted
        if name not in listed
    ]
    return faults + [
        Words("{name}的内容与摘要不符", name=name[:80])
        for name, expected in listed.items()
        if name in files and digest(files[name]) != expected
    ]


def _manifest(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{digest(data)}  {name}\n" for name, data in sorted(files.items())).encode()


def _pretty(facts: Mapping[str, Any]) -> bytes:
    canonical_json(facts)  # the same refusals: no floats, no moments
    return json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _no_package() -> Incomplete:
    return Incomplete(
        Words("这不是登记册的档案包，或文件过大、已损坏。"),
        do=Words("请选择从登记册页面下载的档案包（ZIP），不超过256 MB。"),
    )
