import pytest

from yinxin.kernel.refusal import NotPermitted
from yinxin.law.n2023.art07_content import ITEMS
from yinxin.law.n2023.art22_verification import Asker, Platform, check_may_share, fields_shown


def test_who_only_asserts_a_match_learns_no_field_of_the_certificate():
    assert fields_shown(Asker.MATCH) == frozenset()


def test_the_bearer_sees_the_paper_with_its_photo_and_without_sex_and_birth():
    shown = fields_shown(Asker.BEARER)
    assert {"name", "photo", "qualification", "approved_on"} <= shown
    assert not shown & {"sex", "born"}


def test_the_holder_sees_everything_and_nothing_that_is_not_on_the_face():
    assert fields_shown(Asker.HOLDER) == set(ITEMS)


@pytest.mark.parametrize("platform", Platform)
def test_the_three_platforms_may_share(platform):
    check_may_share(platform)


def test_a_client_of_no_platform_may_not_share():
    with pytest.raises(NotPermitted, match="国家政务服务平台、国家数据共享交换平台、全国人社政务服务平台"):
        check_may_share(None)
