"""Having a stranger's file opened by a child process with limits, and saying in words why one is not taken.

What a file is, its first bytes say, never its name. See `child` for what the process may do.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from yinxin.attachments.limits import Limits
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words

Kind = Literal["image", "pdf"]
Job = Literal["pages", "codes", "text"]
"""What the child does with a file: draw its pages anew, read the codes on them, or read their text."""
T = TypeVar("T")

_ROOT: Final = str(Path(__file__).resolve().parents[2])
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from yinxin.attachments.child import main; main(sys.argv[2])"
)
_ENVIRONMENT: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}
_MB: Final = 1024 * 1024
_OUT_OF_TIME: Final = -24
"""What a process that SIGXCPU ended returns."""
JPEG: Final = b"\xff\xd8\xff"
_BEGINNINGS: Final[Mapping[bytes, Kind]] = {JPEG: "image", b"\x89PNG\r\n\x1a\n": "image", b"%PDF-": "pdf"}
_SHOWN_OF_NAME: Final = 60

_AGAIN: Final = Words("请重新扫描或拍照，保存为JPEG、PNG或PDF后再上传。")
_SMALLER: Final = Words("请降低拍照或扫描的清晰度，或分成几个文件后再上传。")

REASONS: Final[Mapping[str, tuple[Words, Words]]] = {
    "empty": (Words("文件“{name}”是空的。"), Words("请检查文件能否打开，再重新上传。")),
    "wrong_type": (Words("文件“{name}”的内容不是JPEG、PNG图片，也不是PDF。"), _AGAIN),
    "heic": (
        Words("文件“{name}”是HEIC格式的照片，不能接收。"),
        Words("请在手机上把照片另存或截图为JPEG后再上传。"),
    ),
    "image_too_large": (Words("图片“{name}”超过{limit}MB。"), _SMALLER),
    "pdf_too_large": (Words("PDF文件“{name}”超过{limit}MB。"), _SMALLER),
    "too_many_pixels": (Words("图片“{name}”超过{limit}万像素。"), _SMALLER),
    "too_many_pages": (Words("PDF文件“{name}”超过{limit}页。"), Words("请只留下需要的页后再上传。")),
    "damaged_image": (Words("图片“{name}”不完整或已损坏。"), _AGAIN),
    "damaged_pdf": (Words("PDF文件“{name}”不完整或已损坏。"), _AGAIN),
    "encrypted": (Words("PDF文件“{name}”加了密码，无法查看。"), Words("请去掉密码后再上传。")),
    "too_slow": (Words("文件“{name}”在{limit}秒内没有处理完。"), _SMALLER),
    "too_much": (Words("处理文件“{name}”所需的内存或空间超过了限制。"), _SMALLER),
    "unreadable": (Words("文件“{name}”的内容异常，处理中断。"), _AGAIN),
}
"""Why a file is not taken, and what to do; the keys are the codes that the child answers with."""


def kind_of(data: bytes, name: str, limits: Limits) -> Kind:
    """Return what a file is.

    :raises Incomplete: it is empty, too large, or no picture and no PDF.
    """
    kind = _begins_as(data, name)
    limit = limits.image if kind == "image" else limits.pdf
    if len(data) > limit:
        raise refusal(f"{kind}_too_large", name, limit=limit // _MB)
    return kind


def opened(
    data: bytes,
    kind: Kind,
    name: str,
    limits: Limits,
    *,
    job: Job,
    then: Callable[[Path, dict[str, Any]], T],
) -> T:
    """Have the child open a file; return what ``then`` makes of its folder and its answer, before both go.

    :raises Incomplete: the child could not, and why.
    """
    with tempfile.TemporaryDirectory(prefix="yinxin-attachment-") as place:
        folder = Path(place)
        source = folder / "upload"
        source.write_bytes(data)
        facts = _answer(_start(kind, source, folder, limits, job), name, limits)
        if "reason" in facts:
            raise refusal(facts["reason"], name, **_bounds(facts["reason"], limits))
        return then(folder, facts)


def _begins_as(data: bytes, name: str) -> Kind:
    if not data:
        raise refusal("empty", name)
    for beginning, kind in _BEGINNINGS.items():
        if data.startswith(beginning):
            return kind
    raise refusal("heic" if data[4:8] == b"ftyp" and data[8:12] in _HEIC else "wrong_type", name)


_HEIC: Final = (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif")


def _start(kind: Kind, source: Path, folder: Path, limits: Limits, job: Job) -> subprocess.Popen[bytes]:
    facts = {
        "kind": kind,
        "source": str(source),
        "folder": str(folder),
        "job": job,
        "limits": asdict(limits),
    }
    return subprocess.Popen(
        [sys.executable, "-I", "-c", _START, _ROOT, json.dumps(facts)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_ENVIRONMENT,
        cwd=folder,
        close_fds=True,
    )


def _answer(job: subprocess.Popen[bytes], name: str, limits: Limits) -> dict[str, Any]:
    """Wait for the child and return its answer; one that a signal ended died of its limits."""
    with job:
        try:
            answer, _ = job.communicate(timeout=limits.seconds)
        except subprocess.TimeoutExpired:
            job.kill()
            raise refusal("too_slow", name, limit=limits.seconds) from None
    if job.returncode == _OUT_OF_TIME:
        raise refusal("too_slow", name, limit=limits.cpu)
    if job.returncode:
        raise refusal("too_much" if job.returncode < 0 else "unreadable", name)
    facts: dict[str, Any] = json.loads(answer)
    return facts


def _bounds(reason: str, limits: Limits) -> dict[str, int]:
    bounds = {"too_many_pages": limits.pages, "too_many_pixels": limits.pixels // 10_000}
    return {"limit": bounds[reason]} if reason in bounds else {}


def refusal(reason: str, name: str, **facts: int) -> Incomplete:
    """Return the refusal for a reason of `REASONS`."""
    what, do = REASONS[reason]
    shown = "".join(sign for sign in name if sign.isprintable())[:_SHOWN_OF_NAME] or "—"
    return Incomplete(Words(what.template, name=shown, **facts), do=do, facts={"reason": reason, **facts})
