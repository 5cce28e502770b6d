"""The papers of paper's last ways: labels and list of a posting run, the list of what nobody has collected."""

from __future__ import annotations

from datetime import date

from yinxin.issuing import mail, retention
from yinxin.issuing.applying import Recipient
from yinxin.issuing.mail import MailView, RunView
from yinxin.kernel.calendar import day_of
from yinxin.law.parties import Party
from yinxin.parties.actor import Actor
from yinxin.register import books, stock
from yinxin.rendering.forms import post, uncollected
from yinxin.rendering.forms.parts import Heading, Signer


def labels(run_id: int, by: Actor) -> bytes:
    """Return the labels of a run's parcels as PDF, one to a page.

    :raises NotFound: there is no such run in the person's territory; NotPermitted: it is another's.
    """
    run, lines = mail.run(run_id, by)
    there = mail.recipients(lines, by)
    made = [
        post.MailingLabel(
            _party(there[line.id]),
            post.Party(run.over.name, "", "", run.over.name),
            _waybill(line, run),
            run.carrier,
            line.payer is Party.HOLDER,
            f"{run.id}-{line.id}",
        )
        for line in lines
    ]
    return post.render_labels(_heading(run), made)


def posting_list(run_id: int, by: Actor) -> bytes:
    """Return the list of a run's parcels as PDF, which courier and issuer sign.

    :raises NotFound: there is no such run in the person's territory; NotPermitted: it is another's.
    """
    run, lines = mail.run(run_id, by)
    there = mail.recipients(lines, by)
    rows = tuple(
        post.PostingLine(_waybill(line, run), _party(there[line.id]), 1, line.payer is Party.HOLDER)
        for line in lines
    )
    signers = (
        Signer("交寄人", run.by, day_of(run.at), run.over.name),
        Signer("收寄人", body=run.carrier, stamped=True),
    )
    return post.render_list(post.PostingList(_heading(run), run.carrier, rows, signers))


def uncollected_list(issuer_id: int, exam_id: int, by: Actor, on: date) -> bytes:
    """Return what an issuer still keeps of an exam as PDF.

    :raises NotFound: it keeps none, or is out of reach; NotPermitted: ``by`` does not keep its paper.
    """
    age, found = retention.uncollected(issuer_id, exam_id, by)
    named = {one.sheet.id: one for one in stock.named([one.copy_id for one in found], by)}
    places = books.names_of({one.place_id for one in found})
    lines = tuple(
        uncollected.Line(
            one.management_number,
            named[one.copy_id].face.name,
            named[one.copy_id].face.id_number,
            " ".join(
                text for text in (named[one.copy_id].face.level, named[one.copy_id].face.specialty) if text
            ),
            places[one.place_id],
            age.until,
        )
        for one in found
        if one.copy_id in named
    )
    heading = Heading(age.over.name, f"{issuer_id}-{exam_id}-{on:%Y%m%d}", on)
    signers = (Signer("证书保管员", by.name, on), Signer("复核人", body=age.over.name, stamped=True))
    return uncollected.render(
        uncollected.UncollectedList(heading, age.of.year, age.of.exam_name, lines, signers)
    )


def _heading(run: RunView) -> Heading:
    return Heading(run.over.name, f"YJ{run.id}", day_of(run.at))


def _waybill(line: MailView, run: RunView) -> str:
    return next(one.waybill for one in line.parcels if one.run == run.id)


def _party(there: Recipient) -> post.Party:
    return post.Party(there.name, there.phone, there.postcode, there.address)
