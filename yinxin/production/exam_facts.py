"""What an examination must be told of an exam, for one of its agencies."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from yinxin.catalogue.queries import ExamView
from yinxin.law.provinces import province_of
from yinxin.parties.actor import Body
from yinxin.production.intake.facts import (
    NATIONAL_SCOPES,
    PROVINCIAL_SCOPES,
    Claim,
    ExamFacts,
    Person,
    Standing,
)
from yinxin.register import bulk, standing
from yinxin.register.vault import vault


def exam_facts(exam: ExamView, agency: Body) -> ExamFacts:
    """Return the exam's facts as the checks of intake want them."""
    part = exam.part_of(agency.id)
    levels = {level: frozenset(exam.version.levels.get(level, ())) for level in exam.levels or ("",)}
    return ExamFacts(
        code=exam.code,
        regime=exam.regime,
        qualifications=frozenset({exam.version.name}),
        levels=levels,
        year=exam.year,
        days=exam.days,
        results_on=exam.results_on,
        regions=(agency.region[:2],) if agency.region else (),
        numbers_given=not exam.number_template,
        scopes=_scopes(exam, agency),
        expected=part.passed if part else None,
    )


def _scopes(exam: ExamView, agency: Body) -> frozenset[str]:
    """Return where certificates of the exam can count: as their document says, or on a separate line (N7)."""
    province = province_of(agency.region)
    lines = frozenset(line.scope for line in province.separate_lines) if province else frozenset[str]()
    if exam.document.scope:
        return lines | {exam.document.scope}
    return lines | NATIONAL_SCOPES | (frozenset() if exam.regime == "national" else PROVINCIAL_SCOPES)


def claim_key(claim: Claim) -> bytes:
    """Return the keyed digest under which a waiting row claims a qualification for a person."""
    kind, number = claim.person
    text = "\0".join(("claim", kind, number, claim.qualification, claim.level, claim.specialty))
    return vault().row_key(text.encode())


def row_key(row_digest: str) -> bytes:
    """Return the keyed digest under which a row that comes again is recognised."""
    return vault().row_key(bytes.fromhex(row_digest))


class Register:
    """What the register and the waiting batches know; one query a question, however many rows ask it."""

    def __init__(self, exam: ExamView, today: date) -> None:
        self.exam, self.today = exam, today
        self._documents: dict[Person, bytes] = {}

    def management_numbers(self, numbers: Sequence[str]) -> Collection[str]:
        """Return the numbers that are taken, in the register or in a batch that waits."""
        version = self.exam.version
        return self._column(
            """select management_number from register_certificate
               where management_number = any(%(numbers)s) and qualification_id = %(qualification)s
                 and year = any(%(years)s)
               union
               select r.management_number from production_batch_row r
               join production_batch b on b.id = r.batch_id join catalogue_exam e on e.id = b.exam_id
               join catalogue_version v on v.id = e.version_id
               where r.management_number = any(%(numbers)s) and b.state = 'received'
                 and v.qualification_id = %(qualification)s and e.year = %(year)s""",
            {
                "numbers": list(numbers),
                "qualification": version.qualification_id,
                "years": sorted({day.year for day in self.exam.days}),
                "year": self.exam.year,
            },
        )

    def certified(self, claims: Sequence[Claim]) -> Collection[Claim]:
        """Return the claims for which a certificate is there, or waits in a batch."""
        safe = vault()
        self._documents = {
            person: safe.document_key(*person) for person in (claim.person for claim in claims)
        }
        people = {key: person for person, key in self._documents.items()}
        rows = bulk.ask(
            """select d.key, c.level, c.specialty from register_holder_document d
               join register_certificate c on c.holder_id = d.holder_id
               where d.key = any(%(people)b) and c.qualification_id = %(qualification)s
                 and c.state in ('prepared', 'valid')""",
            {"people": list(people), "qualification": self.exam.version.qualification_id},
        )
        held = {(people[bytes(key)], level, specialty) for key, level, specialty in rows}
        keys = {claim_key(claim): claim for claim in claims}
        waiting = self._column(
            """select r.claim from production_batch_row r join production_batch b on b.id = r.batch_id
               where r.claim = any(%(keys)b) and b.state = 'received'""",
            {"keys": list(keys)},
        )
        found = {claim for claim in claims if (claim.person, claim.level, claim.specialty) in held}
        return found | {keys[bytes(key)] for key in waiting}

    def standing(self, people: Sequence[Person]) -> Mapping[Person, Standing]:
        """Return what stands against the people today."""
        safe, known = vault(), self._documents
        keys = {person: known.get(person) or safe.document_key(*person) for person in people}
        found = standing.against_keys(
            keys, qualification_id=self.exam.version.qualification_id, on=self.today
        )
        return {person: Standing(kind) for person, kind in found.items()}

    def submitted(self, digests: Sequence[str]) -> Collection[str]:
        """Return the row digests that a living batch of this exam has brought."""
        keys = {row_key(digest): digest for digest in digests}
        found = self._column(
            """select r.key from production_batch_row r join production_batch b on b.id = r.batch_id
               where r.key = any(%(keys)b) and b.exam_id = %(exam)s and b.state not in ('returned', 'withdrawn')""",
            {"keys": list(keys), "exam": self.exam.id},
        )
        return {keys[bytes(key)] for key in found}

    def _column(self, query: str, values: Mapping[str, Any]) -> set[Any]:
        return {value for (value,) in bulk.ask(query, values)}
