"""Sealing asks witnesses, keeps what holds, and goes on without those who are away."""

from __future__ import annotations

import pytest

from config import witnesses
from config.witnesses import Asked
from tests.ledger.conftest import NOON
from yinxin.kernel.refusal import WrongState
from yinxin.ledger import tree, witnessing
from yinxin.ledger.models import Cosignature
from yinxin.ledger.witnessing import Away, Elsewhere
from yinxin.signing.witness import FarWitness

pytestmark = pytest.mark.django_db


class Someone:
    """A witness that says what a test wants, and remembers what it was asked."""

    def __init__(self, *answers):
        self.name, self.answers, self.asked = "someone.example", list(answers), []

    def ask(self, old, proof, note):
        self.asked.append((old, len(proof)))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_a_cosignature_is_kept_once_beside_its_checkpoint(published_log):
    one = Someone("\u2014 someone.example AAAA\n")
    assert witnessing.ask([one], at=NOON) == 1
    assert witnessing.ask([one], at=NOON) == 0
    assert one.asked == [(0, 0)]
    published = tree.published()
    assert "someone.example" in published.witnesses
    assert published.note.endswith("\u2014 someone.example AAAA\n")


def test_a_witness_that_is_further_along_gets_the_proof_from_there(published_log):
    one = Someone(Elsewhere(256), "\u2014 someone.example AAAA\n")
    assert witnessing.ask([one], at=NOON) == 1
    assert [old for old, _ in one.asked] == [0, 256]


@pytest.mark.parametrize("reason", [Away("away"), Elsewhere(10**9)])
def test_a_witness_that_is_away_or_has_seen_more_is_passed_over_and_told_of(published_log, reason, caplog):
    before = Cosignature.objects.count()
    assert witnessing.ask([Someone(reason)], at=NOON) == 0
    assert Cosignature.objects.count() == before
    assert "someone.example" in caplog.text


def test_a_line_that_does_not_hold_is_not_kept(published_log, monkeypatch):
    own = witnesses.witnesses()[0]
    liar = Asked(own._witness)
    monkeypatch.setattr(liar, "_witness", Someone("\u2014 someone.example AAAA\n"))
    with pytest.raises(Away):
        liar.ask(0, [], tree.published().note)


def test_witnesses_are_set_in_pairs(settings):
    key = witnesses.own().public.text
    settings.WITNESSES = f"{key} https://witness.example {key} http://127.0.0.1:9"
    assert [one.name for one in witnesses.witnesses()] == [witnesses.own().name] * 2
    with pytest.raises(Away):
        witnesses.witnesses()[1].ask(0, [], "note")
    for wrong in (key, "x https://witness.example", f"{key} https://a.example {key}"):
        settings.WITNESSES = wrong
        with pytest.raises(WrongState):
            witnesses.witnesses()


def test_a_witness_far_away_is_asked_over_http(tmp_path):
    """The little server of ``yinxin log witness --serve``, and our client for it."""
    import threading
    from http.server import ThreadingHTTPServer

    from yinxin.cli.log import _handler

    near = witnesses.own()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(near)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        far = Asked(FarWitness(near.public, f"http://127.0.0.1:{server.server_port}/"))
        with pytest.raises(Away, match="403|400|404"):
            far.ask(0, [], "nonsense")
        server.shutdown()
