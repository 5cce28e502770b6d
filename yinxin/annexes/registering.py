"""Annex 1 for whoever needs it: the office for one or for an exam's people, the holder for oneself (A.annex1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from yinxin.annexes.filling import TOGETHER, Registered, registration
from yinxin.catalogue import queries as catalogue
from yinxin.kernel.refusal import WrongState
from yinxin.kernel.words import Words
from yinxin.law.a2013 import annexes
from yinxin.parties import access
from yinxin.parties.actor import Actor
from yinxin.parties.permissions import Permission
from yinxin.parties.queries import bodies, body
from yinxin.register import holders, registered
from yinxin.register.files import FileStore
from yinxin.register.registered import Passed
from yinxin.register.states import CertificateState


def for_office(
    certificate_id: int, *, typed: Mapping[str, str], store: FileStore, by: Actor, on: date
) -> bytes:
    """Return the form of one certificate for an office that prints its forms.

    :raises NotFound: there is none in the person's territory.
    :raises Refusal: see :func:`of_one`.
    """
    one = registered.passed(certificate_id)
    access.require_one(by, Permission.FORM_PRINT, list(bodies([one.agency_id, one.issuer_id]).values()))
    return of_one(certificate_id, typed=typed, store=store, on=on)


def for_holder(
    certificate_id: int, *, holder_id: int, typed: Mapping[str, str], store: FileStore, on: date
) -> bytes:
    """Return the form of one's own certificate.

    :raises NotFound: it is not the holder's.
    :raises Refusal: see :func:`of_one`.
    """
    holders.certificate_of(holder_id, certificate_id)
    return of_one(certificate_id, typed=typed, store=store, on=on)


def for_exam(issuer_id: int, exam_id: int, *, part: int, store: FileStore, by: Actor, on: date) -> bytes:
    """Return the forms of an exam's people whose paper one issuer gives out, as one file of a hundred at most.

    :param part: which hundred, from 1.
    :raises NotFound: there are none in the person's territory.
    """
    start = (max(part, 1) - 1) * TOGETHER
    found = registered.of_group(issuer_id, exam_id, by, start=start, count=TOGETHER)
    if not found:
        raise access.not_here()
    year = catalogue.exam_by_id(exam_id).year
    people = [Registered(one.face, one.region, year) for one in found]
    return registration(people, made_by=body(issuer_id).name, on=on, store=store)


def of_one(certificate_id: int, *, typed: Mapping[str, str], store: FileStore, on: date) -> bytes:
    """Return the form of one certificate, a draft while it is not released.

    :raises WrongState: the certificate is invalid.
    :raises NotApplicable: it came by review. :raises Incomplete: a typed text is too long.
    """
    one = registered.passed(certificate_id)
    _check_state(one)
    year = catalogue.exam_by_id(one.exam_id).year
    return registration(
        [Registered(one.face, one.region, year)],
        made_by=body(one.issuer_id).name,
        on=on,
        store=store,
        typed=typed,
        draft=one.state == CertificateState.PREPARED.value,
    )


def _check_state(one: Passed) -> None:
    if one.state == CertificateState.INVALID.value:
        raise WrongState(
            Words("这本证书已作无效处理，不再打印登记表。"),
            do=Words("请查看证书的办理经过。"),
            clause=annexes.REGISTRATION,
        )
