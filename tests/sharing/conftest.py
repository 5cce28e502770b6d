"""The sharing tests' installation: the cast, and everything that it has written sealed into the feed."""

from __future__ import annotations

import pytest

from tests.cast import AT


@pytest.fixture
def feed(cast, monkeypatch):
    """Seal the ledger and read it into the feed; return the function that does so again."""
    from config.workshop import sign_checkpoint
    from yinxin.ledger import seal
    from yinxin.sharing import following

    # A test's own transaction is never over while it runs: here its lines are sealed all the same.
    whole = """select id, digest from ledger_entry e where %(from)s >= 0 and %(to)s >= 0
               and not exists (select 1 from ledger_leaf l where l.entry_id = e.id) order by id"""
    monkeypatch.setattr(seal, "_NEW", whole)
    monkeypatch.setattr(seal, "_NEW_AFTER_RESTORE", whole)
    monkeypatch.setenv("YINXIN_NOW", AT.isoformat())

    def again():
        seal.seal(sign=sign_checkpoint, at=AT)
        following.follow()

    again()
    return again
