"""Older certificates for tests: a version of the catalogue, faces with and without gaps, opened in the register."""

from __future__ import annotations

from tests.cast import AT
from tests.register.helpers import face, invented_number
from yinxin.catalogue import older_groups
from yinxin.catalogue import queries as catalogue
from yinxin.catalogue.models import Version
from yinxin.catalogue.queries import VersionView
from yinxin.law.n2023.art20_legacy_electronic import MARK
from yinxin.parties.actor import SYSTEM
from yinxin.parties.queries import body_by_code
from yinxin.register import older
from yinxin.register.models import Certificate

GAPS = {"sex": "", "born": "", "photo": "", "approved_on": ""}


def group(version, year=2004):
    return older_groups.group_for(
        qualification_id=version.qualification_id, regime="national", year=year, by=SYSTEM, at=AT
    )


def old_face(version, number="OLD-1", seed=71, **more):
    said = {
        "approved_on": "2004-06-20",
        "remarks": (MARK,),
        "photo": "",
        "qualification": version.name,
        "sealed_by": version.sealed_by,
    }
    return face(number, invented_number(seed), **(said | more))


def collected(version, *faces, year=2004, first=1):
    new = [older.Older(one, "340100", first + n) for n, one in enumerate(faces)]
    return older.open_many(
        new, group=group(version, year), agency_id=body_by_code("anhui-exam").id, by=SYSTEM, at=AT
    )


def known_version() -> VersionView:
    """Return the version of the catalogue that the committed base batch has, as it is now."""
    row = Version.objects.get(id=Certificate.objects.order_by("id").values_list("version_id", flat=True)[0])
    return catalogue.version_for(row.qualification_id, AT.date())
