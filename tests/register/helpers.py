"""What the register's tests share: faces of invented people, opened without a batch's file."""

from __future__ import annotations

from datetime import date
from random import Random

from tests.cast import AT
from yinxin.demo.people import resident_number
from yinxin.kernel.face import Face
from yinxin.parties.actor import SYSTEM
from yinxin.register.models import Certificate
from yinxin.register.opening import NewCertificate, Origin, open_many

BORN = date(1985, 3, 9)


def invented_number(seed: int) -> str:
    """Return an 18-character resident's number that is nobody's; another seed gives another."""
    return resident_number("990001", BORN, "女", Random(seed))


def face(number: str, id_number: str, name: str = "章示例", **more: object) -> Face:
    """Return a face with this management number and identity number."""
    said = {
        "kind": "certificate",
        "regime": "national",
        "qualification": "社会工作者职业资格",
        "level": "初级",
        "specialty": "",
        "name": name,
        "sex": "女",
        "born": f"{BORN:%Y-%m}",
        "id_kind": "居民身份证",
        "id_number": id_number,
        "photo": "0" * 64,
        "management_number": number,
        "approved_on": "2026-06-14",
        "verify_at": "",
        "scope": "全国",
        "valid_until": "",
        "remarks": (),
        "sealed_by": ("人力资源和社会保障部", "民政部"),
    }
    return Face(**(said | more))


def origin(batch_id: int) -> Origin:
    """Return the origin that the committed base batch has, under another batch's id."""
    first = Certificate.objects.order_by("id").first()
    return Origin(
        batch_id=batch_id,
        qualification_id=first.qualification_id,
        version_id=first.version_id,
        exam_id=first.exam_id,
        agency_id=first.agency_id,
        seals="seal-1|seal-2",
        electronic=True,
    )


def opened(*faces: Face, batch_id: int = 900_001) -> range:
    """Open certificates for the faces, rows 2 and on."""
    new = [NewCertificate(one, "340100", row) for row, one in enumerate(faces, start=2)]
    return open_many(new, origin(batch_id), by=SYSTEM, at=AT)
