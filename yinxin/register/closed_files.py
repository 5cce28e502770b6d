"""Files that only this installation can read: closed by the vault before they reach the file store.

For what people hand in as evidence: copies of identity cards, police proofs. The key is the digest of the closed
bytes, so the store needs no keys to be checked, and whoever copies the store learns nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag

from yinxin.kernel.refusal import NotFound
from yinxin.kernel.words import Words
from yinxin.register.files import FileStore, files
from yinxin.register.vault import Vault, vault

_FILE: Final = b"file"


@dataclass(frozen=True, slots=True)
class ClosedStore:
    """A file store whose files are encrypted with AES-256-GCM; the same file put twice has two keys."""

    store: FileStore
    safe: Vault

    def put(self, data: bytes) -> str:
        """Encrypt and store bytes; return their key."""
        return self.store.put(self.safe.close(data, _FILE))

    def get(self, key: str) -> bytes:
        """Return the bytes as they were before they were closed.

        :raises NotFound: there is no such file, or it is not what was stored.
        """
        try:
            return self.safe.open(self.store.get(key), _FILE)
        except InvalidTag:
            raise NotFound(
                Words("文件已损坏或被改动，不能打开。"),
                do=Words("请通知系统管理员核对文件库。"),
                facts={"key": key[:64]},
            ) from None

    def has(self, key: str) -> bool:
        """Say whether the file is there."""
        return self.store.has(key)

    def remove(self, key: str) -> None:
        """Take a file away; one that is not there is no matter."""
        self.store.remove(key)


def closed_files() -> ClosedStore:
    """Return this installation's store for personal files."""
    return ClosedStore(files(), vault())
