import pytest

from yinxin.kernel.refusal import Incomplete, NotApplicable
from yinxin.law.changes import Cause
from yinxin.law.evidence import Evidence
from yinxin.law.n2023.art16_reissue import check_marked, check_may_reissue_paper, evidence_needed

REISSUED = [Cause.LOST, Cause.DAMAGED, Cause.PAST_CUSTODY]


@pytest.mark.parametrize("cause", REISSUED)
def test_paper_is_reissued_where_no_electronic_copy_exists(cause):
    check_may_reissue_paper(electronic_copy_exists=False, cause=cause)


@pytest.mark.parametrize("cause", REISSUED)
def test_no_paper_is_reissued_once_an_electronic_copy_exists(cause):
    with pytest.raises(NotApplicable, match="已有电子证书") as refusal:
        check_may_reissue_paper(electronic_copy_exists=True, cause=cause)
    assert "下载" in str(refusal.value.do)
    assert refusal.value.clause.id == "N16"


@pytest.mark.parametrize("exists", [True, False])
@pytest.mark.parametrize("cause", [Cause.HOLDER_CHANGED, Cause.WRONG])
def test_a_change_of_content_goes_by_replacement(cause, exists):
    with pytest.raises(NotApplicable) as refusal:
        check_may_reissue_paper(electronic_copy_exists=exists, cause=cause)
    assert "换发" in str(refusal.value.do)


def test_a_reissued_copy_carries_its_mark():
    check_marked(["2026年4月1日补发。"])
    with pytest.raises(Incomplete, match="补发"):
        check_marked(["2026年4月1日换发。"])


def test_only_a_damaged_copy_has_to_come_back():
    assert [cause for cause in REISSUED if Evidence.ORIGINAL in evidence_needed(cause)] == [Cause.DAMAGED]
