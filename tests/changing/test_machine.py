"""One application over three desks: every decision, every way back, nobody twice (N15, N16, N24.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.workshop import keyring
from tests.cast import AT
from tests.changing import helpers
from yinxin.changing import altering, audit, deciding, filing, finishing, papers, queries
from yinxin.changing.models import Application, Paper
from yinxin.changing.states import APPLICATION, ApplicationState
from yinxin.kernel.refusal import AlreadyDone, Incomplete, NotFound, NotPermitted, WrongState
from yinxin.law.changes import Cause
from yinxin.law.evidence import Evidence
from yinxin.ledger.queries import history
from yinxin.lifecycle.machine import Machine
from yinxin.register import changeable, refacing
from yinxin.register.files import files
from yinxin.register.models import PaperCopy
from yinxin.register.states import CertificateState

pytestmark = pytest.mark.django_db
REASON = "证明材料看不清楚"


def state(number: int) -> ApplicationState:
    return ApplicationState(Application.objects.values_list("state", flat=True).get(pk=number))


def kinds(number: int) -> list[str]:
    return [line.kind for line in history(("application", number))]


def test_a_changed_name_ends_in_a_certificate_that_says_so(cast):
    one = helpers.certificate(cast)
    number = helpers.released(cast, one)
    row = Application.objects.get(pk=number)
    face = refacing.face_of(row.successor_id)
    assert state(number) is ApplicationState.RELEASED
    assert face.name == "王新名"
    assert "王新名" in face.remarks[-1]
    assert one.face.name in face.remarks[-1]
    assert changeable.of(one.id).state is CertificateState.SUPERSEDED
    assert changeable.of(row.successor_id).state is CertificateState.VALID
    assert kinds(number) == [
        "application.filed",
        "application.reviewed",
        "application.confirmed",
        "application.taken",
        "application.released",
    ]
    assert not list(audit.audit(files()))


def test_a_lost_paper_without_an_electronic_copy_is_reissued_with_its_mark(cast):
    one = helpers.certificate(cast, electronic=False)
    number = helpers.taken(cast, one, Cause.LOST)
    successor = Application.objects.values_list("successor_id", flat=True).get(pk=number)
    assert PaperCopy.objects.get(certificate_id=successor).mark == "补发"
    assert any("补发" in remark for remark in refacing.face_of(successor).remarks)


def test_a_new_photo_is_cut_to_size_and_printed(cast):
    one = helpers.certificate(cast)
    number = helpers.taken(cast, one, changes={"photo": altering.NEW_PHOTO})
    successor = Application.objects.values_list("successor_id", flat=True).get(pk=number)
    photo = refacing.face_of(successor).photo
    assert photo != one.face.photo
    assert files().get(photo).startswith(b"\xff\xd8\xff")


def test_a_return_names_its_reason_and_comes_back_to_the_first_desk(cast):
    one = helpers.certificate(cast)
    number = helpers.filed(one)
    paper = papers.of_application(number)[Evidence.CHANGE_PROOF]
    papers.refuse(paper_id=paper.pk, reason=REASON, by=helpers.clerk(one), at=AT)
    deciding.give_back(application_id=number, reason=REASON, by=helpers.clerk(one), at=AT)
    assert state(number) is ApplicationState.RETURNED
    with pytest.raises(Incomplete, match="信息变更的证明材料"):
        filing.resubmit(holder_id=one.holder_id, application_id=number, at=AT)
    papers.hand_in(
        holder_id=one.holder_id,
        application_id=number,
        paper=helpers.handed_in(Evidence.CHANGE_PROOF),
        at=AT,
    )
    filing.resubmit(holder_id=one.holder_id, application_id=number, at=AT)
    view = queries.own(one.holder_id, number)
    assert (view.line.state, view.round) == (ApplicationState.FILED, 2)
    assert [stay.desk.value for stay in view.stays] == ["review", "application", "review"]
    assert Paper.objects.filter(application_id=number, replaced=True).count() == 1


def test_the_confirmer_gives_back_too_and_the_way_begins_again(cast):
    one = helpers.certificate(cast)
    number = helpers.reviewed(one)
    deciding.give_back(application_id=number, reason=REASON, by=helpers.confirmer(number), at=AT)
    assert Application.objects.get(pk=number).returned_from == "confirmation"
    filing.resubmit(holder_id=one.holder_id, application_id=number, at=AT)
    assert state(number) is ApplicationState.FILED


def test_each_of_the_two_desks_can_decline(cast):
    for reach, by in (
        (helpers.filed, lambda one, _n: helpers.clerk(one)),
        (helpers.reviewed, lambda _o, number: helpers.confirmer(number)),
    ):
        one = helpers.certificate(cast)
        number = reach(one)
        deciding.reject(application_id=number, reason=REASON, by=by(one, number), at=AT)
        assert state(number) is ApplicationState.REJECTED
        helpers.filed(one)  # what was declined does not stand in the way of another try


def test_what_the_centre_sends_back_gives_its_successor_up(cast):
    one = helpers.certificate(cast)
    number = helpers.taken(cast, one)
    finishing.send_back(application_id=number, reason="新照片不能使用", by=cast.maker, at=AT)
    row = Application.objects.get(pk=number)
    assert (row.state, row.successor_id) == ("reviewed", None)
    deciding.confirm(application_id=number, weighed=False, by=helpers.confirmer(number), at=AT)
    finishing.take_for_making(application_id=number, keyring=keyring(), by=cast.maker, at=AT)
    helpers.make()
    finishing.release(application_id=number, by=cast.checker, at=AT)
    assert state(number) is ApplicationState.RELEASED


@pytest.mark.parametrize("reach", ["filed", "reviewed", "confirmed", "taken"])
def test_an_application_can_be_taken_back_until_it_is_released(cast, reach):
    one = helpers.certificate(cast)
    number = helpers.taken(cast, one) if reach == "taken" else getattr(helpers, reach)(one)
    finishing.withdraw(holder_id=one.holder_id, application_id=number, at=AT)
    assert state(number) is ApplicationState.WITHDRAWN
    assert changeable.of(one.id).state is CertificateState.VALID
    with pytest.raises(WrongState):
        finishing.withdraw(holder_id=one.holder_id, application_id=number, at=AT)


def test_who_took_it_for_making_does_not_release_it(cast):
    one = helpers.certificate(cast)
    number = helpers.taken(cast, one)
    helpers.make()
    alone = helpers.seated("centre_checker", cast.maker.organisation_id)
    Application.objects.filter(pk=number).update(taken_by=alone.account_id)
    with pytest.raises(NotPermitted, match="另一人"):
        finishing.release(application_id=number, by=alone, at=AT)


def test_who_reviewed_does_not_confirm(cast):
    one = helpers.certificate(cast)
    number = helpers.reviewed(one)
    by = helpers.confirmer(number)
    Application.objects.filter(pk=number).update(reviewed_by=by.account_id)
    with pytest.raises(NotPermitted, match="另一人"):
        deciding.confirm(application_id=number, weighed=False, by=by, at=AT)


def test_nothing_is_released_before_it_is_made(cast):
    one = helpers.certificate(cast)
    number = helpers.taken(cast, one)
    with pytest.raises(WrongState, match="还没有制作完成"):
        finishing.release(application_id=number, by=cast.checker, at=AT)


def test_one_application_goes_on_at_a_time(cast):
    one = helpers.certificate(cast)
    number = helpers.filed(one)
    said = Application.objects.values_list("number", flat=True).get(pk=number)
    with pytest.raises(AlreadyDone, match=said) as refusal:
        helpers.filed(one)
    assert refusal.value.facts["number"] == said


def test_only_what_was_given_back_is_submitted_again(cast):
    one = helpers.certificate(cast)
    number = helpers.filed(one)
    with pytest.raises(WrongState, match="退回补正"):
        filing.resubmit(holder_id=one.holder_id, application_id=number, at=AT)


def test_nobody_files_for_a_stranger(cast):
    one, other = helpers.certificate(cast), helpers.certificate(cast)
    ready = helpers.filing(one, Cause.HOLDER_CHANGED)
    with pytest.raises(NotFound):
        filing.file_own(holder_id=other.holder_id, filing=ready, at=AT)
    number = helpers.filed(one)
    for act in (
        lambda: finishing.withdraw(holder_id=other.holder_id, application_id=number, at=AT),
        lambda: filing.resubmit(holder_id=other.holder_id, application_id=number, at=AT),
        lambda: queries.own(other.holder_id, number),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_clerk_files_at_the_window_by_the_day_on_the_paper(cast):
    one = helpers.certificate(cast)
    on = AT.date() - timedelta(days=1)
    ready = helpers.filing(one, Cause.HOLDER_CHANGED, applied_on=max(on, one.approved_on))
    number = filing.file_at_window(filing=ready, by=helpers.clerk(one), at=AT)
    row = Application.objects.get(pk=number)
    assert row.filed_by == helpers.clerk(one).account_id
    assert row.filed_on == on
    with pytest.raises(NotFound):
        filing.file_at_window(filing=ready, by=helpers.seated("counter", _elsewhere(one)), at=AT)


@pytest.mark.parametrize("day", [-4000, 1])
def test_no_application_is_of_a_day_before_the_certificate_or_after_today(cast, day):
    one = helpers.certificate(cast)
    ready = helpers.filing(one, Cause.WRONG)
    from dataclasses import replace

    wrong = replace(ready, applied_on=AT.date() + timedelta(days=day))
    with pytest.raises(Incomplete, match="申请日期不对"):
        filing.file_at_window(filing=wrong, by=helpers.clerk(one), at=AT)


def test_nothing_that_is_personal_reaches_the_ledger_or_lies_open(cast):
    one = helpers.certificate(cast)
    number = helpers.filed(one)
    row = Application.objects.get(pk=number)
    said = str([line.facts for line in history(("application", number))])
    for secret in ("王新名", "13800000000", "姓名已变更"):
        assert secret not in said
        assert secret.encode() not in bytes(row.sealed)
    assert all("王新名".encode() not in bytes(change.new) for change in row.changes.all())
    assert altering.kept(number)[0].new == "王新名"


def test_the_audit_finds_what_was_changed_behind_its_back(cast, behind_the_back):
    one = helpers.certificate(cast)
    number = helpers.filed(one)
    assert not list(audit.audit(files()))
    for spoil in (
        "update changing_application set state = 'rejected', reason = 'xxxx', settled_at = now() where id = %s",
        "update changing_application set cause = 'lost' where id = %s",
        "update changing_step set left_at = now(), outcome = 'x' where application_id = %s",
        "update changing_paper set check_result = 'accepted', checked_by = 1, checked_at = now() where application_id = %s",
        "delete from changing_paper where application_id = %s",
    ):
        from django.db import transaction

        with pytest.raises(ZeroDivisionError), transaction.atomic():
            behind_the_back(spoil, number)
            assert list(audit.audit(files())), spoil
            raise ZeroDivisionError


def test_every_state_has_somebody_whose_turn_it_is():
    assert isinstance(APPLICATION, Machine)
    ends = [one for one in APPLICATION.names if not APPLICATION.turn(one)]
    assert ends == [ApplicationState.RELEASED, ApplicationState.REJECTED, ApplicationState.WITHDRAWN]


def _elsewhere(one):
    from yinxin.parties.models import Organisation

    return Organisation.objects.filter(kind="issuer").exclude(region__startswith=one.region[:2]).first().pk


def test_what_waits_at_the_centre_is_offered_to_the_centre_alone(cast):
    from yinxin.changing import queries

    def offered(by) -> set[int]:
        return {line.id for line in queries.waiting_for(by)}

    one, two = helpers.certificate(cast), helpers.certificate(cast)
    confirmed, taken = helpers.confirmed(one), helpers.taken(cast, two)
    helpers.make()
    assert confirmed in offered(cast.maker)
    assert taken in offered(cast.checker)
    for other in (helpers.clerk(one), helpers.confirmer(confirmed), cast.data):
        assert not offered(other) & {confirmed, taken}
