"""Changes of the catalogue, each with four eyes: proposed by its keepers, approved at the ministry (N4)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from yinxin.approvals.kinds import Change, Facts, Kind, Row, as_is, register
from yinxin.catalogue.loading import eve
from yinxin.catalogue.models import Version
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre

N10, N21_1 = Clause("N10"), Clause("N21.1")
NEVER = Words("不制作")


def switch_electronic(
    *, version_id: int, since: date | None, proposed_by: int, by: Actor, at: datetime
) -> None:
    """Let electronic certificates of a qualification's version be made from a day on, or with None not at all.

    :raises NotPermitted: ``by`` may not approve, or proposed it.
    :raises Incomplete: nothing changes, or the day lies before the version.
    """
    _second(by, proposed_by)
    with transaction.atomic():
        version = _version(version_id, lock=True)
        _check_electronic(version, since)
        before = version.electronic_since
        Version.objects.filter(id=version.pk).update(electronic_since=since)
        facts = {"from": _text(before), "to": _text(since), "proposed_by": proposed_by}
        _record("version.electronic_switched", N10, version.pk, facts, by, at)


def rename_department(
    *, version_id: int, old: str, new: str, since: date, proposed_by: int, by: Actor, at: datetime
) -> int:
    """Let a qualification's department bear another name from a day on; return the version that begins then.

    The version in force ends on the eve of that day; certificates keep the one under which they were issued.

    :raises NotPermitted: ``by`` may not approve, or proposed it.
    :raises Incomplete: the department is not the qualification's, or the name or the day does not fit.
    :raises WrongState: the version has ended.
    """
    _second(by, proposed_by)
    with transaction.atomic():
        version = _version(version_id, lock=True)
        _check_rename(version, old, new, since)
        Version.objects.filter(id=version.pk).update(until=eve(since))
        made = Version.objects.create(
            qualification_id=version.qualification_id,
            number=version.number,
            name=version.name,
            name_en=version.name_en,
            category=version.category,
            departments=_renamed(version.departments, old, new),
            sealed_by=_renamed(version.sealed_by, old, new),
            levels=version.levels,
            electronic_since=version.electronic_since,
            ministry_made=version.ministry_made,
            since=since,
            certainty=version.certainty,
        )
        facts = {
            "from": old,
            "to": new,
            "since": since.isoformat(),
            "follows": version.pk,
            "proposed_by": proposed_by,
        }
        _record("version.department_renamed", N21_1, made.pk, facts, by, at)
    return made.pk


def _version(number: int, *, lock: bool = False) -> Version:
    rows = Version.objects.select_for_update() if lock else Version.objects
    found = rows.filter(id=number).first()
    if found is None:
        raise access.not_here()
    return found


def _second(by: Actor, proposed_by: int) -> None:
    access.require(by, Permission.CATALOGUE_APPROVE, the_centre())
    access.require_other_person(by, proposed_by, act=Words("批准目录变更"), clause=Clause("N4"))


def _check_electronic(version: Version, since: date | None) -> None:
    if since == version.electronic_since or (since is not None and since < version.since):
        raise Incomplete(
            Words("电子证书的起始日没有变化，或早于这一版本的施行日。"), do=Words("请核对日期。"), clause=N10
        )


def _check_rename(version: Version, old: str, new: str, since: date) -> None:
    if version.until is not None:
        raise WrongState(
            Words("“{name}”的这一版本已有后续版本或已退出目录。", name=version.name),
            do=Words("请从目录中选择现行版本。"),
            clause=N21_1,
        )
    if (
        old not in version.departments
        or not new.strip()
        or new in version.departments
        or since <= version.since
    ):
        raise Incomplete(
            Words(
                "部门名称或施行日不对：原名称须是该职业资格的实施部门，新名称不能为空或重复，施行日须晚于现行版本。"
            ),
            do=Words("请核对目录后重新填写。"),
            clause=N21_1,
        )


def _renamed(names: list[str], old: str, new: str) -> list[str]:
    return [new if name == old else name for name in names]


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def _over(_number: int, _facts: Facts) -> Body:
    return the_centre()


def _about(number: int, _facts: Facts) -> Words:
    return as_is(_version(number).name)


def _shown(day: date | None) -> Words:
    return as_is(day) if day else NEVER


def _picture_of_switch(number: int, facts: Facts, at: datetime) -> tuple[Row, ...]:
    now = _version(number)
    return (
        Row(Words("职业资格"), as_is(now.name), as_is(now.name)),
        Row(Words("电子证书起始日"), _shown(now.electronic_since), _shown(_day(facts["since"]))),
    )


def _picture_of_rename(number: int, facts: Facts, at: datetime) -> tuple[Row, ...]:
    now = _version(number)
    names = (facts["old"], facts["new"])
    return (
        Row(Words("职业资格"), as_is(now.name), as_is(now.name)),
        Row(Words("实施部门"), _join(now.departments), _join(_renamed(now.departments, *names))),
        Row(Words("用印部门"), _join(now.sealed_by), _join(_renamed(now.sealed_by, *names))),
        Row(Words("现行版本截止日"), Words("（无）"), as_is(eve(date.fromisoformat(str(facts["since"]))))),
    )


def _join(names: list[str]) -> Words:
    return as_is("、".join(names))


def _switch(change: Change, by: Actor, at: datetime) -> None:
    switch_electronic(
        version_id=change.subject_id,
        since=_day(change.facts["since"]),
        proposed_by=change.proposed_by,
        by=by,
        at=at,
    )


def _rename(change: Change, by: Actor, at: datetime) -> None:
    facts = change.facts
    rename_department(
        version_id=change.subject_id,
        old=str(facts["old"]),
        new=str(facts["new"]),
        since=date.fromisoformat(str(facts["since"])),
        proposed_by=change.proposed_by,
        by=by,
        at=at,
    )


def _record(
    kind: str, clause: Clause, number: int, facts: dict[str, object], by: Actor, at: datetime
) -> None:
    record(Line(kind, clause, by.account_id, by.organisation_id, "version", number, at, facts))


SWITCH = register(
    Kind(
        code="electronic_switch",
        title=Words("电子证书开关"),
        clause=N10,
        button=Words("批准变更{count}项职业资格").template,
        follows=Words("批准后接收的批次按新的起始日制作或不制作电子证书；已制的证书不变。"),
        propose=Permission.CATALOGUE_PROPOSE,
        approve=Permission.CATALOGUE_APPROVE,
        over=_over,
        about=_about,
        check=lambda number, facts, at: _check_electronic(_version(number), _day(facts["since"])),
        picture=_picture_of_switch,
        apply=_switch,
    )
)
RENAME = register(
    Kind(
        code="department_rename",
        title=Words("实施部门更名"),
        clause=N21_1,
        button=Words("批准变更{count}项职业资格").template,
        follows=Words("施行日起颁发的证书使用新名称；此前颁发的证书保留原名称。"),
        propose=Permission.CATALOGUE_PROPOSE,
        approve=Permission.CATALOGUE_APPROVE,
        over=_over,
        about=_about,
        check=lambda number, facts, at: _check_rename(
            _version(number), str(facts["old"]), str(facts["new"]), date.fromisoformat(str(facts["since"]))
        ),
        picture=_picture_of_rename,
        apply=_rename,
    )
)
