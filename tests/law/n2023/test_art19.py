from dataclasses import replace

import pytest

from yinxin.kernel.refusal import Incomplete, NotPermitted
from yinxin.law.n2023.art19_legacy_data import Provenance, check_may_hand_in, check_provenance
from yinxin.law.parties import Party

WHOLE = Provenance(archive="市人事考试院档案室", volume="2004-3", taken_by="甲")


@pytest.mark.parametrize("party", Party)
def test_only_authorities_and_agencies_hand_in_legacy_records(party):
    if party in (Party.AUTHORITY, Party.AGENCY):
        check_may_hand_in(party)
    else:
        with pytest.raises(NotPermitted, match="主管部门、考试机构"):
            check_may_hand_in(party)


@pytest.mark.parametrize(
    ("part", "gap"), [("archive", "档案来源"), ("volume", "卷册编号"), ("taken_by", "整理人")]
)
def test_a_record_says_where_it_was_taken_from(part, gap):
    check_provenance(WHOLE)
    with pytest.raises(Incomplete, match=gap):
        check_provenance(replace(WHOLE, **{part: ""}))
