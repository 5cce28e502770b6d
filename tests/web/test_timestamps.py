"""The demonstration's own time-stamp service: asked as any program asks one."""

import hashlib

import pytest
from asn1crypto import algos, tsp
from django.test import Client

from config import workshop
from yinxin.kernel.words import Words
from yinxin.signing.timestamps import MEDIA_TYPES

pytestmark = pytest.mark.django_db
DIGEST = hashlib.sha256(b"a file").digest()


def asked(digest: bytes = DIGEST, algorithm: str = "sha256", nonce: int = 7) -> bytes:
    imprint = {"hash_algorithm": algos.DigestAlgorithm({"algorithm": algorithm}), "hashed_message": digest}
    request = {"version": 1, "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    return tsp.TimeStampReq(request).dump()


def send(data: bytes):
    return Client().post("/timestamps", data, content_type=MEDIA_TYPES[0])


def test_a_request_is_answered_with_a_time_stamp_over_its_digest():
    got = send(asked())
    assert (got.status_code, got["Content-Type"]) == (200, MEDIA_TYPES[1])
    answer = tsp.TimeStampResp.load(got.content, strict=True)
    said = answer["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    assert answer["status"]["status"].native == "granted"
    assert said["message_imprint"]["hashed_message"].native == DIGEST
    assert said["nonce"].native == 7


WRONG = {
    "nothing": b"",
    "no request": b"hello",
    "another digest": asked(hashlib.sha512(b"a").digest(), "sha512"),
    "too long": b"\x30" * 5000,
}


@pytest.mark.parametrize("data", WRONG.values(), ids=list(WRONG))
def test_what_is_no_request_is_refused_with_what_to_do(data):
    got = send(data)
    assert got.status_code == 422
    assert str(Words("RFC 3161")) in got.content.decode()


def test_where_the_seals_are_real_there_is_no_such_service(monkeypatch):
    monkeypatch.setattr(workshop.keyring(), "demonstration", False)
    assert send(asked()).status_code == 404
