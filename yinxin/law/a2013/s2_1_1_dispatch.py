"""A2.1.1 — the province sends certificates to the cities by the list; provincial and central units collect.

依据：皖人社秘〔2013〕176号 二（一）1.
"""
# Reading: what is sent to a place is exactly what the list says for it; a difference stops the dispatch.

from collections import Counter
from collections.abc import Iterable, Mapping

from yinxin.kernel.clause import Clause, enacts
from yinxin.kernel.refusal import Incomplete
from yinxin.kernel.words import Words, listed
from yinxin.law.a2013.s1_3_bar import Giver, giver_of
from yinxin.law.article import anhui
from yinxin.law.regimes import Regime

DISPATCH = Clause("A2.1.1")

ARTICLE = anhui(
    "二（一）1",
    title=Words("按名单分发"),
    points={"A2.1.1": Words("省厅按合格名单把证书发到各市；省直、中直单位到政务中心窗口领取。")},
)


@enacts(DISPATCH)
def shares(people: Iterable[tuple[str, bool]]) -> Counter[Giver]:
    """Return how many exam certificates go where, from each person's region and kind of unit.

    :param people: pairs of the region's code and whether the unit is a provincial or central one.
    """
    return Counter(
        giver_of(Regime.NATIONAL, region=region, provincial_unit=provincial) for region, provincial in people
    )


@enacts(DISPATCH)
def check_dispatch(listed_for: Mapping[str, int], packed: Mapping[str, int]) -> None:
    """Send a consignment only when every place gets what the list says; keys are the places' names.

    :raises Incomplete: a place differs; each is named with both numbers.
    """
    wrong = [
        Words(
            "{place}应发{listed}本，装箱{packed}本",
            place=place,
            listed=listed_for.get(place, 0),
            packed=packed.get(place, 0),
        )
        for place in sorted(listed_for.keys() | packed.keys())
        if listed_for.get(place, 0) != packed.get(place, 0)
    ]
    if wrong:
        raise Incomplete(
            Words("装箱与名单不符：{wrong}。", wrong=listed(wrong)),
            do=Words("按名单重新装箱后再发出。"),
            clause=DISPATCH,
        )
