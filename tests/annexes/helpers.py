"""A clerk of a province's authority, and applications as the chapter of changing keeps them."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson

from tests.cast import AT, FOUNDED
from yinxin.parties.actor import SYSTEM, Actor
from yinxin.parties.founding import enrol, seat
from yinxin.parties.queries import actor_of, body_by_code


def clerk(code: str = "anhui", name: str = "厅经办", role: str = "authority_clerk") -> Actor:
    """Return somebody who does a role's work at an organisation."""
    number = enrol(username=f"{code}-{role}-{name}", name=name, password="demo", by=SYSTEM, at=AT)
    seat(account_id=number, organisation_id=body_by_code(code).id, role=role, by=SYSTEM, at=FOUNDED)
    return actor_of(number, AT)


_numbers = iter(range(900_001, 999_999))


def application(
    certificate: Any, filed_on: date, *, state: str = "reviewed", regime: str = "", **changes: Any
) -> int:
    """Keep an application of a day, as filing and the desks would have left it; return it."""
    from yinxin.changing import filing
    from yinxin.changing.models import Application
    from yinxin.parties.queries import body
    from yinxin.register.vault import vault

    issuer = changes.pop("issuer_id", certificate.issuer_id)
    said = {"statement": "不慎遗失", "phone": "13800000000", "employer": changes.pop("employer", "某中心")}
    facts = {
        "number": f"BF2026{next(_numbers)}",
        "certificate": certificate,
        "holder_id": certificate.holder_id,
        "issuer_id": issuer,
        "confirmer_id": certificate.agency_id,
        "region": body(issuer).region,
        "regime": regime or certificate.regime,
        "cause": "lost",
        "way": "reissue",
        "filed_on": filed_on,
        "entered_at": AT,
        "sealed": vault().close(orjson.dumps(said), filing.STATEMENT),
        "state": state,
    }
    return Application.objects.create(**(facts | changes)).pk
