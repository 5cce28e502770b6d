"""The pages of scans: brought, read, checked beside the picture, made a batch (N19)."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.attachments.scans import scan
from tests.legacy.helpers import WHERE
from tests.legacy.test_scans import ROWS, TRUE, quick, read  # noqa: F401
from yinxin.parties.queries import body_by_code


def test_the_pages_from_the_scan_to_the_batch(browser_of, quick):  # noqa: F811
    office = browser_of("anhui-data")
    page = scan("第一份", *ROWS)
    form = {**WHERE, "over": body_by_code("anhui-exam").id, "scans": [SimpleUploadedFile("a.jpg", page)]}
    answer = office.post("/office/legacy/scans/new", form)
    assert answer.status_code == 302, answer.content.decode()
    bundle = answer["Location"]
    (one,) = read(int(bundle.rsplit("/", 1)[1]))
    address = f"/office/legacy/scans/one/{one.pk}"
    shown = office.get(address).content.decode()
    assert 'value="04340100000123"' in shown
    assert "欧阳文" not in shown
    assert 'class="read"' in shown
    picture = office.get(f"{address}/1.jpg")
    assert picture.content.startswith(b"\xff\xd8\xff")
    assert "no-store" in picture["Cache-Control"]
    wrong = office.post(address, TRUE)
    assert wrong.status_code == 422
    assert "不一样" in wrong.content.decode()
    assert office.post(address, TRUE | {"looked_twice": "on"})["Location"] == bundle
    assert office.get(bundle).status_code == 200
    assert office.post(f"{address}/again")["Location"] == address
    assert office.post(address, TRUE | {"looked_twice": "on"}).status_code == 302
    made = office.post(f"{bundle}/hand-in")
    assert made["Location"].startswith("/office/legacy/")
    assert "已成批次" in office.get(bundle).content.decode()
    assert bundle in office.get("/office/legacy/scans").content.decode()
