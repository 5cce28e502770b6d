"""The evidence pack of a report: everything in one archive, each file with its digest, and the list of them signed.

Whoever receives it (police, the administration of networks) can check every digest with the tools they have, and the
signature of the list with the published key: nothing was put in, taken out or changed since it left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Final

import orjson

from yinxin.attachments.archives import zipped
from yinxin.fakes.queries import FakeView
from yinxin.fakes.reporting import Store
from yinxin.kernel.canonical import digest

Sign = Callable[[str, int, bytes], str]
"""Given the report's number, the number of files and the SHA-256 of their list, return the signed note."""

_READ_ME: Final = """\
举报编号 {number}

said.json     举报人所写的内容、时间，以及处理情况
evidence/N.bin  举报人交来的第N个文件，一个字节也没有改动；来源不明，请勿直接打开
evidence/N.json 收到时系统对该文件的核验结论
manifest.txt    以上每个文件的SHA-256
manifest.note   对manifest.txt的签名；用本站 /.well-known/yinxin/keys.json 中log一项的公钥验证
"""


def pack(one: FakeView, *, store: Store, sign: Sign, at: datetime) -> bytes:
    """Return the archive; the same report gives the same files, but for the moment that ``said.json`` states.

    :raises NotFound: a file of the evidence is gone.
    """
    files = {"README.txt": _READ_ME.format(number=one.number).encode(), "said.json": _said(one, at)}
    for piece in one.evidence:
        files[f"evidence/{piece.place}.bin"] = store.get(piece.key)
        files[f"evidence/{piece.place}.json"] = _json({"sha256": piece.digest, "found": piece.found})
    manifest = "".join(f"{digest(data)}  {name}\n" for name, data in sorted(files.items())).encode()
    note = sign(one.number, len(files), bytes.fromhex(digest(manifest)))
    return zipped({**files, "manifest.txt": manifest, "manifest.note": note.encode()})


def _said(one: FakeView, at: datetime) -> bytes:
    seen = asdict(one.seen) | {"what": one.seen.what.value, "what_words": str(one.seen.what.label)}
    return _json(
        {
            "number": one.number,
            "reported_at": one.at.isoformat(),
            "reported_to": one.over.name,
            "seen": seen,
            "outcome": one.outcome.value if one.outcome else None,
            "note": one.note,
            "packed_at": at.isoformat(),
        }
    )


def _json(facts: object) -> bytes:
    return orjson.dumps(facts, option=orjson.OPT_INDENT_2)
