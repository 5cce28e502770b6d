"""A province's year, for every family of documents that its folder has for exams: the same verbs, other data.

Nothing here is told of a province but its region: the second one walks by its data alone (N2, N27, A1.1, A3.3).
"""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings as live

from tests.doors.cast import SameConnection
from tests.flows import province
from tests.flows.province import AT
from yinxin.catalogue import exams
from yinxin.duties.models import Duty
from yinxin.kernel.calendar import months_after
from yinxin.kernel.refusal import NotFound, NotPermitted, Refusal
from yinxin.law.a2013 import s1_1_kinds
from yinxin.law.provinces import PROVINCES
from yinxin.law.regimes import Regime
from yinxin.law.scope import Counts
from yinxin.production import acceptance
from yinxin.register import queries as register
from yinxin.register.audit import audit
from yinxin.register.files import files
from yinxin.verification import answers, counting, reader
from yinxin.verification.verdicts import Verdict

pytestmark = pytest.mark.django_db

FAMILIES = [
    (rules.region, document.key)
    for rules in PROVINCES.values()
    for document in rules.documents.values()
    if document.regime is not Regime.REVIEW
]


@pytest.fixture
def workshop(settings, tmp_path, cast, monkeypatch):
    """Give every owner of the provinces a seal, in a folder of this test's own."""
    from config.workshop import keyring, seal_artist
    from yinxin.signing.demo import create_demo_authority

    keys = tmp_path / "keys"
    shutil.copytree(live.KEYS, keys)
    owners = [
        owner
        for rules in PROVINCES.values()
        for one in rules.qualifications.values()
        for owner in one.sealed_by
    ]
    create_demo_authority(keys, owners, datetime(2026, 1, 5, tzinfo=UTC), picture=seal_artist())
    settings.KEYS, settings.PRINT_DROP = str(keys), tmp_path / "drop"
    keyring.cache_clear()
    monkeypatch.setattr(reader, "_reader", SameConnection())
    yield Path(keys)
    keyring.cache_clear()


def family(region, key):
    rules = PROVINCES[region[:2]]
    document = rules.documents[key]
    return document, next(one for one in rules.qualifications.values() if one.ends_in(document))


@pytest.mark.parametrize(("region", "key"), FAMILIES)
def test_from_the_entry_to_the_closed_register(workshop, region, key):
    there = province.settled(region)
    document, qualification = family(region, key)
    exam = province.entered(there, document, qualification)
    assert (exam.document, exam.regime) == (document, document.regime.value)

    batch = province.submitted(there, exam, seed=8101 + FAMILIES.index((region, key)))
    province.released(there, exam, batch)
    province.printed(there, exam)
    province.dispatched(there, exam)

    for issuer in (there.city, there.window):
        if document.audited:
            with pytest.raises(Refusal, match="审核"):
                province.given(there, batch, issuer)
        assert bool(province.audited(there, exam, issuer)) is document.audited
    sealed = s1_1_kinds.made_by(document.regime) is s1_1_kinds.Made.SEAL_CHECKED
    if sealed:
        with pytest.raises(Refusal, match="验印"):
            province.given(there, batch, there.city)
    assert province.seal_checked(there) == (2 if sealed else 0)
    for issuer in (there.city, there.window):
        province.given(there, batch, issuer)
        assert len(province.closed(there, exam, issuer)) == 1

    for face in province.faces(there, batch, exam.maker_id):
        verified(face, document)
    assert not Duty.objects.filter(subject="batch", subject_id=batch, discharged_at=None).exists()
    assert list(audit(files())) == []


def verified(face, document):
    """Ask as the public does: on the day, on the last day of the term, and on the day after it."""
    assert (face.kind, face.regime, face.scope) == (
        document.kind.value,
        document.regime.value,
        document.scope,
    )
    assert face.management_number

    def asked(at):
        return answers.by_match(face.management_number, face.name, face.id_number, at=at).verdict

    assert asked(province.ACCEPTED) is Verdict.VALID
    if document.months_valid is None:
        assert face.valid_until == ""
        return
    last = months_after(date.fromisoformat(face.approved_on), document.months_valid)
    assert face.valid_until == last.isoformat()
    assert asked(datetime(last.year, last.month, last.day, 9, tzinfo=AT.tzinfo)) is Verdict.VALID
    after = date.fromordinal(last.toordinal() + 1)
    assert asked(datetime(after.year, after.month, after.day, 9, tzinfo=AT.tzinfo)) is Verdict.EXPIRED


def test_nobody_enters_what_another_makes(workshop):
    there = province.settled("340000")
    document, qualification = family("340000", "provincial-exam")
    with pytest.raises(NotFound):
        exams.enter(
            code="P34OTHER",
            qualification=qualification.code,
            regime="",
            year=2026,
            name="别人的考试",
            name_en="Another's exam",
            days=province.DAYS,
            levels=(),
            parts=((there.institute, 3),),
            document=document.key,
            by=there.person("province_maker", there.institute),
            at=AT,
        )


def test_nobody_makes_another_s_certificates(workshop, cast):
    from config.workshop import keyring

    there = province.settled("340000")
    exam = province.entered(there, *family("340000", "provincial-exam"))
    batch = province.submitted(there, exam, seed=8121)
    other = there.person("province_maker", there.institute)
    for by in (cast.maker, other):
        with pytest.raises(NotPermitted, match="制作"):
            acceptance.accept(batch_id=batch, keyring=keyring(), by=by, at=AT)
    assert register.count_of_batch(batch) == 0


@pytest.mark.parametrize(
    ("place", "counts"),
    [("341524", Counts.YES), ("340000", Counts.ASK), ("340100", Counts.NO), ("21", Counts.NO)],
)
def test_a_certificate_of_a_separate_line_counts_where_the_province_says(workshop, place, counts):
    there = province.settled("340000")
    exam = province.entered(there, *family("340000", "provincial-exam"))
    scope = there.rules.separate_lines[0].scope
    batch = province.submitted(there, exam, seed=8122, scope=scope)
    province.released(there, exam, batch)
    face = province.faces(there, batch, exam.maker_id)[0]
    assert face.scope == scope
    answer = answers.by_match(face.management_number, face.name, face.id_number, at=AT)
    told = counting.counting(answer, place)
    assert (told.counts, told.scope) == (counts, scope)


def test_a_scope_that_the_document_does_not_have_is_refused(workshop):
    there = province.settled("340000")
    exam = province.entered(there, *family("340000", "provincial-exam"))
    with pytest.raises(Refusal):
        province.submitted(there, exam, seed=8123, scope="全国")
