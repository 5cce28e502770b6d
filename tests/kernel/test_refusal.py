import pickle

import pytest

from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import (
    AlreadyDone,
    Incomplete,
    NotApplicable,
    NotFound,
    NotPermitted,
    Refusal,
    WrongState,
)
from yinxin.kernel.words import Words

KINDS = [NotPermitted, WrongState, Incomplete, NotFound, AlreadyDone, NotApplicable]


def test_a_refusal_says_what_why_and_what_to_do():
    refusal = Incomplete(Words("缺少{gap}。", gap="姓名"), do="补齐后再办理。", clause=Clause("N7"))
    assert str(refusal) == "缺少姓名。 (N7) 补齐后再办理。"
    assert refusal.do == Words("补齐后再办理。")


def test_a_refusal_without_a_clause_names_none():
    assert str(NotFound("没有。", do="请核对。")) == "没有。 请核对。"


def test_a_refusal_speaks_the_reader_s_language():
    refusal = NotFound("没有。", do="请核对。")
    assert refusal.render({"没有。": "None.", "请核对。": "Check."}.__getitem__) == "None. Check."


def test_a_refusal_needs_a_way_out():
    with pytest.raises(TypeError):
        Refusal("不行。")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_its_own_code_and_is_a_refusal(kind):
    assert issubclass(kind, Refusal)
    assert [other.code for other in KINDS].count(kind.code) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_refusal_crosses_from_one_process_to_another_whole(kind):
    sent = kind(Words("第{row}行", row=8), do="改正。", clause=Clause("N9.1"), facts={"row": 8})
    received = pickle.loads(pickle.dumps(sent))
    assert type(received) is kind
    assert (received.what, received.do, received.clause, received.facts) == (
        sent.what,
        sent.do,
        sent.clause,
        sent.facts,
    )
