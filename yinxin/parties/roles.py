"""Roles: what the people of each body of N4 may do. A seat gives a person one role in one organisation.

Every role belongs to a family, and :func:`conflict` says which families one person may not hold together: the three
administrations are kept apart from each other and from everything that has a part in issuing (A4).
"""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.parties.permissions import Permission as P


class Family(Enum):
    """What kind of power a role is; see :func:`conflict`."""

    BUSINESS = "business"
    OVERSIGHT = "oversight"
    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"

    @property
    def words(self) -> Words:
        """The family's name for people."""
        return _FAMILIES[self]


_FAMILIES = {
    Family.BUSINESS: Words("业务岗位"),
    Family.OVERSIGHT: Words("监督岗位"),
    Family.SYSTEM: Words("系统管理"),
    Family.SECURITY: Words("安全管理"),
    Family.AUDIT: Words("审计管理"),
}
ADMINISTRATIVE = frozenset({Family.SYSTEM, Family.SECURITY, Family.AUDIT})


class Role:
    """A documented set of permissions.

    :cvar code: the role's name in the database.
    :cvar title: its name for people.
    :cvar clause: the clause that gives the body this work.
    :cvar kinds: the kinds of organisation in which it can be held.
    :cvar family: what kind of power it is.
    """

    code: ClassVar[str]
    title: ClassVar[Words]
    clause: ClassVar[Clause]
    kinds: ClassVar[frozenset[str]]
    family: ClassVar[Family] = Family.BUSINESS
    permissions: ClassVar[frozenset[P]]


class AgencyData(Role):
    """Prepares the data of those who passed, checks the file and submits it."""

    code, title, clause = "agency_data", Words("考试机构数据员"), Clause("N9.1")
    kinds = frozenset({"agency", "association"})
    permissions = frozenset(
        {
            P.EXAM_SEE,
            P.BATCH_SEE,
            P.BATCH_CHECK,
            P.BATCH_SUBMIT,
            P.CERTIFICATE_SEE,
            P.DUTY_SEE,
            P.DUTY_EXPLAIN,
            P.KEY_MAKE,
        }
    )


class AgencyChecker(Role):
    """Looks over what was submitted, records the publication of results, takes a wrong batch back."""

    code, title, clause = "agency_checker", Words("考试机构复核员"), Clause("N9.1")
    kinds = frozenset({"agency", "association"})
    permissions = frozenset(
        {P.EXAM_SEE, P.EXAM_PUBLISH, P.BATCH_SEE, P.BATCH_CHECK, P.BATCH_WITHDRAW, P.CERTIFICATE_SEE}
        | {P.DUTY_SEE, P.DUTY_EXPLAIN, P.KEY_MAKE}
    )


class CentreMaker(Role):
    """Receives data at the centre and has the certificates made; never releases what they accepted."""

    code, title, clause = "centre_maker", Words("制证员"), Clause("N10")
    kinds = frozenset({"center"})
    permissions = frozenset(
        {P.EXAM_SEE, P.EXAM_ENTER, P.EXAM_PUBLISH, P.BATCH_SEE, P.BATCH_CHECK, P.BATCH_ACCEPT}
        | {P.BATCH_RETURN, P.PRINT_SEE, P.PRINT_REPORT, P.CUSTODY_SEE}
        | {P.CERTIFICATE_SEE, P.DUTY_SEE, P.DUTY_EXPLAIN, P.KEY_MAKE}
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
            P.KEY_MAKE,
        }
    )


GIVING = frozenset({"issuer", "window", "city", "agency", "association"})
"""The kinds of organisation that give paper out; an exam agency may be the issuer too."""


class Counter(Role):
    """Serves holders at the issuer's counter."""

    code, title, clause = "counter", Words("窗口发证员"), Clause("N13.1")
    kinds = GIVING
    permissions = frozenset({P.CERTIFICATE_SEE, P.CUSTODY_SEE, P.COLLECTION_GIVE, P.SEAL_CHECK})


class Custodian(Role):
    """Keeps, counts, hands over and sends the paper of a body on its way from the printing house to its end."""

    code, title, clause = "custodian", Words("证书保管员"), Clause("N11.1")
    kinds = GIVING | {"center", "authority"}
    permissions = frozenset(
        {P.CERTIFICATE_SEE, P.DUTY_SEE, P.DUTY_EXPLAIN, P.CUSTODY_SEE, P.CUSTODY_KEEP, P.CUSTODY_COUNT}
        | {P.CUSTODY_CORRECT, P.COLLECTION_CORRECT, P.POST_SEND, P.SERVICE_PUBLISH, P.VOLUME_CLOSE}
        | {P.DESTRUCTION_LIST, P.DESTRUCTION_CARRY_OUT}
    )


class Supervisor(Role):
    """Oversees a region or an industry, or the whole country at the ministry; changes nothing."""

    code, title, clause = "supervisor", Words("监督员"), Clause("N4")
    kinds = frozenset({"ministry", "authority", "association", "city"})
    family = Family.OVERSIGHT
    permissions = frozenset(
        {P.EXAM_SEE, P.BATCH_SEE, P.CERTIFICATE_SEE, P.DUTY_SEE, P.ORGANISATION_SEE, P.KEY_MAKE}
        | {P.PRINT_SEE, P.CUSTODY_SEE}
    )


class CatalogueReviewer(Role):
    """Approves at the ministry what the catalogue's keepers propose: which qualifications, which departments."""

    code, title, clause = "catalogue_reviewer", Words("目录审核员"), Clause("N4")
    kinds = frozenset({"ministry"})
    family = Family.OVERSIGHT
    permissions = frozenset({P.EXAM_SEE, P.DUTY_SEE, P.ORGANISATION_SEE, P.CATALOGUE_APPROVE})


class SystemAdministrator(Role):
    """Keeps the tree of organisations, proposes changes of the catalogue, revokes keys; gives nobody any right."""

    code, title, clause = "system_admin", Words("系统管理员"), Clause("N4")
    kinds = frozenset({"ministry", "center"})
    family = Family.SYSTEM
    permissions = frozenset(
        {P.ORGANISATION_SEE, P.ORGANISATION_MANAGE, P.PERSON_SEE, P.CATALOGUE_PROPOSE, P.KEY_REVOKE}
    )


class SecurityAdministrator(Role):
    """Invites people, gives and ends seats in its territory, approves what colleagues propose; does no other work."""

    code, title, clause = "security_admin", Words("安全管理员"), Clause("A4")
    kinds = frozenset({"ministry", "center", "authority", "association", "agency", "issuer"})
    family = Family.SECURITY
    permissions = frozenset(
        {P.ORGANISATION_SEE, P.PERSON_SEE, P.PERSON_INVITE, P.SEAT_MANAGE, P.ACCOUNT_CLOSE, P.ACCOUNT_RESET}
        | {P.ACCESS_APPROVE, P.KEY_REVOKE}
    )


class Auditor(Role):
    """Audits the ledger against the register; sees the acts, changes nothing, issues nothing."""

    code, title, clause = "auditor", Words("审计员"), Clause("A4")
    kinds = frozenset({"ministry", "center"})
    family = Family.AUDIT
    permissions = frozenset(
        {P.EXAM_SEE, P.BATCH_SEE, P.DUTY_SEE, P.LEDGER_SEAL, P.LEDGER_AUDIT, P.ORGANISATION_SEE, P.PERSON_SEE}
        | {P.PRINT_SEE, P.CUSTODY_SEE}
    )


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
        CatalogueReviewer,
        SystemAdministrator,
        SecurityAdministrator,
        Auditor,
    )
}


def who_can(permission: P) -> tuple[type[Role], ...]:
    """Return the roles that carry a permission, so that a refusal can say who could do it."""
    return tuple(role for role in ROLES.values() if permission in role.permissions)


def is_administrative(role: str) -> bool:
    """Say whether a role is one of the three administrations."""
    return ROLES[role].family in ADMINISTRATIVE


ISSUING = frozenset({P.BATCH_ACCEPT, P.BATCH_RELEASE})
"""The two steps that make certificates: who could give both seats alone could issue alone."""


def is_weighty(role: str) -> bool:
    """Say whether a role is given with four eyes only: the administrations, and whoever has a part in issuing."""
    return is_administrative(role) or bool(ROLES[role].permissions & ISSUING)


def conflict(one: str, other: str) -> Words | None:
    """Return why one person may not hold both roles, or None where they may.

    An administrative role goes together with no role of another administration, and with none that has a part in
    issuing. Oversight, which changes no certificate, goes together with everything.
    """
    first, second = ROLES[one].family, ROLES[other].family
    if first is second or Family.OVERSIGHT in (first, second) or not {first, second} & ADMINISTRATIVE:
        return None
    return Words(
        "“{one}”与“{other}”不能由同一人担任：系统、安全、审计三类管理岗位彼此分开，也不参与办证。",
        one=ROLES[one].title,
        other=ROLES[other].title,
    )
