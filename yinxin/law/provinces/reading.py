"""Read a province's folder: five files of TOML, every fault told at once with its file and place.

``province.toml`` who and how often, ``documents.toml`` what is given out, ``qualifications.toml`` exams' qualifications
and series of titles, ``procedures.toml`` how local reviews end, ``papers.toml`` papers, forms and conditions.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, Final, TypeVar

from yinxin.kernel.clause import Clause
from yinxin.kernel.numbers import NumberTemplate
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s1_1_kinds
from yinxin.law.a2013.annexes import form_of
from yinxin.law.a2013.s2_2_2_local import Procedure
from yinxin.law.changes import Cause
from yinxin.law.evidence import Evidence
from yinxin.law.provinces.terms import (
    Condition,
    Document,
    LocalPaper,
    Maker,
    Province,
    ProvincialQualification,
    SeparateLine,
    Step,
    StepKind,
    Summaries,
    Wording,
)
from yinxin.law.regimes import Kind, Regime, ReviewLevel

N27: Final = Clause("N27")
FILES: Final = ("province", "documents", "qualifications", "procedures", "papers")
_EVERY: Final = ("year", "half_year", "month")

T = TypeVar("T")
E = TypeVar("E", bound=Enum)


class Faulty(Incomplete):
    """A province's folder cannot be used; ``faults`` names each fault with its file and place."""

    def __init__(self, folder: Path, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            Words(
                "省份规则“{name}”有{count}处问题：{first}",
                name=folder.name,
                count=len(faults),
                first=faults[0],
            ),
            do=Words("请按docs/provinces.md改正后再用。"),
            clause=N27,
        )


def read(folder: Path) -> Province:
    """Read a province's folder.

    :raises Faulty: a file is missing or unreadable, or something in it cannot be used; every fault is named.
    """
    faults: list[str] = []
    files = {name: _load(folder / f"{name}.toml", faults) for name in FILES}
    if faults:
        raise Faulty(folder, faults)
    reader = _Reader(faults)
    province = reader.province(files)
    if faults or province is None:
        raise Faulty(folder, faults)
    return province


def _load(file: Path, faults: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.append(f"{file.name}：没有这个文件")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{file.name}：读不出来（{error}）")
    return {}


class _Entry:
    """One table of a file: takes out what is asked for, and tells what is missing, wrong, or not known."""

    def __init__(self, facts: Any, where: str, faults: list[str]) -> None:
        self.facts = dict(facts) if isinstance(facts, Mapping) else {}
        self.where, self.faults, self.asked = where, faults, set[str]()
        if not isinstance(facts, Mapping):
            self.fault("", "应是一张表")

    def fault(self, name: str, words: str) -> None:
        self.faults.append(f"{self.where}{'.' if name else ''}{name}：{words}")

    def take(self, name: str, kind: type[T], default: T | None = None) -> T | None:
        """Return a value of a kind; its default where it is not there, None with a fault where it must be."""
        self.asked.add(name)
        value = self.facts.get(name)
        if value is None:
            if default is None:
                self.fault(name, "没有填写")
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fault(name, f"应是{_KINDS.get(kind, kind.__name__)}")
            return default
        return value

    def text(self, name: str, default: str | None = None) -> str:
        return self.take(name, str, default) or ""

    def number(self, name: str, low: int, high: int, default: int | None = None) -> int:
        value = self.take(name, int, default)
        if value is not None and not low <= value <= high:
            self.fault(name, f"应在{low}到{high}之间")
        return value or 0

    def day(self, name: str, *, needed: bool = True) -> date | None:
        self.asked.add(name)
        if not needed and name not in self.facts:
            return None
        return self.take(name, date)

    def one_of(self, name: str, kind: type[E]) -> E | None:
        text = self.text(name)
        return self._choose(name, text, kind) if text else None

    def maybe(self, name: str, kind: type[E]) -> E | None:
        self.asked.add(name)
        return self._choose(name, self.facts[name], kind) if name in self.facts else None

    def texts(self, name: str) -> tuple[str, ...]:
        found = self.take(name, list, [])
        if not all(isinstance(one, str) for one in found or ()):
            self.fault(name, "应是一列文字")
            return ()
        return tuple(found or ())

    def tables(self, name: str) -> Iterator[_Entry]:
        for place, facts in enumerate(self.take(name, list, []) or (), start=1):
            entry = _Entry(facts, f"{self.where}.{name}[{place}]", self.faults)
            yield entry
            entry.close()

    def table(self, name: str) -> Mapping[str, Any]:
        return self.take(name, dict, {}) or {}

    def close(self) -> None:
        """Tell what nobody asked for: a misspelt name must not pass for a default."""
        for name in sorted(self.facts.keys() - self.asked):
            self.fault(name, "不认识这一项")

    def _choose(self, name: str, value: Any, kind: type[E]) -> E | None:
        try:
            return kind(value)
        except ValueError:
            self.fault(name, f"“{value}”不在可选的{'、'.join(str(one.value) for one in kind)}之内")
            return None


_KINDS: Final = {str: "文字", int: "整数", list: "一列", dict: "一张表", date: "日期", bool: "true或false"}


class _Reader:
    def __init__(self, faults: list[str]) -> None:
        self.faults = faults

    def province(self, files: Mapping[str, Mapping[str, Any]]) -> Province | None:
        entries = {name: _Entry(files[name], f"{name}.toml", self.faults) for name in FILES}
        own, documents, papers = entries["province"], entries["documents"], entries["papers"]
        region = own.text("region")
        if not (len(region) == 6 and region.isdecimal() and region.endswith("0000")):
            own.fault("region", "应是省级区划代码，六位数字，以0000结尾")
        steps = self._keyed(entries["procedures"].tables("procedures"), self._procedure)
        made = Province(
            region=region,
            name=own.text("name"),
            name_en=own.text("name_en"),
            follows_since=own.day("follows_since", needed=False),
            follows_basis=own.text("follows_basis", ""),
            summaries=next(map(self._summaries, own.tables("summaries")), None),
            separate_lines=tuple(map(self._line, own.tables("separate_lines"))),
            documents=self._keyed(documents.tables("documents"), self._document),
            qualifications=self._keyed(
                entries["qualifications"].tables("qualifications"), self._qualification
            ),
            procedures={key: procedure for key, (procedure, _) in steps.items()},
            steps={key: found for key, (_, found) in steps.items()},
            conditions=self._keyed(papers.tables("conditions"), self._conditions),
            papers=tuple(filter(None, map(self._paper, papers.tables("papers")))),
            wordings=self._keyed(papers.tables("wordings"), self._wording),
        )
        for entry in entries.values():
            entry.close()
        self._check_together(made)
        return made

    def _keyed(
        self, entries: Iterator[_Entry], read_one: Callable[[_Entry], tuple[Any, T] | None]
    ) -> dict[Any, T]:
        found: dict[Any, T] = {}
        for entry in entries:
            pair = read_one(entry)
            if pair is None:
                continue
            if pair[0] in found:
                entry.fault("", "与前面的一项重复")
            found[pair[0]] = pair[1]
        return found

    def _summaries(self, entry: _Entry) -> Summaries:
        every = entry.text("every")
        if every not in _EVERY:
            entry.fault("every", f"应是{'、'.join(_EVERY)}之一")
        return Summaries(every, entry.number("month", 1, 12), entry.number("day", 1, 31), entry.text("basis"))

    def _line(self, entry: _Entry) -> SeparateLine:
        return SeparateLine(entry.text("scope"), entry.texts("regions"), entry.text("basis"))

    def _document(self, entry: _Entry) -> tuple[str, Document] | None:
        key, regime, kind = entry.text("key"), entry.one_of("regime", Regime), entry.one_of("kind", Kind)
        maker, template = entry.one_of("maker", Maker), entry.text("number_template", "")
        if template:
            try:
                NumberTemplate(template).check()
            except (ValueError, IndexError, KeyError) as error:
                entry.fault("number_template", str(error))
        months = entry.number("months_valid", 0, 600, 0)
        made: dict[str, Any] = {
            "title": entry.text("title"),
            "basis": entry.text("basis"),
            "number_template": template,
            "months_valid": months or None,
            "scope": entry.text("scope", ""),
            "audited": bool(entry.take("audited", bool, default=False)),
            "notice_days": entry.number("notice_days", 0, 60, 0),
            "sample_percent": entry.number("sample_percent", 0, 100, 0),
            "special": bool(entry.take("special", bool, default=False)),
        }
        if regime is None or kind is None or maker is None:
            return None
        if regime is Regime.NATIONAL or maker is Maker.CENTRE:
            entry.fault("regime", "部里统一制作的证书不在省份规则里规定")
        if kind not in s1_1_kinds.KINDS_OF[regime]:
            entry.fault("kind", f"“{regime.label}”不颁发{kind.label}")
        return key, Document(key=key, regime=regime, kind=kind, maker=maker, **made)

    def _qualification(self, entry: _Entry) -> tuple[str, ProvincialQualification] | None:
        code, regime, since = entry.text("code"), entry.one_of("regime", Regime), entry.day("since")
        levels, ranks = {}, {}
        for level in entry.tables("levels"):
            name = level.text("name", "")
            levels[name] = level.texts("specialties")
            rank = level.maybe("rank", ReviewLevel)
            if rank is not None:
                ranks[name] = rank
            elif regime is Regime.REVIEW:
                level.fault("rank", "评审的级别须注明高级、中级或初级")
        if not levels:
            entry.fault("levels", "至少有一个级别；不分级别的写一个空名称")
        sealed_by = entry.texts("sealed_by")
        if not sealed_by:
            entry.fault("sealed_by", "没有填写用印部门")
        names, basis = (entry.text("name"), entry.text("name_en")), entry.text("basis")
        electronic, document = entry.day("electronic_since", needed=False), entry.text("document", "")
        if regime is None or since is None:
            return None
        return code, ProvincialQualification(
            code, *names, regime, sealed_by, levels, ranks, since, electronic, basis, document
        )

    def _procedure(
        self, entry: _Entry
    ) -> tuple[tuple[str, ReviewLevel], tuple[Procedure, tuple[Step, ...]]] | None:
        place, level, document = (
            entry.text("place"),
            entry.one_of("level", ReviewLevel),
            entry.text("document"),
        )
        steps = [
            Step(kind, step.text("words", str(kind.label)))
            for step in entry.tables("steps")
            if (kind := step.one_of("kind", StepKind)) is not None
        ]
        if level is None:
            return None
        if level is ReviewLevel.SENIOR and StepKind.PROVINCE not in {step.kind for step in steps}:
            entry.fault("steps", "高级须经省级人社部门审批（A2.2.1）")
        return (place, level), (Procedure(document, tuple(step.words for step in steps)), tuple(steps))

    def _conditions(self, entry: _Entry) -> tuple[str, tuple[Condition, ...]]:
        found = tuple(
            Condition(one.text("code"), one.text("words"), one.texts("papers"))
            for one in entry.tables("items")
        )
        if not found:
            entry.fault("items", "至少有一个条件")
        return entry.text("qualification"), found

    def _paper(self, entry: _Entry) -> LocalPaper | None:
        regime, cause = entry.maybe("regime", Regime), entry.maybe("cause", Cause)
        paper, since = entry.one_of("paper", Evidence), entry.day("since")
        basis, months = entry.text("basis"), entry.number("wait_months", 0, 12, 0)
        if paper is None or since is None:
            return None
        return LocalPaper(regime, cause, paper, basis, since, months)

    def _wording(self, entry: _Entry) -> tuple[str, Wording] | None:
        annex = entry.text("annex")
        try:
            items = {item.key: item for item in form_of(Clause(annex)).items}
        except (KeyError, ValueError):
            entry.fault("annex", f"“{annex}”不是附件的编号")
            return None
        hidden = frozenset(entry.texts("hidden"))
        for key in sorted(hidden - items.keys()):
            entry.fault("hidden", f"表里没有“{key}”这一项")
        for key in sorted(key for key in hidden & items.keys() if items[key].required):
            entry.fault("hidden", f"“{items[key].name}”是必填项，不能省去")
        opinions = {key: str(text) for key, text in entry.table("opinions").items()}
        title, over = entry.text("title"), entry.text("over", "")
        return annex, Wording(annex, title, over, entry.number("copies", 1, 9, 1), hidden, opinions)

    def _check_together(self, made: Province) -> None:
        """Tell what only shows where two files are read together."""
        for code in sorted(made.conditions.keys() - made.qualifications.keys()):
            self.faults.append(f"papers.toml.conditions：没有资格“{code}”")
        for one in made.qualifications.values():
            if not any(map(one.ends_in, made.documents.values())):
                self.faults.append(
                    f"qualifications.toml：资格“{one.code}”的规则没有对应的证书（documents.toml）"
                )
        for (place, level), steps in made.steps.items():
            if StepKind.NOTICE in {step.kind for step in steps} and not any(
                document.notice_days
                for document in made.documents.values()
                if document.regime is Regime.REVIEW
            ):
                self.faults.append(f"procedures.toml：{place}的{level.label}要求公示，而评审证书没有公示天数")
