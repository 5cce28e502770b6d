"""Whatever people do, in whatever order: one lineage never has two valid certificates, and every answer fits (N5, N15, N16).

A few people with paper and electronic certificates, and one from the time before there were electronic ones, go through
random histories of applications, decisions, withdrawals, releases and invalidations. After every step the register, the
verifiers' query, the books and the audits are asked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from config.workshop import keyring
from tests.cast import AT
from tests.changing import helpers
from tests.long import often
from yinxin.changing import audit as changing_audit
from yinxin.changing import deciding, filing, finishing, gate
from yinxin.changing.filing import Filing
from yinxin.changing.models import Application
from yinxin.changing.states import OPEN
from yinxin.kernel.refusal import Refusal
from yinxin.law.changes import Cause
from yinxin.production import singles
from yinxin.register import audit, custody_audit, refacing, status, succeeding
from yinxin.register.files import files
from yinxin.register.models import Certificate, ElectronicCopy, PaperCopy
from yinxin.register.vault import vault
from yinxin.verification.reader import _BY_MATCH, _TOLD

pytestmark = pytest.mark.django_db

ACTS = (
    "file",
    "review",
    "confirm",
    "take",
    "make",
    "release",
    "withdraw",
    "give_back",
    "send_back",
    "reject",
)
MORE = ("invalidate", "print")
CAUSES = (Cause.HOLDER_CHANGED, Cause.LOST, Cause.DAMAGED)
STEPS = st.lists(
    st.tuples(
        st.sampled_from((*ACTS, *MORE, *("onward",) * 20)),
        st.integers(0, 2),
        st.sampled_from(CAUSES),
        st.integers(0, 4),
    ),
    min_size=12,
    max_size=30,
)
NAMES = ("王一", "王二", "王三", "王四", "王五")


class Undo(Exception):
    """Ends an example: the next one begins with the same register."""


@pytest.fixture
def world(cast):
    """Return the cast and three certificates, the last one without electronic copy; an example undoes only its own acts."""
    return cast, [helpers.certificate(cast, electronic=number < 2) for number in range(3)]


@settings(
    max_examples=often(12, 50),
    deadline=None,
    database=None,
    phases=(Phase.generate,),  # a step is dear: what failed is printed as it was found
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_random_histories_leave_one_valid_certificate_or_none(world, data):
    steps = data.draw(STEPS)
    try:
        with transaction.atomic():
            story = Story(*world)
            for number, (act, who, cause, name) in enumerate(steps, start=1):
                story.step(act, who, cause, NAMES[name], number)
                story.check()
            story.check_audits()
            raise Undo
    except Undo:
        pass


def test_one_history_that_goes_all_the_way_twice(world):
    """The story that random steps seldom find: replaced, replaced again, then invalidated, in this order."""
    with transaction.atomic():
        story = Story(*world)
        way = ("file", "review", "confirm", "take", "make", "release")
        for number, act in enumerate((*way, *way, "print", "invalidate"), start=1):
            story.step(act, 0, Cause.HOLDER_CHANGED, NAMES[number > len(way)], number)
            story.check()
        assert [link.state.value for link in succeeding.lineage(story.roots[0])] == [
            "superseded",
            "superseded",
            "invalid",
        ]
        story.check_audits()


@cache
def drawn(paper):
    """Return a paper as it is handed in; drawing and examining one picture of each kind is enough."""
    return helpers.handed_in(paper)


class Story:
    """Three people, and what has happened to their certificates."""

    def __init__(self, cast, made) -> None:
        self.cast = cast
        self.roots = [one.id for one in made]
        self.holders = [one.holder_id for one in made]
        self.invalid: set[int] = set()
        self.at = AT

    def step(self, act: str, who: int, cause: Cause, name: str, number: int) -> None:
        """Try one act; where it is refused, nothing has happened."""
        self.at = AT + timedelta(minutes=number)
        before = self.picture()
        try:
            with transaction.atomic():
                done = getattr(self, f"_{act}")(who, cause, name)
        except Refusal:
            done = False
        if not done:
            assert self.picture() == before, f"{act} was refused and changed something"
        elif act == "invalidate":
            self.invalid.add(who)

    def picture(self) -> object:
        """Return every state that an act could have changed."""
        return [
            sorted(model.objects.filter(**{f"{field}__in": self._lineages()}).values_list("id", "state"))
            for model, field in (
                (Certificate, "id"),
                (ElectronicCopy, "certificate_id"),
                (PaperCopy, "certificate_id"),
            )
        ] + [sorted(Application.objects.filter(holder_id__in=self.holders).values_list("id", "state"))]

    def _lineages(self) -> list[int]:
        return list(Certificate.objects.filter(holder_id__in=self.holders).values_list("id", flat=True))

    def _newest(self, who: int) -> int:
        return succeeding.lineage(self.roots[who])[-1].id

    def _valid(self, who: int) -> int:
        found = [link.id for link in succeeding.lineage(self.roots[who]) if link.state.value == "valid"]
        return found[0] if found else self.roots[who]

    def _going_on(self, who: int) -> Application | None:
        states = [state.value for state in OPEN]
        return Application.objects.filter(holder_id=self.holders[who], state__in=states).first()

    def _onward(self, who: int, cause: Cause, name: str) -> bool:
        """Do what comes next for a person's application, so that histories reach their end."""
        found = self._going_on(who)
        state = found.state if found else ""
        if state == "making" and not succeeding.is_made(found.successor_id):
            return self._make(who, cause, name)
        steps = {"": self._file, "filed": self._review, "reviewed": self._confirm, "confirmed": self._take}
        return steps.get(state, self._release)(who, cause, name)

    def _file(self, who: int, cause: Cause, name: str) -> bool:
        number, today = self._valid(who), AT.date()
        answer = gate.ask(number, cause, applied_on=today, today_=today)
        if answer.open and answer.certificate.face.name == name:
            return False
        changes = {"name": name} if cause is Cause.HOLDER_CHANGED else {}
        papers = tuple(drawn(need.paper) for need in answer.needed if need.uploaded)
        wanted = Filing(
            number, cause, "申请办理", "13800000000", changes=changes, fault="", papers=papers, agreed=True
        )
        filing.file_own(holder_id=self.holders[who], filing=wanted, at=self.at)
        return True

    def _with(self, who: int, act: Callable[[Application], object]) -> bool:
        found = self._going_on(who)
        if found is None:
            return False
        act(found)
        return True

    def _review(self, who: int, _cause: Cause, _name: str) -> bool:
        def act(found: Application) -> None:
            clerk = helpers.seated("counter", found.certificate.issuer_id)
            helpers.accept_all(found.pk, clerk)
            deciding.review(application_id=found.pk, weighed=False, by=clerk, at=self.at)

        return self._with(who, act)

    def _confirm(self, who: int, _cause: Cause, _name: str) -> bool:
        return self._with(
            who,
            lambda found: deciding.confirm(
                application_id=found.pk, weighed=False, by=helpers.confirmer(found.pk), at=self.at
            ),
        )

    def _take(self, who: int, _cause: Cause, _name: str) -> bool:
        return self._with(
            who,
            lambda found: finishing.take_for_making(
                application_id=found.pk, keyring=keyring(), by=self.cast.maker, at=self.at
            ),
        )

    def _make(self, _who: int, _cause: Cause, _name: str) -> bool:
        helpers.make()
        return True

    def _release(self, who: int, _cause: Cause, _name: str) -> bool:
        return self._with(
            who, lambda found: finishing.release(application_id=found.pk, by=self.cast.checker, at=self.at)
        )

    def _withdraw(self, who: int, _cause: Cause, _name: str) -> bool:
        return self._with(
            who,
            lambda found: finishing.withdraw(
                holder_id=self.holders[who], application_id=found.pk, at=self.at
            ),
        )

    def _give_back(self, who: int, _cause: Cause, _name: str) -> bool:
        def act(found: Application) -> None:
            clerk = helpers.seated("counter", found.certificate.issuer_id)
            deciding.give_back(application_id=found.pk, reason="照片不清楚，请重新提交", by=clerk, at=self.at)
            filing.resubmit(holder_id=self.holders[who], application_id=found.pk, at=self.at)

        return self._with(who, act)

    def _send_back(self, who: int, _cause: Cause, _name: str) -> bool:
        return self._with(
            who,
            lambda found: finishing.send_back(
                application_id=found.pk, reason="变更内容请再次核对", by=self.cast.maker, at=self.at
            ),
        )

    def _reject(self, who: int, _cause: Cause, _name: str) -> bool:
        def act(found: Application) -> None:
            clerk = helpers.seated("counter", found.certificate.issuer_id)
            deciding.reject(application_id=found.pk, reason="与档案记载不符，不予办理", by=clerk, at=self.at)

        return self._with(who, act)

    def _invalidate(self, who: int, _cause: Cause, _name: str) -> bool:
        status.invalidate([self._valid(who)], by=self.cast.checker, at=self.at)
        return True

    def _print(self, _who: int, _cause: Cause, _name: str) -> bool:
        singles.order(by=self.cast.maker, at=self.at)
        return True

    def check(self) -> None:
        """Hold everything that must be true at every moment."""
        for who, root in enumerate(self.roots):
            links = succeeding.lineage(root)
            valid = [link.id for link in links if link.state.value == "valid"]
            assert len(valid) == (0 if who in self.invalid else 1)
            self._check_answers(links, valid)
            for link in links:
                self._check_copies(link.id, link.state.value)

    def _check_answers(self, links, valid) -> None:
        """Whoever verifies with the words of any certificate of the lineage is told the truth of this moment."""
        spoken = refacing.face_of(valid[0]) if valid else None
        for link in links:
            face = refacing.face_of(link.id)
            told = self._told(face)
            if link.state.value == "prepared":
                continue
            same = spoken is not None and (face.name, face.id_number) == (spoken.name, spoken.id_number)
            assert (told == "valid") == same
            assert told in _TOLD

    def _told(self, face) -> str | None:
        key = vault().match_key(face.management_number, face.name, face.id_number)
        with connection.cursor() as cursor:
            cursor.execute(_BY_MATCH.replace("$1", "%s"), [key])
            return next((state for state, *_ in cursor.fetchall() if state in _TOLD), None)

    def _check_copies(self, number: int, state: str) -> None:
        copy = ElectronicCopy.objects.filter(certificate_id=number).first()
        if copy is not None:
            assert (copy.state == "released") == (state == "valid")
        row = Certificate.objects.get(pk=number)
        if row.predecessor_id and PaperCopy.objects.filter(certificate_id=number, mark="补发").exists():
            assert not ElectronicCopy.objects.filter(certificate_id=row.predecessor_id).exists()

    def check_audits(self) -> None:
        """The audits find nothing, and every sheet lies at one place."""
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("set constraints all deferred")
        assert not list(custody_audit.audit())
        assert not list(changing_audit.audit(files()))
        without = self.roots[2]
        # Its electronic copy was taken away behind the program's back, which the audit rightly says.
        assert not [one for one in audit.audit(files(), whole_files=False) if one.number != without]
