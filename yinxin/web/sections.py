"""The sections of the office: what stands in its navigation, for whom.

A few stand in the bar, the rest behind “more”: a bar of two lines is read by nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from yinxin.kernel.words import Words
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission as P

IN_THE_BAR: Final = 7


@dataclass(frozen=True)
class Section:
    """One section: its address, its name, and what one must be allowed to do to be shown it; None for everybody."""

    address: str
    name: Words
    needs: P | None = None


SECTIONS: Final = (
    Section("/office/", Words("我的工作")),
    Section("/office/counter", Words("窗口发证"), P.COLLECTION_GIVE),
    Section("/office/supervision", Words("监督"), P.SUPERVISION_SEE),
    Section("/office/batches/new", Words("上传数据"), P.BATCH_SUBMIT),
    Section("/office/reviews", Words("职称评审"), P.REVIEW_SEE),
    Section("/office/batches", Words("批次一览"), P.BATCH_SEE),
    Section("/office/exams", Words("考试一览"), P.EXAM_SEE),
    Section("/office/custody", Words("证书库存"), P.CUSTODY_SEE),
    Section("/office/consignments", Words("证书交接"), P.CUSTODY_SEE),
    Section("/office/audits", Words("条件审核"), P.AUDIT_SEE),
    Section("/office/applications", Words("换发补发"), P.APPLICATION_SEE),
    Section("/office/legacy", Words("存量证书"), P.LEGACY_SEE),
    Section("/office/invalidations", Words("无效处理"), P.INVALIDATION_SEE),
    Section("/office/post", Words("邮寄"), P.POST_SEND),
    Section("/office/corrections", Words("信息有误"), P.CORRECTION_ANSWER),
    Section("/office/list-notices", Words("公示与承诺核查"), P.LIST_NOTICE),
    Section("/office/print", Words("印制单"), P.PRINT_SEE),
    Section("/office/supervision/mine", Words("整改"), P.SUPERVISION_ANSWER),
    Section("/office/objections", Words("异议"), P.OBJECTION_SEE),
    Section("/office/fakes", Words("假证举报"), P.FAKE_SEE),
    Section("/office/vetting", Words("批量核验"), P.VETTING_ASK),
    Section("/office/watching", Words("关注证书"), P.VETTING_ASK),
    Section("/office/manage", Words("管理")),
)
"""In the order of the bar: what only some have comes first, since it is what they come for."""


@dataclass(frozen=True)
class Sections:
    """What one person is shown: all of it, what stands in the bar, and the rest."""

    every: tuple[Section, ...]

    @property
    def bar(self) -> Sequence[Section]:
        """What stands in the bar: everything where it fits, else a place less, for “more”."""
        return self.every if len(self.every) <= IN_THE_BAR else self.every[: IN_THE_BAR - 1]

    @property
    def rest(self) -> Sequence[Section]:
        """What stands behind “more”."""
        return self.every[len(self.bar) :]


def sections_of(actor: Actor) -> Sections:
    """Return the sections of a person; none for who is not signed in."""
    if actor.account_id <= 0:
        return Sections(())
    return Sections(tuple(one for one in SECTIONS if one.needs is None or actor.has(one.needs)))
