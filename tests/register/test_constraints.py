"""The database is the last guard: what the program never writes, the constraints refuse from anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, models, transaction

from tests.cast import AT
from yinxin.register import models as register
from yinxin.register.models import (
    BlankRange,
    Certificate,
    ElectronicCopy,
    HolderDocument,
    OfdCopy,
    PaperCopy,
    Place,
    Reseal,
    Slip,
    Standing,
    StatusList,
)

pytestmark = pytest.mark.django_db


def first_two(model: type[models.Model]) -> tuple[models.Model, models.Model]:
    one, two = model.objects.order_by("id")[:2]
    return one, two


def change(model: type[models.Model], **columns: object) -> Callable[[], object]:
    """Return an UPDATE of the first row alone, past every verb."""
    return lambda: model.objects.filter(pk=first_two(model)[0].pk).update(**columns)


def same(model: type[models.Model], *columns: str, **more: object) -> Callable[[], object]:
    """Return an UPDATE that gives the second row what the first one has."""

    def run() -> object:
        one, two = first_two(model)
        model.objects.filter(pk=one.pk).update(**more)
        taken = {column: getattr(one, column) for column in columns} | more
        return model.objects.filter(pk=two.pk).update(**taken)

    return run


def succeed(**columns: object) -> Callable[[], object]:
    """Return an UPDATE that makes the second certificate the successor of the first."""

    def run() -> object:
        one, two = first_two(Certificate)
        return Certificate.objects.filter(pk=two.pk).update(predecessor=one, **columns)

    return run


def two_successors() -> object:
    """Make the second and the third certificate successors of the first."""
    one, *others = Certificate.objects.order_by("id")[:3]
    return Certificate.objects.filter(pk__in=[other.pk for other in others]).update(
        predecessor=one, cause="lost"
    )


def stand(**columns: object) -> Callable[[], object]:
    facts = {"person": b"x", "since": date(2026, 1, 1), "until": date(2026, 12, 31), "basis": "示例"}
    return lambda: Standing.objects.create(**facts | columns)


def printed_again() -> object:
    """Enter a second sheet of a certificate whose first one is still in use."""
    one, _ = first_two(PaperCopy)
    return PaperCopy.objects.create(certificate=one.certificate, number=2, state=one.state, place=one.place)


def delivered(**columns: object) -> object:
    """Enter ten blanks, but for these columns."""
    facts = {"organisation_id": 1, "prefix": "Z", "width": 4, "first": 1, "last": 10, "next": 1}
    return BlankRange.objects.create(**facts | columns)


def stood(**columns: object) -> object:
    """Enter a place like the printing house again, but for these columns."""
    one = Place.objects.get(kind="printing_house")
    facts = {"organisation": one.organisation, "kind": one.kind, "name": one.name, "opened_at": AT}
    return Place.objects.create(**facts | columns)


def slipped(**columns: object) -> object:
    """Enter the first slip again, but for these columns."""
    one = Slip.objects.order_by("id").first()
    facts = {name: getattr(one, name) for name in ("kind", "number", "to", "state", "count", "at", "by")}
    return Slip.objects.create(**facts | columns)


def published(**columns: object) -> object:
    """Enter a version of a status list, but for these columns."""
    facts = {"purpose": "refresh", "shard": 9, "version": 1, "at": AT, "ended": 0, "digest": "", "token": ""}
    return StatusList.objects.create(**facts | columns)


def resealed(**columns: object) -> object:
    """Enter the first electronic copy in the list of those to be sealed anew, but for these columns."""
    one = ElectronicCopy.objects.order_by("id").first()
    facts = {
        "copy": one, "certificate_id": one.certificate_id, "key": "k", "digest": b"x", "seals": "k",
        "signed_at": AT, "proved_at": AT, "state": "waiting", "listed_at": AT,
    }  # fmt: skip
    return Reseal.objects.create(**facts | columns)


def ofd_made(**columns: object) -> object:
    """Enter an OFD file of the first electronic copy, but for these columns."""
    one = ElectronicCopy.objects.order_by("id").first()
    return OfdCopy.objects.create(**{"copy": one, "seals": "k", "signed_at": AT} | columns)


def two_of_one_record() -> None:
    """Say of two certificates that they were collected from the same record."""
    for one in first_two(Certificate):
        Certificate.objects.filter(pk=one.pk).update(batch_id=None, row=None, legacy_id=7)


ELSEWHERE = {
    *("movement_in_order", "movement_once"),
    *("count_state_known", "count_ends_when_finished", "count_one_open", "scan_once"),
    "contact_off_is_empty",
}
"""Constraints that the tests of custody, of counting and of messages try."""

TRIED = [
    ("certificate_state_known", change(Certificate, state="printed")),
    ("certificate_settled_when_public", change(Certificate, settled_at=None)),
    ("certificate_settled_when_public", change(Certificate, state="prepared", settled_at=AT)),
    ("certificate_successor_has_cause", change(Certificate, cause="reissue")),
    ("certificate_successor_has_cause", succeed(cause="")),
    ("certificate_one_successor", lambda: two_successors()),
    ("certificate_proof_has_basis", change(Certificate, basis_id=models.F("id"))),
    ("certificate_has_origin", change(Certificate, batch_id=None)),
    ("certificate_has_origin", change(Certificate, batch_id=None, row=None)),
    ("certificate_has_origin", change(Certificate, legacy_id=7)),
    ("certificate_approved_unless_older", change(Certificate, approved_on=None)),
    ("register_certificate_legacy_id", two_of_one_record),
    ("certificate_number_once", same(Certificate, "management_number", "qualification", "year")),
    ("certificate_row_once", same(Certificate, "batch_id", "row")),
    ("register_certificate_token_key", same(Certificate, "token_key")),
    ("electronic_state_known", change(ElectronicCopy, state="printed")),
    ("electronic_file_when_made", change(ElectronicCopy, digest=None)),
    ("electronic_file_when_made", change(ElectronicCopy, size=None)),
    ("electronic_file_when_made", change(ElectronicCopy, state="ordered")),
    ("register_electronic_copy_certificate_id", same(ElectronicCopy, "certificate")),
    ("register_electronic_copy_digest", same(ElectronicCopy, "digest")),
    ("paper_state_known", change(PaperCopy, state="sold")),
    ("paper_number_from_one", change(PaperCopy, number=0)),
    ("paper_number_once", same(PaperCopy, "certificate", "number")),
    ("paper_blank_once", same(PaperCopy, blank_serial="A0000001")),
    ("paper_lies_somewhere", change(PaperCopy, place=None)),
    ("paper_lies_somewhere", change(PaperCopy, state="ordered")),
    ("paper_one_in_use", lambda: printed_again()),
    ("blank_range_in_order", lambda: delivered(last=0)),
    ("blank_range_in_order", lambda: delivered(next=12)),
    ("place_kind_known", lambda: Place.objects.update(kind="cellar")),
    ("place_not_in_itself", lambda: Place.objects.update(parent=models.F("id"))),
    ("place_name_once", lambda: stood(kind="room")),
    ("place_standing_once", lambda: stood(name="另一处")),
    ("slip_kind_known", lambda: slipped(kind="gift")),
    ("slip_state_known", lambda: slipped(state="ordered", number="2")),
    ("slip_names_copies", lambda: slipped(count=0, number="2")),
    ("slip_number_once", lambda: slipped()),
    ("standing_kind_known", stand(kind="disliked")),
    ("standing_days", stand(kind="barred", until=date(2025, 12, 31))),
    ("standing_bar_ends", stand(kind="barred", until=None)),
    ("standing_ended_why", stand(ended_on=date(2026, 6, 1))),
    ("standing_ended_why", stand(ended_why="已更正")),
    ("status_list_version_once", lambda: [published(), published()]),
    ("status_list_purpose_known", lambda: published(purpose="message")),
    ("reseal_state_known", lambda: resealed(state="lost")),
    ("reseal_done_at", lambda: resealed(state="done")),
    ("reseal_done_at", lambda: resealed(done_at=AT)),
    ("ofd_file_when_made", lambda: ofd_made(digest=b"x")),
    ("ofd_file_when_made", lambda: ofd_made(size=1)),
    ("ofd_in_use", lambda: (ofd_made(), ofd_made())),
    ("register_holder_document_key", same(HolderDocument, "key")),
]


@pytest.mark.parametrize(("name", "act"), TRIED, ids=[f"{name}-{i}" for i, (name, _) in enumerate(TRIED)])
def test_the_database_refuses(name, act):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()


def test_every_constraint_of_the_register_is_tried():
    named = {
        constraint.name
        for model in vars(register).values()
        if isinstance(model, type) and issubclass(model, models.Model)
        for constraint in model._meta.constraints
    }
    assert named <= {name for name, _ in TRIED} | ELSEWHERE
    assert len(named) > 10


def test_a_successor_may_carry_the_number_of_what_it_replaces():
    one, two = first_two(Certificate)
    changed = Certificate.objects.filter(pk=two.pk).update(
        predecessor=one, cause="change", management_number=one.management_number
    )
    assert changed == 1


def test_a_long_term_record_needs_no_end():
    assert stand(kind="recorded", until=None)().pk
