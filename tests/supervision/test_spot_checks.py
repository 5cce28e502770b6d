"""Spot checks: the list before the seed, a draw that anyone can repeat, findings and what follows (A2.1.4)."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.cast import AT
from tests.supervision.conftest import DRAWN, SEED, SEED_ON, SEEN, freeze, seated
from yinxin.kernel.refusal import Incomplete, NotApplicable, NotFound, NotPermitted, WrongState
from yinxin.law.a2013 import s2_1_4_spot_check as law
from yinxin.ledger import queries as ledger
from yinxin.parties.queries import actor_of
from yinxin.register.files import files
from yinxin.supervision import checks, drawing, finding
from yinxin.supervision.audit import audit
from yinxin.supervision.models import Candidate, SpotCase, SpotCheck
from yinxin.supervision.states import CaseState, CheckState

pytestmark = pytest.mark.django_db
DOC = Path(__file__).parents[2] / "docs" / "spot-check.md"
DUE = DRAWN.date() + timedelta(days=14)


def draw(number: int, by, **change):
    facts = {"seed": SEED, "seen_at": SEEN, "at": DRAWN} | change
    return drawing.draw(check_id=number, by=by, **facts)


def look(number: int, *, faulty: int = 1) -> list[int]:
    """Look at every case of a check, the first ones faulty; return them."""
    cases = list(SpotCase.objects.filter(check_made_id=number).order_by("place"))
    for place, case in enumerate(cases):
        by = actor_of(case.assigned_to, AT)
        bad = place < faulty
        finding.find(
            case_id=case.pk, conforms=not bad, what="缺少学历核验记录" if bad else "材料齐全",
            due_on=DUE if bad else None, by=by, at=DRAWN,
        )  # fmt: skip
    return [case.pk for case in cases]


def test_the_digest_is_on_record_before_the_seed(frozen):
    check = SpotCheck.objects.get(pk=frozen)
    assert check.digest == law.list_digest(checks.entries(frozen))
    (line,) = ledger.history(("spot_check", frozen))
    assert line.kind == "spot_check.frozen"
    assert (line.facts["list"], line.facts["seed_on"]) == (check.digest, SEED_ON.isoformat())
    assert check.seed == ""


def test_the_list_hides_whom_it_is_about(frozen):
    from yinxin.register.models import Certificate

    listed = "\n".join(checks.entries(frozen))
    numbers = Certificate.objects.filter(pk__in=Candidate.objects.values("certificate"))
    assert numbers.count() == len(checks.entries(frozen)) > 6
    assert not [one for one in numbers.values_list("management_number", flat=True) if one in listed]


def test_the_same_seed_draws_the_same_and_another_one_differently(frozen, second):
    entries = checks.entries(frozen)
    rows = draw(frozen, second)
    assert [entries[row - 1] for row in rows] == list(law.draw(entries, seed=SEED, size=3))
    others = {law.draw(entries, seed=f"{SEED}{more}", size=3) for more in range(20)}
    assert len(others) > 10


def test_the_script_in_the_docs_draws_the_same(frozen, second, tmp_path):
    script = re.search(r"```python\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL).group(1)
    assert len([line for line in script.splitlines() if line.strip()]) <= 20
    (tmp_path / "draw.py").write_text(script, encoding="utf-8")
    (tmp_path / "list.txt").write_text("\n".join(checks.entries(frozen)) + "\n", encoding="utf-8")
    rows = draw(frozen, second)
    said = subprocess.run(
        [sys.executable, "-I", "draw.py", "list.txt", SEED, "3"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    ).stdout.decode()
    digest = SpotCheck.objects.get(pk=frozen).digest
    assert said.splitlines() == [f"list {digest}", *(f"row {row}" for row in rows)]


def test_a_list_that_was_changed_is_not_drawn(frozen, second, behind_the_back):
    behind_the_back("update supervision_candidate set entry = entry || 'x' where check_made_id = %s", frozen)
    with pytest.raises(WrongState, match="名单"):
        draw(frozen, second)


def test_a_list_that_was_changed_together_with_its_digest_is_not_drawn(frozen, second, behind_the_back):
    behind_the_back("delete from supervision_candidate where check_made_id = %s and number = 1", frozen)
    key = law.list_digest(checks.entries(frozen))
    SpotCheck.objects.filter(pk=frozen).update(digest=key)
    with pytest.raises(WrongState, match="名单"):
        draw(frozen, second)


def test_a_list_changed_after_the_draw_is_found_by_the_audit(drawn, behind_the_back):
    assert list(audit(files())) == []
    behind_the_back("update supervision_candidate set entry = entry || 'x' where check_made_id = %s", drawn)
    assert {one.where for one in audit(files())} == {"supervision_spot_check", "supervision_candidate"}


def test_another_certificate_in_a_row_is_found_by_the_audit(drawn, behind_the_back):
    one, other = Candidate.objects.filter(check_made_id=drawn).order_by("number")[:2]
    behind_the_back("set constraints all deferred")
    behind_the_back("update supervision_candidate set nonce = %s where id = %s", other.nonce, one.pk)
    assert [found.where for found in audit(files())] == ["supervision_candidate"]


def test_an_exchanged_case_is_found_by_the_audit(drawn, behind_the_back):
    free = Candidate.objects.filter(check_made_id=drawn, case__isnull=True).first()
    behind_the_back("update supervision_spot_case set candidate_id = %s where place = 1", free.pk)
    assert [one.where for one in audit(files())] == ["supervision_spot_check"]


@pytest.mark.parametrize("way", ["update", "delete"])
def test_the_database_refuses_to_change_a_frozen_list(frozen, way):
    rows = Candidate.objects.filter(check_made_id=frozen)
    with pytest.raises(DatabaseError, match="candidate_keeps"), transaction.atomic():
        rows.update(entry="x") if way == "update" else rows._raw_delete("default")


def test_who_froze_the_list_does_not_enter_the_seed(frozen, first):
    with pytest.raises(NotPermitted, match="另一人"):
        draw(frozen, first)
    with pytest.raises(IntegrityError, match="drawn_by_another"), transaction.atomic():
        SpotCheck.objects.filter(pk=frozen).update(
            state="drawn", seed="1234", seen_at="x", drawn_by=first.account_id, drawn_at=AT
        )


@pytest.mark.parametrize(("days", "open_"), [(6, False), (7, True)])
def test_nothing_is_drawn_before_the_seed_is_public(frozen, second, days, open_):
    if open_:
        assert draw(frozen, second, at=AT + timedelta(days=days))
    else:
        with pytest.raises(WrongState, match="才公开"):
            draw(frozen, second, at=AT + timedelta(days=days))


def test_a_check_is_drawn_once(drawn, second):
    with pytest.raises(WrongState):
        draw(drawn, second)
    assert SpotCase.objects.filter(check_made_id=drawn).count() == 3


@pytest.mark.parametrize("days", [0, -1])
def test_the_event_must_lie_after_the_freezing(cast, first, days):
    with pytest.raises(Incomplete, match="种子"):
        freeze(first, seed_on=AT.date() + timedelta(days=days))


@pytest.mark.parametrize("seed", ["", "  ", "abc", "一行\n两行的种子", "x" * 201])
def test_a_seed_is_one_line(frozen, second, seed):
    with pytest.raises(Incomplete, match="种子"):
        draw(frozen, second, seed=seed)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"size": 0}, Incomplete),
        ({"size": 100_000}, Incomplete),
        ({"region": "999999"}, Incomplete),
        ({"region": "320000"}, NotApplicable),
        ({"source": "?"}, Incomplete),
    ],
)
def test_a_plan_that_cannot_be_is_refused(cast, first, change, kind):
    with pytest.raises(kind):
        freeze(first, **change)


def test_a_region_narrows_the_list(cast, first):
    whole, province = freeze(first, size=1), freeze(first, size=1, region="340000")
    city = freeze(first, size=1, region="340100")
    sizes = [SpotCheck.objects.get(pk=one).candidates for one in (whole, province, city)]
    assert sizes[0] == sizes[1] > sizes[2] > 0


@pytest.mark.parametrize(("days", "open_"), [(6, True), (7, False)])
def test_a_list_is_withdrawn_only_before_its_seed_is_public(frozen, first, days, open_):
    moment = AT + timedelta(days=days)
    if not open_:
        with pytest.raises(WrongState, match="不能再撤回"):
            drawing.withdraw(check_id=frozen, reason="地区填错了", by=first, at=moment)
        return
    drawing.withdraw(check_id=frozen, reason="地区填错了", by=first, at=moment)
    view = checks.public_check(frozen)
    assert (view.state, view.said) == (CheckState.WITHDRAWN, "地区填错了")


def test_another_province_does_not_see_it(frozen):
    stranger = seated("supervisor-js", "supervisor", "jiangsu")
    with pytest.raises(NotFound):
        checks.check(frozen, stranger)
    with pytest.raises(NotFound):
        draw(frozen, stranger)


def test_cases_are_dealt_in_turn_and_found_by_whom_they_are_dealt(drawn, first, second):
    cases = list(SpotCase.objects.filter(check_made_id=drawn).order_by("place"))
    assert len({case.assigned_to for case in cases}) > 1
    mine = cases[0]
    other = next(one for one in (first, second) if one.account_id != mine.assigned_to)
    with pytest.raises(NotPermitted, match="检查"):
        finding.find(case_id=mine.pk, conforms=True, what="材料齐全", due_on=None, by=other, at=DRAWN)
    finding.assign(case_id=mine.pk, to=other.account_id, by=other, at=DRAWN)
    finding.find(case_id=mine.pk, conforms=True, what="材料齐全", due_on=None, by=other, at=DRAWN)
    with pytest.raises(WrongState):
        finding.assign(case_id=mine.pk, to=other.account_id, by=other, at=DRAWN)


def test_a_case_goes_to_nobody_who_does_not_check(drawn, first, answering):
    case = SpotCase.objects.filter(check_made_id=drawn).first()
    with pytest.raises(Incomplete):
        finding.assign(case_id=case.pk, to=answering.account_id, by=first, at=DRAWN)


def test_a_fault_has_a_day_and_is_mended(drawn, first, second, answering):
    faulty = look(drawn)[0]
    (seen,) = checks.to_answer(answering)
    assert seen.id == faulty
    assert not seen.late(DUE)
    assert seen.late(DUE + timedelta(days=1))
    finding.answer(case_id=faulty, said="已补核学历记录", by=answering, at=DRAWN)
    finding.send_back(case_id=faulty, reason="记录没有日期", due_on=DUE, by=first, at=DRAWN)
    finding.answer(case_id=faulty, said="已补日期", by=answering, at=DRAWN)
    finding.settle(case_id=faulty, by=second, at=DRAWN)
    assert SpotCase.objects.get(pk=faulty).state == CaseState.SETTLED.value
    assert checks.to_answer(answering) == ()
    assert list(audit(files())) == []


@pytest.mark.parametrize("due", [None, DRAWN.date()])
def test_a_fault_without_a_day_to_come_is_refused(drawn, due):
    case = SpotCase.objects.filter(check_made_id=drawn).first()
    by = actor_of(case.assigned_to, AT)
    with pytest.raises(Incomplete, match="期限"):
        finding.find(case_id=case.pk, conforms=False, what="缺少记录", due_on=due, by=by, at=DRAWN)


def test_another_agency_does_not_answer(drawn):
    faulty = look(drawn)[0]
    stranger = seated("agency-js", "agency_checker", "jiangsu-exam")
    with pytest.raises(NotFound):
        finding.answer(case_id=faulty, said="已补核学历记录", by=stranger, at=DRAWN)


def test_the_result_is_public_in_figures_once_every_case_was_looked_at(drawn, first, second):
    with pytest.raises(WrongState, match="3件没有检查"):
        drawing.publish(check_id=drawn, said="总体较好", by=second, at=DRAWN)
    look(drawn)
    with pytest.raises(NotPermitted, match="另一人"):
        drawing.publish(check_id=drawn, said="总体较好", by=first, at=DRAWN)
    drawing.publish(check_id=drawn, said="总体较好", by=second, at=DRAWN)
    view = checks.public_check(drawn)
    assert (view.state, view.conforming, view.faulty, view.settled) == (CheckState.PUBLISHED, 2, 1, 0)


def test_a_case_keeps_its_evidence_closed(drawn):
    import io

    from PIL import Image

    case = SpotCase.objects.filter(check_made_id=drawn).first()
    by = actor_of(case.assigned_to, AT)
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(picture, "PNG")
    kept = finding.evidence(picture.getvalue(), "档案.png")
    finding.find(case_id=case.pk, conforms=True, what="材料齐全", due_on=None, evidence=kept, by=by, at=DRAWN)
    assert checks.evidence_page(case.pk, 1, by).startswith(b"\xff\xd8")
    with pytest.raises(NotFound):
        checks.evidence_page(case.pk, 2, by)
