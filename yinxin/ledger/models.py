"""The ledger's tables. Nothing here is ever updated or deleted: triggers and grants refuse it.

``Entry`` is written in the transaction of the act that it records. ``Leaf`` and ``Checkpoint`` come later,
from sealing: they give each entry its place in a Merkle tree whose roots are signed. ``Subtree`` keeps the roots over
full tiles, so that the tree is read by tiles; ``Cosignature`` is what a witness said of a checkpoint.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import BrinIndex
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
    :ivar salt: 16 random octets; none in entries from before there was salt.
    :ivar digest: SHA-256 of the canonical entry with its salt: the one thing of it that is published.
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
    salt = models.BinaryField()
    digest = models.BinaryField()

    class Meta:
        db_table = "ledger_entry"
        indexes = [
            models.Index(fields=["subject", "subject_id", "id"], name="ledger_entry_of_subject"),
            models.Index(fields=["transaction"], name="ledger_entry_to_seal"),
            # Lines come in the order of time, so that a few bytes for each stretch of the table find a period.
            BrinIndex(fields=["at"], name="ledger_entry_of_period"),
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


class Subtree(models.Model):
    """The root over a full tile: a hash in the tile of the level above.

    :ivar level: 1 for the roots over 256 leaves, 2 over 65,536, and so on; places are consecutive from 0.
    """

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        db_table = "ledger_subtree"


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


class Cosignature(models.Model):
    """A witness saw a checkpoint and found that it goes on from the one before.

    :ivar witness: the witness's name.
    :ivar line: the signature line (``cosignature/v1``), as it stands under the note.
    """

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=200)
    line = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "ledger_cosignature"
        constraints = [
            models.UniqueConstraint(fields=["checkpoint", "witness"], name="ledger_cosignature_once")
        ]
