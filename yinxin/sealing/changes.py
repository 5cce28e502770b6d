"""Changes of keys, each with four eyes (N6): who proposed one never approves it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from yinxin.approvals.kinds import Change, Facts, Kind, Row, as_is, register
from yinxin.kernel.clause import Clause
from yinxin.kernel.words import Words
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import the_centre
from yinxin.sealing import keys
from yinxin.sealing.models import Key
from yinxin.sealing.states import KEY, KeyState

N5, N6 = Clause("N5"), Clause("N6")
_STATE, _KEY = Words("状态"), Words("密钥")


def _over(_number: int, _facts: Facts) -> Body:
    return the_centre()


def _about(number: int, _facts: Facts) -> Words:
    return name(keys.found(number))


def name(key: Key) -> Words:
    """Return what people call a key: whose it is, and its id."""
    return Words("{owner}：{name}", owner=key.owner, name=key.name) if key.owner else as_is(key.name)


def _to(key: Key, state: KeyState) -> Row:
    return Row(_STATE, KEY.names[KeyState(key.state)], KEY.names[state])


def _replaces(facts: Facts) -> int | None:
    return int(facts["replaces"]) if facts.get("replaces") else None


def _picture_of_activation(number: int, facts: Facts, at: datetime) -> tuple[Row, ...]:
    key, old = keys.found(number), _replaces(facts)
    nothing = Words("（无）")
    rows = (
        Row(_KEY, nothing, name(key)),
        _to(key, KeyState.ACTIVE),
        Row(Words("证书摘要"), nothing, as_is(key.digest)),
        Row(
            Words("使用期限"),
            nothing,
            Words("{first}至{last}", first=str(key.valid_from), last=str(key.valid_to)),
        ),
    )
    if old is None:
        return rows
    before = keys.found(old)
    eve = key.valid_from - timedelta(days=1)
    return (
        *rows,
        Row(Words("{name}的最后一日", name=before.name), as_is(before.valid_to), as_is(eve)),
    )


def _activate(change: Change, by: Actor, at: datetime) -> None:
    replaces = _replaces(change.facts)
    keys.activate(key_id=change.subject_id, replaces=replaces, proposed_by=change.proposed_by, by=by, at=at)


ACTIVATION = register(
    Kind(
        code="seal_key_activation",
        title=Words("启用印章密钥"),
        clause=N6,
        button=Words("批准启用{count}个密钥").template,
        follows=Words(
            "批准后，从起始日起用这个密钥签章；被替换的密钥签到前一日为止，它签过的文件照常通过核验。"
        ),
        propose=Permission.SEAL_KEY_PROPOSE,
        approve=Permission.SEAL_KEY_APPROVE,
        over=_over,
        about=_about,
        check=lambda number, facts, at: keys.check_activation(keys.found(number), _replaces(facts)),
        picture=_picture_of_activation,
        apply=_activate,
    )
)

Verb = Callable[..., None]


def _step(
    code: str,
    title: Words,
    button: Words,
    follows: Words,
    before: tuple[KeyState, ...],
    to: KeyState,
    verb: Verb,
) -> Kind:
    """Register a change that is nothing but a step from state to state."""

    def apply(change: Change, by: Actor, at: datetime) -> None:
        verb(key_id=change.subject_id, proposed_by=change.proposed_by, by=by, at=at)

    return register(
        Kind(
            code=code,
            title=title,
            clause=N6,
            button=button.template,
            follows=follows,
            propose=Permission.SEAL_KEY_PROPOSE,
            approve=Permission.SEAL_KEY_APPROVE,
            over=_over,
            about=_about,
            check=lambda number, facts, at: keys.check_state(keys.found(number), before),
            picture=lambda number, facts, at: (
                Row(_KEY, name(keys.found(number)), name(keys.found(number))),
                _to(keys.found(number), to),
            ),
            apply=apply,
        )
    )


SUSPENSION = _step(
    "seal_key_suspension",
    Words("暂停印章密钥"),
    Words("批准暂停{count}个密钥"),
    Words("批准后这个密钥不再签章，等它签章的文件排队等候；它签过的文件照常通过核验。"),
    (KeyState.ACTIVE,),
    KeyState.SUSPENDED,
    keys.suspend,
)
RESUMPTION = _step(
    "seal_key_resumption",
    Words("恢复印章密钥"),
    Words("批准恢复{count}个密钥"),
    Words("批准后这个密钥继续签章。"),
    (KeyState.SUSPENDED,),
    KeyState.ACTIVE,
    keys.resume,
)
RETIREMENT = _step(
    "seal_key_retirement",
    Words("停用印章密钥"),
    Words("批准停用{count}个密钥"),
    Words("批准后这个密钥永不再签章；它签过的文件照常通过核验，等它签章的文件改用新密钥。"),
    (KeyState.ACTIVE, KeyState.SUSPENDED),
    KeyState.RETIRED,
    keys.retire,
)


def _moment(facts: Facts) -> datetime:
    return datetime.fromisoformat(str(facts["moment"]))


def _picture_of_compromise(number: int, facts: Facts, at: datetime) -> tuple[Row, ...]:
    key, moment = keys.found(number), _moment(facts)
    before = as_is(key.compromised_at.isoformat()) if key.compromised_at else Words("（无）")
    return (
        Row(_KEY, name(key), name(key)),
        _to(key, KeyState.COMPROMISED),
        Row(Words("失密时刻"), before, as_is(moment.isoformat())),
    )


def _compromise(change: Change, by: Actor, at: datetime) -> None:
    keys.compromise(
        key_id=change.subject_id,
        moment=_moment(change.facts),
        proposed_by=change.proposed_by,
        by=by,
        at=at,
    )


COMPROMISE = register(
    Kind(
        code="seal_key_compromise",
        title=Words("认定密钥失密"),
        clause=N5,
        button=Words("认定{count}个密钥失密").template,
        follows=Words(
            "批准后，失密时刻以后用这个密钥签章的文件一律不再通过核验，公开的密钥文件随即写明；"
            "此前签章、账目可证的照常通过。受影响的电子证书由后台用新密钥重新签章。"
        ),
        propose=Permission.SEAL_KEY_PROPOSE,
        approve=Permission.SEAL_KEY_APPROVE,
        over=_over,
        about=_about,
        check=lambda number, facts, at: keys.check_compromise(keys.found(number), _moment(facts), at),
        picture=_picture_of_compromise,
        apply=_compromise,
    )
)
