"""The demo country: a ministry, the centre, two provinces with three cities each, an association, known people."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from yinxin.approvals import deciding
from yinxin.approvals import queries as proposals
from yinxin.catalogue import exams
from yinxin.catalogue import queries as catalogue
from yinxin.issuing import service
from yinxin.kernel.calendar import day_of
from yinxin.law.n2023.art12_ways import Service
from yinxin.parties.actor import SYSTEM
from yinxin.parties.founding import enrol, found, seat
from yinxin.parties.queries import actor_named, body_by_code
from yinxin.parties.roles import GIVING

PASSWORD = "demo"  # noqa: S105 — known on purpose, and accepted in demo mode only
EXAM = "SW2026"
RESULTS_ON = date(2026, 8, 28)
PASSED = {"anhui-exam": 1200, "jiangsu-exam": 900}


class _Body(NamedTuple):
    code: str
    kind: str
    name: str
    name_en: str
    region: str = ""
    parent: str = ""


BODIES = (
    _Body("ministry", "ministry", "人力资源社会保障部（演示）", "Ministry of Human Resources (demo)"),
    _Body("center", "center", "人事考试中心（演示）", "Personnel Testing Center (demo)", "", "ministry"),
    _Body(
        "anhui",
        "authority",
        "安徽省人力资源和社会保障厅（演示）",
        "Anhui HRSS Department (demo)",
        "340000",
        "ministry",
    ),
    _Body(
        "anhui-exam",
        "agency",
        "安徽省人事考试院（演示）",
        "Anhui Examination Institute (demo)",
        "340000",
        "anhui",
    ),
    _Body(
        "anhui-window",
        "window",
        "安徽省政务服务中心人社窗口（演示）",
        "Anhui Service Window (demo)",
        "340000",
        "anhui",
    ),
    _Body(
        "hefei", "issuer", "合肥市人力资源和社会保障局（演示）", "Hefei HRSS Bureau (demo)", "340100", "anhui"
    ),
    _Body(
        "wuhu", "issuer", "芜湖市人力资源和社会保障局（演示）", "Wuhu HRSS Bureau (demo)", "340200", "anhui"
    ),
    _Body(
        "bengbu",
        "issuer",
        "蚌埠市人力资源和社会保障局（演示）",
        "Bengbu HRSS Bureau (demo)",
        "340300",
        "anhui",
    ),
    _Body(
        "anhui-engineering",
        "committee",
        "安徽省工程系列评审委员会组建单位（演示）",
        "Anhui Engineering Review Committee (demo)",
        "340000",
        "anhui",
    ),
    _Body(
        "jiangsu",
        "authority",
        "江苏省人力资源和社会保障厅（演示）",
        "Jiangsu HRSS Department (demo)",
        "320000",
        "ministry",
    ),
    _Body(
        "jiangsu-exam",
        "agency",
        "江苏省人事考试中心（演示）",
        "Jiangsu Testing Center (demo)",
        "320000",
        "jiangsu",
    ),
    _Body(
        "nanjing",
        "issuer",
        "南京市人力资源和社会保障局（演示）",
        "Nanjing HRSS Bureau (demo)",
        "320100",
        "jiangsu",
    ),
    _Body(
        "wuxi", "issuer", "无锡市人力资源和社会保障局（演示）", "Wuxi HRSS Bureau (demo)", "320200", "jiangsu"
    ),
    _Body(
        "suzhou",
        "issuer",
        "苏州市人力资源和社会保障局（演示）",
        "Suzhou HRSS Bureau (demo)",
        "320500",
        "jiangsu",
    ),
    _Body(
        "association",
        "association",
        "工程咨询协会（演示）",
        "Engineering Consulting Association (demo)",
        "",
        "ministry",
    ),
    _Body(
        "employer",
        "employer",
        "合肥市社会工作服务中心（演示）",
        "Hefei Social Work Service Centre (demo)",
        "340100",
        "anhui",
    ),
)

GIVERS = tuple(one.name for one in BODIES if one.kind in ("issuer", "city", "window", "agency"))
"""Who may have to seal a qualification proof (N24.1)."""


class _Person(NamedTuple):
    username: str
    name: str
    body: str
    role: str


PEOPLE = (
    _Person("anhui-data", "安数据", "anhui-exam", "agency_data"),
    _Person("anhui-check", "安复核", "anhui-exam", "agency_checker"),
    _Person("center-make", "中制证", "center", "centre_maker"),
    _Person("center-check", "中复核", "center", "centre_checker"),
    _Person("hefei-counter", "合窗口", "hefei", "counter"),
    _Person("hefei-custody", "合保管", "hefei", "custodian"),
    _Person("jiangsu-data", "江数据", "jiangsu-exam", "agency_data"),
    _Person("supervisor", "部监督", "ministry", "supervisor"),
    _Person("auditor", "审计员", "center", "auditor"),
    _Person("jiangsu-check", "江复核", "jiangsu-exam", "agency_checker"),
    _Person("wuhu-counter", "芜窗口", "wuhu", "counter"),
    _Person("anhui-supervisor", "安监督", "anhui", "supervisor"),
    _Person("anhui-security", "安安全", "anhui", "security_admin"),
    _Person("system-admin", "中系统", "center", "system_admin"),
    _Person("security-admin", "中安全", "center", "security_admin"),
    _Person("security-admin-2", "中安二", "center", "security_admin"),
    _Person("center-custody", "中保管", "center", "custodian"),
    _Person("center-custody-2", "中保二", "center", "custodian"),
    _Person("anhui-custody", "安保管", "anhui", "custodian"),
    _Person("wuhu-custody", "芜保管", "wuhu", "custodian"),
    _Person("anhui-window", "安窗口", "anhui-window", "counter"),
    _Person("hefei-custody-2", "合保二", "hefei", "custodian"),
    _Person("anhui-confirm", "安审核", "anhui", "authority_clerk"),
    _Person("catalogue-review", "部目录", "ministry", "catalogue_reviewer"),
    _Person("anhui-discipline", "安处理", "anhui", "discipline_officer"),
    _Person("anhui-discipline-2", "安处二", "anhui", "discipline_officer"),
    _Person("anhui-supervisor-2", "安督二", "anhui", "supervisor"),
    _Person("anhui-review", "省评审", "anhui", "review_officer"),
    _Person("anhui-review-2", "省评二", "anhui", "review_officer"),
    _Person("engineering-data", "评数据", "anhui-engineering", "agency_data"),
    _Person("engineering-check", "评复核", "anhui-engineering", "agency_checker"),
    _Person("engineering-custody", "评保管", "anhui-engineering", "custodian"),
    _Person("engineering-counter", "评窗口", "anhui-engineering", "counter"),
    _Person("anhui-window-custody", "窗保管", "anhui-window", "custodian"),
    _Person("anhui-make", "省制证", "anhui", "province_maker"),
    _Person("anhui-release", "省发布", "anhui", "province_checker"),
    _Person("anhui-institute-make", "院制证", "anhui-exam", "province_maker"),
    _Person("anhui-institute-release", "院发布", "anhui-exam", "province_checker"),
    _Person("employer", "用核验", "employer", "employer_checker"),
)


def publish_services(at: datetime) -> None:
    """Let every issuer with a custodian say how paper is collected there; doing it again changes nothing."""
    for person in PEOPLE:
        over = body_by_code(person.body)
        if person.role == "custodian" and over.kind in GIVING and not service.current(over.id, day_of(at)):
            service.publish(
                organisation_id=over.id,
                offer=offer(over.name),
                since=day_of(at),
                by=actor_named(person.username, at),
                at=at,
            )


def offer(name: str) -> service.Offer:
    """Return what an issuer of the demonstration publishes."""
    return service.Offer(
        hours="工作日9:00—11:30，14:00—17:00",
        place=f"{name}一楼3号窗口",
        ways=frozenset(Service),
        reason="",
        issuer_pays=False,
        process="取号、核对身份、签名、领取，一般5分钟办完。\n邮寄在网上申请，到付。",
        papers="本人：身份证件。\n代领：双方身份证件和委托书。",
        phone="0551-0000 0000（演示）",
        units=True,
        per_day=1500,
    )


def settle(at: datetime) -> None:
    """Found the country; doing it again changes nothing."""
    ids = {}
    for one in BODIES:
        ids[one.code] = found(
            code=one.code,
            kind=one.kind,
            name=one.name,
            name_en=one.name_en,
            region=one.region,
            parent=one.parent,
            by=SYSTEM,
            at=at,
        )
    for person in PEOPLE:
        account = enrol(username=person.username, name=person.name, password=PASSWORD, by=SYSTEM, at=at)
        seat(account_id=account, organisation_id=ids[person.body], role=person.role, by=SYSTEM, at=at)
    exam = exams.enter(
        code=EXAM,
        qualification="social-worker",
        regime="national",
        year=2026,
        name="2026年度社会工作者职业资格考试",
        name_en="Social Worker Qualification Examination 2026",
        days=(date(2026, 6, 13), date(2026, 6, 14)),
        levels=("初级", "中级"),
        by=SYSTEM,
        at=at,
    )
    for code, passed in PASSED.items():
        exams.assign(exam_id=exam, agency_id=ids[code], passed=passed, by=SYSTEM, at=at)
    exams.publish_results(exam_id=exam, on=RESULTS_ON, by=SYSTEM, at=at)


def propose_changes(at: datetime) -> None:
    """Let two changes wait for a second person, one of rights and one of the catalogue; once only."""
    security, system = actor_named("security-admin", at), actor_named("system-admin", at)
    if not proposals.mine(security):
        facts = {"organisation": body_by_code("ministry").id, "role": "auditor"}
        deciding.propose(
            kind="weighty_seat",
            subject_id=actor_named("supervisor", at).account_id,
            facts=facts,
            by=security,
            at=at,
        )
    if not proposals.mine(system):
        version = catalogue.version_on("social-worker", RESULTS_ON)
        renamed = {"old": "民政部", "new": "社会工作部（演示）", "since": "2027-01-01"}
        deciding.propose(kind="department_rename", subject_id=version.id, facts=renamed, by=system, at=at)
