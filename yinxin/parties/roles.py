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
    kinds = frozenset({"agency", "association", "committee"})
    permissions = frozenset(
        {
            P.EXAM_SEE,
            P.BATCH_SEE,
            P.BATCH_CHECK,
            P.BATCH_SUBMIT,
            P.CERTIFICATE_SEE,
            P.FORM_PRINT,
            P.INVALIDATION_SEE,
            P.INVALIDATION_SUBMIT,
            P.LIST_NOTICE,
            P.PROMISE_CHECK,
            P.DUTY_SEE,
            P.DUTY_EXPLAIN,
            P.KEY_MAKE,
            P.REVIEW_SEE,
            P.REVIEW_HOLD,
            P.LEGACY_SEE,
            P.LEGACY_COLLECT,
            P.LEGACY_HAND_OVER,
        }
    )


class AgencyChecker(Role):
    """Looks over what was submitted, records the publication of results, takes a wrong batch back."""

    code, title, clause = "agency_checker", Words("考试机构复核员"), Clause("N9.1")
    kinds = frozenset({"agency", "association", "committee"})
    permissions = frozenset(
        {P.EXAM_SEE, P.EXAM_PUBLISH, P.BATCH_SEE, P.BATCH_CHECK, P.BATCH_WITHDRAW, P.CERTIFICATE_SEE}
        | {P.APPLICATION_SEE, P.APPLICATION_CONFIRM, P.FORM_PRINT, P.INVALIDATION_SEE}
        | {P.DUTY_SEE, P.DUTY_EXPLAIN, P.KEY_MAKE, P.SUPERVISION_ANSWER, P.LIST_NOTICE, P.PROMISE_CHECK}
        | {P.REVIEW_SEE, P.REVIEW_DECIDE, P.LEGACY_SEE, P.LEGACY_COLLECT, P.LEGACY_HAND_OVER}
    )


class CentreMaker(Role):
    """Receives data at the centre and has the certificates made; never releases what they accepted."""

    code, title, clause = "centre_maker", Words("制证员"), Clause("N10")
    kinds = frozenset({"center"})
    permissions = frozenset(
        {P.EXAM_SEE, P.EXAM_ENTER, P.EXAM_PUBLISH, P.BATCH_SEE, P.BATCH_CHECK, P.BATCH_ACCEPT}
        | {P.BATCH_RETURN, P.PRINT_SEE, P.PRINT_REPORT, P.CUSTODY_SEE}
        | {P.APPLICATION_SEE, P.APPLICATION_MAKE, P.INVALIDATION_SEE, P.INVALIDATION_PREPARE}
        | {P.CERTIFICATE_SEE, P.DUTY_SEE, P.DUTY_EXPLAIN, P.KEY_MAKE}
        | {P.LEGACY_SEE, P.LEGACY_RECEIVE, P.LEGACY_RETURN}
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
            P.APPLICATION_SEE,
            P.APPLICATION_RELEASE,
            P.INVALIDATION_SEE,
            P.INVALIDATION_EFFECT,
            P.CERTIFICATE_SEE,
            P.DUTY_SEE,
            P.DUTY_EXPLAIN,
            P.KEY_MAKE,
            P.SUPERVISION_ANSWER,
            P.FAKE_SEE,
            P.FAKE_SETTLE,
            P.LEGACY_SEE,
            P.LEGACY_OPEN,
            P.LEGACY_RETURN,
            P.DISCLOSURE_PUBLISH,
        }
    )


class ProvinceMaker(Role):
    """Enters the province's exams and reviews and has their certificates made; never releases what they accepted."""

    code, title, clause = "province_maker", Words("省级制证员"), Clause("A1.2")
    kinds = frozenset({"authority", "agency"})
    permissions = frozenset(
        {P.EXAM_SEE, P.EXAM_ENTER, P.EXAM_PUBLISH, P.BATCH_SEE, P.BATCH_CHECK, P.BATCH_ACCEPT, P.BATCH_RETURN}
        | {P.REVIEW_SEE, P.PRINT_SEE, P.PRINT_REPORT, P.CUSTODY_SEE, P.CERTIFICATE_SEE}
        | {P.APPLICATION_SEE, P.APPLICATION_MAKE, P.DUTY_SEE, P.DUTY_EXPLAIN, P.KEY_MAKE}
    )


class ProvinceChecker(Role):
    """Releases what a colleague of the province had made: nobody issues alone."""

    code, title, clause = "province_checker", Words("省级发布复核员"), Clause("A1.2")
    kinds = frozenset({"authority", "agency"})
    permissions = frozenset(
        {P.EXAM_SEE, P.BATCH_SEE, P.BATCH_RETURN, P.BATCH_RELEASE, P.CERTIFICATE_SEE}
        | {P.APPLICATION_SEE, P.APPLICATION_RELEASE}
        | {P.DUTY_SEE, P.DUTY_EXPLAIN, P.KEY_MAKE}
    )


GIVING = frozenset({"issuer", "window", "city", "agency", "association", "committee"})
"""The kinds of organisation that give paper out; an exam agency may be the issuer too."""


class Counter(Role):
    """Serves holders at the issuer's counter, and reviews what they apply for (N15)."""

    code, title, clause = "counter", Words("窗口发证员"), Clause("N13.1")
    kinds = GIVING
    permissions = frozenset(
        {P.CERTIFICATE_SEE, P.CUSTODY_SEE, P.COLLECTION_GIVE, P.SEAL_CHECK, P.CORRECTION_ANSWER}
        | {P.APPLICATION_SEE, P.APPLICATION_FILE, P.APPLICATION_REVIEW, P.FORM_PRINT}
        | {P.OBJECTION_SEE, P.OBJECTION_CHECK, P.OBJECTION_ANSWER}
        | {P.AUDIT_SEE, P.AUDIT_COLLECT, P.AUDIT_DECIDE}
    )


class Custodian(Role):
    """Keeps, counts, hands over and sends the paper of a body on its way from the printing house to its end."""

    code, title, clause = "custodian", Words("证书保管员"), Clause("N11.1")
    kinds = GIVING | {"center", "authority"}
    permissions = frozenset(
        {P.CERTIFICATE_SEE, P.DUTY_SEE, P.DUTY_EXPLAIN, P.CUSTODY_SEE, P.CUSTODY_KEEP, P.CUSTODY_COUNT}
        | {P.CUSTODY_CORRECT, P.COLLECTION_CORRECT, P.POST_SEND, P.SERVICE_PUBLISH, P.VOLUME_CLOSE}
        | {P.DESTRUCTION_LIST, P.DESTRUCTION_CARRY_OUT, P.APPLICATION_SEE, P.OBJECTION_SEE}
        | {P.SUMMARY_SEE, P.SUMMARY_HAND_IN, P.FORM_PRINT, P.SUPERVISION_ANSWER}
        | {P.AUDIT_SEE, P.AUDIT_COLLECT, P.AUDIT_DECIDE}
    )


class AuthorityClerk(Role):
    """Confirms applications for the authority, and says which papers its place asks for beyond the law's."""

    code, title, clause = "authority_clerk", Words("主管部门审核员"), Clause("N15")
    kinds = frozenset({"authority", "association"})
    permissions = frozenset(
        {P.CERTIFICATE_SEE, P.DUTY_SEE, P.DUTY_EXPLAIN}
        | {P.APPLICATION_SEE, P.APPLICATION_CONFIRM, P.APPLICATION_RULE, P.OBJECTION_SEE}
        | {P.FORM_PRINT, P.FORM_PUBLISH, P.SUMMARY_SEE, P.SUMMARY_HAND_IN, P.SUMMARY_TAKE}
        | {P.LEGACY_SEE, P.LEGACY_COLLECT, P.LEGACY_HAND_OVER}
    )


class ReviewOfficer(Role):
    """Approves review committees at the province, and takes the steps of a city or the province in their reviews."""

    code, title, clause = "review_officer", Words("职称评审管理员"), Clause("A2.2.1")
    kinds = frozenset({"authority", "city", "issuer"})
    permissions = frozenset(
        {P.EXAM_SEE, P.BATCH_SEE, P.CERTIFICATE_SEE} | {P.COMMITTEE_KEEP, P.REVIEW_SEE, P.REVIEW_DECIDE}
    )


class DisciplineOfficer(Role):
    """Carries a case of invalidation from the notice of intent to its notices; never decides what it proposed."""

    code, title, clause = "discipline_officer", Words("违纪违规处理员"), Clause("N17")
    kinds = frozenset({"ministry", "authority", "agency", "association", "committee"})
    permissions = frozenset(
        {P.CERTIFICATE_SEE, P.DUTY_SEE, P.DUTY_EXPLAIN}
        | {P.INVALIDATION_SEE, P.INVALIDATION_PROPOSE, P.INVALIDATION_HEAR, P.INVALIDATION_DECIDE}
        | {P.INVALIDATION_NOTIFY, P.INVALIDATION_ANNUL}
    )


class Supervisor(Role):
    """Oversees a region or an industry, or the whole country at the ministry; changes no certificate."""

    code, title, clause = "supervisor", Words("监督员"), Clause("N4")
    kinds = frozenset({"ministry", "authority", "association", "city"})
    family = Family.OVERSIGHT
    permissions = frozenset(
        {P.EXAM_SEE, P.BATCH_SEE, P.CERTIFICATE_SEE, P.DUTY_SEE, P.ORGANISATION_SEE, P.KEY_MAKE}
        | {P.PRINT_SEE, P.CUSTODY_SEE, P.APPLICATION_SEE, P.SUMMARY_SEE, P.INVALIDATION_SEE, P.OBJECTION_SEE}
        | {P.FAKE_SEE, P.REVIEW_SEE, P.AUDIT_SEE, P.LEGACY_SEE}
        | {P.SUPERVISION_SEE, P.SUPERVISION_REPORT, P.CRITICISM_DRAFT, P.CRITICISM_ISSUE}
        | {P.SPOT_CHECK_PLAN, P.SPOT_CHECK_SEED, P.SPOT_CHECK_FIND}
    )


class CatalogueReviewer(Role):
    """Approves at the ministry what is proposed: qualifications, departments, and with whom data is shared."""

    code, title, clause = "catalogue_reviewer", Words("目录审核员"), Clause("N4")
    kinds = frozenset({"ministry"})
    family = Family.OVERSIGHT
    permissions = frozenset(
        {P.EXAM_SEE, P.DUTY_SEE, P.ORGANISATION_SEE, P.CATALOGUE_APPROVE, P.SHARING_SEE, P.SHARING_APPROVE}
    )


class EmployerChecker(Role):
    """Checks the certificates of an employer's applicants and staff, with their consent or on a ground of the law."""

    code, title, clause = "employer_checker", Words("用人单位核验员"), Clause("N22.1")
    kinds = frozenset({"employer"})
    permissions = frozenset({P.VETTING_ASK})


class SystemAdministrator(Role):
    """Keeps the tree of organisations and the platforms' clients, proposes changes; gives nobody any right."""

    code, title, clause = "system_admin", Words("系统管理员"), Clause("N4")
    kinds = frozenset({"ministry", "center"})
    family = Family.SYSTEM
    permissions = frozenset(
        {P.ORGANISATION_SEE, P.ORGANISATION_MANAGE, P.PERSON_SEE, P.CATALOGUE_PROPOSE, P.KEY_REVOKE}
        | {P.SEAL_KEY_SEE, P.SEAL_KEY_PROPOSE, P.SHARING_SEE, P.SHARING_PROPOSE, P.SHARING_KEEP}
    )


class SecurityAdministrator(Role):
    """Invites people, gives and ends seats in its territory, approves what colleagues propose; does no other work."""

    code, title, clause = "security_admin", Words("安全管理员"), Clause("A4")
    kinds = frozenset({"ministry", "center", "authority", "association", "agency", "issuer"})
    family = Family.SECURITY
    permissions = frozenset(
        {P.ORGANISATION_SEE, P.PERSON_SEE, P.PERSON_INVITE, P.SEAT_MANAGE, P.ACCOUNT_CLOSE, P.ACCOUNT_RESET}
        | {P.ACCESS_APPROVE, P.KEY_REVOKE, P.SEAL_KEY_SEE, P.SEAL_KEY_APPROVE}
    )


class Auditor(Role):
    """Audits the ledger against the register; sees the acts, changes nothing, issues nothing."""

    code, title, clause = "auditor", Words("审计员"), Clause("A4")
    kinds = frozenset({"ministry", "center"})
    family = Family.AUDIT
    permissions = frozenset(
        {P.EXAM_SEE, P.BATCH_SEE, P.DUTY_SEE, P.LEDGER_SEAL, P.LEDGER_AUDIT, P.ORGANISATION_SEE, P.PERSON_SEE}
        | {P.PRINT_SEE, P.CUSTODY_SEE, P.INVALIDATION_SEE, P.SUPERVISION_SEE, P.SEAL_KEY_SEE, P.SHARING_SEE}
    )


ROLES: dict[str, type[Role]] = {
    role.code: role
    for role in (
        AgencyData,
        AgencyChecker,
        CentreMaker,
        CentreChecker,
        ProvinceMaker,
        ProvinceChecker,
        Counter,
        Custodian,
        AuthorityClerk,
        ReviewOfficer,
        DisciplineOfficer,
        Supervisor,
        CatalogueReviewer,
        EmployerChecker,
        SystemAdministrator,
        SecurityAdministrator,
        Auditor,
    )
}


def who_can(permission: P, kind: str = "") -> tuple[type[Role], ...]:
    """Return the roles that carry a permission, so that a refusal can say who could do it.

    :param kind: only those that are held in organisations of this kind; empty for all.
    """
    held = (role for role in ROLES.values() if permission in role.permissions)
    return tuple(role for role in held if not kind or kind in role.kinds)


def is_administrative(role: str) -> bool:
    """Say whether a role is one of the three administrations."""
    return ROLES[role].family in ADMINISTRATIVE


ISSUING = frozenset({P.BATCH_ACCEPT, P.BATCH_RELEASE, P.INVALIDATION_DECIDE})
"""The steps that make and unmake certificates: who could give both seats of one alone could do so alone."""


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
