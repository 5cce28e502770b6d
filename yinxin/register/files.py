"""Files by what they hold: the key of a file is the SHA-256 of its bytes, so nothing is stored twice or altered.

A folder by default, S3-compatible object storage where ``YINXIN_FILES`` says ``s3://bucket/prefix``.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import urlparse

from django.conf import settings

from yinxin.kernel.canonical import digest
from yinxin.kernel.refusal import NotFound
from yinxin.kernel.words import Words

_KEY = re.compile(r"[0-9a-f]{64}\Z")
_HALF = "half"
_LEFT_BEHIND = 86_400
"""Seconds after which a half-written file is no longer anybody's: its writer was killed."""


class FileStore(Protocol):
    """Where files lie; keys are 64 hexadecimal digits."""

    def put(self, data: bytes) -> str:
        """Store bytes and return their key; storing them again changes nothing."""

    def put_file(self, path: Path) -> str:
        """Store a file of any size, as :meth:`put` stores bytes."""

    def get(self, key: str) -> bytes:
        """Return the bytes.

        :raises NotFound: there is no such file.
        """

    def has(self, key: str) -> bool:
        """Say whether the file is there."""

    def keys(self) -> Iterator[str]:
        """Yield the key of every file."""

    def remove(self, key: str) -> None:
        """Take a file away; one that is not there is no matter."""

    def settle(self) -> None:
        """Return when everything put before would outlive a power cut."""


class FolderStore:
    """Files in a folder, two levels deep; a file appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Store bytes under their digest."""
        key = digest(data)
        place = self._place(key)
        if not _whole(place, len(data)):
            with self._half(place) as half:
                half.write(data)
        return key

    def put_file(self, path: Path) -> str:
        """Copy a file under its digest, without holding it in memory."""
        key = digest_of(path)
        place = self._place(key)
        if not _whole(place, path.stat().st_size):
            with path.open("rb") as source, self._half(place) as half:
                shutil.copyfileobj(source, half, 1 << 20)
        return key

    def get(self, key: str) -> bytes:
        """Return the bytes of a file."""
        try:
            return self._place(key).read_bytes()
        except FileNotFoundError:
            raise _missing(key) from None

    def has(self, key: str) -> bool:
        """Say whether the file is there."""
        return bool(_KEY.match(key)) and self._place(key).exists()

    def keys(self) -> Iterator[str]:
        """Yield every key; half-written files have none."""
        for file in self.folder.glob("??/??/*"):
            if _KEY.match(file.name):
                yield file.name

    def remove(self, key: str) -> None:
        """Take a file away."""
        if _KEY.match(key):
            self._place(key).unlink(missing_ok=True)

    def settle(self) -> None:
        """Flush what the operating system still holds back."""
        os.sync()

    def sweep(self, now: float) -> int:
        """Remove what killed processes left half-written; return how many files there were.

        :param now: seconds since the epoch, as the file system counts them.
        """
        swept = 0
        for half in (self.folder / _HALF).glob("*"):
            with contextlib.suppress(FileNotFoundError):
                if now - half.stat().st_mtime > _LEFT_BEHIND:
                    half.unlink()
                    swept += 1
        return swept

    @contextmanager
    def _half(self, place: Path) -> Iterator[IO[bytes]]:
        """Write a file that takes its place when it is whole; its half has a name that no other writer has."""
        folder = self.folder / _HALF
        for needed in (folder, place.parent):
            needed.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _place(self, key: str) -> Path:
        if not _KEY.match(key):
            raise _missing(key)
        return self.folder / key[:2] / key[2:4] / key


class S3Store:
    """Files in a bucket of S3-compatible object storage; needs the ``s3`` extra.

    :raises OSError: from every act, when the storage cannot be reached or refuses to answer.
    """

    def __init__(self, address: str, client: Any = None) -> None:
        parts = urlparse(address)
        self.bucket, self.prefix = parts.netloc, parts.path.strip("/")
        if client is None:
            import boto3

            client = boto3.client("s3", endpoint_url=os.environ.get("YINXIN_S3_ENDPOINT") or None)
        self.client = client

    def put(self, data: bytes) -> str:
        """Store bytes under their digest."""
        key = digest(data)
        if not self.has(key):
            with _answering():
                self.client.put_object(Bucket=self.bucket, Key=self._place(key), Body=data)
        return key

    def put_file(self, path: Path) -> str:
        """Send a file under its digest, in parts where it is large."""
        key = digest_of(path)
        if not self.has(key):
            with _answering():
                self.client.upload_file(str(path), self.bucket, self._place(key))
        return key

    def get(self, key: str) -> bytes:
        """Return the bytes of a file."""
        with _answering():
            try:
                found = self.client.get_object(Bucket=self.bucket, Key=self._place(key))
            except self.client.exceptions.NoSuchKey:
                raise _missing(key) from None
            data: bytes = found["Body"].read()
        return data

    def has(self, key: str) -> bool:
        """Say whether the file is there."""
        if not _KEY.match(key):
            return False
        with _answering():
            try:
                self.client.head_object(Bucket=self.bucket, Key=self._place(key))
            except self.client.exceptions.ClientError as error:
                if error.response["Error"]["Code"] == "404":
                    return False
                raise
        return True

    def keys(self) -> Iterator[str]:
        """Yield every key in the bucket below the prefix."""
        below = f"{self.prefix}/" if self.prefix else ""
        with _answering():
            pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=below)
            names: Iterable[str] = (
                item["Key"].rsplit("/", 1)[-1] for page in pages for item in page.get("Contents", ())
            )
            yield from (name for name in names if _KEY.match(name))

    def remove(self, key: str) -> None:
        """Take a file away."""
        if _KEY.match(key):
            with _answering():
                self.client.delete_object(Bucket=self.bucket, Key=self._place(key))

    def settle(self) -> None:
        """Do nothing: an answered request is kept."""

    def _place(self, key: str) -> str:
        if not _KEY.match(key):
            raise _missing(key)
        return "/".join(part for part in (self.prefix, key[:2], key) if part)


@contextmanager
def _answering() -> Iterator[None]:
    """Turn the storage library's own errors into what callers know: an OSError."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(f"object storage does not answer: {error}") from error


def _whole(place: Path, size: int) -> bool:
    """Say whether a file is in its place; after a power cut it may be there and hold nothing."""
    try:
        return place.stat().st_size == size
    except FileNotFoundError:
        return False


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def files() -> FileStore:
    """Return this installation's file store."""
    if settings.FILES.startswith("s3://"):
        return S3Store(settings.FILES)
    store = FolderStore(Path(settings.FILES))
    store.sweep(time.time())
    return store


def _missing(key: str) -> NotFound:
    return NotFound(
        Words("文件不在文件库中。"), do=Words("请通知系统管理员核对文件库。"), facts={"key": key[:64]}
    )
