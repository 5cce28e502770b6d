"""Report a fake, by anybody; say what became of it (N22.1).

The files are kept as they came, closed and unread: what is in them is evidence. What verification says of them is
asked when they come in and kept beside them, because a fake that was proved today may be denied tomorrow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Protocol

import orjson
from django.db import transaction

from yinxin.catalogue import numbering
from yinxin.fakes.models import Evidence, Report
from yinxin.fakes.states import FAKE, FakeState, Outcome, What
from yinxin.kernel.calendar import day_of
from yinxin.kernel.canonical import digest
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.ledger.record import Line, record
from yinxin.lifecycle.move import move
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body, the_centre
from yinxin.register.vault import FAKE as SEALED
from yinxin.register.vault import vault

N22: Final = Clause("N22.1")
REPORTED, SETTLED = "fake.reported", "fake.settled"
LONGEST: Final = {"statement": 1000, "seen_at": 500, "reporter": 80, "contact": 120}
MOST_FILES, LARGEST_FILE = 3, 10 * 1024 * 1024
LONGEST_NOTE: Final = 400


class Store(Protocol):
    """Where evidence lies: the register's closed files."""

    def put(self, data: bytes) -> str:
        """Store bytes and return their key."""

    def get(self, key: str) -> bytes:
        """Return the bytes.

        :raises NotFound: there is no such file.
        """


@dataclass(frozen=True)
class Seen:
    """What somebody has seen.

    :ivar seen_at: the address, the account or the place where it was seen.
    :ivar reporter: how they name themselves, with a ``contact``; both may be empty.
    """

    what: What
    statement: str
    seen_at: str = ""
    reporter: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Brought:
    """A file that comes with a report.

    :ivar found: what verification answers about it, as JSON values.
    """

    data: bytes
    found: Mapping[str, Any]


def report(seen: Seen, files: Sequence[Brought], *, store: Store, at: datetime) -> str:
    """Take a report with its files; return its number.

    :raises Incomplete: nothing was described, a text is too long, or the files are too many or too large.
    """
    seen = _checked(seen, files)
    kept = [(store.put(one.data), one) for one in files]
    plain = {name: text for name, text in asdict(seen).items() if name != "what"}
    with transaction.atomic():
        number = numbering.allocate("JB{year}{serial:06}", 1, year=day_of(at).year, exam="", province="")[0]
        made = Report.objects.create(
            number=number,
            organisation_id=the_centre().id,
            what=seen.what.value,
            sealed=vault().close(orjson.dumps(plain), SEALED),
            at=at,
            state=FakeState.RECEIVED.value,
        )
        Evidence.objects.bulk_create(
            Evidence(
                report=made,
                place=place,
                key=key,
                digest=digest(one.data),
                size=len(one.data),
                found=one.found,
            )
            for place, (key, one) in enumerate(kept, 1)
        )
        facts = {"what": seen.what.value, "files": [digest(one.data) for _, one in kept]}
        record(Line(REPORTED, N22, 0, 0, FAKE.subject, made.pk, at, facts))
    return number


def settle(*, report_id: int, outcome: Outcome, note: str, by: Actor, at: datetime) -> None:
    """Say what became of a report: handed over to whom, or why not.

    :raises NotFound: there is none in the person's territory; NotPermitted: this is another's to do.
    :raises Incomplete: it is not said to whom, or why.
    :raises WrongState: somebody has said so before.
    """
    row = of_centre(report_id, Permission.FAKE_SETTLE, by)
    text = note.replace("\0", "").strip()
    if not 4 <= len(text) <= LONGEST_NOTE:
        raise Incomplete(
            Words("请写明处理情况。"),
            do=Words("4至{longest}字：移交给哪个机关、文号是什么，或者为什么不移交。", longest=LONGEST_NOTE),
            clause=N22,
            facts={"fields": ["note"]},
        )
    move(
        FAKE,
        row.pk,
        frm=FakeState.RECEIVED,
        to=FakeState.SETTLED,
        kind=SETTLED,
        by=by,
        at=at,
        facts={"outcome": outcome.value},
        outcome=outcome.value,
        note=vault().close(text.encode(), SEALED),
        settled_by=by.account_id,
        settled_at=at,
    )


def of_centre(report_id: int, permission: Permission, by: Actor) -> Report:
    """Return a report over which ``by`` holds a permission.

    :raises NotFound: there is none in the person's territory; NotPermitted: this is another's to do.
    """
    found = Report.objects.filter(pk=report_id).first()
    if found is None:
        raise access.not_here()
    access.require(by, permission, body(found.organisation_id))
    return found


def too_much() -> Incomplete:
    """Return the refusal of too many files, or of one that is too large."""
    return Incomplete(
        Words(
            "最多附{most}个文件，每个不超过{largest} MB。", most=MOST_FILES, largest=LARGEST_FILE // 1024**2
        ),
        do=Words("请选出最能说明问题的文件，再提交。"),
        clause=N22,
        facts={"fields": ["files"]},
    )


def opened(sealed: bytes | memoryview, what: str) -> Seen:
    """Return what was said in a report."""
    return Seen(What(what), **orjson.loads(vault().open(bytes(sealed), SEALED)))


def _checked(seen: Seen, files: Sequence[Brought]) -> Seen:
    lines = {name: " ".join(getattr(seen, name).replace("\0", "").split()) for name in LONGEST}
    wrong = [name for name, longest in LONGEST.items() if len(lines[name]) > longest]
    wrong += ["statement"] if len(lines["statement"]) < 4 else []
    if wrong:
        raise Incomplete(
            Words("请说明看到了什么，每项不要过长。"),
            do=Words("至少写一句：在哪里、看到什么、为什么认为是假的。"),
            clause=N22,
            facts={"fields": wrong},
        )
    if len(files) > MOST_FILES or any(not 0 < len(one.data) <= LARGEST_FILE for one in files):
        raise too_much()
    return Seen(seen.what, **lines)
