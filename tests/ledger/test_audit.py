"""The audit names an edit, a deletion and an insertion that went behind the program's back."""

from __future__ import annotations

import pytest

from config.workshop import check_checkpoint
from yinxin.ledger.audit import audit
from yinxin.ledger.models import Checkpoint, Leaf

pytestmark = pytest.mark.django_db


def found() -> list[tuple[str, object]]:
    return [(d.where, d.number) for d in audit(check_note=check_checkpoint)]


@pytest.fixture
def sealed_entry():
    return Leaf.objects.get(index=3).entry_id


def test_an_untouched_ledger_is_clean(cast):
    assert found() == []


def test_an_edited_entry_is_named(behind_the_back, sealed_entry):
    behind_the_back("update ledger_entry set facts = '{\"rows\":1}' where id = %s", sealed_entry)
    assert ("ledger_entry", sealed_entry) in found()


def test_an_edited_entry_with_a_recomputed_digest_is_named(behind_the_back, sealed_entry):
    behind_the_back("update ledger_entry set digest = sha256('other') where id = %s", sealed_entry)
    assert {("ledger_entry", sealed_entry), ("ledger_leaf", 3)} <= set(found())


def test_a_deleted_entry_is_named(behind_the_back, sealed_entry):
    behind_the_back("delete from ledger_entry where id = %s", sealed_entry)
    assert ("ledger_entry", sealed_entry) in found()


def test_an_entry_slipped_in_with_an_old_transaction_number_is_named(behind_the_back, sealed_entry):
    behind_the_back(
        """insert into ledger_entry (id, transaction, at, kind, clause, actor, organisation, subject, subject_id, facts, salt, digest)
           select 999999, transaction, at, kind, clause, actor, organisation, subject, subject_id, facts, salt, digest
           from ledger_entry where id = %s""",
        sealed_entry,
    )
    assert ("ledger_entry", 999999) in found()


def test_a_cut_off_end_is_named(behind_the_back):
    last = Checkpoint.objects.order_by("-size").first()
    behind_the_back("delete from ledger_leaf where index >= %s", last.size - 2)
    assert ("ledger_checkpoint", last.size) in found()


def test_rewritten_leaves_do_not_fit_the_signed_root(behind_the_back):
    behind_the_back("update ledger_leaf set hash = sha256('other') where index = 3")
    assert any(where == "ledger_checkpoint" for where, _ in found())


def test_a_forged_checkpoint_has_no_valid_signature(behind_the_back):
    size = Checkpoint.objects.order_by("-size").values_list("size", flat=True).first()
    behind_the_back(
        "update ledger_checkpoint set note = translate(note, 'ABCDEFGHIJKL', 'BCDEFGHIJKLA') where size = %s",
        size,
    )
    assert ("ledger_checkpoint", size) in found()
