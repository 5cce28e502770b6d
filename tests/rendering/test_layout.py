"""Whatever the face says, every line stays in its place and no two lines meet."""

from itertools import combinations

import pytest

from yinxin.kernel.refusal import Incomplete
from yinxin.rendering import layout
from yinxin.rendering.seal import RADIUS
from yinxin.rendering.textfit import DoesNotFit

CHANGE = "换发：持证人身份证件号码由15位升为18位，姓名用字按公安机关登记更正，原证书同时作废。"
LONG = "中华人民共和国人力资源和社会保障部"
MINORITY = "阿卜杜热合曼·麦麦提吐尔逊·麦麦提吐尔逊·麦麦提吐尔逊·艾力"
EMPTY = dict.fromkeys(
    (
        "level",
        "specialty",
        "sex",
        "born",
        "id_kind",
        "id_number",
        "management_number",
        "approved_on",
        "scope",
    ),
    "",
)

CASES = {
    "ordinary": {},
    "thirty characters": {"name": MINORITY},
    "latin": {"name": "MARIA-ALEXANDRA VAN DER HOEVEN DE LA FUENTE", "id_number": "H1234567801"},
    "long items": {
        "qualification": "计算机技术与软件专业技术资格（" * 4,
        "specialty": "港口与航道工程方向" * 4,
    },
    "number of forty": {"management_number": "2026" * 10},
    "empty with long remarks": EMPTY | {"remarks": (CHANGE,) * 5, "sealed_by": ("民政部",)},
    "two departments and remarks": {"remarks": (CHANGE,) * 4},
    "three departments": {"sealed_by": (LONG, "民政部", "水利部"), "remarks": (CHANGE,)},
    "four departments": {
        "sealed_by": (LONG, LONG + "某司", "某" * 26, "民政部"),
        "remarks": (CHANGE, CHANGE),
    },
    "term": {"scope": "四川省单独划线地区", "valid_until": "2031-06-14"},
}


@pytest.fixture(params=CASES.values(), ids=CASES.keys())
def page(request, make_face, chain):
    return layout.compose(make_face(**request.param), chain)


def box(line, chain):
    """Left, bottom, right, top of a line's ink, a little generous above and below the baseline."""
    return (
        line.x,
        line.y - 0.12 * line.size,
        line.x + chain.width(line.text, line.size),
        line.y + 0.88 * line.size,
    )


def test_every_line_is_within_its_width_and_the_frame(page, chain):
    for line in page.lines:
        left, bottom, right, top = box(line, chain)
        assert right - left <= line.width + 0.01, line
        assert 60 < left < right < layout.WIDTH - 60, line
        assert 60 < bottom < top < layout.LEAD_Y, line


def test_no_two_lines_meet(page, chain):
    for one, other in combinations(page.lines, 2):
        a, b = box(one, chain), box(other, chain)
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (one, other)


def test_items_stay_clear_of_photograph_code_and_seals(page, chain):
    for line in page.lines:
        left, bottom, right, _ = box(line, chain)
        if line.field in {"department", "date"}:
            continue
        if line.field != "host":
            assert right < min(layout.PHOTO[0], layout.QR[0])
        for x, y in page.seals:
            outside = bottom > y + RADIUS or right < x - RADIUS or left > x + RADIUS
            assert outside, line


def test_seals_stand_apart_inside_the_frame(page):
    for x, y in page.seals:
        assert x - RADIUS > 60
        assert x + RADIUS < layout.WIDTH - 60
        assert y - RADIUS > 60
    for (one, _), (other, _) in combinations(page.seals, 2):
        assert abs(one - other) > 2 * RADIUS


def test_values_are_whole(make_face, chain):
    face = make_face(name=MINORITY, qualification="甲" * 70, remarks=(CHANGE, CHANGE))
    page = layout.compose(face, chain)
    assert len(MINORITY) == 30
    for field, text in (
        ("name", MINORITY),
        ("qualification", "甲" * 70),
        ("remarks", "有效范围：全国" + CHANGE * 2),
    ):
        assert "".join(line.text for line in page.lines if line.field == field) == text


def test_an_empty_item_is_two_hyphens(make_face, chain):
    page = layout.compose(make_face(**EMPTY), chain)
    shown = {line.field: line.text for line in page.lines}
    assert {shown[field] for field in (*EMPTY, "remarks", "date") if field != "scope"} == {"--"}


@pytest.mark.parametrize(
    ("day", "shown"),
    [("2026-06-14", "2026年06月14日"), ("1990-01", "1990年01月"), ("1990", "1990年"), ("", "")],
)
def test_days_are_written_the_chinese_way(day, shown):
    assert layout.chinese_date(day) == shown


@pytest.mark.parametrize("departments", [(), ("民政部",) * 5])
def test_no_page_without_a_department_or_with_five(make_face, chain, departments):
    with pytest.raises(Incomplete, match="用印部门"):
        layout.compose(make_face(sealed_by=departments), chain)


def test_remarks_beyond_the_page_are_refused_not_cut(make_face, chain):
    with pytest.raises(DoesNotFit):
        layout.compose(make_face(remarks=(CHANGE,) * 40), chain)


def test_a_crowded_page_has_smaller_remarks_than_an_empty_one(make_face, chain):
    sizes = [
        next(
            line.size
            for line in layout.compose(make_face(remarks=(CHANGE,) * n), chain).lines
            if line.field == "remarks"
        )
        for n in (0, 4, 6)
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1] >= 7
