"""Having strangers' files read by a child process that is limited in memory and time.

The child gets two paths and a folder to write to, an empty environment, and nothing else. Whatever happens to
it, the answer here is either the plain results or a refusal that says what to do.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.production.intake.limits import Limits

CLAUSE: Final = Clause("N9.1")
_ROOT: Final = str(Path(__file__).resolve().parents[3])
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from yinxin.production.intake.child import main; main(sys.argv[2])"
)
_ENVIRONMENT: Final = {"POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}
_MB: Final = 1024 * 1024

_SAVE_AS_XLSX: Final = Words("请用表格软件打开，另存为“Excel 工作簿（.xlsx）”或UTF-8编码的CSV后重新提交。")
_ZIP_AGAIN: Final = Words("请把照片直接放进一个新的ZIP压缩包（不加密、不分文件夹）后重新提交。")
_SPLIT: Final = Words("请删去多余的行列，或把数据分成几个文件分批提交。")

REASONS: Final[Mapping[str, tuple[str, Words]]] = {
    "not_zip": ("文件不是完整的ZIP压缩包。", _ZIP_AGAIN),
    "too_many_entries": ("压缩包内的文件超过{limit}个。", _ZIP_AGAIN),
    "same_name_twice": ("压缩包内有同名文件，不能确定以哪一个为准。", _ZIP_AGAIN),
    "encrypted": ("文件加了密码，不能读取。", Words("请去掉密码后重新提交。")),
    "unpacks_too_large": ("文件解压后超过{limit}MB。", _SPLIT),
    "damaged_zip": ("压缩包已损坏，“{name}”不能解压。", _ZIP_AGAIN),
    "not_flat": ("压缩包里有文件夹、链接或带路径的文件名：“{name}”。", _ZIP_AGAIN),
    "unprintable_name": (
        "压缩包里有文件名含不可见字符。",
        Words("请给照片改名（建议用管理号）后重新压缩提交。"),
    ),
    "packed_too_tight": ("“{name}”的压缩比异常，不是正常的照片。", _ZIP_AGAIN),
    "not_xlsx": ("文件不是Excel工作簿。", _SAVE_AS_XLSX),
    "damaged_xlsx": ("Excel文件已损坏，或不是标准的XLSX格式。", _SAVE_AS_XLSX),
    "damaged_dbf": ("DBF文件已损坏，或不是dBase、FoxPro的表格。", _SAVE_AS_XLSX),
    "old_excel": ("文件是旧版Excel格式，或加了密码。", _SAVE_AS_XLSX),
    "utf16": ("文件是UTF-16编码的文本。", _SAVE_AS_XLSX),
    "binary": ("文件既不是XLSX，也不是文本：第{line}行有空字符。", _SAVE_AS_XLSX),
    "encoding": ("第{line}行第{byte}个字节既不是UTF-8，也不是GB 18030编码。", _SAVE_AS_XLSX),
    "damaged_csv": ("CSV文件第{line}行的引号不成对，或内容过长。", _SAVE_AS_XLSX),
    "wider_than_header": ("第{row}行的列数比表头多。", Words("请检查该行是否多了分隔符，改正后重新提交。")),
    "too_many_columns": ("表格超过{limit}列。", _SPLIT),
    "too_many_sheets": ("工作簿超过{limit}个工作表。", _SPLIT),
    "too_many_rows": ("表格超过{limit}行。", _SPLIT),
    "empty": ("表格是空的，第一行没有表头。", Words("请下载模板，按表头填写后重新提交。")),
    "file_too_large": ("文件超过{limit}MB。", _SPLIT),
    "too_slow": ("文件在{limit}秒内没有读完。", _SPLIT),
    "unreadable": ("文件的内容异常，读取中断。", _SAVE_AS_XLSX),
    "too_large_to_read": ("读取文件所需的内存超过了限制，可能在很远的行列有内容。", _SPLIT),
}
"""Why a file cannot be read, and what to do; the keys are the codes that the child answers with."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as text: the headings, and a frame with ``row`` (the header is row 1), ``c0``, ``c1`` …"""

    header: tuple[str, ...]
    frame: pl.DataFrame


def read(data: Path, photos: Path | None, folder: Path, limits: Limits) -> tuple[Table, pl.DataFrame | None]:
    """Read a table and, where there is one, its photo archive; the two are read side by side.

    :param folder: an empty folder; the pictures are in it afterwards as ``<digest>.jpg``.
    :returns: the table, and one row for each photo (see `pictures.Picture`) or None.
    :raises Incomplete: a file is unreadable, too large or too slow; the refusal says what to do.
    """
    _check_size(data, limits.file)
    if photos is not None:
        _check_size(photos, limits.archive)
    jobs = [_start("table", data, folder, limits)]
    try:
        if photos is not None:
            jobs.append(_start("photos", photos, folder, limits))
        facts = _finish(jobs[0], limits.table_seconds)
        table = Table(tuple(facts["header"]), _load(folder / "table.arrow"))
        if photos is None:
            return table, None
        _finish(jobs[1], limits.photos_seconds)
        return table, _load(folder / "photos.arrow")
    finally:
        for job in jobs:
            _end(job)


def read_book(data: Path, folder: Path, limits: Limits) -> dict[str, Any]:
    """Read a whole file, every sheet of it, so that it can be given back with something added.

    :param folder: an empty folder.
    :returns: what `books.read_book` does.
    :raises Incomplete: the file is unreadable, too large or too slow; the refusal says what to do.
    """
    _check_size(data, limits.file)
    job = _start("book", data, folder, limits)
    try:
        _finish(job, limits.table_seconds)
        found: dict[str, Any] = json.loads((folder / "book.json").read_bytes())
        return found
    finally:
        _end(job)


def _check_size(path: Path, limit: int) -> None:
    if path.stat().st_size > limit:
        raise refusal("file_too_large", limit=limit // _MB)


def _load(path: Path) -> pl.DataFrame:
    frame = pl.read_ipc(path.read_bytes())
    path.unlink()
    return frame


def _start(what: str, source: Path, folder: Path, limits: Limits) -> subprocess.Popen[bytes]:
    facts = {
        "what": what,
        "source": str(source.resolve()),
        "folder": str(folder.resolve()),
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


def _finish(job: subprocess.Popen[bytes], seconds: int) -> dict[str, Any]:
    """Wait for a child and return its answer.

    A child that a signal ended died of its limits: the parser's native code cannot refuse memory politely.
    """
    try:
        answer, _ = job.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise refusal("too_slow", limit=seconds) from None
    if job.returncode == -24:  # SIGXCPU
        raise refusal("too_slow", limit=seconds)
    if job.returncode:
        raise refusal("too_large_to_read" if job.returncode < 0 else "unreadable")
    facts: dict[str, Any] = json.loads(answer)
    if "reason" in facts:
        raise refusal(facts["reason"], **facts["facts"])
    return facts


def _end(job: subprocess.Popen[bytes]) -> None:
    if job.poll() is None:
        job.kill()
    job.wait()
    if job.stdout:
        job.stdout.close()


def refusal(reason: str, **facts: Any) -> Incomplete:
    """Return the refusal for a reason of `REASONS`."""
    what, do = REASONS[reason]
    return Incomplete(Words(what, **facts), do=do, clause=CLAUSE, facts={"reason": reason, **facts})
