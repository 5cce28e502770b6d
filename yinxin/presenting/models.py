"""The tables of presenting. What holders write is encrypted at rest; of tokens only the digest is kept."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yinxin.presenting.states import CorrectionState, GrantKind, GrantState
from yinxin.register.looks import Way


class Grant(models.Model):
    """Leave to look at one certificate, for a purpose and until a day: a marked copy or a share link.

    :ivar sealed: purpose and recipient, encrypted.
    :ivar until: its last day.
    :ivar token_key: SHA-256 of the token in its address.
    :ivar digest: SHA-256 of a marked copy's file, which is its key in the file store.
    :ivar signed_at: the moment that the seal on that file states.
    :ivar openings: how often a link was opened; ``most`` how often it may be, None for no limit.
    :ivar file_gone: its file was taken away after its end.
    """

    certificate = models.ForeignKey("register.Certificate", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey("register.Holder", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    sealed = models.BinaryField()
    until = models.DateField()
    token_key = models.BinaryField(unique=True)
    digest = models.BinaryField(null=True, unique=True)
    signed_at = models.DateTimeField(null=True)
    file_gone = models.BooleanField(default=False)
    openings = models.PositiveIntegerField(default=0)
    most = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8)

    class Meta:
        db_table = "presenting_grant"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in GrantKind]), name="grant_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state=GrantState.ACTIVE.value, revoked_at__isnull=True)
                | Q(state=GrantState.REVOKED.value, revoked_at__isnull=False),
                name="grant_state_known",
            ),
            models.CheckConstraint(
                condition=Q(kind=GrantKind.MARKED_COPY.value, digest__isnull=False, signed_at__isnull=False)
                | Q(kind=GrantKind.LINK.value, digest__isnull=True, signed_at__isnull=True),
                name="grant_file_of_copies",
            ),
            models.CheckConstraint(
                condition=Q(most__isnull=True) | Q(most__gt=0, openings__lte=models.F("most")),
                name="grant_openings_within",
            ),
        ]
        indexes = [models.Index(fields=["certificate", "-id"], name="grant_of_certificate")]


class Look(models.Model):
    """Somebody had a certificate verified. Who asks from where is never kept.

    :ivar organisation: whose program asked; None where nobody said who they are.
    :ivar source: the line or the opening that it comes from, so that nothing is entered twice.
    """

    certificate = models.ForeignKey("register.Certificate", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8)
    at = models.DateTimeField()
    organisation = models.ForeignKey(
        "parties.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    grant = models.ForeignKey(Grant, null=True, on_delete=models.PROTECT, related_name="looks")
    source = models.CharField(max_length=60, unique=True)

    class Meta:
        db_table = "presenting_look"
        constraints = [
            models.CheckConstraint(condition=Q(way__in=[way.value for way in Way]), name="look_way_known"),
        ]
        indexes = [
            models.Index(fields=["certificate", "-at"], name="look_of_certificate"),
            models.Index(fields=["at"], name="look_to_forget"),
        ]


class Credential(models.Model):
    """That a credential was issued, and what it shows; the credential itself is its holder's alone.

    :ivar digest: SHA-256 of its signed part.
    :ivar items: the names of the items that it shows, parted by ``|``.
    :ivar bound: it counts only with a signature of the holder's key.
    """

    certificate = models.ForeignKey("register.Certificate", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey("register.Holder", on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField(unique=True)
    items = models.CharField(max_length=200)
    bound = models.BooleanField()
    until = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        db_table = "presenting_credential"
        indexes = [models.Index(fields=["certificate", "-at"], name="credential_of_certificate")]


class Correction(models.Model):
    """A holder's report that something on a certificate is wrong.

    :ivar field: the item of the face that it is about.
    :ivar sealed: what it should say, and further words, encrypted.
    :ivar replacement: the answer points to an application for replacement (N15).
    """

    certificate = models.ForeignKey("register.Certificate", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey("register.Holder", on_delete=models.PROTECT, related_name="+")
    issuer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=20)
    sealed = models.BinaryField()
    promised_on = models.DateField()
    at = models.DateTimeField()
    answer = models.CharField(max_length=400, blank=True)
    replacement = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8)

    class Meta:
        db_table = "presenting_correction"
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CorrectionState.OPEN.value, answered_at__isnull=True, answer="")
                | (Q(state=CorrectionState.ANSWERED.value, answered_at__isnull=False) & ~Q(answer="")),
                name="correction_answered",
            ),
            models.UniqueConstraint(
                fields=["certificate", "field"],
                condition=Q(state=CorrectionState.OPEN.value),
                name="correction_one_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["issuer", "at"],
                condition=Q(state=CorrectionState.OPEN.value),
                name="correction_to_answer",
            )
        ]
