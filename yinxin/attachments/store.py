"""Taking a file of evidence in, and showing its pages.

A child process with limits (see `process` and `child`) draws every page anew as a JPEG picture; those are kept
together as one file, and the upload itself is thrown away. Its digest stays with the attachment, so that one can still
prove which file was handed in.

The store is the caller's: copies of identity cards belong into one that encrypts (the register's `closed_files`).
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from yinxin.attachments.archives import zipped
from yinxin.attachments.limits import LIMITS, Limits
from yinxin.attachments.process import JPEG, Kind, kind_of, opened, refusal
from yinxin.kernel.canonical import digest
from yinxin.kernel.refusal import NotFound
from yinxin.kernel.words import Words


class Store(Protocol):
    """Where attachments lie: every file store of the register is one."""

    def put(self, data: bytes) -> str:
        """Store bytes and return their key."""

    def get(self, key: str) -> bytes:
        """Return the bytes.

        :raises NotFound: there is no such file.
        """


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that was taken.

    :ivar key: where its pages lie in the store.
    :ivar size: bytes of the upload; :ivar digest: its SHA-256, hexadecimal. The upload itself is not kept.
    """

    key: str
    kind: Kind
    pages: int
    size: int
    digest: str


def take(data: bytes, *, name: str, store: Store, limits: Limits = LIMITS) -> Attachment:
    """Rewrite an uploaded file as pictures and keep those.

    :param name: what the sender calls the file; told back in a refusal, and not believed.
    :raises Incomplete: it is no JPEG, PNG or PDF, or too large, damaged, locked or slow; says what to do.
    """
    kind = kind_of(data, name, limits)
    pages = _rewritten(data, kind, name, limits)
    return Attachment(store.put(_bound(pages)), kind, len(pages), len(data), digest(data))


def page(key: str, number: int, *, store: Store) -> bytes:
    """Return one page, counted from 1, as a JPEG picture that we made ourselves.

    :raises NotFound: there is no such attachment or page.
    """
    with zipfile.ZipFile(io.BytesIO(store.get(key))) as bundle:
        try:
            return bundle.read(_page_name(number))
        except KeyError:
            raise NotFound(Words("材料没有这一页。"), do=Words("请返回查看材料清单。")) from None


def _rewritten(data: bytes, kind: Kind, name: str, limits: Limits) -> list[bytes]:
    """Have the child draw every page; return the pictures in order."""

    def drawn(folder: Path, facts: dict[str, Any]) -> list[bytes]:
        return [(folder / _page_name(number)).read_bytes() for number in range(1, facts["pages"] + 1)]

    pages = opened(data, kind, name, limits, job="pages", then=drawn)
    if not pages or not all(one.startswith(JPEG) for one in pages):
        raise refusal("unreadable", name)
    return pages


def _bound(pages: list[bytes]) -> bytes:
    """Return the pages as one file, the same bytes for the same pages."""
    return zipped({_page_name(number): data for number, data in enumerate(pages, 1)})


def _page_name(number: int) -> str:
    return f"{number:04}.jpg"
