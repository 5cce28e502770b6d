"""The pages of notices, samples and audits: they open, they hide what they must, they say what is wrong."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from tests.qualifying import helpers
from tests.qualifying.test_audits import clerk, collected, here  # noqa: F401
from yinxin.production import checked_lists
from yinxin.qualifying import auditing, noticing
from yinxin.qualifying.models import AuditFile, NoticeEntry, Promise

pytestmark = pytest.mark.django_db


def office(username: str) -> Client:
    client = Client()
    assert client.post("/office/sign-in", {"username": username, "password": "demo"}).status_code == 302
    return client


@pytest.fixture
def batch(cast):
    return helpers.submitted(seed=8231, count=3, promised=2)


def test_the_public_sees_a_list_without_names_and_no_search_engine_keeps_it(batch):
    notice = helpers.noticed(batch, timezone.now())
    page = Client().get(f"/notices/{notice}")
    text = page.content.decode()
    assert "○" in text
    assert page.headers["X-Robots-Tag"].startswith("noindex")
    assert all(one.name not in text and one.id_number not in text for one in checked_lists.people(batch))
    assert Client().get("/notices").status_code == 200


def test_an_objection_is_filed_and_followed_on_the_page(batch):
    entry = NoticeEntry.objects.filter(notice_id=helpers.noticed(batch, timezone.now())).first()
    address = f"/notices/entries/{entry.pk}/object"
    assert Client().post(address, {"reason": "不", "contact": ""}).status_code == 422
    sent = Client().post(address, {"reason": "工作年限不满两年。", "contact": "13900000000"})
    assert sent.status_code == 302
    page = Client().get(sent.headers["Location"])
    assert page.status_code == 200
    assert "13900000000" not in page.content.decode()
    assert Client().get(sent.headers["Location"] + "x").status_code == 404


def test_the_agency_walks_a_batch_from_its_page(batch):
    client = office("anhui-data")
    assert f"/office/batches/{batch}/notice" in client.get(f"/office/batches/{batch}").content.decode()
    assert client.get(f"/office/batches/{batch}/notice").status_code == 200
    begun = client.post(f"/office/batches/{batch}/notice")
    assert begun.status_code == 302
    assert client.get(begun.headers["Location"]).status_code == 200
    assert client.post(f"/office/batches/{batch}/promises", {"seed_source": "x"}).status_code == 422
    sample = helpers.drawn(batch)
    promise = Promise.objects.get(sample_id=sample)
    for address in (
        f"/office/samples/{sample}", f"/office/promises/{promise.pk}/find", "/office/list-notices",
        f"/promises/{sample}", f"/promises/{sample}/list.txt", "/office/",
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
    said = {"finding": "holds", "reasons": "核对了学历证书。"}
    assert client.post(f"/office/promises/{promise.pk}/find", said).status_code == 302


def test_the_city_walks_a_file_from_the_queue(here):  # noqa: F811
    client, file = office("hefei-counter"), here[0]
    for address in ("", f"/{file}", *(f"/{file}/{act}" for act in ("notify", "attach", "keep", "hand-over"))):
        assert client.get(f"/office/audits{address}").status_code == 200, address
    assert client.post("/office/audits/find", {"text": "nothing"}).status_code == 422
    chosen = {"file": [str(one) for one in here]}
    assert client.post("/office/audits/notify", chosen).status_code == 200
    told = client.post("/office/audits/notify", {**chosen, "how": "letter", "on": "2026-09-14"})
    assert told.status_code == 302
    assert AuditFile.objects.filter(notified_how="letter").count() == 2
    dry = client.post("/office/audits/pass", {**chosen, "sure": "1"})
    assert dry.status_code == 200
    assert set(AuditFile.objects.values_list("state", flat=True)) == {"open"}
    for one in here:
        collected(one)
        auditing.hand_over(file_id=one, by=clerk(), at=helpers.OVER)
    passed = office("hefei-custody").post("/office/audits/pass", {**chosen, "sure": "1"})
    assert passed.status_code == 302
    assert set(AuditFile.objects.values_list("state", flat=True)) == {"passed"}


def test_an_answered_objection_shows_its_reply_in_the_office(batch):
    notice = helpers.noticed(batch, timezone.now())
    entry = NoticeEntry.objects.filter(notice_id=notice).first()
    noticing.file(entry_id=entry.pk, reason="工作年限不满两年。", contact="13900000000", at=timezone.now())
    page = office("anhui-check").get(f"/office/list-notices/{notice}").content.decode()
    assert "13900000000" in page
    assert "/answer" in page
