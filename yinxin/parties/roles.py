"""Roles: what the people of each body of N4 may do. A seat gives a person one role in one organisation."""

from __future__ import annotations

from typing import ClassVar

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.parties.permissions import Permission as P


class Role:
    """A documented set of permissions.

    :cvar code: the role's name in the database.
    :cvar title: its name for people.
    :cvar clause: the clause that gives the body this work.
    :cvar kinds: the kinds of organisation in which it can be held.
    """

    code: ClassVar[str]
    title: ClassVar[Words]
    clause: ClassVar[Clause]
    kinds: ClassVar[frozenset[str]]
    permissions: ClassVar[frozenset[P]]


class AgencyData(Role):
    """Prepares the data of those who passed, checks the file and submits it."""

    code, title, clause = "agency_data", Words("考试机构数据员"), Clause("N9.1")
    kinds = frozenset({"agency"})
    permissions = frozenset(
        {
            P.EXAM_SEE,
            P.BATCH_SEE,
            P.BATCH_CHECK,
            P.BATCH_SUBMIT,
            P.CERTIFICATE_SEE,
            P.DUTY_SEE,
            P.DUTY_EXPLAIN,
        }
    )


class AgencyChecker(Role):
    """Looks over what was submitted, records the publication of results, takes a wrong batch back."""

    code, title, clause = "agency_checker", Words("考试机构复核员"), Clause("N9.1")
    kinds = frozenset({"agency"})
    permissions = frozenset(
        {P.EXAM_SEE, P.EXAM_PUBLISH, P.BATCH_SEE, P.BATCH_CHECK, P.BATCH_WITHDRAW, P.CERTIFICATE_SEE}
        | {P.DUTY_SEE, P.DUTY_EXPLAIN}
    )


class CentreMaker(Role):
    """Receives data at the centre and has the certificates made; never releases what they accepted."""

    code, title, clause = "centre_maker", Words("制证员"), Clause("N10")
    kinds = frozenset({"center"})
    permissions = frozenset(
        {P.EXAM_SEE, P.EXAM_PUBLISH, P.BATCH_SEE, P.BATCH_CHECK, P.BATCH_ACCEPT, P.BATCH_RETURN}
        | {P.CERTIFICATE_SEE, P.DUTY_SEE, P.DUTY_EXPLAIN}
    )


class CentreChecker(Role):
    """Releases what a colleague had made: nobody issues alone."""

    code, title, clause = "centre_checker", Words("发布复核员"), Clause("N10")
    kinds = frozenset({"center"})
    permissions = frozenset(
        {
            P.EXAM_SEE,
            P.BATCH_SEE,
            P.BATCH_RETURN,
            P.BATCH_RELEASE,
            P.CERTIFICATE_SEE,
            P.DUTY_SEE,
            P.DUTY_EXPLAIN,
        }
    )


class Counter(Role):
    """Serves holders at the issuer's counter."""

    code, title, clause = "counter", Words("窗口发证员"), Clause("N13.1")
    kinds = frozenset({"issuer", "window"})
    permissions = frozenset({P.CERTIFICATE_SEE})


class Custodian(Role):
    """Keeps the issuer's paper certificates."""

    code, title, clause = "custodian", Words("证书保管员"), Clause("N11.1")
    kinds = frozenset({"issuer", "window"})
    permissions = frozenset({P.CERTIFICATE_SEE, P.DUTY_SEE})


class Supervisor(Role):
    """Oversees a region or an industry, or the whole country at the ministry; changes nothing."""

    code, title, clause = "supervisor", Words("监督员"), Clause("N4")
    kinds = frozenset({"ministry", "authority"})
    permissions = frozenset({P.EXAM_SEE, P.BATCH_SEE, P.CERTIFICATE_SEE, P.DUTY_SEE})


class Auditor(Role):
    """Audits the ledger against the register; sees the acts, changes nothing, issues nothing."""

    code, title, clause = "auditor", Words("审计员"), Clause("A4")
    kinds = frozenset({"ministry", "center"})
    permissions = frozenset({P.EXAM_SEE, P.BATCH_SEE, P.DUTY_SEE, P.LEDGER_SEAL, P.LEDGER_AUDIT})


ROLES: dict[str, type[Role]] = {
    role.code: role
    for role in (
        AgencyData,
        AgencyChecker,
        CentreMaker,
        CentreChecker,
        Counter,
        Custodian,
        Supervisor,
        Auditor,
    )
}


def who_can(permission: P) -> tuple[type[Role], ...]:
    """Return the roles that carry a permission, so that a refusal can say who could do it."""
    return tuple(role for role in ROLES.values() if permission in role.permissions)
