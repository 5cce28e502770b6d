"""The office's pages of sharing, and what the holder sees of it (N22.2)."""

from __future__ import annotations

import re

import pytest

from tests.doors.cast import browser_of, demo_country, installation, keys_folder  # noqa: F401
from tests.sharing.helpers import Caller, key_of
from yinxin.sharing import keys
from yinxin.sharing.models import Agreement, Delivery, Key

pytestmark = pytest.mark.django_db
FORM = {
    "client": "江城市政务服务数据局",
    "platform": "data_exchange",
    "purpose": "办理积分落户时核对职业资格",
    "basis": "共享需求清单第12号",
    "fields_shared": ["name", "management_number"],
    "regions": "34，3201",
    "per_minute": "60",
    "per_day": "1000",
    "since": "2026-09-14",
    "until": "2027-09-13",
    "webhook": "https://platform.example/hook",
}


@pytest.fixture
def agreement(browser_of):  # noqa: F811
    sent = browser_of("system-admin").post("/office/sharing/new", FORM)
    assert sent.status_code == 302, sent.content.decode()
    text = browser_of("catalogue-review").get(sent["Location"]).content.decode()
    assert "批准1份共享协议" in text
    assert "国家数据共享交换平台" in text
    done = browser_of("catalogue-review").post(sent["Location"] + "/approve")
    assert done.status_code == 302
    return f"/office/sharing/{Agreement.objects.get().pk}"


def test_an_agreement_is_proposed_approved_and_shown(browser_of, agreement):  # noqa: F811
    row = Agreement.objects.get()
    assert (row.state, row.regions, row.fields) == ("active", ["34", "3201"], ["name", "management_number"])
    text = browser_of("auditor").get(agreement).content.decode()
    for said in ("江城市政务服务数据局", "执行中", "每天1000次，每分钟60次", "积分落户"):
        assert said in text
    assert "生成密钥" not in text
    assert "江城市政务服务数据局" in browser_of("auditor").get("/office/sharing").content.decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("regions", "3"),
        ("per_minute", "5000"),
        ("until", "2036-01-01"),
        ("webhook", "http://x.example/"),
        ("basis", ""),
    ],
)
def test_a_wrong_field_is_marked_and_what_was_typed_stays(browser_of, name, value):  # noqa: F811
    answer = browser_of("system-admin").post("/office/sharing/new", {**FORM, name: value})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "江城市政务服务数据局" in text
    assert 'aria-invalid="true"' in text
    assert not Agreement.objects.exists()


def test_the_whole_country_is_said_in_words(browser_of):  # noqa: F811
    browser_of("system-admin").post("/office/sharing/new", {**FORM, "regions": "全国"})
    assert Agreement.objects.get().regions == []


def test_a_key_is_shown_once_and_revoked(browser_of, agreement):  # noqa: F811
    client = browser_of("system-admin")
    assert client.get(agreement + "/key").status_code == 200
    shown = client.post(agreement + "/key")
    assert shown["Cache-Control"] == "no-store"
    key = keys.FORM.search(shown.content.decode())[0]
    text = client.get(agreement).content.decode()
    assert key not in text
    assert f"yxs_{key[4:14]}…" in text
    row = Key.objects.get()
    assert "吊销1把密钥" in client.get(f"/office/sharing/keys/{row.pk}/revoke").content.decode()
    client.post(f"/office/sharing/keys/{row.pk}/revoke")
    assert "已吊销" in client.get(agreement).content.decode()


def test_a_secret_is_shown_once_and_a_message_is_sent_again(browser_of, agreement):  # noqa: F811
    client = browser_of("system-admin")
    shown = client.post(agreement + "/secret").content.decode()
    assert re.search(r"whsec_[A-Za-z0-9+/=]{44}", shown)
    message = Delivery.objects.create(
        agreement=Agreement.objects.get(), sequence=7, token="msg_x", made_at="2026-09-14T02:00Z", outcome="500"
    )  # fmt: skip
    assert "没有送达" in client.get(agreement).content.decode()
    client.post(f"/office/sharing/deliveries/{message.pk}/resend")
    assert "再发" in client.get(agreement).content.decode()


def test_an_agreement_ends_with_a_reason(browser_of, agreement):  # noqa: F811
    client = browser_of("system-admin")
    assert client.post(agreement + "/end", {"reason": ""}).status_code == 422
    assert client.post(agreement + "/end", {"reason": "平台改由另一单位接入"}).status_code == 302
    text = client.get(agreement).content.decode()
    assert "平台改由另一单位接入" in text
    assert "生成密钥" not in text
    assert client.post(agreement + "/key").status_code == 409


def test_the_month_is_shown_and_taken_away(browser_of, agreement):  # noqa: F811
    caller = Caller(key_of(Agreement.objects.get().pk))
    asked = {"management_number": "20260609934000001", "name": "查无此人", "id_number": "990000199001011234"}
    assert caller.post("look-ups", {"ground": "=LH-2026-7", **asked}).json()["found"] is False
    client = browser_of("auditor")
    text = client.get(agreement + "/months/2026-09").content.decode()
    assert "=LH-2026-7" in text
    assert "2026-08" in text
    assert "2026-10" in text
    table = client.get(agreement + "/months/2026-09.csv").content.decode()
    assert "'=LH-2026-7" in table
    assert "这个月没有调用" in client.get(agreement + "/months/2026-08").content.decode()
    assert client.get(agreement + "/months/2026-99").status_code == 422
    assert client.get("/office/sharing/999999").status_code == 404


def test_who_has_no_part_in_it_sees_nothing(browser_of, agreement):  # noqa: F811
    for username in ("anhui-data", "center-make", "hefei-counter"):
        assert browser_of(username).get(agreement).status_code == 403
        assert browser_of(username).get("/office/sharing").status_code == 403
