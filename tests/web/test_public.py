"""The public's pages."""

import pytest
from django.test import Client

from yinxin.verification.throttle import Throttle
from yinxin.web import limits

pytestmark = pytest.mark.django_db

PAGES = [
    ("/", "核验证书"),
    ("/verify", "管理号或查询编号"),
    ("/standard", "id_checksum"),
    ("/catalogue", "社会工作者职业资格"),
    ("/clauses", "N9.2"),
    ("/clauses/N9.2", "25个工作日"),
    ("/clauses/A1.3b", "5年"),
    ("/clauses/N1", "目的和依据"),
    ("/accessibility", "WCAG"),
    ("/office/sign-in", "用户名"),
]
ENGLISH = [
    ("/", "Verify a certificate"),
    ("/verify", "Management number"),
    ("/standard", "date of birth"),
    ("/catalogue", "Social Worker"),
    ("/clauses", "working days"),
    ("/clauses/N9.2", "25 working days"),
    ("/accessibility", "by keyboard alone"),
    ("/office/sign-in", "User name"),
]


@pytest.mark.parametrize(("address", "text"), PAGES)
def test_a_page_answers_in_chinese(demo_country, address, text):
    answer = Client().get(address)
    assert answer.status_code == 200
    assert text in answer.content.decode()
    assert '<html lang="zh-CN"' in answer.content.decode()


@pytest.mark.parametrize(("address", "text"), ENGLISH)
def test_a_page_answers_in_english_once_the_reader_has_chosen_it(demo_country, address, text):
    reader = Client(headers={"accept-language": "en"})
    assert '<html lang="zh-CN"' in reader.get(address).content.decode()
    reader.post("/language", {"language": "en", "next": address})
    answer = reader.get(address)
    assert text in answer.content.decode()
    assert '<html lang="en"' in answer.content.decode()


@pytest.mark.parametrize("address", [page for page, _ in PAGES])
def test_no_page_runs_anything_but_our_own_files(demo_country, address):
    answer = Client().get(address)
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    page = answer.content.decode()
    assert " style=" not in page
    assert " onclick=" not in page
    assert "<style" not in page
    assert "<script>" not in page


@pytest.mark.parametrize("address", ["/verify", "/c/nothing", "/office/sign-in"])
def test_pages_with_personal_data_are_kept_nowhere(demo_country, address):
    assert Client().get(address)["Cache-Control"] == "no-store"


def test_a_question_goes_by_post_and_an_address_never_carries_it(demo_country):
    page = Client().get("/verify").content.decode()
    assert '<form method="post" action="/verify"' in page
    asked = {"name": "王晓", "id_number": "990101199003070000", "management_number": "X1"}
    ignored = Client().get("/verify", asked).content.decode()
    assert "王晓" not in ignored
    told = Client().post("/verify", asked)
    assert told.status_code == 200
    # What was asked goes along in the forms that ask for a receipt and that object, and stands nowhere else.
    page, hidden = told.content.decode(), 'type="hidden" name="id_number" value="990101199003070000"'
    assert page.count("990101199003070000") == page.count(hidden) > 0


def test_an_incomplete_question_names_what_is_missing(demo_country):
    answer = Client().post("/verify", {"name": "王晓"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count('aria-invalid="true"') == 2
    assert 'href="#id_id_number"' in page


@pytest.mark.parametrize("token", ["nothing", "A" * 22, "9fkAJj4UrsmCrpGeXoht4Q"])
def test_an_unknown_code_looks_like_an_unknown_certificate(demo_country, token):
    answer = Client().get(f"/c/{token}")
    assert answer.status_code == 404
    assert "未查询到证书信息" in answer.content.decode()
    assert Client().get(f"/c/{token}/photo").status_code == 404


@pytest.mark.parametrize(
    ("method", "address"),
    [("post", "/verify"), ("get", "/c/" + "A" * 22), ("post", "/api/v1/verifications/file")],
)
def test_who_asks_too_often_is_asked_to_wait(demo_country, monkeypatch, method, address):
    throttle = Throttle(0.1, 2)
    monkeypatch.setattr(limits, "questions", lambda: throttle)
    for _ in range(3):
        answer = getattr(Client(), method)(address)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) == 10
    assert "请求过于频繁" in answer.content.decode()


@pytest.mark.parametrize("data", [b"", b"not a pdf", b"%PDF-1.7\n" + b"x" * 400])
def test_a_file_that_is_none_of_ours_gets_an_answer_and_no_error(demo_country, data):
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = Client().post("/verify/file", {"file": SimpleUploadedFile("a.pdf", data)})
    assert answer.status_code == (200 if data else 422)


def test_the_due_date_explains_itself(demo_country):
    page = Client().get("/clauses/N9.2?from=2026-08-28").content.decode()
    assert "2026年10月9日（星期五）" in page
    assert "国庆节" in page
    assert Client().get("/clauses/N9.2?from=yesterday").status_code == 422
    assert Client().get("/clauses/N99").status_code == 404


def test_every_clause_has_its_page(demo_country):
    from yinxin.law import index

    client = Client()
    for entry in index.entries():
        assert client.get(f"/clauses/{entry.clause}").status_code == 200, entry.clause


def test_the_standard_comes_as_schema_and_as_template(demo_country):
    import io

    from openpyxl import load_workbook

    from yinxin.production.intake.columns import COLUMNS

    schema = Client().get("/standard.json").json()
    assert len(schema["$defs"]["row"]["properties"]) == len(COLUMNS)
    book = load_workbook(io.BytesIO(Client().get("/standard/template.xlsx").content))
    assert [cell.value for cell in book.active[1]] == [column.name for column in COLUMNS]


def test_the_filled_template_is_a_file_that_the_check_takes(demo_country, tmp_path):
    import io

    from openpyxl import load_workbook

    from yinxin.demo.sample import SW2026, invented_rows
    from yinxin.production.intake.columns import COLUMNS
    from yinxin.production.intake.limits import Limits
    from yinxin.production.intake.tables import read_table

    book = load_workbook(io.BytesIO(Client().get("/standard/template.xlsx").content))
    sheet = book.active
    for row in invented_rows(2, SW2026, seed=3):
        sheet.append([row[cell.value] for cell in sheet[1]])
    book.save(tmp_path / "filled.xlsx")
    header, rows = read_table(tmp_path / "filled.xlsx", Limits())
    assert header == [column.name for column in COLUMNS]
    assert len(rows) == 2


def test_keys_and_checkpoint_are_public_and_cacheable(demo_country):
    from config.clock import now
    from config.workshop import sign_checkpoint
    from yinxin.ledger.models import Checkpoint

    keys = Client().get("/.well-known/yinxin/keys.json")
    assert keys["Cache-Control"] == "public, max-age=60"
    assert "PRIVATE" not in keys.content.decode()
    size = 10**9
    note = sign_checkpoint(size, b"\0" * 32)
    Checkpoint.objects.create(size=size, root=b"\0" * 32, edge=b"", horizon=0, at=now(), note=note)
    told = Client().get("/log/checkpoint")
    assert told["Content-Type"].startswith("text/plain")
    assert told.content.decode() == note


def test_a_ledger_that_was_never_sealed_has_no_checkpoint(demo_country, monkeypatch):
    from yinxin.ledger import tree

    monkeypatch.setattr(tree, "published", lambda: None)
    assert Client().get("/log/checkpoint").status_code == 404


def test_language_and_size_of_text_are_remembered(demo_country):
    client = Client()
    client.post("/language", {"language": "en"}, headers={"referer": "http://testserver/verify"})
    client.post("/display", {"large": "1"}, headers={"referer": "http://testserver/verify"})
    page = client.get("/verify").content.decode()
    assert '<html lang="en" class="large">' in page
    back = client.post("/display", {"large": "0"}, headers={"referer": "https://example.com//evil"})
    assert "example.com" not in back["Location"]
    assert not back["Location"].startswith("//")


def test_the_demonstration_says_so_and_a_real_installation_does_not(demo_country, settings):
    assert "演示系统" in Client().get("/").content.decode()
    settings.DEMO = False
    assert "演示系统" not in Client().get("/").content.decode()


def test_our_own_failure_is_a_page_that_needs_nothing():
    from yinxin.web.errors import server_error

    answer = server_error(None)
    assert answer.status_code == 500
    assert "数据没有改变" in answer.content.decode()


def test_an_address_that_leads_nowhere_says_so(db):
    answer = Client().get("/nothing/here")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()
