"""After an effect commits no path says valid; whoever comes at the same moment finds one legal state (N18.2)."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, transaction
from django.test import Client

from config.workshop import keyring, publish_status_lists
from tests.cast import AT, found_cast
from tests.invalidation.helpers import DECIDED, certificates, effective, officer
from tests.register import test_succeeding as succession
from yinxin.invalidation import annulling, audit, propagation
from yinxin.kernel.refusal import WrongState
from yinxin.parties.actor import SYSTEM
from yinxin.register import refacing, status, striking, succeeding
from yinxin.register.files import files
from yinxin.register.models import Certificate, ElectronicCopy
from yinxin.register.vault import vault
from yinxin.verification import answers, brought
from yinxin.verification.verdicts import Verdict

ROUNDS = 60


def test_no_path_says_valid_once_the_effect_is_committed_and_all_do_after_the_way_back(committed):
    cast = found_cast()
    (number,) = certificates(cast, seed=5851, count=1)
    face = refacing.face_of(number)
    data = files().get(bytes(ElectronicCopy.objects.get(certificate_id=number).digest).hex())

    def told() -> set[Verdict]:
        return {
            answers.by_match(face.management_number, face.name, face.id_number, at=AT).verdict,
            answers.by_token(vault().token(number), at=AT).verdict,
            brought.by_file(data, keyring(), at=AT).status.verdict,
        }

    assert told() == {Verdict.VALID}
    case = effective(cast, [number])
    assert told() == {Verdict.REVOKED}
    page = Client().get(f"/c/{vault().token(number)}").content.decode()
    assert "已撤销" in page
    assert "证书有效" not in page
    record = Client().get(f"/invalidations/{case}.json").json()
    assert (record["certificates"], record["state"]) == (1, "effective")
    shown = Client().get(f"/invalidations/{case}").content.decode()
    assert face.name not in shown
    assert face.management_number not in shown
    assert propagation.published_one(case).decided_on == DECIDED.date()
    assert record["status_lists"] == []
    assert publish_status_lists() >= 1
    (listed,) = propagation.published_one(case).lists
    assert Client().get(f"/invalidations/{case}.json").json()["status_lists"][0]["version"] == listed.version
    over = annulling.Annulment("示复决〔2026〕8号", DECIDED.date(), "复议撤销")
    annulling.annul(case_id=case, annulment=over, by=officer(), at=DECIDED)
    annulling.restore(case_id=case, by=cast.checker, at=DECIDED)
    assert told() == {Verdict.VALID}
    assert [one for one in audit.audit() if one.number == case and one.table == "invalidation_case"] == []


def both(*steps) -> list[object]:
    """Run steps at the same moment, each on a connection of its own; return what each came to."""
    gate, outcome = threading.Barrier(len(steps)), [None] * len(steps)

    def go(place: int, step) -> None:
        try:
            gate.wait(timeout=10)
            outcome[place] = step()
        except WrongState as refusal:
            outcome[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=one) for one in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome


def test_whoever_gives_something_out_finds_the_certificate_valid_until_done_or_is_refused(committed):
    (number,) = certificates(found_cast(), seed=5852, count=1)

    def give() -> str:
        with transaction.atomic():
            status.hold_valid([number])
            time.sleep(0.002)
            return Certificate.objects.values_list("state", flat=True).get(pk=number)

    def strike() -> tuple[int, ...]:
        return striking.strike(number, by=SYSTEM, at=AT)

    for _ in range(ROUNDS):
        given, struck = both(give, strike)
        assert given == "valid" or isinstance(given, WrongState)
        assert struck == (number,)
        assert Certificate.objects.get(pk=number).state == "invalid"
        status.restore([number], by=SYSTEM, at=AT)


def test_a_successor_released_at_the_same_moment_dies_too_or_is_never_released(committed):
    cast = found_cast()
    numbers = certificates(cast, seed=5853, count=4)
    for number in numbers:
        new = succession.successor(cast, number)
        succession.make()
        both(
            lambda new=new: succeeding.release(new, by=cast.checker, at=succession.LATER),
            lambda number=number: striking.strike(number, by=SYSTEM, at=succession.LATER),
        )
        states = [Certificate.objects.get(pk=one).state for one in (number, new)]
        assert states in (["invalid", "prepared"], ["superseded", "invalid"])


@pytest.mark.django_db
def test_two_who_strike_at_once_strike_once(cast):
    (number,) = certificates(cast, seed=5854, count=1)
    assert striking.strike(number, by=SYSTEM, at=AT) == (number,)
    assert striking.strike(number, by=SYSTEM, at=AT) == ()
