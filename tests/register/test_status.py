"""Release makes the certificate and both its copies public together, or changes nothing (N5, N10)."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.cast import AT, accepted, made
from yinxin.kernel.refusal import WrongState
from yinxin.ledger.queries import history
from yinxin.register import books, status
from yinxin.register.models import Certificate, ElectronicCopy, PaperCopy

pytestmark = pytest.mark.django_db


def ids_of(batch: int) -> list[int]:
    return list(Certificate.objects.filter(batch_id=batch).order_by("id").values_list("id", flat=True))


def states(ids: list[int]) -> set[tuple[str, str, str]]:
    rows = Certificate.objects.filter(id__in=ids)
    return set(rows.values_list("state", "electronic__state", "papers__state"))


def let_out(ids: list[int], by) -> None:
    papers = PaperCopy.objects.filter(certificate_id__in=ids).values_list("id", flat=True)
    status.release(ids, orders={f"T{ids[0]}": list(papers)}, by=by, at=AT)


def test_release_moves_the_certificate_and_both_copies(cast):
    ids = ids_of(made(cast, seed=311))
    let_out(ids, cast.checker)
    assert states(ids) == {("valid", "released", "printing")}
    assert {row.settled_at for row in Certificate.objects.filter(id__in=ids)} == {AT}
    copy = ElectronicCopy.objects.get(certificate_id=ids[0]).pk
    paper = PaperCopy.objects.get(certificate_id=ids[0]).pk
    (slip,) = books.history_of(paper)
    lines = history(("certificate", ids[0]), ("electronic_copy", copy), ("slip", slip.slip_id))
    said = [(line.kind, line.clause) for line in lines[-3:]]
    assert said == [
        ("certificate.released", "N10"),
        ("electronic_copy.released", "N5"),
        ("slip.print_order", "N10"),
    ]


def test_one_copy_that_is_not_made_holds_back_all(cast):
    ready, waiting = ids_of(made(cast, seed=312)), ids_of(accepted(cast, seed=313))
    with pytest.raises(WrongState):
        let_out([*ready, waiting[0]], cast.checker)
    assert states(ready) == {("prepared", "made", "ordered")}


def test_a_certificate_without_one_of_its_copies_is_not_released(cast, behind_the_back):
    ids = ids_of(made(cast, seed=314))
    behind_the_back("delete from register_paper_copy where certificate_id = %s", ids[1])
    with pytest.raises(WrongState, match="纸质证书尚未制作完成"):
        let_out(ids, cast.checker)
    assert {state for state, *_ in states(ids)} == {"prepared"}


def test_releasing_twice_is_refused_and_leaves_one_line(cast):
    ids = ids_of(made(cast, seed=315))
    let_out(ids, cast.checker)
    with pytest.raises(WrongState), transaction.atomic():
        let_out(ids[:1], cast.checker)
    assert [line.kind for line in history(("certificate", ids[0]))].count("certificate.released") == 1
