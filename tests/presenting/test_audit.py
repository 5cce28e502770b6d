"""The audit names what was done to grants, files and reports behind the program's back."""

import pytest

from tests.cast import AT
from tests.presenting.test_corrections import report
from yinxin.presenting import audit, granting
from yinxin.presenting.models import Grant
from yinxin.register.files import files

pytestmark = pytest.mark.django_db


def found():
    return [(one.where, one.number, str(one.words)) for one in audit.audit(files())]


def test_what_the_verbs_did_is_clean(held):
    grant = held.marked()
    held.link(most=3)
    granting.revoke(holder_id=held.holder, grant_id=grant, at=AT)
    report(held)
    assert found() == []


@pytest.mark.parametrize(
    "sql",
    [
        "update presenting_grant set until = until + 30 where id = %s",
        "update presenting_grant set state = 'revoked', revoked_at = made_at where id = %s",
        "update presenting_grant set made_at = made_at - interval '1 day' where id = %s",
        "update presenting_grant set digest = sha256('x') where id = %s",
        "update presenting_grant set token_key = sha256('x') where id = %s",
        "delete from presenting_grant where id = %s",
        "delete from ledger_entry where kind = 'grant.made' and subject_id = %s",
    ],
)
def test_a_change_behind_the_back_is_named(held, behind_the_back, sql):
    grant = held.marked()
    behind_the_back(sql, grant)
    assert {(where, number) for where, number, _ in found()} == {("presenting_grant", grant)}


def test_a_grant_that_was_brought_back_to_life_is_named(held, behind_the_back):
    grant = held.link()
    granting.revoke(holder_id=held.holder, grant_id=grant, at=AT)
    behind_the_back("update presenting_grant set state = 'active', revoked_at = null where id = %s", grant)
    assert [number for _, number, _ in found()] == [grant, grant]


def test_a_file_that_is_gone_is_named(held):
    grant = held.marked()
    files().remove(bytes(Grant.objects.get(id=grant).digest).hex())
    assert found() == [("presenting_grant", grant, "加注件的文件不见了")]


@pytest.mark.parametrize(
    "sql",
    [
        "update presenting_correction set field = 'level' where id = %s",
        "update presenting_correction set state = 'answered', answer = '好好好好', answered_at = at where id = %s",
        "delete from presenting_correction where id = %s",
    ],
)
def test_a_report_that_was_changed_or_removed_is_named(held, behind_the_back, sql):
    number = report(held)
    behind_the_back(sql, number)
    assert ("presenting_correction", number) in {(where, one) for where, one, _ in found()}
