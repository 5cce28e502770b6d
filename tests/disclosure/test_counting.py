"""Counting from rows and counting from the ledger come to the same, at every step of the way."""

from __future__ import annotations

from itertools import count

import pytest

from tests import cast as factories
from tests.cast import AT
from tests.register.older_helpers import collected, known_version, old_face
from yinxin.disclosure import audit as auditing
from yinxin.disclosure import composing, figures, promises, publishing, recount
from yinxin.disclosure.counted import apart
from yinxin.disclosure.models import Edition
from yinxin.ledger import queries as ledger
from yinxin.parties.actor import SYSTEM
from yinxin.register import custody
from yinxin.register.custody import SlipNote
from yinxin.register.models import PaperCopy, Place
from yinxin.register.places import PlaceKind, SlipKind
from yinxin.register.states import PaperState

pytestmark = pytest.mark.django_db
ANHUI = ("SW2026", "340000")


def both():
    counted, broken = recount.count(ledger.mark())
    assert broken == ()
    return figures.count(), counted


@pytest.mark.parametrize("step", ["submitted", "accepted", "made", "released"])
def test_rows_and_ledger_say_the_same_after_every_step(cast, step):
    before, _ = both()
    getattr(factories, step)(cast, count=3, seed=9201)
    rows, lines = both()
    assert apart(rows, lines) == ()
    grown = getattr(rows.making[ANHUI], step) - getattr(before.making[ANHUI], step)
    assert grown == 3


def test_older_certificates_are_counted_by_their_group(cast):
    version = known_version()
    collected(version, old_face(version, "OLD-71", 71), old_face(version, "OLD-72", 72), first=9201)
    rows, lines = both()
    assert apart(rows, lines) == ()
    assert [count for (code, _), count in rows.older.items() if code.endswith("N-2004")] == [2]


def test_every_step_of_paper_is_counted_alike(cast):
    """A whole life: printed, sent, signed for, given out, taken back, given out again, lost by its holder."""
    batch = factories.released(cast, count=4, seed=9203)
    copies = list(PaperCopy.objects.filter(certificate__batch_id=batch).order_by("id"))
    issuer = copies[0].certificate.issuer_id
    own = [one.pk for one in copies if one.certificate.issuer_id == issuer]
    walk = Walk(own, issuer)
    code, region = "SW2026", copies[0].certificate.issuer.region
    before = figures.count().giving[code, region]
    for act, step, moved in walk.acts():
        act()
        rows, lines = both()
        assert apart(rows, lines) == ()
        grown = getattr(rows.giving[code, region], step) - getattr(before, step)
        assert grown == moved, step


class Walk:
    """Slips for some sheets, entered as the custody book takes them; whose acts they are is not asked here."""

    def __init__(self, copies, issuer):
        self.copies, self.issuer, self.place, self.numbers = copies, issuer, None, count(1)
        self.place = PaperCopy.objects.get(pk=copies[0]).place_id

    def go(self, kind, before, after, place, copies=None):
        def run():
            frm = PaperCopy.objects.get(pk=(copies or self.copies)[0]).place_id
            note = SlipNote(kind, f"D{next(self.numbers)}", before, after)
            custody.move_copies(
                copies=copies or self.copies, frm=frm, to=self.at(place), slip=note, by=SYSTEM, at=AT
            )

        return run

    def at(self, kind):
        owner = self.issuer
        if kind is PlaceKind.ROOM:
            found = Place.objects.filter(organisation_id=owner, kind="room").first()
            return found.pk if found else custody.open_place(
                organisation_id=owner, kind=kind, name="证书室", parent_id=None, by=SYSTEM, at=AT
            )  # fmt: skip
        return custody.standing_place(organisation_id=owner, kind=kind, by=SYSTEM, at=AT)

    def acts(self):
        s, k, p, all_of, one = SlipKind, PlaceKind, PaperState, len(self.copies), self.copies[:1]
        yield self.go(s.PRINTED, p.PRINTING, p.PRINTED, k.PRINTING_HOUSE), "printed", all_of
        yield self.go(s.DISPATCH, p.PRINTED, p.IN_TRANSIT, k.IN_TRANSIT), "sent", all_of
        yield self.go(s.RECEIPT, p.IN_TRANSIT, p.HELD, k.ROOM), "received", all_of
        yield self.go(s.COLLECTION, p.HELD, p.COLLECTED, k.HOLDER), "collected", all_of
        yield self.go(s.COLLECTION_UNDONE, p.COLLECTED, p.HELD, k.ROOM), "collected", 0
        yield self.go(s.POSTING, p.HELD, p.POSTED, k.COURIER), "posted", all_of
        yield self.go(s.MAIL_RETURNED, p.POSTED, p.HELD, k.ROOM, one), "posted", all_of - 1
        yield self.go(s.COLLECTION, p.HELD, p.COLLECTED, k.HOLDER, one), "collected", 1
        yield self.go(s.LOST_BY_HOLDER, p.COLLECTED, p.LOST, k.LOST, one), "collected", 1


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("update production_batch set rows = rows + 1", "disclosure_figures"),
        ("update catalogue_exam_agency set passed = passed + 1", "disclosure_figures"),
        ("delete from register_movement where id = (select min(id) from register_movement)", "register_slip"),
        ("update register_slip set state = 'printed'", "disclosure_figures"),
        (
            "update disclosure_edition set text = replace(text, '\"edition\":1', '\"edition\":7')",
            "disclosure_edition",
        ),
        ("update disclosure_edition set upto = 3", "disclosure_edition"),
        ("delete from disclosure_edition", "disclosure_edition"),
        ("update disclosure_promise set every_days = 30", "disclosure_promise"),
    ],
)
def test_the_audit_names_what_was_changed_behind_its_back(cast, behind_the_back, sql, named):
    assert [one.words for one in auditing.audit()] == []
    promises.promise(
        every_days=3, rounded_to=5, basis="办事指南第3条", since=AT.date(), by=cast.checker, at=AT
    )
    publishing.publish(by=cast.checker, at=AT)
    assert [one.words for one in auditing.audit()] == []
    behind_the_back(sql)
    assert named in {one.where for one in auditing.audit()}


def test_a_figure_and_its_digest_changed_together_are_still_found(cast, behind_the_back):
    """Whoever changes an edition, its digest and the line about it, cannot change what the lines add up to."""
    publishing.publish(by=cast.checker, at=AT)
    row = Edition.objects.get()
    said = composing.restored(row.text)
    said["making"][0]["released"] = 995
    text = composing.Text(said)
    behind_the_back("update disclosure_edition set text = %s, digest = %s", text.canonical, text.digest)
    behind_the_back("update ledger_entry set facts = replace(facts, %s, %s)", row.digest, text.digest)
    assert "制作进度" in "".join(str(one.words) for one in auditing.audit())


def test_each_edition_is_counted_again_as_of_its_own_place_in_the_ledger(cast):
    publishing.publish(by=cast.checker, at=AT)
    factories.released(cast, count=6, seed=9204)
    publishing.publish(by=cast.checker, at=AT)
    factories.submitted(cast, count=3, seed=9205)
    assert Edition.objects.count() == 2
    assert [one.words for one in auditing.audit()] == []
