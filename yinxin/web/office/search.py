"""One box for everything: certificates, places, batches, exams, people, organisations, each with what matched.

The page asks by POST, so that names do not stand in addresses and logs; ``?q=`` serves links with numbers. Every
group is found within the reader's own territory: what they may not see, they do not find.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from yinxin.catalogue import queries as catalogue
from yinxin.kernel import names
from yinxin.kernel.numbers import normalise_management_number
from yinxin.kernel.words import Words, listed
from yinxin.parties import directory
from yinxin.parties.permissions import Permission
from yinxin.production import queries
from yinxin.register import books, scanning
from yinxin.register import queries as register
from yinxin.register.pinyin import pinyin
from yinxin.register.places import place_code
from yinxin.register.queries import CertificateLine
from yinxin.web import wording
from yinxin.web.doors import Request, staff

MOST: Final = 50


@dataclass(frozen=True)
class Hit:
    """One thing that was found.

    :ivar address: its page, or nothing where it has none.
    :ivar number: its number or code, set in figures.
    :ivar why: what matched.
    """

    name: str
    address: str
    number: str
    beside: Words
    why: Words
    state: Words | None = None
    tone: str = "quiet"


@dataclass(frozen=True)
class Group:
    """What was found of one kind; ``full`` where there may be more."""

    name: str
    title: Words
    hits: tuple[Hit, ...]

    @property
    def full(self) -> bool:
        """Say whether the list was cut."""
        return len(self.hits) >= MOST


@staff(None, "N4")
@require_http_methods(["GET", "POST"])
def search(request: Request) -> HttpResponse:
    """Find what the text means, and say what matched."""
    asked = (request.POST.get("q") or request.GET.get("q", "")).replace("\0", "").strip()[: scanning.LONGEST]
    groups = [Group(name, title, find(asked, request)) for name, title, find in GROUPS] if asked else []
    facts = {"asked": asked, "groups": [group for group in groups if group.hits]}
    return render(request, "office/search.html", facts)


def _certificates(asked: str, request: Request) -> tuple[Hit, ...]:
    if not request.actor.has(Permission.CERTIFICATE_SEE):
        return ()
    return tuple(
        Hit(
            line.name,
            f"/office/certificates/{line.id}",
            line.management_number,
            Words("{text}", text=" ".join(filter(None, (line.qualification, line.level, line.specialty)))),
            _why(line, asked),
            wording.state("certificate", line.state),
            wording.tone(line.state),
        )
        for line in register.search(asked, request.actor, count=MOST)
    )


def _why(line: CertificateLine, asked: str) -> Words:
    if line.management_number in (asked, normalise_management_number(asked)):
        return Words("管理号相同")
    if names.key(line.name) == names.key(asked):
        return Words("姓名相同")
    typed = "".join(letter for letter in asked.lower() if letter.isalnum())
    *_, initials = pinyin(line.name).split(" ") if pinyin(line.name) else ("",)
    if typed == initials:
        return Words("拼音首字母相同")
    return Words("拼音相近") if typed in pinyin(line.name).replace(" ", "") else Words("曾用姓名相近")


def _batches(asked: str, request: Request) -> tuple[Hit, ...]:
    if not request.actor.has(Permission.BATCH_SEE):
        return ()
    return tuple(
        Hit(
            batch.file_name,
            f"/office/batches/{batch.id}",
            str(batch.id),
            Words("{exam} · {rows}行", exam=batch.exam.code, rows=batch.rows),
            Words("批次号相同") if str(batch.id) == asked else Words("文件名相近"),
            batch.state_words,
            wording.tone(batch.state.value),
        )
        for batch in queries.batches_matching(asked, request.actor, limit=MOST)
    )


def _exams(asked: str, request: Request) -> tuple[Hit, ...]:
    if not request.actor.has(Permission.EXAM_SEE):
        return ()
    typed = asked.casefold()
    return tuple(
        Hit(
            exam.name,
            f"/office/exams/{exam.code}",
            exam.code,
            Words("{name}", name=exam.version.name),
            Words("考试代码相近") if typed in exam.code.casefold() else Words("考试名称相近"),
        )
        for exam in catalogue.exams_for(request.actor)
        if any(typed in text.casefold() for text in (exam.code, exam.name, exam.name_en))
    )


def _people(asked: str, request: Request) -> tuple[Hit, ...]:
    return tuple(
        Hit(
            found.name,
            f"/office/people/{found.id}",
            found.username,
            listed([directory.seat_words_of_account(seat) for seat in found.seats])
            if found.seats
            else Words("没有在任岗位"),
            Words("姓名相近") if asked.casefold() in found.name.casefold() else Words("用户名相近"),
        )
        for found in directory.people(request.actor, request.now, text=asked)[:MOST]
    )


def _places(asked: str, request: Request) -> tuple[Hit, ...]:
    """Find a place by the code on its label, as a reader sends it."""
    if not request.actor.has(Permission.CUSTODY_SEE):
        return ()
    found = scanning.resolve(asked, request.actor)
    if found.place is None:
        return ()
    over, place, _within = books.place(found.place, request.actor)
    return (
        Hit(
            place.name,
            f"/office/custody/{place.id}",
            place_code(place.id),
            Words("{kind} · {name}", kind=place.kind.words, name=over.name),
            Words("库位编码相同"),
        ),
    )


def _organisations(asked: str, request: Request) -> tuple[Hit, ...]:
    return tuple(
        Hit(
            body.name,
            f"/office/organisations/{body.id}",
            body.region,
            wording.KINDS[body.kind],
            Words("机构名称、代码或地区相近"),
        )
        for body in directory.organisations(request.actor, text=asked)[:MOST]
    )


GROUPS: Final[tuple[tuple[str, Words, Callable[[str, Request], tuple[Hit, ...]]], ...]] = (
    ("certificates", Words("证书"), _certificates),
    ("places", Words("库位"), _places),
    ("batches", Words("批次"), _batches),
    ("exams", Words("考试"), _exams),
    ("people", Words("人员"), _people),
    ("organisations", Words("机构"), _organisations),
)
"""What the box searches; a part of the office that brings things of its own adds its group here."""
