"""Read print orders: one with its blanks, its files in the drop folder, what the printing house reported (N10)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import orjson

from yinxin.kernel.canonical import digest
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body
from yinxin.production import queries
from yinxin.production.models import PrintOrder
from yinxin.production.queries import PrintOrderView
from yinxin.register import books, sheets
from yinxin.register.blanks import runs
from yinxin.register.places import SlipKind


class ManifestState(Enum):
    """How the manifest in the drop folder stands to what the register says."""

    WAITING = "waiting"
    WHOLE = "whole"
    CHANGED = "changed"
    GONE = "gone"

    @property
    def words(self) -> Words:
        """The state's name for people."""
        return _MANIFESTS[self]


_MANIFESTS = {
    ManifestState.WAITING: Words("尚未送出"),
    ManifestState.WHOLE: Words("在交换文件夹中，与登记一致"),
    ManifestState.CHANGED: Words("与登记不一致"),
    ManifestState.GONE: Words("已不在交换文件夹中"),
}


@dataclass(frozen=True)
class FileLine:
    """A file that the manifest names: its digest, its size in bytes where it still lies in the drop folder."""

    name: str
    digest: str
    size: int | None


@dataclass(frozen=True)
class OrderDetail:
    """A print order with everything about it.

    :ivar blanks: the numbers of its blanks as runs: first, last, how many; empty where it is printed on plain sheets.
    :ivar manifest: SHA-256 of the manifest, or nothing; :attr:`report` the key of the report's file likewise.
    :ivar printed: sheets by the report; :attr:`spoiled` and :attr:`lost` likewise, of which :attr:`again` are still to
        be printed again.
    """

    view: PrintOrderView
    blanks: tuple[tuple[str, str, int], ...]
    manifest: str
    manifest_state: ManifestState
    files: tuple[FileLine, ...]
    report: str
    printed: int
    spoiled: int
    lost: int
    again: int


def order(number: str, by: Actor, *, drop: Path) -> OrderDetail:
    """Return one print order.

    :param drop: the folder that is shared with the printing house.
    :raises NotPermitted: ``by`` may not see print orders.
    :raises NotFound: there is none of this number for an issuer of the person's territory, or of their own maker.
    """
    row = PrintOrder.objects.filter(number=number).select_related("issuer").first()
    if row is None:
        raise access.not_here()
    owners = [body(number) for number in (row.issuer_id, row.maker_id) if number]
    access.require_one(by, Permission.PRINT_SEE, owners)
    serials = sheets.serials(books.copies_on(SlipKind.PRINT_ORDER, number))
    spoiled = books.copies_on(SlipKind.SPOILED_IN_PRINT, number)
    lost = books.copies_on(SlipKind.LOST_IN_PRINT, number)
    state, files = _folder(drop / "orders" / row.number, row.manifest)
    return OrderDetail(
        queries.print_order_view(row),
        tuple(runs(serials)),
        row.manifest,
        state,
        files,
        row.report,
        len(books.copies_on(SlipKind.PRINTED, number)),
        len(spoiled),
        len(lost),
        len(sheets.to_print_again(books.copies_on(SlipKind.PRINT_ORDER, number))),
    )


def _folder(folder: Path, manifest: str) -> tuple[ManifestState, tuple[FileLine, ...]]:
    """Return how the manifest stands, and the files it names; one that was changed names nothing that counts."""
    if not manifest:
        return ManifestState.WAITING, ()
    try:
        data = (folder / "manifest.json").read_bytes()
    except OSError:
        return ManifestState.GONE, ()
    if digest(data) != manifest:
        return ManifestState.CHANGED, ()
    named = orjson.loads(data)["files"]
    files = tuple(FileLine(one["name"], one["digest"], _size(folder / one["name"])) for one in named)
    return ManifestState.WHOLE, files


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except OSError:
        return None
