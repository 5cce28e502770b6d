import pickle

import pytest

from yinxin.kernel.words import Words, listed

ENGLISH = {
    "缺少{field}。": "{field} is missing.",
    "姓名": "name",
    "{first}、{rest}": "{first}, {rest}",
    "性别": "sex",
}


def translate(template):
    return ENGLISH.get(template, template)


def test_a_sentence_puts_its_facts_in_last():
    sentence = Words("缺少{field}。", field="姓名")
    assert str(sentence) == "缺少姓名。"
    assert sentence.render(translate) == "姓名 is missing."


def test_a_fact_that_is_a_sentence_is_translated_too():
    assert Words("缺少{field}。", field=Words("姓名")).render(translate) == "name is missing."


@pytest.mark.parametrize("name", ["{0}", "{x}", "{", "}", "100%"])
def test_braces_in_a_fact_are_left_as_they_are(name):
    assert str(Words("缺少{field}。", field=name)) == f"缺少{name}。"


def test_a_sentence_without_facts_may_contain_braces():
    assert str(Words("{甲}")) == "{甲}"


def test_equal_sentences_are_equal_hash_alike_and_survive_a_process():
    one, two = Words("第{row}行", row=8), Words("第{row}行", row=8)
    assert one == two
    assert hash(one) == hash(two)
    assert one != Words("第{row}行", row=9)
    assert one != "第8行"
    assert pickle.loads(pickle.dumps(one)) == one
    assert repr(one) == "Words('第8行')"


@pytest.mark.parametrize(
    ("items", "chinese", "english"),
    [
        (["姓名"], "姓名", "name"),
        (["姓名", "性别"], "姓名、性别", "name, sex"),
        (["姓名", "性别", "姓名"], "姓名、性别、姓名", "name, sex, name"),
    ],
)
def test_an_enumeration_of_any_length_is_translated_item_by_item(items, chinese, english):
    enumeration = listed([Words(item) for item in items])
    assert str(enumeration) == chinese
    assert enumeration.render(translate) == english


def test_an_empty_enumeration_is_a_mistake():
    with pytest.raises(ValueError, match="at least one"):
        listed([])


def test_a_sentence_that_was_kept_can_still_be_translated():
    said = Words("第{row}行缺少{field}", row=8, field=Words("姓名"))
    kept = said.stored()
    assert kept == ["第{row}行缺少{field}", {"row": "8", "field": ["姓名", {}]}]
    english = {"第{row}行缺少{field}": "row {row} lacks {field}", "姓名": "the name"}
    assert Words.restored(kept).render(lambda text: english[text]) == "row 8 lacks the name"
