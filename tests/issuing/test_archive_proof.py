"""What an archive package brings of the public log is enough for the stand-alone verifier (A2.1.5, A4)."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.db import transaction

from config.witnesses import seal_ledger
from config.workshop import keyring
from tests.issuing.ending_helpers import LATER
from yinxin.issuing import archiving
from yinxin.kernel.clause import Clause
from yinxin.kernel.refusal import WrongState
from yinxin.ledger.record import Line, record
from yinxin.ledger.standalone import verify_log


def test_the_closing_can_be_proved_without_us(committed, tmp_path):
    line = Line("volume.looked_at", Clause("A2.1.5"), 0, 0, "volume", 8_251_001, LATER, {"file": "0" * 64})
    with transaction.atomic():
        record(line)
    with pytest.raises(WrongState, match="公开日志"):
        archiving.closings([8_251_001, 8_251_002])
    seal_ledger(at=LATER)
    (tmp_path / "proof.json").write_text(json.dumps(archiving.closings([8_251_001])))
    (tmp_path / "keys.json").write_text(json.dumps(keyring().public_document()))
    asked = [sys.executable, "-I", verify_log.__file__, "proof", str(tmp_path / "proof.json")]
    said = subprocess.run(
        [*asked, "--keys", str(tmp_path / "keys.json")], capture_output=True, text=True, timeout=60
    )
    assert said.returncode == 0, said.stdout + said.stderr
