import pytest

from yinxin.kernel.refusal import NotApplicable, NotPermitted, WrongState
from yinxin.law.n2023.art14_download import check_may_download

FINE = {"is_holder": True, "made": True, "released": True, "revoked": False}


def test_the_holder_downloads_a_certificate_that_stands():
    check_may_download(**FINE)


@pytest.mark.parametrize(
    ("spoiled", "kind"),
    [
        ({"is_holder": False}, NotPermitted),
        ({"made": False}, NotApplicable),
        ({"released": False}, WrongState),
        ({"revoked": True}, WrongState),
        ({"is_holder": False, "revoked": True}, NotPermitted),
    ],
)
def test_nobody_else_and_nothing_else_is_downloaded(spoiled, kind):
    with pytest.raises(kind) as refusal:
        check_may_download(**(FINE | spoiled))
    assert refusal.value.clause.id == "N14"
