"""The register of given-out certificates: numbered, closed in volumes, printed again as the same bytes.

A register (A2.1.5, A2.2.3) belongs to an issuer, an exam or a committee's session, and a calendar year. Its lines come
from the custody book: what was collected or delivered, and not put right afterwards. Closing binds what is not yet
bound into volumes; what is given out later goes into the next one. A volume is its file: the bytes lie in the file
store under their digest, which the ledger holds too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from django.db import connection, transaction

from yinxin.catalogue import queries as catalogue
from yinxin.catalogue.queries import ExamView
from yinxin.issuing.collectors import opened
from yinxin.issuing.kinds import CollectorKind
from yinxin.issuing.models import Collection as HandOut
from yinxin.issuing.models import Volume, VolumeLine
from yinxin.kernel.calendar import CHINA, day_of
from yinxin.kernel.canonical import digest
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import NotApplicable
from yinxin.kernel.words import Words
from yinxin.law.a2013 import s2_1_5_register
from yinxin.law.regimes import Regime
from yinxin.ledger.record import Line, record
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body, names, territory
from yinxin.register import endings, stock
from yinxin.register.endings import Given
from yinxin.register.files import FileStore
from yinxin.register.places import SlipKind
from yinxin.rendering.forms import given_out
from yinxin.rendering.forms.given_out import Way
from yinxin.rendering.forms.parts import Heading, Signer

_CLAUSES: Final = {True: Clause("A2.2.3"), False: Clause("A2.1.5")}
_LOCK_BINDING: Final = 0x42494E44
_WAYS: Final = {
    CollectorKind.HOLDER: Way.IN_PERSON,
    CollectorKind.PROXY: Way.BY_PROXY,
    CollectorKind.UNIT: Way.BY_UNIT,
}


@dataclass(frozen=True)
class Handed:
    """How a copy was given out, as far as the register prints it: the way, and who came for the holder."""

    way: Way
    proxy: str = ""


class Packed(Protocol):
    """A package for the archive: the ids of the volumes in it."""

    @property
    def volumes(self) -> tuple[int, ...]:
        """The ids."""


@dataclass(frozen=True)
class RegisterView:
    """A register: what was given out in its year, and how much of it is bound."""

    over: Body
    exam_id: int
    exam_code: str
    exam: str
    year: int
    given: int
    bound: int
    volumes: tuple[VolumeView, ...]

    @property
    def key(self) -> tuple[int, int, int]:
        """Its issuer, exam and year."""
        return self.over.id, self.exam_id, self.year

    @property
    def code(self) -> str:
        """The same, as it stands in addresses."""
        return "-".join(map(str, self.key))

    def unpacked(self, packages: Iterable[Packed]) -> int:
        """Return how many of its volumes are in none of the packages."""
        packed = {number for one in packages for number in one.volumes}
        return sum(volume.id not in packed for volume in self.volumes)

    @property
    def waiting(self) -> int:
        """How many lines are not bound yet."""
        return self.given - self.bound


@dataclass(frozen=True)
class VolumeView:
    """A closed volume as pages show it."""

    id: int
    number: int
    first: int
    lines: int
    digest: str
    file: str
    closed_at: datetime
    closed_by: str

    @property
    def last(self) -> int:
        """The number of its last line."""
        return self.first + self.lines - 1


def clause_of(exam: ExamView) -> Clause:
    """Return the clause under which an exam's register is kept: that of the committees for a review (A2.2.3)."""
    return _CLAUSES[exam.document.regime is Regime.REVIEW]


def registers_for(by: Actor) -> tuple[RegisterView, ...]:
    """Return the registers of the issuers whose paper the person may see, the newest year first."""
    found = bodies(territory(by, Permission.CUSTODY_SEE))
    given = {(i, e, y): count for i, e, y, count in endings.given_years(list(found))}
    rows = list(Volume.objects.filter(issuer_id__in=found).order_by("number"))
    people = names(row.closed_by for row in rows)
    kept: dict[tuple[int, int, int], list[VolumeView]] = {}
    for row in rows:
        view = VolumeView(
            row.pk, row.number, row.first, row.lines, row.digest, row.file, row.closed_at,
            people.get(row.closed_by, ""),
        )  # fmt: skip
        kept.setdefault((row.issuer_id, row.exam_id, row.year), []).append(view)
    keys = sorted({*given, *kept}, key=lambda key: (-key[2], key[0], key[1]))
    exams = {number: catalogue.exam_by_id(number) for number in {key[1] for key in keys}}
    return tuple(
        RegisterView(
            found[issuer], exam, exams[exam].code, exams[exam].name, year,
            given.get((issuer, exam, year), 0), _still_given(kept.get((issuer, exam, year), ())),
            tuple(kept.get((issuer, exam, year), ())),
        )
        for issuer, exam, year in keys
    )  # fmt: skip


def close(
    *, issuer_id: int, exam_id: int, year: int, store: FileStore, by: Actor, at: datetime
) -> tuple[int, ...]:
    """Bind what was given out and is not bound yet into volumes, and close them; return the volumes.

    :raises NotPermitted: ``by`` does not bind this issuer's registers; NotFound where it is out of reach.
    :raises NotApplicable: nothing waits to be bound.
    """
    over = body(issuer_id)
    access.require(by, Permission.VOLUME_CLOSE, over)
    exam = catalogue.exam_by_id(exam_id)
    with transaction.atomic():
        one_at_a_time()
        lines = _unbound(issuer_id, exam_id, year)
        if not lines:
            raise NotApplicable(
                Words("没有等待制册的发放登记。"),
                do=Words("有新的领取或妥投后再制册。"),
                clause=clause_of(exam),
            )
        before = Volume.objects.filter(issuer_id=issuer_id, exam_id=exam_id, year=year)
        first = 1 + sum(before.values_list("lines", flat=True))
        number = 1 + before.count()
        starts = range(0, len(lines), given_out.VOLUME)
        parts = [lines[start : start + given_out.VOLUME] for start in starts]
        of = number + len(parts) - 1
        made = []
        for part in parts:
            rows = _printed(part, first, by)
            heading = Heading(over.name, f"{exam.code}-{year}-{number}", day_of(at))
            signers = (Signer("登记人", by.name, day_of(at)), Signer("复核人", body=over.name, stamped=True))
            volume = given_out.Volume(heading, year, exam.name, rows, signers, number, of)
            made.append(_keep(volume, part, exam, (issuer_id, first), store, by, at))
            first, number = first + len(part), number + 1
        store.settle()
    return tuple(made)


def reprint(*, volume_id: int, store: FileStore, by: Actor) -> tuple[str, bytes]:
    """Return a volume's file name and the very bytes that were closed.

    :raises NotFound: there is none in the person's territory, or its file is gone.
    :raises WrongState: the bytes or the lines are not those that were closed.
    """
    found = Volume.objects.filter(id=volume_id).first()
    if found is None:
        raise access.not_here()
    access.require(by, Permission.CUSTODY_SEE, body(found.issuer_id))
    data = store.get(found.file)
    rows = (
        VolumeLine.objects.filter(volume=found).order_by("number").values_list("number", "slip_id", "copy_id")
    )
    # A file of other bytes is another book, whatever its lines say.
    said = found.closing if digest(data) == found.file else ""
    clause = clause_of(catalogue.exam_by_id(found.exam_id))
    s2_1_5_register.check_reprint(_rows(list(rows)), said, clause=clause)
    return f"register-{found.issuer_id}-{found.exam_id}-{found.year}-{found.number}.pdf", data


def _unbound(issuer_id: int, exam_id: int, year: int) -> list[Given]:
    since, until = datetime(year, 1, 1, tzinfo=CHINA), datetime(year + 1, 1, 1, tzinfo=CHINA)
    found = endings.given_out(issuer_id, exam_id, since, until)
    bound = set(
        VolumeLine.objects.filter(copy_id__in=[one.copy_id for one in found]).values_list(
            "slip_id", "copy_id"
        )
    )
    return [one for one in found if (one.slip_id, one.copy_id) not in bound]


def _printed(part: Sequence[Given], first: int, by: Actor) -> tuple[given_out.Line, ...]:
    """Return the lines as the register prints them."""
    named = {one.sheet.id: one for one in stock.named([one.copy_id for one in part], by)}
    clerks, handed = names(one.by for one in part), how_handed(part)
    lines = []
    for number, one in enumerate(part, first):
        face, how = named[one.copy_id].face, handed[one.slip_id, one.copy_id]
        subject = " ".join(text for text in (face.level, face.specialty) if text)
        lines.append(
            given_out.Line(
                number, face.management_number, face.name, face.id_number, subject, day_of(one.at),
                how.way, clerks.get(one.by, "系统"), how.proxy,
            )
        )  # fmt: skip
    return tuple(lines)


def how_handed(part: Collection[Given]) -> Mapping[tuple[int, int], Handed]:
    """Return for each slip and copy how it was handed over: by post by the book, at the counter by its own record.

    The one place where a register learns how a copy was given out.
    """
    known = {
        (row.slip_id, row.copy_id): row
        for row in HandOut.objects.filter(slip_id__in={one.slip_id for one in part}, undone_at__isnull=True)
    }
    return {key: _handed(one, known.get(key)) for one in part if (key := (one.slip_id, one.copy_id))}


def _handed(one: Given, row: HandOut | None) -> Handed:
    if one.kind is SlipKind.DELIVERY:
        return Handed(Way.BY_POST)
    if row is None:
        return Handed(Way.IN_PERSON)
    return Handed(_WAYS[CollectorKind(row.collector)], opened(row.collector, bytes(row.sealed)).name)


def _keep(
    volume: given_out.Volume,
    part: Sequence[Given],
    exam: ExamView,
    key: tuple[int, int],
    store: FileStore,
    by: Actor,
    at: datetime,
) -> int:
    (issuer_id, first), clause = key, clause_of(exam)
    s2_1_5_register.check_may_bind([line.number - first + 1 for line in volume.lines], clause=clause)
    numbered = [(first + place, one.slip_id, one.copy_id) for place, one in enumerate(part)]
    closing = s2_1_5_register.closing_digest(_rows(numbered))
    file = store.put(given_out.render(volume))
    # What is printed is kept as data too, under the very digest that stands on the last page.
    store.put(volume.canonical())
    made = Volume.objects.create(
        issuer_id=issuer_id,
        exam_id=exam.id,
        year=volume.year,
        number=volume.volume,
        first=first,
        lines=len(part),
        digest=volume.digest,
        closing=closing,
        file=file,
        closed_at=at,
        closed_by=by.account_id,
    )
    VolumeLine.objects.bulk_create(
        VolumeLine(volume=made, number=number, slip_id=slip, copy_id=copy) for number, slip, copy in numbered
    )
    facts = {
        "exam": exam.id,
        "year": volume.year,
        "number": volume.volume,
        "lines": len(part),
        "digest": volume.digest,
        "closing": closing,
        "file": file,
    }
    record(Line("volume.closed", clause, by.account_id, by.organisation_id, "volume", made.pk, at, facts))
    return made.pk


def _rows(numbered: Sequence[tuple[int, int, int]]) -> list[dict[str, str]]:
    return [{"number": str(n), "slip": str(slip), "copy": str(copy)} for n, slip, copy in numbered]


def _still_given(volumes: Sequence[VolumeView]) -> int:
    """Return how many bound lines still count as given out: a bound line may have been put right afterwards."""
    ids = [view.id for view in volumes]
    if not ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            """select count(*) from issuing_volume_line v
               join register_movement m on m.slip_id = v.slip_id and m.copy_id = v.copy_id
               where v.volume_id = any(%s) and not exists (
                   select 1 from register_movement n join register_slip u on u.id = n.slip_id
                   where n.copy_id = m.copy_id and n.sequence = m.sequence + 1 and u.kind = %s)""",
            [ids, SlipKind.COLLECTION_UNDONE.value],
        )
        return int(cursor.fetchone()[0])


def one_at_a_time() -> None:
    """Two who bind at once must not bind the same line."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK_BINDING])
