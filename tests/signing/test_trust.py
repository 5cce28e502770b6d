"""The published document alone verifies a file and a checkpoint, and names the seal."""

import json

import pytest

from yinxin.kernel.merkle import EMPTY_ROOT
from yinxin.signing.notes import sign_note, verify_note
from yinxin.signing.trust import PublicKeys
from yinxin.signing.validate import validate_pdf

from .conftest import AT, OWNER


@pytest.fixture
def document(keyring):
    return json.loads(json.dumps(keyring.public_document()))


def test_a_file_is_verified_with_the_published_keys_alone(document, sealed, key):
    keys = PublicKeys.from_document(document)
    verdict = validate_pdf(sealed, keys.roots, AT, revocations=keys.revocations)
    assert verdict.genuine
    seal = keys.seal_of(verdict.certificate_digest)
    assert seal is not None
    assert (seal.id, seal.owner, seal.valid_from) == (key.id, OWNER, key.valid_from)
    assert keys.demonstration
    assert keys.seal_of("0" * 64) is None


def test_a_checkpoint_is_verified_with_the_published_key(document, keyring):
    keys = PublicKeys.from_document(document)
    note = sign_note(keyring.log_origin, 0, EMPTY_ROOT, keyring.log_key)
    assert verify_note(note, keys.log_key).origin == keys.log_origin


@pytest.mark.parametrize("part", ["log", "seals", "roots", "revocations", "demonstration"])
def test_a_document_with_a_part_missing_is_refused(document, part):
    del document[part]
    with pytest.raises(ValueError, match=part):
        PublicKeys.from_document(document)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("roots", ["AAAA"]),
        ("roots", ["?"]),
        ("seals", [{"certificate": 1}]),
        ("log", []),
        ("revocations", ["?"]),
    ],
)
def test_a_damaged_document_is_refused(document, part, value):
    with pytest.raises(ValueError):
        PublicKeys.from_document(document | {part: value})
