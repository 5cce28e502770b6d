"""The pages of sharing in their states: no barrier, like every other page."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.browser.looking import TEMPLATES, beside
from tests.browser.world import as_holder
from tests.doors.cast import NOW
from tests.sharing.helpers import TERMS, actor, agreed
from yinxin.register import holders
from yinxin.register.models import Certificate
from yinxin.sharing import agreements, keys, lookups, metering, notifying
from yinxin.sharing.lookups import Question
from yinxin.sharing.models import Agreement, Delivery, Snapshot
from yinxin.sharing.states import AgreementState


@pytest.fixture(scope="module")
def cases(site) -> SimpleNamespace:
    """An agreement with keys, messages in every state, a snapshot and calls; a draft; one that is ended."""
    from config.workshop import licence_scheme

    system = actor("system-admin")
    number = agreed(client="无障碍走查平台", webhook="https://platform.example/hook")
    first, _ = keys.make(agreement_id=number, by=system, at=NOW)
    keys.make(agreement_id=number, by=system, at=NOW)
    keys.revoke(key_id=first, by=system, at=NOW)
    notifying.make_secret(agreement_id=number, by=system, at=NOW)
    for token, more in (("a", {"delivered_at": NOW}), ("b", {"next_at": NOW}), ("c", {"outcome": "500"})):
        Delivery.objects.create(
            agreement_id=number, sequence=3, token=f"msg_{token}_{number}", made_at=NOW, **more
        )
    Snapshot.objects.create(agreement_id=number, ordered_at=NOW)
    valid = Certificate.objects.filter(state="valid").order_by("id").first()
    face = holders.certificate_of(valid.holder_id, valid.pk).face
    question = Question("LH-2026-9160", "", face.management_number, face.name, face.id_number)
    metering.count(number, TERMS, NOW)
    assert lookups.look_up(number, TERMS, question, licence_scheme(), at=NOW)
    draft, _ = agreements.propose(terms=TERMS, by=system, at=NOW)
    ended = agreed(client="已终止的平台")
    agreements.end(agreement_id=ended, reason="平台停止接入", by=system, at=NOW)
    return SimpleNamespace(
        number=number, key=Agreement.objects.get(pk=number).keys.order_by("-id").first().pk, draft=draft, ended=ended,
        message=Delivery.objects.get(token=f"msg_c_{number}").pk, certificate=valid.pk,
    )  # fmt: skip


def test_the_pages_of_sharing_are_open_to_everybody(opened, looking, cases):
    assert agreements.found(cases.ended).state == AgreementState.ENDED.value
    page = opened("system-admin")
    here = f"/office/sharing/{cases.number}"
    looking.visit(page, "/office/manage", "/office/sharing", "/office/sharing/new")
    looking.send(page)
    looking.visit(page, here, f"{here}/months/2026-09", f"{here}/months/2025-01")
    looking.visit(page, f"/office/sharing/{cases.draft}", f"/office/sharing/{cases.ended}")
    looking.visit(page, f"/office/sharing/keys/{cases.key}/revoke")
    looking.visit(page, f"/office/sharing/deliveries/{cases.message}/resend", f"{here}/end")
    looking.send(page)
    looking.visit(as_holder(opened(), cases.certificate), f"/me/certificates/{cases.certificate}/looks")
    assert not looking.wrong, "\n".join(looking.wrong)
    wanted = {str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*.html")}
    left = [one for one in wanted - looking.seen if beside(one, "sharing")]
    assert sorted(left) == [], "nobody has looked at these"
