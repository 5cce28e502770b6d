import pytest

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.law.article import ANHUI_FIRST_DAY, NATIONAL_FIRST_DAY, anhui, national
from yinxin.law.changes import WAY_OF, Cause, Way
from yinxin.law.evidence import Evidence
from yinxin.law.parties import Binding, Party
from yinxin.law.regimes import Kind, Regime, ReviewLevel


def test_an_article_joins_its_clauses_sentences_and_keeps_them_translatable():
    article = national("第九条", title=Words("题"), points={"N9.1": Words("甲。"), "N9.2": Words("乙。")})
    assert str(article.summary) == "甲。乙。"
    english = {"甲。": "One. ", "乙。": "Two."}
    assert article.summary.render(lambda template: english.get(template, template)) == "One. Two."
    assert article.says(Clause("N9.2")) == Words("乙。")
    assert article.clauses == (Clause("N9.1"), Clause("N9.2"))
    assert article.source == "人社厅发〔2023〕16号 第九条"
    with pytest.raises(KeyError):
        article.says(Clause("N10"))


def test_an_article_holds_from_its_first_day():
    article = national("第一条", title=Words("题"), points={"N1": Words("甲。")})
    assert article.first_day == NATIONAL_FIRST_DAY
    assert article.holds_on(NATIONAL_FIRST_DAY)
    assert not article.holds_on(NATIONAL_FIRST_DAY.replace(day=14))
    assert anhui("一（一）", title=Words("题"), points={"A1.1": Words("甲。")}).first_day == ANHUI_FIRST_DAY


@pytest.mark.parametrize("kind", [Party, Binding, Regime, Kind, ReviewLevel, Cause, Way, Evidence])
def test_every_member_has_its_own_chinese_label(kind):
    labels = [str(member.label) for member in kind]
    assert len(set(labels)) == len(labels)
    assert all(not label.isascii() for label in labels)


def test_every_cause_has_its_way():
    assert set(WAY_OF) == set(Cause)
