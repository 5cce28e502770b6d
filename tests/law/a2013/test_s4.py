from datetime import UTC, datetime

import pytest

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.law.a2013.s4_discipline import check_act

WHOLE = {"actor": "甲", "at": datetime(2026, 5, 6, tzinfo=UTC), "clause": Clause("N13.1")}


@pytest.mark.parametrize(
    ("spoiled", "gap"),
    [({"actor": ""}, "经办人"), ({"at": None}, "办理时间"), ({"clause": None}, "依据条款")],
)
def test_no_act_without_actor_time_and_clause(spoiled, gap):
    check_act(**WHOLE)
    with pytest.raises(Incomplete) as refusal:
        check_act(**(WHOLE | spoiled))
    assert refusal.value.facts["missing"] == [gap]
    assert refusal.value.clause.id == "A4"
