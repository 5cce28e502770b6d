"""The registry answers who may seal what on which day, and shows the world no secret."""

import base64
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from stat import S_IMODE

import pytest
from cryptography import x509

from yinxin.kernel.refusal import NotFound, WrongState
from yinxin.signing.demo import create_demo_authority
from yinxin.signing.keys import ACTIVE, REGISTRY, RETIRED, SUSPENDED, Keyring

from .conftest import AT, OWNER


@pytest.fixture
def folder(tmp_path):
    create_demo_authority(tmp_path, [OWNER], AT)
    return tmp_path


def edit(folder, **changes) -> Keyring:
    """The keyring after a change of its first seal's entry."""
    path = folder / REGISTRY
    facts = json.loads(path.read_text("utf-8"))
    facts["seals"][0].update(changes)
    path.write_text(json.dumps(facts), "utf-8")
    return Keyring.open(folder)


@pytest.mark.parametrize(
    ("status", "first", "last", "on", "works"),
    [
        (ACTIVE, "2026-01-01", "2026-12-31", date(2026, 1, 1), True),
        (ACTIVE, "2026-01-01", "2026-12-31", date(2025, 12, 31), False),
        (ACTIVE, "2026-01-01", "2026-12-31", date(2026, 12, 31), True),
        (ACTIVE, "2026-01-01", "2026-12-31", date(2027, 1, 1), False),
        (RETIRED, "2026-01-01", "2026-12-31", date(2026, 6, 1), False),
        (SUSPENDED, "2026-01-01", "2026-12-31", date(2026, 6, 1), False),
    ],
)
def test_a_seal_is_used_only_while_active_and_within_its_days(folder, status, first, last, on, works):
    ring = edit(folder, status=status, valid_from=first, valid_to=last)
    if works:
        assert ring.seal(OWNER, on).owner == OWNER
    else:
        with pytest.raises(WrongState, match=OWNER):
            ring.seal(OWNER, on)


def test_a_seal_is_used_only_for_its_qualifications(folder):
    ring = edit(folder, qualifications=["执业药师"])
    assert ring.seal(OWNER, AT.date(), "执业药师")
    assert ring.seal(OWNER, AT.date())
    with pytest.raises(WrongState):
        ring.seal(OWNER, AT.date(), "监理工程师")


def test_a_department_without_a_seal_is_not_found(keyring):
    with pytest.raises(NotFound, match="水利部"):
        keyring.seal("水利部", AT.date())


def test_of_several_seals_the_newest_is_used(keyring, key):
    newer = replace(key, id="newer", valid_from=date(2026, 6, 1))
    ring = Keyring(
        seals=[key, newer],
        roots=[],
        revocations=[],
        log_origin="x",
        log_key=keyring.log_key,
        demonstration=True,
    )
    assert ring.seal(OWNER, date(2026, 9, 1)).id == "newer"
    assert ring.seal(OWNER, date(2026, 5, 31)).id == key.id


@pytest.mark.parametrize(
    "change",
    [
        {"status": "lost"},
        {"algorithm": "RS256"},
        {"algorithm": "SM2"},
        {"certificate": "issuing.crt"},
    ],
)
def test_a_registry_that_does_not_hold_together_is_refused(folder, change):
    with pytest.raises(ValueError):
        edit(folder, **change)


def test_a_registry_with_a_part_missing_is_refused(folder):
    (folder / REGISTRY).write_text('{"seals": []}', "utf-8")
    with pytest.raises(ValueError, match="roots"):
        Keyring.open(folder)
    with pytest.raises(FileNotFoundError):
        Keyring.open(folder / "nowhere")


def test_private_keys_are_readable_by_their_owner_only(folder):
    private = list(folder.rglob("*.key"))
    assert len(private) == 7
    assert {S_IMODE(path.stat().st_mode) for path in private} == {0o600}
    assert S_IMODE((folder / "seals").stat().st_mode) == 0o700


def test_making_the_authority_again_changes_nothing_and_adds_new_departments(folder):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    create_demo_authority(folder, [OWNER], datetime(2028, 1, 1, tzinfo=UTC))
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    ring = create_demo_authority(folder, ["民政部", OWNER, "民政部"], AT)
    assert [seal.owner for seal in ring.seals] == [OWNER, "民政部"]
    assert all(path.read_bytes() == data for path, data in before.items() if path.name != REGISTRY)


@pytest.mark.parametrize(
    "left_behind", ["root.key", "issuing.key", "seals/half.crt.new", "registry.json.new"]
)
def test_making_goes_on_where_it_was_interrupted(tmp_path, left_behind):
    create_demo_authority(tmp_path / "other", [OWNER], AT)
    whole = tmp_path / "whole"
    (whole / "seals").mkdir(parents=True)
    source = tmp_path / "other" / left_behind
    (whole / left_behind).write_bytes(source.read_bytes() if source.exists() else b"half")
    ring = create_demo_authority(whole, [OWNER], AT)
    assert ring.seal(OWNER, AT.date()).covers(AT)


@pytest.mark.parametrize("owner", [OWNER, "中华人民共和国人力资源和社会保障部", "某" * 40])
def test_a_demonstration_certificate_says_so_in_its_subject(tmp_path, owner):
    ring = create_demo_authority(tmp_path, [owner], AT)
    subject = ring.seal(owner, AT.date()).certificate.subject.rfc4514_string()
    assert "演示" in subject
    assert "DEMO" in subject
    assert f"OU={owner}" in subject
    assert ring.demonstration


def test_the_public_document_verifies_offline_and_holds_no_secret(keyring, key, folder):
    document = keyring.public_document()
    entry = document["seals"][0]
    assert entry["owner"] == {"zh": OWNER, "en": "Ministry of Human Resources and Social Security (DEMO)"}
    assert (entry["status"], entry["qualifications"]) == (ACTIVE, "*")
    assert entry["valid_from"] < "2026-09-01" < entry["valid_to"]
    assert x509.load_der_x509_certificate(base64.b64decode(entry["certificate"])) == key.certificate
    assert [base64.b64decode(root) for root in document["roots"]] == list(keyring.trust_roots())
    assert "PRIVATE" not in json.dumps(document)
    private = "".join((folder / "log.key").read_text().splitlines()[1:-1])
    assert private not in json.dumps(Keyring.open(folder).public_document())


def test_the_reserve_is_enough_for_any_signature_of_the_key(key):
    longest = max(len(key.envelope.sign(bytes([n]) * 32)) for n in range(100))
    assert longest <= key.reserve < longest + 600
