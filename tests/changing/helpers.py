"""Applications in every state, reached by walking the real verbs; evidence that was drawn for the purpose."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from tests import cast as factories
from tests.cast import AT
from yinxin.law.changes import Cause
from yinxin.law.evidence import Evidence

SEEDS = count(5401)
NOTICE = {
    "newspaper": "演示日报",
    "serial": "CN 34-0001",
    "level": "city",
    "published_on": "2026-08-01",
    "page": "第4版",
}
FACTS = {Evidence.LOSS_NOTICE: NOTICE, Evidence.CHANGE_PROOF: {"proved_by": "合肥市公安局"}}


def picture(colour: str = "white") -> bytes:
    """Return a small JPEG."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (300, 420), colour).save(out, "JPEG")
    return out.getvalue()


def certificate(cast: Any, *, electronic: bool = True, at: datetime = AT) -> Any:
    """Return a valid certificate of a fresh person; without electronic copy where none is wanted."""
    from yinxin.register import changeable
    from yinxin.register.models import Certificate

    batch = factories.released(cast, count=1, seed=next(SEEDS), at=at)
    number = Certificate.objects.values_list("id", flat=True).get(batch_id=batch)
    if not electronic:
        without_electronic(number)
    return changeable.of(number)


def without_electronic(number: int) -> None:
    """Take the electronic copy away, as for a qualification that has none."""
    from yinxin.register.models import ElectronicCopy

    ElectronicCopy.objects.filter(certificate_id=number).delete()


def of_regime(number: int, regime: str) -> None:
    """Turn a certificate into one of another regime."""
    from dataclasses import replace

    from yinxin.kernel.face import Face
    from yinxin.register.models import Certificate
    from yinxin.register.vault import FACE, vault

    row = Certificate.objects.get(pk=number)
    face = replace(Face.from_json(vault().open(bytes(row.face), FACE)), regime=regime)
    Certificate.objects.filter(pk=number).update(
        regime=regime,
        face=vault().close(face.canonical(), FACE),
        face_digest=bytes.fromhex(face.digest),
    )


def handed_in(paper: Evidence, **facts: str) -> Any:
    """Return a paper as a door hands it to the verbs."""
    from yinxin.changing import papers

    with drawn_once():
        return papers.received(
            paper, picture(), name=f"{paper.value}.jpg", facts={**FACTS.get(paper, {}), **facts}
        )


_drawn: dict[tuple[Any, ...], list[bytes]] = {}


@contextmanager
def drawn_once() -> Iterator[None]:
    """Let the child draw each upload once: what it made of our own pictures is the same every time."""
    from yinxin.attachments import store

    draw = store._rewritten

    def remembered(data: bytes, kind: Any, name: str, limits: Any) -> list[bytes]:
        key = (data, kind, limits)
        if key not in _drawn:
            _drawn[key] = draw(data, kind, name, limits)
        return _drawn[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "_rewritten", remembered)
        yield


def filing(one: Any, cause: Cause, **more: Any) -> Any:
    """Return an application that lacks nothing."""
    from yinxin.changing import evidence, gate
    from yinxin.changing.filing import Filing

    on = more.get("applied_on") or AT.date()
    answer = gate.ask(one.id, cause, applied_on=on, today_=AT.date(), proof=more.get("proof", False))
    wanted = answer.needed
    changes = more.pop("changes", {"name": "王新名"} if cause is Cause.HOLDER_CHANGED else {})
    if "photo" in changes:
        wanted = evidence.with_photo(wanted)
    facts = {
        "changes": changes,
        "fault": "office" if cause is Cause.WRONG else "",
        "papers": tuple(handed_in(need.paper) for need in wanted if need.uploaded),
        "agreed": True,
    }
    return Filing(one.id, cause, "姓名已变更，申请换发", "13800000000", **{**facts, **more})


def filed(one: Any, cause: Cause = Cause.HOLDER_CHANGED, **more: Any) -> int:
    """File an application by the holder."""
    from yinxin.changing.filing import file_own

    return file_own(holder_id=one.holder_id, filing=filing(one, cause, **more), at=AT)


def clerk(one: Any) -> Any:
    """Return somebody at the counter of a certificate's issuer."""
    return seated("counter", one.issuer_id)


def confirmer(application: int) -> Any:
    """Return somebody who confirms an application, at whoever confirms it."""
    from yinxin.changing.models import Application
    from yinxin.parties.queries import body

    number = Application.objects.values_list("confirmer_id", flat=True).get(pk=application)
    return seated("agency_checker" if body(number).kind == "agency" else "authority_clerk", number)


def seated(role: str, organisation: int) -> Any:
    """Return a person with one seat."""
    from yinxin.parties.actor import SYSTEM
    from yinxin.parties.founding import enrol, seat
    from yinxin.parties.models import Account
    from yinxin.parties.queries import actor_of

    name = f"{role}-of-{organisation}"
    known = Account.objects.filter(username=name).values_list("id", flat=True).first()
    if known is None:
        known = enrol(username=name, name=name, password="demo", by=SYSTEM, at=AT)
        seat(account_id=known, organisation_id=organisation, role=role, by=SYSTEM, at=factories.FOUNDED)
    return actor_of(known, AT)


def accept_all(application: int, by: Any) -> None:
    """Find every paper of an application good."""
    from yinxin.changing import papers

    for paper in papers.of_application(application).values():
        if paper.check_result != "accepted":
            papers.accept(paper_id=paper.pk, by=by, at=AT)


def reviewed(one: Any, cause: Cause = Cause.HOLDER_CHANGED, **more: Any) -> int:
    """File, and pass the first desk."""
    from yinxin.changing import deciding

    number = filed(one, cause, **more)
    accept_all(number, clerk(one))
    deciding.review(application_id=number, weighed=False, by=clerk(one), at=AT)
    return number


def confirmed(one: Any, cause: Cause = Cause.HOLDER_CHANGED, **more: Any) -> int:
    """File, and pass the first two desks."""
    from yinxin.changing import deciding

    number = reviewed(one, cause, **more)
    deciding.confirm(application_id=number, weighed=False, by=confirmer(number), at=AT)
    return number


def taken(cast: Any, one: Any, cause: Cause = Cause.HOLDER_CHANGED, **more: Any) -> int:
    """Bring an application to the making."""
    from config.workshop import keyring
    from yinxin.changing import finishing

    number = confirmed(one, cause, **more)
    finishing.take_for_making(application_id=number, keyring=keyring(), by=cast.maker, at=AT)
    return number


def make() -> None:
    """Make what waits to be made."""
    from config.workshop import workshop
    from yinxin.register import workshop as making

    while making.step(workshop(), clock=lambda: AT):
        pass


def released(cast: Any, one: Any, cause: Cause = Cause.HOLDER_CHANGED, **more: Any) -> int:
    """Bring an application all the way."""
    from yinxin.changing import finishing

    number = taken(cast, one, cause, **more)
    make()
    finishing.release(application_id=number, by=cast.checker, at=AT)
    return number
