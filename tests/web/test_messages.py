"""Every text has its English, and the compiled catalogue is the one that was written."""

import gettext
import io
import re

import pytest

from yinxin.web import messages


@pytest.fixture(scope="module")
def english():
    return messages.translations()


def test_every_text_has_an_english_translation(english):
    missing = [
        text for text in messages.wanted() if not english.get(text, "").strip(" ") and text.strip() != ""
    ]
    assert not missing, f"run python -m yinxin.web.messages and translate: {missing[:5]}"


def test_a_translation_has_the_same_places_to_fill(english):
    differing = [
        text for text, said in english.items() if messages.places_of(text) != messages.places_of(said)
    ]
    assert not differing


def test_a_translation_is_english(english):
    allowed = re.compile(r"告知承诺|提交材料|照片文件名|全国|管理号|男|女|欧阳佳|“|”|…|–|·|×")
    chinese = [
        said for said in english.values() if re.search(r"[\u4e00-\u9fff。，；：]", allowed.sub("", said))
    ]
    assert not chinese


def test_the_compiled_catalogue_is_not_stale(english):
    compiled = gettext.GNUTranslations(io.BytesIO(messages.COMPILED.read_bytes()))
    stale = [text for text, said in english.items() if compiled.gettext(text) != said]
    assert not stale, "run python -m yinxin.web.messages"
