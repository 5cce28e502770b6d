"""N22 — anybody can have a certificate verified; the ministry shares through three national platforms.

依据：人社厅发〔2023〕16号 第二十二条.
"""
# Reading: the text says that the service is given, not how much it tells. Least data: who only asserts a
# match learns the verdict; who holds the certificate, shown by its QR token, sees what tells it from a
# forgery, the photo first of all; sex and birth stay with the holder. ID numbers are shown as
# ``kernel.identity.masked`` shows them everywhere: two answers with different masks would give the number away.

from collections.abc import Collection
from enum import Enum
from typing import Final

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import Incomplete, NotPermitted
from yinxin.kernel.words import Words, listed
from yinxin.law.article import national

VERIFY = Clause("N22.1")
SHARE = Clause("N22.2")

ARTICLE = national(
    "第二十二条",
    title=Words("查询验证与信息共享"),
    points={
        "N22.1": Words("人事考试中心通过全国查询验证系统向社会提供查询验证。"),
        "N22.2": Words("部里按规定通过三个全国平台共享证书信息。"),
    },
)


class Asker(Enum):
    """How somebody who verifies has shown that the certificate lies before them."""

    MATCH = "match"
    BEARER = "bearer"
    HOLDER = "holder"


class Platform(Enum):
    """A platform through which certificate data is shared."""

    GOVERNMENT_SERVICE = "government_service"
    DATA_EXCHANGE = "data_exchange"
    HRSS_SERVICE = "hrss_service"

    @property
    def label(self) -> Words:
        """The platform's name."""
        return _PLATFORMS[self]


_PLATFORMS = {
    Platform.GOVERNMENT_SERVICE: Words("国家政务服务平台"),
    Platform.DATA_EXCHANGE: Words("国家数据共享交换平台"),
    Platform.HRSS_SERVICE: Words("全国人社政务服务平台"),
}

_ON_PAPER: Final = frozenset(
    (
        *("kind", "qualification", "level", "specialty", "name", "id_number", "management_number"),
        *("approved_on", "scope", "valid_until", "remarks", "sealed_by", "photo"),
    )
)
_ALL: Final = _ON_PAPER | {"regime", "sex", "born", "id_kind", "verify_at"}
SHAREABLE: Final = _ALL - {"photo", "verify_at"}
"""What a platform may be given at most: never the photo, nor the address that opens the certificate's own page."""
_SHOWN: Final = {Asker.MATCH: frozenset[str](), Asker.BEARER: _ON_PAPER, Asker.HOLDER: _ALL}


@enacts(VERIFY)
def fields_shown(asker: Asker) -> frozenset[str]:
    """Return the face's fields that an answer may contain beside the verdict; ID numbers go out masked."""
    return _SHOWN[asker]


@enacts(SHARE)
def check_may_share(platform: Platform | None) -> None:
    """Share only through the platforms of the article; ``None`` is a client that belongs to none.

    :raises NotPermitted: the client belongs to none of the three platforms.
    """
    if platform is None:
        raise NotPermitted(
            Words("证书信息只通过{platforms}共享。", platforms=listed([one.label for one in Platform])),
            do=Words("请通过上述平台申请接入；查验单本证书请使用查询验证服务。"),
            clause=SHARE,
        )


@enacts(SHARE)
def check_fields(fields: Collection[str]) -> None:
    """Share what is asked for by name, and only what may be shared at all.

    :raises Incomplete: no field is named, or one that is never shared; ``facts["wrong"]`` names them.
    """
    wrong = sorted(set(fields) - SHAREABLE)
    if not fields or wrong:
        raise Incomplete(
            Words("协议须逐项列出共享的内容，且不包括照片和核验地址。"),
            do=Words("请至少选择一项，并去掉不能共享的内容。"),
            clause=SHARE,
            facts={"fields": ["fields"], "wrong": wrong},
        )
