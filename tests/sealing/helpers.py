"""Keys made for one test, entered and decided by two people."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from config.workshop import keyring
from tests.cast import AT
from tests.parties.people import who
from yinxin.approvals import deciding
from yinxin.sealing import keys
from yinxin.signing.decided import at_hand
from yinxin.signing.demo import add_demo_seal

MINISTRY = "人力资源和社会保障部"
FIRST, LAST = date(2026, 1, 1), date(2030, 12, 31)
PROPOSER, APPROVER = "system-admin", "security-admin"


def hand(name):
    """Return a key of the folder."""
    return next(one for one in at_hand(keyring()) if one.id == name)


def sealing(owner=MINISTRY):
    """Return the id of the seal that a department uses on the tests' day."""
    return keyring().seal(owner, AT.date()).id


def entered(name, *, since=FIRST, until=LAST, at=AT):
    return keys.enter(key=hand(name), valid_from=since, valid_to=until, by=who(PROPOSER), at=at)


def decided(kind, key_id, facts=None, *, at=AT, by=APPROVER):
    """Let one person propose a change and another approve it."""
    number = deciding.propose(
        kind=f"seal_key_{kind}", subject_id=key_id, facts=facts or {}, by=who(PROPOSER), at=at
    )
    deciding.approve(proposal_id=number, by=who(by), at=at + timedelta(minutes=1))
    return number


def in_use(name, **period):
    """Enter a key and put it to use."""
    number = entered(name, **period)
    decided("activation", number)
    return number


def generated(name, owner=MINISTRY, *, at=AT):
    """Make another key for a department in this installation's folder; it is proposed and signs nothing."""
    folder = Path(settings.KEYS)
    add_demo_seal(folder, owner, name, at)
    keyring.cache_clear()
    return hand(name)


def compromised(key_id, moment, *, at):
    return decided("compromise", key_id, {"moment": moment.isoformat()}, at=at)
