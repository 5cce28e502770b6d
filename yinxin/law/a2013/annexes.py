"""The four annexes: registration form, reissue form, and the two yearly summaries.

依据：皖人社秘〔2013〕176号 附件1–4.
"""
# Reading: the copy of the notice that we work from names the annexes without their blanks. The items below
# are those that comparable forms of other offices carry, so that staff meet the form they know; an office
# that has the original blank changes the layout, not the items.

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.words import Words
from yinxin.law.article import anhui
from yinxin.law.gaps import check_nothing_missing

REGISTRATION = Clause("A.annex1")
REISSUE = Clause("A.annex2")
SUMMARY_TITLES = Clause("A.annex3")
SUMMARY_VOCATIONAL = Clause("A.annex4")

ARTICLE = anhui(
    "附件",
    title=Words("四张表"),
    points={
        "A.annex1": Words("资格考试合格人员登记表，一人一张，归入个人档案。"),
        "A.annex2": Words("专业技术资格证书补发登记表，申请补（换）发时填。"),
        "A.annex3": Words("专业技术资格证书补（换）发的年度汇总表。"),
        "A.annex4": Words("职业（执业）资格证书补（换）发的年度汇总表。"),
    },
)


@dataclass(frozen=True)
class Item:
    """One item of a form: its key in data, its name on the form, and whether it must be filled."""

    key: str
    name: Words
    required: bool = True


@dataclass(frozen=True)
class Form:
    """One annex: its clause, its title, its items in the order of the page."""

    clause: Clause
    title: Words
    items: tuple[Item, ...]


_REGISTRATION: Final = Form(
    REGISTRATION,
    Words("资格考试合格人员登记表"),
    (
        Item("name", Words("姓名")),
        Item("sex", Words("性别")),
        Item("born", Words("出生年月")),
        Item("photo", Words("照片")),
        Item("working_since", Words("参加工作时间"), required=False),
        Item("id_number", Words("证件号码")),
        Item("employer", Words("工作单位"), required=False),
        Item("school", Words("毕业院校"), required=False),
        Item("studied", Words("所学专业"), required=False),
        Item("title", Words("现专业技术职务"), required=False),
        Item("title_since", Words("取得时间"), required=False),
        Item("level", Words("报考级别"), required=False),
        Item("specialty", Words("报考专业"), required=False),
        Item("results", Words("考试成绩"), required=False),
        Item("agency_opinion", Words("考试机构意见")),
        Item("department_opinion", Words("人社部门意见")),
        Item("management_number", Words("证书管理号")),
    ),
)
_REISSUE: Final = Form(
    REISSUE,
    Words("专业技术资格证书补发登记表"),
    (
        Item("name", Words("姓名")),
        Item("sex", Words("性别")),
        Item("born", Words("出生年月")),
        Item("photo", Words("照片")),
        Item("id_number", Words("证件号码")),
        Item("employer", Words("工作单位"), required=False),
        Item("phone", Words("联系电话")),
        Item("qualification", Words("证书名称")),
        Item("level", Words("级别"), required=False),
        Item("specialty", Words("专业"), required=False),
        Item("approved_on", Words("批准日期")),
        Item("management_number", Words("原证书管理号")),
        Item("way", Words("补发或换发")),
        Item("cause", Words("原因")),
        Item("loss_notice", Words("遗失声明的报纸、刊号和日期"), required=False),
        Item("papers", Words("所附材料")),
        Item("city_opinion", Words("市级审核意见")),
        Item("province_opinion", Words("省级审核意见"), required=False),
    ),
)
_SUMMARY_ITEMS: Final = (
    Item("row", Words("序号")),
    Item("name", Words("姓名")),
    Item("sex", Words("性别")),
    Item("id_number", Words("证件号码")),
    Item("employer", Words("工作单位"), required=False),
    Item("qualification", Words("资格名称")),
    Item("level", Words("级别"), required=False),
    Item("specialty", Words("专业"), required=False),
    Item("management_number", Words("原证书管理号")),
    Item("approved_on", Words("批准日期")),
    Item("way", Words("补发或换发")),
    Item("cause", Words("原因")),
    Item("remarks", Words("备注"), required=False),
)
_SUMMARY_TITLES: Final = Form(SUMMARY_TITLES, Words("补（换）发专业技术资格证书情况汇总表"), _SUMMARY_ITEMS)
_SUMMARY_VOCATIONAL: Final = Form(
    SUMMARY_VOCATIONAL, Words("补（换）发职业（执业）资格证书情况汇总表"), _SUMMARY_ITEMS
)
_FORMS: Final = {
    form.clause: form for form in (_REGISTRATION, _REISSUE, _SUMMARY_TITLES, _SUMMARY_VOCATIONAL)
}


@enacts(REGISTRATION, REISSUE, SUMMARY_TITLES, SUMMARY_VOCATIONAL)
def form_of(annex: Clause) -> Form:
    """Return the form of an annex.

    :raises KeyError: the clause is no annex.
    """
    return _FORMS[annex]


@enacts(REGISTRATION, REISSUE, SUMMARY_TITLES, SUMMARY_VOCATIONAL)
def check_filled(form: Form, values: Mapping[str, str]) -> None:
    """Let a form be printed as final only when every required item is filled.

    :raises Incomplete: an item is empty; each is named.
    """
    gaps = [item.name for item in form.items if item.required and not values.get(item.key, "").strip()]
    check_nothing_missing(gaps, clause=form.clause, do=Words("补填后再打印。"))
