import pytest

from yinxin.kernel.refusal import NotPermitted
from yinxin.law.a2013.s2_1_3_seal_check import check_may_check_seal
from yinxin.law.parties import Party


@pytest.mark.parametrize("party", Party)
def test_only_the_window_does_the_seal_check(party):
    if party is Party.WINDOW:
        check_may_check_seal(party)
    else:
        with pytest.raises(NotPermitted, match="窗口"):
            check_may_check_seal(party)
