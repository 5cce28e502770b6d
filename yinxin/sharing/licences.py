"""Certificates under the names of GB/T 36903 and the states of electronic licences (N22.2).

The standards' texts were not at hand: names come from public systems built on them, the states from the published
dictionary of one ministry; what begins with ``KZ_`` is this installation's own extension. docs/sharing.md says which.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Final

from yinxin.kernel import licence
from yinxin.kernel.face import Face
from yinxin.kernel.licence import Scheme
from yinxin.kernel.words import Words
from yinxin.register.vault import vault

STATUS: Final[Mapping[str, Words]] = {
    "01": Words("有效"),
    "03": Words("撤销"),
    "04": Words("注销"),
    "05": Words("失效"),
}
"""The states that are used, of the dictionary's eight."""

_OF_STATE: Final = {"valid": "01", "invalid": "03", "superseded": "04"}

_NAMES: Final[Mapping[str, tuple[str, Callable[[Face, Scheme], str]]]] = {
    "kind": ("ZZLXMC", lambda face, scheme: licence.metadata(face, scheme)["证照类型名称"]),
    "management_number": ("ZZBH", lambda face, _: face.management_number),
    "name": ("CZZT", lambda face, _: face.name),
    "id_number": ("CZZTDM", lambda face, _: face.id_number),
    "id_kind": ("CZZTDMLX", lambda face, scheme: licence.metadata(face, scheme)["持证主体代码类型"]),
    "sealed_by": ("ZZBFJG", lambda face, _: "、".join(face.sealed_by)),
    "approved_on": ("ZZBFRQ", lambda face, _: face.approved_on),
    "valid_until": ("ZZYXQJZRQ", lambda face, _: face.valid_until),
    "qualification": ("KZ_ZYZGMC", lambda face, _: face.qualification),
    "level": ("KZ_JB", lambda face, _: face.level),
    "specialty": ("KZ_ZY", lambda face, _: face.specialty),
    "scope": ("KZ_YXFW", lambda face, _: face.scope),
    "remarks": ("KZ_BZ", lambda face, _: "；".join(face.remarks)),
    "sex": ("KZ_XB", lambda face, _: face.sex),
    "born": ("KZ_CSNY", lambda face, _: face.born),
    "regime": ("KZ_QDTJ", lambda face, _: face.regime),
}
NAMES: Final[Mapping[str, str]] = {field: name for field, (name, _) in _NAMES.items()}
"""Under which name each item of the face goes out."""


def status_of(state: str, valid_until: date | None, today: date) -> str:
    """Return the code of a state: what is valid and past its last day is no longer in force."""
    if state == "valid" and valid_until is not None and valid_until < today:
        return "05"
    return _OF_STATE[state]


def serial_of(certificate_id: int) -> str:
    """Return the serial of a certificate's licence identifier, by which it is found again."""
    return licence.serial_of(vault().token(certificate_id))


def identifier_of(serial: str, scheme: Scheme) -> str:
    """Return the whole identifier for a serial."""
    return str(licence.Identifier(scheme.type, scheme.issuer, serial, licence.FIRST_VERSION))


def serial_in(text: str, scheme: Scheme) -> str | None:
    """Return the serial of an identifier of this installation; None where it is another's, or none at all."""
    try:
        found = licence.parsed(text)
    except ValueError:
        return None
    ours = (found.type, found.issuer, found.version) == (scheme.type, scheme.issuer, licence.FIRST_VERSION)
    return found.serial if ours else None


def fields_of(face: Face, fields: Collection[str]) -> dict[str, object]:
    """Return the agreed items of a face under their own names, and nothing else."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name in sorted(fields)
        for value in (getattr(face, name),)
    }


def metadata_of(face: Face, fields: Collection[str], scheme: Scheme) -> dict[str, str]:
    """Return the agreed items under the names of GB/T 36903; the kind's code goes with the kind, and so on."""
    found = {name: read(face, scheme) for field, (name, read) in _NAMES.items() if field in fields}
    whole = licence.metadata(face, scheme)
    if "kind" in fields:
        found["ZZLXDM"] = whole["证照类型代码"]
    if "id_kind" in fields:
        found["CZZTDMLXDM"] = whole["持证主体代码类型代码"]
    if "sealed_by" in fields:
        found["ZZBFJGDM"] = whole["证照颁发机构代码"]
    if "approved_on" in fields:
        found["ZZYXQQSRQ"] = whole["证照有效期起始日期"]
    return found
