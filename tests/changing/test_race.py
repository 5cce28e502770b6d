"""Two people release at once: one certificate comes into force, once (N5, N15)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from tests.cast import AT, found_cast
from tests.changing import helpers
from yinxin.changing import deciding, finishing
from yinxin.changing.models import Application
from yinxin.kernel.refusal import Refusal
from yinxin.ledger.queries import history
from yinxin.register import changeable, succeeding
from yinxin.register.states import CertificateState


def at_once(count, act):
    """Do the same thing from several connections at the same moment; return what each was answered."""
    gate = Barrier(count)

    def one(_number):
        gate.wait()
        try:
            act()
        except Refusal as refusal:
            return refusal.code
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return sorted(pool.map(one, range(count)))


def test_of_many_who_decide_or_release_at_once_one_succeeds(committed):
    cast = found_cast()
    one = helpers.certificate(cast)
    number = helpers.filed(one)
    helpers.accept_all(number, helpers.clerk(one))
    clerk = helpers.clerk(one)
    said = at_once(3, lambda: deciding.review(application_id=number, weighed=False, by=clerk, at=AT))
    assert said == ["done", "wrong_state", "wrong_state"]
    deciding.confirm(application_id=number, weighed=False, by=helpers.confirmer(number), at=AT)
    from config.workshop import keyring

    finishing.take_for_making(application_id=number, keyring=keyring(), by=cast.maker, at=AT)
    helpers.make()
    said = at_once(3, lambda: finishing.release(application_id=number, by=cast.checker, at=AT))
    assert said == ["done", "wrong_state", "wrong_state"]
    successor = Application.objects.values_list("successor_id", flat=True).get(pk=number)
    states = [link.state for link in succeeding.lineage(one.id)]
    assert states == [CertificateState.SUPERSEDED, CertificateState.VALID]
    assert changeable.of(successor).state is CertificateState.VALID
    kinds = [line.kind for line in history(("application", number))]
    assert kinds.count("application.released") == 1
