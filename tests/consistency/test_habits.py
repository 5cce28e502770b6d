"""The habits that a machine can check; each check is shown to find what it looks for."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.consistency.sources import ROOT, YINXIN, called, calls, place, python_files, tree
from yinxin.kernel import refusal

MAIN = python_files("yinxin", "config")
DATA = {"yinxin/kernel/data/regions.py"}
"""Files that are tables of facts: as long as the facts are many."""


def relative(file: Path) -> str:
    return str(file.relative_to(ROOT))


TECHNICAL = {
    "yinxin/production/making.py": "how long a worker may be silent",
    "yinxin/production/waiting_room.py": "how long an upload that nobody submitted is kept",
    "yinxin/cli/running.py": "how often a worker seals the ledger",
    "yinxin/closing/telling.py": "when a notice that could not be sent is tried again",
    "yinxin/register/status_lists.py": "how long a published list holds and when it is renewed",
    "yinxin/changing/terms.py": "how often a notice to an applicant is tried again",
    "yinxin/issuing/terms.py": "how long a hand-out can be undone or wait unsent, and how often holders are told",
    "yinxin/presenting/terms.py": "how long grants run and looks are kept: the office's own terms",
    "yinxin/sharing/terms.py": "how long agreements, keys, snapshots and records of calls last: the office's own terms",
    "yinxin/watching/terms.py": "how long watches run, wait and are kept: the office's own terms",
    "yinxin/vetting/terms.py": "how long lists and what holders are shown of them are kept: the office's own terms",
    "yinxin/demo/employing.py": "the hours of an employer's lists",
    "yinxin/sharing/notifying.py": "when a message that was not taken is tried again",
    "yinxin/sharing/metering.py": "the end of a quota's window",
    "yinxin/presenting/crediting.py": "a day back, to count today's credentials",
    "yinxin/signing/credentials.py": "how long credentials and holders' signatures count: the office's own terms",
    "yinxin/signing/records.py": "days since 1970, as records write them",
    "yinxin/legacy/days.py": "days since 1899, as spreadsheets count them",
    "yinxin/demo/older.py": "birth dates and days of approval of invented people",
    "yinxin/reviewing/terms.py": "how long before its end an approval is to be renewed",
    "yinxin/parties/terms.py": "how long invitations, delegations, keys and passwords last",
    "yinxin/catalogue/loading.py": "the eve of a day",
    "yinxin/signing/demo_files.py": "the last second of a demonstration seal's certificate",
    "yinxin/rendering/metadata.py": "the offset of China's time zone",
    "yinxin/demo/platform.py": "the days and hours of a month of look-ups",
    "yinxin/demo/people.py": "birth dates of invented people",
    "yinxin/sealing/changes.py": "the eve of a key's first day",
    "yinxin/sealing/keys.py": "the eve of a key's first day; how far back a sweep looks",
    "yinxin/web/messages.py": "every day of a year, to find the names of holidays",
    "yinxin/web/public/clauses.py": "the days of a month, to draw its calendar",
}
"""Where a length of time is written down that no clause sets, and why."""


def lengths_of_time(module: ast.AST) -> list[ast.Call]:
    return [node for node in calls(module) if called(node) in ("timedelta", "relativedelta")]


def test_a_length_of_time_is_law_or_has_a_technical_reason():
    files = [f for f in MAIN if not {"law", "kernel"} & set(f.relative_to(ROOT).parts)]
    found = {relative(file) for file in files if lengths_of_time(tree(file))}
    assert found <= set(TECHNICAL), found - set(TECHNICAL)
    assert lengths_of_time(ast.parse("due = today + timedelta(days=25)"))


def clock_reads(module: ast.AST) -> list[ast.Call]:
    return [node for node in calls(module) if called(node) in ("now", "today", "utcnow", "localtime")]


CLOCKS = {"yinxin/verification/application.py", "config/clock.py"}
DOORS = ("yinxin/cli/", "yinxin/web/", "yinxin/api/", "yinxin/demo/story.py")


def test_only_doors_read_the_clock():
    found = {relative(file) for file in MAIN if clock_reads(tree(file))}
    beyond = {name for name in found - CLOCKS if not name.startswith(DOORS)}
    assert beyond == set()
    assert clock_reads(ast.parse("at = timezone.now()"))


WRITERS = {"yinxin/lifecycle/move.py"}
FIRST_STATE = {
    "yinxin/sealing/keys.py": "the first state of a key",
    "yinxin/register/older.py": "the first state of an older certificate's electronic copy",
    "yinxin/fakes/reporting.py": "the first state of a report of a fake",
    "yinxin/register/custody.py": "the state that a slip puts its copies in, written down once",
    "yinxin/production/printing.py": "the first state of a print order",
    "yinxin/register/counting.py": "the first state of a stock-take",
    "yinxin/issuing/custodians.py": "the first state of a custodian's handover",
    "yinxin/issuing/packing.py": "the first state of a consignment",
    "yinxin/issuing/receiving.py": "the first state of a difference",
    "yinxin/issuing/messages.py": "the first state of a message",
    "yinxin/issuing/applying.py": "the first state of an application for post",
    "yinxin/issuing/archiving.py": "the first state of an archive package",
    "yinxin/changing/filing.py": "the first state of an application",
    "yinxin/reviewing/committees.py": "the first state of a committee's approval",
    "yinxin/reviewing/sessions.py": "the first state of a session",
    "yinxin/supervision/drawing.py": "the first state of a spot check",
    "yinxin/qualifying/noticing.py": "the first state of a notice and of an objection to it",
    "yinxin/qualifying/sampling.py": "the first state of a sample and of its drawn promises",
    "yinxin/qualifying/auditing.py": "the first state of an audit's file",
    "yinxin/legacy/collecting.py": "the first state of a batch of older certificates and of its records",
    "yinxin/legacy/settling.py": "the first state of a comparison",
    "yinxin/legacy/scanning.py": "the first state of a bundle of scans and of each",
    "yinxin/legacy/electronic.py": "the first state of a run of electronic copies",
    "yinxin/legacy/handing.py": "the first state of a hand-over to the centre",
    "yinxin/supervision/criticising.py": "the first state of a criticism",
    "yinxin/presenting/granting.py": "the first state of a grant",
    "yinxin/watching/asking.py": "the first state of a watch",
    "yinxin/sharing/agreements.py": "the first state of an agreement",
    "yinxin/vetting/asking.py": "the first state of a list",
    "yinxin/presenting/correcting.py": "the first state of a report of an error",
    "yinxin/invalidation/intending.py": "the first state of a case",
    "yinxin/closing/listing.py": "the first state of a list of paper to be destroyed",
    "yinxin/changing/summaries.py": "the first state of a summary",
    "yinxin/approvals/deciding.py": "the first state of a proposal",
    "yinxin/register/succeeding.py": "the first state of a certificate for one person, and of its copies",
    "yinxin/register/opening.py": "the first state of a certificate and its copies",
    "yinxin/production/acceptance.py": "the first state of a chunk",
    "yinxin/production/submission.py": "the first state of a batch",
    "yinxin/production/waiting_room.py": "the first state of a report",
}
_SQL_STATE = re.compile(r"\bupdate\b[^;]*\bset\b[^;]*?\bstate\s*=(?!=)", re.IGNORECASE)


def state_writes(module: ast.AST) -> list[tuple[str, ast.AST]]:
    """Return what writes a state column: an ORM write that names it, an assignment, SQL."""
    found: list[tuple[str, ast.AST]] = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and any(word.arg == "state" for word in node.keywords):
            kind = "update" if called(node) in ("update", "bulk_update", "update_or_create") else ""
            if called(node) in ("create", "Chunk", "Batch", "Report", "Certificate"):
                kind = "create"
            found += [(kind, node)] if kind else []
        elif isinstance(node, ast.Assign) and any(getattr(t, "attr", "") == "state" for t in node.targets):
            found.append(("update", node))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value.split(" where ")[0]
            found += [("update", node)] if _SQL_STATE.search(text) else []
    return found


def test_only_a_move_changes_a_state_and_only_openings_give_the_first_one():
    for file in MAIN:
        if relative(file) in WRITERS:
            continue
        for kind, node in state_writes(tree(file)):
            assert kind == "create", place(file, node)
            assert relative(file) in FIRST_STATE, place(file, node)


@pytest.mark.parametrize(
    "source",
    [
        "Batch.objects.filter(id=1).update(state='made')",
        "batch.state = 'made'",
        "cursor.execute(\"update production_batch set made_at = now(), state = 'made' where id = 1\")",
        "Batch.objects.create(rows=1, state='received')",
    ],
)
def test_each_way_to_write_a_state_is_seen(source):
    assert state_writes(ast.parse(source))


VERBS = [
    *(f"yinxin/production/{name}.py" for name in ("acceptance", "printing", "releasing", "restart", "submission", "waiting_room")),
    "yinxin/catalogue/exams.py",
    *(f"yinxin/parties/{name}.py" for name in ("accounts", "clients", "delegations", "founding")),
    *(f"yinxin/parties/{name}.py" for name in ("invitations", "organisations", "passwords", "seats")),
    "yinxin/approvals/deciding.py",
    "yinxin/issuing/collecting.py",
    *(f"yinxin/supervision/{name}.py" for name in ("criticising", "drawing", "finding")),
    *(f"yinxin/reviewing/{name}.py" for name in ("committees", "sessions", "stepping")),
    "yinxin/changing/summaries.py",
    "yinxin/catalogue/changes.py",
    "yinxin/desk/filters.py",
    "yinxin/desk/notices.py",
    "yinxin/issuing/custodians.py",
    *(f"yinxin/issuing/{name}.py" for name in ("outcomes", "posting", "recalling")),
    *(f"yinxin/invalidation/{name}.py" for name in ("annulling", "carrying", "deciding", "hearing", "intending", "notifying")),
    "yinxin/register/counting.py",
    "yinxin/register/custody.py",
    "yinxin/register/shelving.py",
    "yinxin/register/sheets.py",
    "yinxin/register/standing.py",
]  # fmt: skip


def public_functions(module: ast.Module) -> list[ast.FunctionDef]:
    return [n for n in module.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_takes_keywords_only_and_says_who_and_when(name):
    verbs = 0
    for function in public_functions(tree(ROOT / name)):
        keywords = {argument.arg for argument in function.args.kwonlyargs}
        positional = {argument.arg for argument in function.args.args}
        if "by" in keywords | positional and function.name != "agency_of":
            verbs += 1
            assert not positional, f"{function.name} takes {positional} by position"
            assert {"by", "at"} <= keywords, f"{function.name} says not who and when"
    assert verbs


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_module_has_few_verbs_each_with_a_docstring(name):
    functions = public_functions(tree(ROOT / name))
    assert len(functions) <= 8
    assert all(ast.get_docstring(function) for function in functions)


def imported(module: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def orm_imports(module: ast.AST) -> set[str]:
    return {
        name
        for name in imported(module)
        if name.startswith(("django.db", "psycopg")) or re.fullmatch(r"yinxin\.\w+\.models(\..*)?", name)
    }


@pytest.mark.parametrize("file", python_files("yinxin/web", "yinxin/api"), ids=relative)
def test_doors_never_touch_the_database(file):
    assert orm_imports(tree(file)) == set()


def test_each_way_to_the_database_is_seen():
    for source in (
        "from django.db import connection",
        "from yinxin.register.models import Certificate",
        "from yinxin.register import models",
        "import psycopg",
    ):
        assert orm_imports(ast.parse(source)), source


@pytest.mark.parametrize("file", python_files("yinxin", "config", "benchmarks"), ids=relative)
def test_functions_and_files_stay_small(file):
    if relative(file) in DATA:
        return
    most = 560 if file.parent.name == "standalone" else 400  # it is handed out as one file, or not at all
    assert len(file.read_text(encoding="utf-8").splitlines()) <= most
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno + 1 <= 60, place(file, node)


KINDS = {
    name
    for name, kind in vars(refusal).items()
    if isinstance(kind, type) and issubclass(kind, refusal.Refusal)
}


def refusals(module: ast.AST) -> list[ast.Call]:
    return [node for node in calls(module) if called(node) in KINDS]


def test_every_refusal_says_what_to_do():
    seen = 0
    for file in MAIN:
        for node in refusals(tree(file)):
            seen += 1
            assert "do" in {word.arg for word in node.keywords}, place(file, node)
    assert seen > 60


def silent(module: ast.AST) -> list[ast.ExceptHandler]:
    """Return handlers that catch everything and do nothing."""
    return [
        node
        for node in ast.walk(module)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
        and all(isinstance(one, ast.Pass | ast.Continue) for one in node.body)
    ]


@pytest.mark.parametrize("file", python_files("yinxin", "config", "benchmarks"), ids=relative)
def test_no_error_is_swallowed(file):
    assert [place(file, node) for node in silent(tree(file))] == []


def test_every_constraint_and_index_has_a_name_of_its_own():
    names = [
        word.value.value
        for file in YINXIN.rglob("models.py")
        for node in calls(tree(file))
        if called(node) in ("CheckConstraint", "UniqueConstraint", "Index")
        for word in node.keywords
        if word.arg == "name"
    ]
    made = [
        node
        for file in YINXIN.rglob("models.py")
        for node in calls(tree(file))
        if called(node) in ("CheckConstraint", "UniqueConstraint", "Index")
    ]
    assert len(names) == len(set(names)) == len(made) > 20
