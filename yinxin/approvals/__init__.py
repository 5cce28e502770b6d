"""Four eyes: one person proposes a change, another sees before and after, and approves or refuses it (A4).

A chapter that has a change of this sort makes a module ``changes`` beside its verbs and registers a
:class:`~yinxin.approvals.kinds.Kind` there; it is found when the program starts. A kind says who may propose and
approve, draws before and after, checks the law, and applies the change by calling the chapter's own verb::

    register(Kind(
        code="stock_correction", title=Words("库存更正"), button=Words("更正{count}件").template, clause=N11_1,
        propose=Permission.STOCK_PROPOSE, approve=Permission.STOCK_APPROVE,
        over=place_of, picture=counted_and_booked, check=check_correction, apply=correct, count=pieces,
    ))

Proposing stores the picture. Approving draws it again, in the transaction that applies the change: where the present
differs from what was proposed upon, it is too late, and the change has to be proposed anew.
"""
