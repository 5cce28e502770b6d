"""Who collects: the holder, a proxy, or somebody for a unit; their names and numbers are encrypted (N13.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import orjson

from yinxin.issuing import service
from yinxin.issuing.kinds import CollectorKind
from yinxin.kernel import identity
from yinxin.kernel.calendar import day_of
from yinxin.kernel.clause import Clause
from yinxin.kernel.identity import FORMS, IdKind
from yinxin.kernel.refusal import Incomplete, NotApplicable
from yinxin.kernel.words import Words
from yinxin.law.gaps import check_nothing_missing
from yinxin.register.vault import vault

COLLECTOR: Final = b"collector"
N13_1: Final = Clause("N13.1")


@dataclass(frozen=True)
class Collector:
    """Who stands at the counter; of the holder nothing is needed beyond the certificate.

    :ivar id_kind: the kind of document by its code; ``id_number`` its number.
    :ivar unit: the unit whose introduction letter is shown.
    """

    kind: CollectorKind = CollectorKind.HOLDER
    name: str = ""
    id_kind: str = ""
    id_number: str = ""
    unit: str = ""

    @property
    def is_holder(self) -> bool:
        """Say whether the holder has come in person."""
        return self.kind is CollectorKind.HOLDER

    @property
    def key(self) -> bytes | None:
        """The keyed digest of the other person's document; None for the holder."""
        return None if self.is_holder else vault().document_key(self.id_kind, self.id_number)

    def sealed(self) -> bytes:
        """Return what is kept of the other person, encrypted; nothing of the holder."""
        if self.is_holder:
            return b""
        kept = {
            "name": self.name.strip(),
            "id_kind": self.id_kind,
            "id_number": identity.normalise(self.id_number),
            "unit": self.unit.strip(),
        }
        return vault().close(orjson.dumps(kept), COLLECTOR)

    def check(self, organisation_id: int, at: datetime) -> None:
        """Refuse a proxy of whom something is missing or wrong, and a unit where units do not collect.

        :raises Incomplete: each gap is named; NotApplicable: the issuer has not published that units may collect.
        """
        if self.is_holder:
            return
        unit = self.kind is CollectorKind.UNIT
        if unit:
            notice = service.current(organisation_id, day_of(at))
            if notice is None or not notice.units:
                raise NotApplicable(
                    Words("本机构没有公布单位可以统一代领。"),
                    do=Words("请逐人办理本人领取或代领。"),
                    clause=Clause("N11.1"),
                )
        gaps = {
            Words("代领人姓名"): self.name,
            Words("代领人证件号码"): self.id_number,
            **({Words("单位名称"): self.unit} if unit else {}),
        }
        check_nothing_missing([name for name, value in gaps.items() if not value.strip()], clause=N13_1)
        kinds = {kind.value for kind in IdKind}
        if self.id_kind not in kinds or identity.problem(IdKind(self.id_kind), self.id_number):
            raise Incomplete(
                Words("代领人的证件号码不对。"), do=Words("请对照证件核对种类和号码。"), clause=N13_1
            )


def opened(kind: str, sealed: bytes) -> Collector:
    """Return what :meth:`Collector.sealed` kept."""
    if not sealed:
        return Collector()
    kept = orjson.loads(vault().open(sealed, COLLECTOR))
    return Collector(CollectorKind(kind), **kept)


def id_kinds() -> list[tuple[str, str]]:
    """Return the kinds of documents for a form, by code and Chinese name; the resident's card first."""
    first = [IdKind.RESIDENT, *(kind for kind in FORMS if kind is not IdKind.RESIDENT)]
    return [(kind.value, FORMS[kind].name) for kind in first]
