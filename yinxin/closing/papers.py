"""The papers of destruction: the list as it is handed over, and the record that two people sign (N26)."""

from __future__ import annotations

from datetime import date

from yinxin.closing.queries import ListView, SheetView, destruction_list, sheets_of
from yinxin.closing.reasons import Reason
from yinxin.kernel.calendar import day_of
from yinxin.parties.actor import Actor
from yinxin.parties.queries import the_centre
from yinxin.register import stock
from yinxin.rendering.forms import destruction
from yinxin.rendering.forms.parts import Heading, Signer

_REASONS = {
    Reason.UNCOLLECTED: destruction.Reason.UNCOLLECTED,
    Reason.REPLACED: destruction.Reason.REISSUED,
    Reason.INVALID: destruction.Reason.INVALID,
    Reason.HANDED_IN: destruction.Reason.DAMAGED,
}


def register(number: int, by: Actor, on: date) -> bytes:
    """Return a list as PDF, as the issuer hands it over; names stand on it where the reader may see them.

    :raises NotFound: there is none in the person's territory.
    """
    view = destruction_list(number, by)
    sheets = sheets_of(number, by)
    named = {one.sheet.id: one.face.name for one in stock.named([one.copy_id for one in sheets], by)}
    lines = tuple(
        destruction.Line(
            one.management_number,
            one.blank_serial,
            named.get(one.copy_id, ""),
            one.exam,
            _REASONS[one.reason],
        )
        for one in sheets
    )
    made_on = day_of(view.closed_at) if view.closed_at else on
    signers = (
        Signer("移交人", view.handed_by, view.handed_at, view.over.name, stamped=True),
        Signer("接收人", "", None, the_centre().name, stamped=True),
    )
    heading = Heading(view.over.name, view.code, made_on)
    return destruction.render_register(
        destruction.DestructionRegister(heading, view.year, the_centre().name, lines, signers)
    )


def record(number: int, by: Actor, on: date) -> bytes:
    """Return the record of a list's destruction as PDF: with both names once both have signed, else to be filled in.

    :raises NotFound: there is none in the person's territory.
    """
    view = destruction_list(number, by)
    centre = the_centre().name
    witnesses = (Signer("监销人", view.witness),) if view.witness else ()
    form = destruction.DestructionRecord(
        Heading(centre, f"XH{view.id}", day_of(view.recorded_at) if view.recorded_at else on),
        view.year,
        (destruction.Tally(view.over.name, view.code, view.sheets, view.handed, view.counted),),
        (
            Signer("销毁人", view.first, view.recorded_at, centre),
            Signer("销毁人", view.second, view.confirmed_at, centre),
        ),
        witnesses,
        view.place,
        view.way,
        view.destroyed_on,
        tuple(_difference(one) for one in sheets_of(number, by) if one.missing),
    )
    return destruction.render_record(form)


def _difference(sheet: SheetView) -> str:
    found_by = "清点" if sheet.at_centre else "移交前"
    return f"{found_by}未见{sheet.management_number}：{sheet.missing}"


def file_name(view: ListView, what: str) -> str:
    """Return the name under which a paper of a list is saved."""
    return f"destruction-{what}-{view.code}.pdf"
