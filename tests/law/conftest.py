"""A complete face of an invented person, to be spoiled field by field."""

import pytest

from yinxin.kernel.face import Face


@pytest.fixture
def face():
    return Face(
        kind="certificate",
        regime="national",
        qualification="社会工作者",
        level="中级",
        specialty="",
        name="欧阳文",
        sex="女",
        born="1990-01",
        id_kind="居民身份证",
        id_number="999999199001010024",
        photo="0a" * 32,
        management_number="2026060099900001",
        approved_on="2026-06-14",
        verify_at="https://verify.example/c/abc",
        scope="",
        valid_until="",
        remarks=(),
        sealed_by=("人力资源社会保障部", "民政部"),
    )
