"""A2.1.4 — the province spot-checks the cities' audits at random.

依据：皖人社秘〔2013〕176号 二（一）4.
"""
# Reading: random means that nobody can choose, and that everybody can check. The list's digest and the seed
# are put on record before the draw; the draw is the entries with the smallest SHA-256 of seed and entry. The
# same seed and list always give the same draw, and a changed list has another digest. The event that gives the
# seed is named with the list and lies after that day, so that neither the list nor the seed can be chosen to fit.

import hashlib
from collections.abc import Collection
from datetime import date

from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import Incomplete, WrongState
from yinxin.kernel.words import Words
from yinxin.law.article import anhui

SPOT_CHECK = Clause("A2.1.4")

ARTICLE = anhui(
    "二（一）4",
    title=Words("随机抽查"),
    points={"A2.1.4": Words("省厅随机抽查各市的资格审核情况。")},
)


@enacts(SPOT_CHECK)
def list_digest(entries: Collection[str]) -> str:
    """Return the digest of a list, whatever its order: 64 hexadecimal digits."""
    return digest(canonical_json({"entries": sorted(entries)}))


@enacts(SPOT_CHECK)
def draw(entries: Collection[str], *, seed: str, size: int) -> tuple[str, ...]:
    """Draw ``size`` entries, or all where there are fewer, in the order of the draw.

    :raises ValueError: an entry stands on the list twice, or ``size`` is negative.
    """
    if len(set(entries)) != len(entries):
        raise ValueError("an entry stands on the list twice")
    if size < 0:
        raise ValueError("a draw has no negative size")
    return tuple(sorted(entries, key=lambda entry: _lot(seed, entry))[:size])


@enacts(SPOT_CHECK)
def check_same_list(entries: Collection[str], committed: str) -> None:
    """Draw only from the list that was put on record.

    :param committed: the digest on record.
    :raises WrongState: the list is another one.
    """
    if list_digest(entries) != committed:
        raise WrongState(
            Words("抽查名单与登记的摘要不符，名单可能被改动。"),
            do=Words("核对名单来源，重新登记后再抽取。"),
            clause=SPOT_CHECK,
        )


@enacts(SPOT_CHECK)
def check_seed_unknown(frozen_on: date, seed_on: date) -> None:
    """Let a list be frozen only while nobody can know the seed.

    :raises Incomplete: the event that gives the seed is not after the day of freezing.
    """
    if seed_on <= frozen_on:
        raise Incomplete(
            Words("种子须在名单封存之后才产生，{day}不晚于封存日。", day=seed_on.isoformat()),
            do=Words("请选封存次日以后才有结果的公开事件，如尚未开奖的一期彩票。"),
            clause=SPOT_CHECK,
        )


@enacts(SPOT_CHECK)
def check_seed_public(on: date, seed_on: date) -> None:
    """Draw only once the announced event has given the seed.

    :raises WrongState: it has not yet.
    """
    if on < seed_on:
        raise WrongState(
            Words("种子要到{day}才公开，现在不能抽取。", day=seed_on.isoformat()),
            do=Words("请在公开事件有结果后，由另一人登记种子。"),
            clause=SPOT_CHECK,
        )


@enacts(SPOT_CHECK)
def check_may_withdraw(on: date, seed_on: date) -> None:
    """Withdraw a list only before its seed is public: nobody throws a draw away because of its outcome.

    :raises WrongState: the seed's day has come.
    """
    if on >= seed_on:
        raise WrongState(
            Words("种子已在{day}公开，名单不能再撤回。", day=seed_on.isoformat()),
            do=Words("请由另一人登记种子并抽取。"),
            clause=SPOT_CHECK,
        )


@enacts(SPOT_CHECK)
def entry_of(number: int, nonce: str, secret: str) -> str:
    """Return a line of a list: its number, and what hides who it is and can be opened with the nonce."""
    return f"{number:06d} {digest(f'{nonce}:{secret}'.encode())}"


@enacts(SPOT_CHECK)
def one_line(text: str, missing: Words) -> str:
    """Return a seed, or where it comes from, without what stands around it; a draw reads it letter by letter.

    :raises Incomplete: it is shorter than four characters, longer than 200, or more than one line.
    """
    said = text.strip()
    if not 4 <= len(said) <= 200 or not said.isprintable():
        raise Incomplete(missing, do=Words("写在一行里，4到200字。"), clause=SPOT_CHECK)
    return said


def _lot(seed: str, entry: str) -> bytes:
    return hashlib.sha256(canonical_json({"entry": entry, "seed": seed})).digest()
