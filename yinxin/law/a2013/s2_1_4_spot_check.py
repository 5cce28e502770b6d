"""A2.1.4 — the province spot-checks the cities' audits at random.

依据：皖人社秘〔2013〕176号 二（一）4.
"""
# Reading: random means that nobody can choose, and that everybody can check. The list's digest and the seed
# are put on record before the draw; the draw is the entries with the smallest SHA-256 of seed and entry. The
# same seed and list always give the same draw, and a changed list has another digest.

import hashlib
from collections.abc import Collection

from yinxin.kernel.canonical import canonical_json, digest
from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import WrongState
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


def _lot(seed: str, entry: str) -> bytes:
    return hashlib.sha256(canonical_json({"entry": entry, "seed": seed})).digest()
