"""Who makes a batch's certificates: the national centre, or a province's own maker (A1.1, A1.2, A3.3, N27)."""

from __future__ import annotations

from datetime import date

from yinxin.catalogue import exams
from yinxin.catalogue.queries import ExamView
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import NotPermitted
from yinxin.kernel.words import Words
from yinxin.parties import access
from yinxin.parties.actor import Actor, Body
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import body, the_centre

A1_1 = Clause("A1.1")


def maker_of(exam: ExamView) -> Body:
    """Return who makes an exam's certificates."""
    return body(exam.maker_id) if exam.maker_id else the_centre()


def require_maker(by: Actor, permission: Permission, exam: ExamView) -> None:
    """Let only its maker's people make an exam's certificates.

    :raises NotPermitted: another body makes them; the refusal says which.
    """
    require_seat(by, permission, exam.maker_id)


def require_seat(by: Actor, permission: Permission, maker: int | None) -> None:
    """Let only a maker's own people do its work.

    :param maker: None for the national centre.
    :raises NotPermitted: ``by`` sits elsewhere; the refusal says who makes it.
    """
    number = maker or the_centre().id
    if not access.sits(by, permission, number):
        raise NotPermitted(
            Words("这批证书由{maker}制作。", maker=body(number).name),
            do=Words("请由该机构的制证员、发布复核员办理。"),
            clause=A1_1,
            facts={"permission": permission.value},
        )


def follows_national(exam: ExamView, region: str, day: date) -> bool:
    """Say whether the national procedure's time limits hold for an exam on a day (N2, N27).

    :param region: the division of one of its agencies, whose province may have chosen so.
    """
    return exams.follows_national(exam.document.regime, region, day)


def made_for(by: Actor, permission: Permission) -> tuple[int | None, ...]:
    """Return the makers whose work a person may do, by their seats; None stands for the national centre."""
    centre = the_centre().id
    found = {seat.body.id for seat in by.seats if permission in seat.permissions}
    return tuple(None if number == centre else number for number in sorted(found))
