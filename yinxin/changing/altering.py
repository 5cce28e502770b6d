"""What an application wants changed: the holder's own items, each in a form that a certificate can bear (N15)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from yinxin.changing.models import Application, ApplicationChange
from yinxin.kernel import identity, names
from yinxin.kernel.clause import Clause
from yinxin.kernel.face import Face
from yinxin.kernel.identity import FORMS
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words
from yinxin.law.changes import Cause
from yinxin.law.n2023.art07_content import ITEMS
from yinxin.law.n2023.art15_replacement import Change
from yinxin.register.vault import vault

OF_HOLDER: Final = ("name", "sex", "born", "id_kind", "id_number", "photo")
"""The items of the holder."""

FIELDS: Final = {
    Cause.HOLDER_CHANGED: OF_HOLDER,
    Cause.WRONG: (*OF_HOLDER, "level", "specialty"),
}
"""The items that an application may change; what was filled in wrongly may be the level or specialty as well."""

LONGEST: Final = 60
"""Characters of a new value."""

PHOTO: Final = "photo"
NEW_PHOTO: Final = "new"
"""What stands as a photo's new value: the picture itself is among the papers."""

_CHANGE: Final = b"application change"
_BORN: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_N15: Final = Clause("N15")


def wanted(face: Face, given: Mapping[str, str], cause: Cause) -> tuple[Change, ...]:
    """Return the changes that were filled in, after looking at the certificate as it would be.

    :param given: new values by the face's field; an empty one leaves the item as it is.
    :raises Incomplete: nothing changes where something must, or a value is none that a certificate can bear.
    """
    plain = {field: _plain(field, given.get(field, "")) for field in FIELDS.get(cause, ())}
    if any(len(value) > LONGEST for value in plain.values()):
        raise Incomplete(Words("变更的内容太长。"), do=Words("每一项不超过{count}字。", count=LONGEST))
    changes = tuple(
        Change(field, getattr(face, field), value)
        for field, value in plain.items()
        if value and value != getattr(face, field)
    )
    if not changes and cause is Cause.HOLDER_CHANGED:
        raise Incomplete(
            Words("没有填写要变更的内容。"),
            do=Words("请填写变更后的姓名、证件号码等；没有变化的不用填。"),
            clause=_N15,
        )
    if changes:
        _check(_as_changed(face, changes))
    return changes


def keep(application: Application, changes: Sequence[Change]) -> None:
    """Write changes down, closed."""
    safe = vault()
    ApplicationChange.objects.bulk_create(
        ApplicationChange(
            application=application,
            field=change.field,
            old=safe.close(change.old.encode(), _CHANGE),
            new=safe.close(change.new.encode(), _CHANGE),
        )
        for change in changes
    )


def kept(application_id: int) -> tuple[Change, ...]:
    """Return an application's changes."""
    safe = vault()
    rows = ApplicationChange.objects.filter(application_id=application_id).order_by("id")
    return tuple(
        Change(
            row.field,
            safe.open(bytes(row.old), _CHANGE).decode(),
            safe.open(bytes(row.new), _CHANGE).decode(),
        )
        for row in rows
    )


def _as_changed(face: Face, changes: Sequence[Change]) -> Face:
    new: dict[str, Any] = {change.field: change.new for change in changes if change.field != PHOTO}
    return replace(face, **new)


def _plain(field: str, value: str) -> str:
    value = value.replace("\0", "").strip()
    if field == "name":
        return names.narrow(value)
    return identity.normalise(value) if field == "id_number" else value


def _check(face: Face) -> None:
    """Look at the holder's items as the new certificate would say them."""
    kind = identity.kind_named(face.id_kind)
    if kind is None:
        raise _wrong("id_kind", Words("请选择证件种类。"))
    if names.problems(face.name, latin=FORMS[kind].latin_names) or not 1 < len(face.name) <= 60:
        raise _wrong("name", Words("请对照证件填写姓名，不要有空格和符号。"))
    said = identity.read(kind, face.id_number, legacy=True)
    if said.problem is not None:
        raise _wrong("id_number", Words("请对照证件核对号码：{form}。", form=FORMS[kind].example))
    if face.sex not in ("男", "女") or said.sex not in (None, face.sex):
        raise _wrong("sex", Words("性别要与证件号码一致；号码变了，请一并填写。"))
    born = said.born.strftime("%Y-%m") if said.born else None
    if not _BORN.fullmatch(face.born) or born not in (None, face.born):
        raise _wrong("born", Words("出生年月写成1990-01的样子，要与证件号码一致。"))


def _wrong(field: str, do: Words) -> Incomplete:
    return Incomplete(
        Words("变更后的{item}不对。", item=ITEMS[field]), do=do, clause=_N15, facts={"field": field}
    )
