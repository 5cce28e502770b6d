"""Reports of fakes: taken from anybody, kept as they came, handed on in a pack that proves itself."""

import io
import zipfile
from hashlib import sha256

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from config.workshop import keyring, sign_evidence
from tests.cast import AT
from tests.doors.cast import browser_of, demo_country  # noqa: F401
from yinxin.fakes import audit, packs, queries, reporting
from yinxin.fakes.models import Evidence, Report
from yinxin.fakes.reporting import Brought, Seen
from yinxin.fakes.states import FakeState, Outcome, What
from yinxin.kernel.refusal import Incomplete, NotFound, NotPermitted, WrongState
from yinxin.ledger.models import Entry
from yinxin.register.closed_files import closed_files
from yinxin.register.files import files
from yinxin.rendering import qr
from yinxin.signing import notes

pytestmark = pytest.mark.django_db
SEEN = Seen(What.SITE, "扫证书上的二维码，打开的网址不对", "https://fake.example/", "王某", "13800000000")
FILE = Brought(b"MZ\0 a program", {"carrier": "other", "genuine": False, "problems": ["不认识"]})


def reported(seen: Seen = SEEN, *brought: Brought) -> Report:
    number = reporting.report(seen, brought or (FILE,), store=closed_files(), at=AT)
    return Report.objects.get(number=number)


def named(message: str) -> list[str]:
    return [str(one.words) for one in audit.audit(files()) if message in str(one.words)]


def test_a_report_goes_to_the_centre_with_its_files_as_they_came(cast):
    row = reported()
    one = queries.fake(row.pk, cast.checker)
    assert (one.over.kind, one.seen, one.state) == ("center", SEEN, FakeState.RECEIVED)
    (piece,) = one.evidence
    assert closed_files().get(piece.key) == FILE.data
    assert piece.digest == sha256(FILE.data).hexdigest()
    assert FILE.data not in files().get(piece.key)
    line = Entry.objects.get(kind="fake.reported")
    assert "王某" not in line.facts + str(line.subject)


WRONG = {
    "nothing said": (Seen(What.PAPER, " a "), (), "statement"),
    "too long": (Seen(What.PAPER, "照片是别人的", "x" * 501), (), "seen_at"),
    "empty file": (SEEN, (Brought(b"", {}),), "files"),
    "too many": (SEEN, (FILE,) * 4, "files"),
}


@pytest.mark.parametrize(("seen", "brought", "field"), WRONG.values(), ids=list(WRONG))
def test_what_says_nothing_or_too_much_is_refused_with_its_field(cast, seen, brought, field):
    with pytest.raises(Incomplete) as refusal:
        reporting.report(seen, brought, store=closed_files(), at=AT)
    assert field in refusal.value.facts["fields"]
    assert not Report.objects.exists()


def test_it_is_settled_once_by_the_centre_s_checker_alone(cast):
    row = reported()
    said = {
        "report_id": row.pk,
        "outcome": Outcome.HANDED_OVER,
        "note": "已移交市公安局，文号示〔2026〕1号",
        "at": AT,
    }
    for other in (cast.data, cast.issuer if hasattr(cast, "issuer") else cast.other_data):
        with pytest.raises((NotPermitted, NotFound)):
            reporting.settle(by=other, **said)
    with pytest.raises(Incomplete):
        reporting.settle(by=cast.checker, **(said | {"note": "好"}))
    reporting.settle(by=cast.checker, **said)
    one = queries.fake(row.pk, cast.checker)
    assert (one.outcome, one.note, one.settled_by) == (Outcome.HANDED_OVER, said["note"], cast.checker.name)
    with pytest.raises(WrongState):
        reporting.settle(by=cast.checker, **said)


def test_the_pack_holds_everything_and_proves_itself(cast):
    one = queries.fake(reported().pk, cast.checker)
    data = packs.pack(one, store=closed_files(), sign=sign_evidence, at=AT)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    manifest, note = found.pop("manifest.txt"), found.pop("manifest.note").decode()
    listed = dict(line.split("  ")[::-1] for line in manifest.decode().splitlines())
    assert listed == {name: sha256(content).hexdigest() for name, content in found.items()}
    said = notes.verify_note(note, keyring().log_public_key())
    assert (said.size, said.root) == (len(found), sha256(manifest).digest())
    assert found["evidence/1.bin"] == FILE.data
    assert orjson.loads(found["evidence/1.json"])["found"] == FILE.found
    assert orjson.loads(found["said.json"])["seen"]["contact"] == "13800000000"


def test_the_audit_is_silent_about_what_is_right(cast):
    row = reported()
    reporting.settle(report_id=row.pk, outcome=Outcome.UNCLEAR, note="材料不足以认定", by=cast.checker, at=AT)
    assert list(audit.audit(files())) == []


EDITS = {
    "deleted": ("delete from fakes_evidence; delete from fakes_report", "被删除"),
    "slipped in": (
        "insert into fakes_report (number, organisation_id, what, sealed, at, outcome, note, settled_by, state) "
        "select 'JB1', organisation_id, what, sealed, at, '', '', 0, 'received' from fakes_report",
        "没有记录",
    ),
    "another kind": ("update fakes_report set what = 'paper'", "不符"),
    "evidence exchanged": ("update fakes_evidence set digest = repeat('0', 64)", "不符"),
    "evidence taken away": ("delete from fakes_evidence", "不符"),
    "outcome rewritten": ("update fakes_report set outcome = 'genuine'", "处理结果与账目不符"),
    "opened again": (
        "update fakes_report set state = 'received', outcome = '', settled_by = 0, settled_at = null",
        "登记状态为",
    ),
}


@pytest.mark.parametrize(("edit", "said"), EDITS.values(), ids=list(EDITS))
def test_the_audit_names_what_was_done_behind_the_back(cast, behind_the_back, edit, said):
    row = reported()
    reporting.settle(report_id=row.pk, outcome=Outcome.UNCLEAR, note="材料不足以认定", by=cast.checker, at=AT)
    behind_the_back(edit)
    assert named(said)


def test_the_audit_names_evidence_whose_file_is_gone(cast):
    reported()
    files().remove(Evidence.objects.get().key)
    assert named("证据文件不见了")


def sent(**more):
    return {"what": "paper", "statement": "照片与本人不符，编号查不到", "seen_at": "", **more}


def test_anybody_reports_and_verification_has_its_say_about_each_file(demo_country, browser_of):  # noqa: F811
    assert "识别假证" in Client().get("/fakes").content.decode()
    fake = SimpleUploadedFile("a.png", qr.png("https://fake.example/c/1"), "image/png")
    got = Client().post("/fakes/report", sent(file_2=fake), follow=True)
    row = Report.objects.get()
    assert (got.redirect_chain, row.number in got.content.decode()) == ([("/fakes", 302)], True)
    found = Evidence.objects.get().found
    assert (found["carrier"], found["genuine"], found["code"]) == (
        "picture",
        False,
        {"ours": False, "elsewhere": ["fake.example"]},
    )
    checker = browser_of("center-check")
    assert f"/office/fakes/{row.pk}" in checker.get("/office/").content.decode()
    page = checker.get(f"/office/fakes/{row.pk}").content.decode()
    assert "fake.example" in page
    pack = checker.get(f"/office/fakes/{row.pk}/pack.zip")
    assert (pack["Content-Type"], pack.content[:2]) == ("application/zip", b"PK")
    done = checker.post(
        f"/office/fakes/{row.pk}/settle", {"outcome": "unclear", "note": "证据不足"}, follow=True
    )
    assert "证据不足" in done.content.decode()


def test_a_form_that_says_nothing_comes_back_with_what_is_missing(demo_country):  # noqa: F811
    got = Client().post("/fakes/report", sent(what="", statement=""))
    assert got.status_code == 422
    assert not Report.objects.exists()
