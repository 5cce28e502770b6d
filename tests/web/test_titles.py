"""A page calls a document what the document calls itself (N27, A1.1)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import translation

from yinxin.web.templatetags.yinxin import document

TITLES = [
    ("certificate", "national", "专业技术人员职业资格证书", "Professional Qualification Certificate"),
    ("certificate", "review", "专业技术资格证书", "Certificate of Professional Title"),
    ("pass_certificate", "provincial_exam", "专业技术人员考试合格证书", "Certificate of Examination Passed"),
    ("pass_proof", "pass_proof", "专业技术人员考试合格证明", "Proof of Examination Passed"),
]


@pytest.mark.parametrize(("kind", "regime", "chinese", "english"), TITLES)
def test_the_title_is_that_of_the_page_in_the_reader_s_language(kind, regime, chinese, english):
    face = SimpleNamespace(kind=kind, regime=regime)
    with translation.override("zh-hans"):
        assert document(face) == chinese
    with translation.override("en"):
        assert document(face) == english
