"""Files by their digests: whole or not there, in a folder and in object storage alike."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

import pytest
from django.test import override_settings

from yinxin.kernel.refusal import NotFound
from yinxin.register.files import FolderStore, S3Store, digest_of, files

DATA = b"one certificate"
KEY = hashlib.sha256(DATA).hexdigest()
STRANGE = ["", "ab", KEY.upper(), KEY + "0", "../../../etc/passwd", "g" * 64, KEY + "\n"]


@pytest.fixture
def bucket(monkeypatch):
    """Object storage simulated in this process: no socket is opened."""
    boto3 = pytest.importorskip("boto3")
    moto = pytest.importorskip("moto")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with moto.mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="yinxin")
        yield client


@pytest.fixture(params=["folder", "s3"])
def store(request, tmp_path):
    if request.param == "folder":
        return FolderStore(tmp_path / "files")
    return S3Store("s3://yinxin/prod", client=request.getfixturevalue("bucket"))


def test_a_file_is_found_under_its_digest(store):
    assert store.put(DATA) == KEY
    assert store.has(KEY)
    assert store.get(KEY) == DATA
    assert list(store.keys()) == [KEY]


def test_storing_it_twice_keeps_it_once(store):
    assert store.put(DATA) == store.put(DATA)
    assert list(store.keys()) == [KEY]


def test_a_file_on_disk_is_stored_as_its_bytes_are(store, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(DATA * 200_000)
    key = store.put_file(source)
    assert key == digest_of(source) == store.put(DATA * 200_000)
    assert store.get(key) == DATA * 200_000
    assert source.exists()


def test_a_removed_file_is_gone_and_removing_it_again_is_no_matter(store):
    store.put(DATA)
    for _ in range(2):
        store.remove(KEY)
    assert not store.has(KEY)
    assert list(store.keys()) == []
    with pytest.raises(NotFound):
        store.get(KEY)


@pytest.mark.parametrize("key", STRANGE)
def test_what_is_no_key_is_never_there(store, key):
    assert not store.has(key)
    store.remove(key)
    with pytest.raises(NotFound):
        store.get(key)


def test_an_empty_store_has_no_keys_and_settles(store):
    assert list(store.keys()) == []
    store.settle()


def test_half_a_file_is_not_there(tmp_path):
    store = FolderStore(tmp_path)
    store.put(DATA)
    folder = tmp_path / KEY[:2] / KEY[2:4]
    (folder / f".{KEY}.4711").write_bytes(b"ha")
    assert list(store.keys()) == [KEY]


def test_files_in_a_folder_are_for_their_owner_alone(tmp_path):
    store = FolderStore(tmp_path)
    source = tmp_path / "source"
    source.write_bytes(b"other")
    source.chmod(0o644)
    for key in (store.put(DATA), store.put_file(source)):
        assert (tmp_path / key[:2] / key[2:4] / key).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("way", ["put", "put_file"])
def test_threads_that_store_the_same_file_at_once_do_not_meet(tmp_path, way):
    data, store, failures = DATA * 300_000, FolderStore(tmp_path / "files"), []
    source = tmp_path / "source"
    source.write_bytes(data)
    gate = threading.Barrier(6)

    def come() -> None:
        gate.wait()
        try:
            store.put(data) if way == "put" else store.put_file(source)
        except OSError as error:
            failures.append(error)

    threads = [threading.Thread(target=come) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [file.name for file in (tmp_path / "files").glob("??/??/*")] == [hashlib.sha256(data).hexdigest()]


def test_a_neighbour_in_the_same_bucket_is_not_ours(bucket):
    ours, neighbour = S3Store("s3://yinxin/prod", client=bucket), S3Store("s3://yinxin/prod2", client=bucket)
    neighbour.put(b"theirs")
    ours.put(DATA)
    assert list(ours.keys()) == [KEY]
    assert set(S3Store("s3://yinxin", client=bucket).keys()) >= {KEY}


def test_storage_that_refuses_to_answer_is_not_taken_for_a_missing_file(bucket):
    store = S3Store("s3://no-such-bucket/prod", client=bucket)
    forbidden = S3Store("s3://yinxin/prod", client=_Forbidding(bucket))
    with pytest.raises(OSError, match="403"):
        forbidden.has(KEY)
    with pytest.raises(OSError, match="NoSuchBucket"):
        store.get(KEY)


class _Forbidding:
    """Storage whose credentials have run out."""

    def __init__(self, client: object) -> None:
        self.exceptions = client.exceptions

    def head_object(self, **_: object) -> None:
        raise self.exceptions.ClientError({"Error": {"Code": "403"}}, "HeadObject")


def test_the_setting_says_where_files_lie(tmp_path, bucket):
    files.cache_clear()
    try:
        with override_settings(FILES=str(tmp_path / "elsewhere")):
            assert files().folder == tmp_path / "elsewhere"
        files.cache_clear()
        with override_settings(FILES="s3://yinxin/prod"):
            found = files()
        assert (found.bucket, found.prefix) == ("yinxin", "prod")
    finally:
        files.cache_clear()


def test_the_digest_of_a_file_is_that_of_its_bytes(tmp_path: Path):
    (tmp_path / "x").write_bytes(DATA)
    assert digest_of(tmp_path / "x") == KEY
