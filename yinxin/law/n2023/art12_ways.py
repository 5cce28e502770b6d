"""N12 — paper is given out on site and by mail; mail is applied for online, usually at the holder's cost.

依据：人社厅发〔2023〕16号 第十二条.
"""
# Reading: 原则上 lets an issuer go without one of the ways if it says why, in public. 一般 makes the holder
# the payer unless the issuer has published that it pays.

from collections.abc import Set
from enum import Enum

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.words import Words
from yinxin.law.article import national
from yinxin.law.gaps import check_nothing_missing
from yinxin.law.parties import Party

WAYS = Clause("N12")

ARTICLE = national(
    "第十二条",
    title=Words("发放方式"),
    points={"N12": Words("原则上现场和邮寄两种方式都提供，邮寄可在网上申请，邮费一般由申请的持证人付。")},
)


class Service(Enum):
    """A service that the issuer offers for collection."""

    ON_SITE = "on_site"
    MAIL = "mail"
    ONLINE_APPLICATION = "online_application"

    @property
    def label(self) -> Words:
        """The service in Chinese."""
        return _LABELS[self]


_LABELS = {
    Service.ON_SITE: Words("现场领取"),
    Service.MAIL: Words("邮寄"),
    Service.ONLINE_APPLICATION: Words("网上申请邮寄"),
}


@enacts(WAYS)
def check_ways_offered(offered: Set[Service], *, reason: str = "") -> None:
    """Hold an issuer's service notice against the three services; a stated reason excuses a gap.

    :raises Incomplete: a service is missing and no reason is stated; each is named.
    """
    missing = [service.label for service in Service if service not in offered]
    if not reason.strip():
        check_nothing_missing(missing, clause=WAYS, do=Words("开通这些服务，或在服务告知中写明原因。"))


@enacts(WAYS)
def check_mail_application(*, recipient: str, phone: str, address: str) -> None:
    """Take an application for mail only with all that a courier needs.

    :raises Incomplete: a part is missing; each is named.
    """
    parts = {Words("收件人"): recipient, Words("联系电话"): phone, Words("收件地址"): address}
    check_nothing_missing([name for name, value in parts.items() if not value.strip()], clause=WAYS)


@enacts(WAYS)
def postage_paid_by(*, issuer_pays: bool = False) -> Party:
    """Return who pays the postage: the holder, unless the issuer has published that it does."""
    return Party.ISSUER if issuer_pays else Party.HOLDER
