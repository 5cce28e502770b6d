"""The ledger's tables. Nothing here is ever updated or deleted: triggers and grants refuse it.

``Entry`` is written in the transaction of the act that it records. ``Leaf`` and ``Checkpoint`` come later,
from sealing: they give each entry its place in a Merkle tree whose roots are signed.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Func, Q


class CurrentTransaction(Func):
    """The number of the running transaction, so that sealing can stay behind the open ones."""

    template = "((pg_current_xact_id())::text::bigint)"
    output_field = models.BigIntegerField()


class Entry(models.Model):
    """One act on one subject.

    :ivar transaction: the database transaction that wrote the entry.
    :ivar actor: the account that acted; 0 is the system itself.
    :ivar organisation: the organisation for which it acted; 0 where none.
    :ivar facts: canonical JSON; identifiers and digests, never personal data.
    :ivar digest: SHA-256 of the canonical entry.
    """

    transaction = models.BigIntegerField(db_default=CurrentTransaction())
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    clause = models.CharField(max_length=12)
    actor = models.BigIntegerField()
    organisation = models.BigIntegerField()
    subject = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    facts = models.TextField()
    digest = models.BinaryField()

    class Meta:
        db_table = "ledger_entry"
        indexes = [
            models.Index(fields=["subject", "subject_id", "id"], name="ledger_entry_of_subject"),
            models.Index(fields=["transaction"], name="ledger_entry_to_seal"),
            models.Index(
                fields=["actor", "id"],
                name="ledger_entry_of_actor",
                condition=~Q(actor=0)
                & ~Q(subject__in=["certificate", "chunk", "electronic_copy", "paper_copy"]),
            ),
        ]


class Leaf(models.Model):
    """The place of an entry in the tree; places are consecutive from 0."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, db_constraint=False)
    hash = models.BinaryField()

    class Meta:
        db_table = "ledger_leaf"


class Checkpoint(models.Model):
    """The tree at one size: its root, its right edge, and the signed note that publishes it.

    :ivar horizon: every entry of a transaction below this number is in the tree.
    """

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    edge = models.BinaryField()
    horizon = models.BigIntegerField()
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        db_table = "ledger_checkpoint"
