"""The machines of notices, objections to them, samples, and audits of conditions."""

from __future__ import annotations

from enum import Enum

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.lifecycle.machine import Edge, Machine


class NoticeState(Enum):
    """Where a public notice stands; that its days are over is counted, not stored."""

    SHOWN = "shown"
    STOPPED = "stopped"


class ListObjectionState(Enum):
    """Where an objection to a noticed entry stands."""

    OPEN = "open"
    DISMISSED = "dismissed"
    UPHELD = "upheld"


class SampleState(Enum):
    """Where the check of those who promised stands."""

    FROZEN = "frozen"
    DRAWN = "drawn"
    WITHDRAWN = "withdrawn"


class PromiseState(Enum):
    """What became of one drawn promise; untrue and false are two findings, with two consequences."""

    WAITING = "waiting"
    HOLDS = "holds"
    UNTRUE = "untrue"
    FALSE = "false"


class AuditState(Enum):
    """Where the audit of one person's conditions stands."""

    OPEN = "open"
    READY = "ready"
    PASSED = "passed"
    REFUSED = "refused"


_N, _O, _S, _P, _A = NoticeState, ListObjectionState, SampleState, PromiseState, AuditState
_A13A, _A212, _N91 = Clause("A1.3a"), Clause("A2.1.2"), Clause("N9.1")
_AGENCY, _CITY = "考试机构", "证书发放机构"

NOTICE = Machine(
    table="qualifying_notice",
    subject="list_notice",
    title=Words("名单公示"),
    names={_N.SHOWN: Words("已公示"), _N.STOPPED: Words("已停止")},
    edges={(_N.SHOWN, _N.STOPPED): Edge(_AGENCY, _A13A, "说明原因后停止")},
)

LIST_OBJECTION = Machine(
    table="qualifying_objection",
    subject="list_objection",
    title=Words("公示期间的异议"),
    names={_O.OPEN: Words("待答复"), _O.DISMISSED: Words("异议不成立"), _O.UPHELD: Words("异议成立")},
    edges={
        (_O.OPEN, _O.DISMISSED): Edge(_AGENCY, _A13A, "答复：不成立"),
        (_O.OPEN, _O.UPHELD): Edge(_AGENCY, _A13A, "答复：成立"),
    },
)

SAMPLE = Machine(
    table="qualifying_sample",
    subject="promise_sample",
    title=Words("承诺核查"),
    names={
        _S.FROZEN: Words("承诺名单已封存，待种子"),
        _S.DRAWN: Words("已抽取承诺人"),
        _S.WITHDRAWN: Words("承诺名单已撤回"),
    },
    edges={
        (_S.FROZEN, _S.DRAWN): Edge(_AGENCY, _N91, "另一人登记公开种子并抽取"),
        (_S.FROZEN, _S.WITHDRAWN): Edge(_AGENCY, _N91, "种子公开前撤回"),
    },
)

PROMISE = Machine(
    table="qualifying_promise",
    subject="promise",
    title=Words("抽中的承诺"),
    names={
        _P.WAITING: Words("待核查"),
        _P.HOLDS: Words("承诺属实"),
        _P.UNTRUE: Words("不实承诺（无主观故意）"),
        _P.FALSE: Words("虚假承诺（主观故意）"),
    },
    edges={
        (_P.WAITING, _P.HOLDS): Edge(_AGENCY, _N91, "核查属实"),
        (_P.WAITING, _P.UNTRUE): Edge(_AGENCY, _N91, "认定不实承诺"),
        (_P.WAITING, _P.FALSE): Edge(_AGENCY, _N91, "认定虚假承诺"),
    },
)

AUDIT_FILE = Machine(
    table="qualifying_audit_file",
    subject="audit_file",
    title=Words("报考条件审核"),
    names={
        _A.OPEN: Words("待收件"),
        _A.READY: Words("待另一人审核"),
        _A.PASSED: Words("审核通过"),
        _A.REFUSED: Words("审核不通过"),
    },
    edges={
        (_A.OPEN, _A.READY): Edge(_CITY, _A212, "收齐后提交审核"),
        (_A.READY, _A.PASSED): Edge(_CITY, _A212, "另一人审核通过"),
        (_A.READY, _A.REFUSED): Edge(_CITY, _A212, "另一人审核不通过"),
        (_A.READY, _A.OPEN): Edge(_CITY, _A212, "退回补件"),
        (_A.PASSED, _A.OPEN): Edge(_CITY, _A212, "发证前重新审核"),
        (_A.REFUSED, _A.OPEN): Edge(_CITY, _A212, "重新审核"),
    },
)

MACHINES = (NOTICE, LIST_OBJECTION, SAMPLE, PROMISE, AUDIT_FILE)
