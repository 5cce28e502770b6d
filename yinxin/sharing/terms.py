"""The terms of an agreement: what may stand in them, how they are checked, and how long things last."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from yinxin.kernel.canonical import canonical_json
from yinxin.kernel.canonical import digest as digest_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law.n2023.art22_verification import Platform, check_fields, check_may_share
from yinxin.register.shared import Scope
from yinxin.sharing.models import Agreement

N22_2: Final = Clause("N22.2")
LONGEST: Final = timedelta(days=3 * 366)
"""The longest term of an agreement."""
KEY: Final = timedelta(days=366)
"""How long a key holds at most."""
OVERLAP: Final = timedelta(days=7)
"""How long a key, or a webhook's secret, still holds once there is a next one."""
USUAL: Final = timedelta(days=365)
"""The term that the form suggests."""
CALLS_KEPT: Final = timedelta(days=3 * 366)
"""How long it is kept who asked about which certificate."""
SNAPSHOT_KEPT: Final = timedelta(days=7)
MOST_PER_DAY, MOST_PER_MINUTE = 5_000_000, 6_000
LONGEST_TEXT, LONGEST_ADDRESS = 200, 400

FIELDS: Final[Mapping[str, Words]] = {
    "name": Words("姓名"),
    "sex": Words("性别"),
    "born": Words("出生年月"),
    "id_kind": Words("证件类型"),
    "id_number": Words("证件号码"),
    "management_number": Words("管理号"),
    "kind": Words("证书种类"),
    "regime": Words("取得途径"),
    "qualification": Words("职业资格"),
    "level": Words("级别"),
    "specialty": Words("专业"),
    "approved_on": Words("批准日期"),
    "valid_until": Words("有效期至"),
    "scope": Words("有效范围"),
    "remarks": Words("备注"),
    "sealed_by": Words("用印机构"),
}
"""What an agreement may name, in the order in which it is shown."""

_REGION: Final = re.compile(r"[1-9]\d(\d\d(\d\d)?)?")


@dataclass(frozen=True)
class Terms:
    """What is agreed; see :class:`yinxin.sharing.models.Agreement`."""

    client: str
    platform: Platform
    purpose: str
    basis: str
    fields: tuple[str, ...]
    regions: tuple[str, ...]
    qualifications: tuple[str, ...]
    per_day: int
    per_minute: int
    since: date
    until: date
    webhook: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 of the terms, hexadecimal."""
        said = asdict(self) | {
            "platform": self.platform.value,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
        }
        return digest_of(canonical_json(said))

    @property
    def scope(self) -> Scope:
        """Which certificates it covers."""
        return Scope(self.regions, self.qualifications)


def of(row: Agreement) -> Terms:
    """Return the terms of an agreement's row."""
    return Terms(
        row.client,
        Platform(row.platform),
        row.purpose,
        row.basis,
        tuple(row.fields),
        tuple(row.regions),
        tuple(row.qualifications),
        row.per_day,
        row.per_minute,
        row.since,
        row.until,
        row.webhook,
    )


def check(terms: Terms, *, known: Collection[str], today: date, private: bool) -> None:
    """Refuse terms that cannot be agreed.

    :param known: the codes of the catalogue.
    :param private: webhooks may lead to private addresses, as in demonstrations.
    :raises NotPermitted: the client belongs to none of the three platforms.
    :raises Incomplete: names every field that must be mended.
    """
    check_may_share(terms.platform)
    check_fields(terms.fields)
    webhook = re.fullmatch(r"https?://[^\s/?#@]+(/[^\s#]*)?", terms.webhook)
    secure = terms.webhook.startswith("https://") or private
    right: dict[str, bool] = {
        "client": 2 <= len(terms.client) <= 60,
        "purpose": 4 <= len(terms.purpose) <= LONGEST_TEXT,
        "basis": 4 <= len(terms.basis) <= LONGEST_TEXT,
        "regions": all(_REGION.fullmatch(one) for one in terms.regions),
        "qualifications": set(terms.qualifications) <= set(known),
        "per_minute": 1 <= terms.per_minute <= min(MOST_PER_MINUTE, terms.per_day),
        "per_day": 1 <= terms.per_day <= MOST_PER_DAY,
        "until": max(terms.since, today) <= terms.until <= terms.since + LONGEST,
        "webhook": not terms.webhook or bool(webhook and secure and len(terms.webhook) <= LONGEST_ADDRESS),
    }
    wrong = [name for name, is_right in right.items() if not is_right]
    if wrong:
        raise Incomplete(
            Words("协议还有内容缺少或不对。"),
            do=Words("请检查标出的各项：代码须在目录中，期限不超过三年，通知地址须为https。"),
            clause=N22_2,
            facts={"fields": wrong},
        )


def changes_nothing(row: Agreement) -> bool:
    """Say whether an agreement's row is what its digest says."""
    return of(row).digest == row.digest


def is_open(row: Agreement, at: datetime, today: date) -> bool:
    """Say whether data may be shared under an agreement now."""
    return row.state == "active" and row.since <= today <= row.until


def as_facts(terms: Terms) -> dict[str, Any]:
    """Return what the ledger says of terms: nothing of persons stands in them."""
    return {"platform": terms.platform.value, "terms": terms.digest, "until": terms.until.isoformat()}
