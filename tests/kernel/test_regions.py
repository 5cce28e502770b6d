"""Administrative divisions."""

import pytest

from yinxin.kernel import regions


def test_the_provinces_are_all_there():
    provinces = [region for region in regions.regions().values() if region.level == "province"]
    assert len(provinces) == 34


def test_a_county_knows_its_way_up():
    assert regions.region("340104").name == "蜀山区"
    assert regions.parent("340104") == regions.region("340100")
    assert regions.parent("340100") == regions.region("340000")
    assert regions.parent("340000") is None
    assert regions.province_of("340104").name == "安徽省"
    assert regions.full_name("340104") == "安徽省合肥市蜀山区"


@pytest.mark.parametrize("code", ["349999", "341400", "", "34", "3401００", "990000"])
def test_what_is_no_division_in_use_is_not_known(code):
    assert not regions.is_known(code)
    with pytest.raises(LookupError):
        regions.region(code)


def test_every_division_has_a_province_and_ends_there():
    for code in regions.regions():
        assert regions.full_name(code).startswith(regions.province_of(code).name)


def test_territory_is_leading_digits():
    assert regions.within("340104", ("34",))
    assert not regions.within("350100", ("34", "31"))
