"""The register's tables. Personal data is encrypted at rest; look-ups go through keyed digests."""

from __future__ import annotations

from enum import Enum

from django.db import models
from django.db.models import Q

from yinxin.register.list_models import StatusList as StatusList
from yinxin.register.places import STANDING, PlaceKind, SlipKind
from yinxin.register.reseal_models import Reseal as Reseal
from yinxin.register.standing_models import Standing as Standing
from yinxin.register.states import CertificateState, CopyState, PaperState
from yinxin.register.stock_models import BlankRange as BlankRange
from yinxin.register.stock_models import Count as Count
from yinxin.register.stock_models import Scan as Scan


def _states(kind: type[Enum]) -> list[str]:
    return [state.value for state in kind]


class Holder(models.Model):
    """A person who holds certificates; what identifies them lies in their documents and names."""

    since = models.DateTimeField()

    class Meta:
        db_table = "register_holder"


class HolderDocument(models.Model):
    """An identity document of a holder. A 15-digit number is found under its 18-digit form too.

    :ivar key: keyed digest of kind and number: equal numbers meet, and nobody can read them.
    :ivar sealed: the number, encrypted.
    """

    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=24)
    key = models.BinaryField(unique=True)
    sealed = models.BinaryField()
    since = models.DateTimeField()

    class Meta:
        db_table = "register_holder_document"


class HolderName(models.Model):
    """A name of a holder from a moment on; ``key`` is its comparison form, ``pinyin`` serves the search box."""

    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    pinyin = models.CharField(max_length=240)
    since = models.DateTimeField()

    class Meta:
        db_table = "register_holder_name"
        indexes = [models.Index(fields=["key"], name="holder_name_search")]


class HolderContact(models.Model):
    """How a holder can be told that paper waits: from the exam's registration, or as the holder has left it.

    :ivar phone: encrypted, as is ``email``; empty where there is none.
    :ivar own: the holder left it and agreed to be told; what comes with a registration never replaces it.
    :ivar off: the holder does not wish to be told.
    :ivar looked_at: when it was last held against what waits.
    """

    holder = models.OneToOneField(Holder, on_delete=models.PROTECT, related_name="contact")
    phone = models.BinaryField(default=b"")
    email = models.BinaryField(default=b"")
    own = models.BooleanField(default=False)
    off = models.BooleanField(default=False)
    since = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "register_holder_contact"
        constraints = [
            models.CheckConstraint(
                condition=Q(off=False) | Q(phone=b"", email=b""), name="contact_off_is_empty"
            ),
        ]
        indexes = [
            models.Index(
                models.F("looked_at").asc(nulls_first=True), condition=Q(off=False), name="contact_to_look_at"
            )
        ]


class Certificate(models.Model):
    """One certificate: a fact about a holder, with its face as it was issued.

    :ivar face: the canonical face, encrypted; ``face_digest`` is the SHA-256 of the plain bytes.
    :ivar match_key: keyed digest of management number, name and identity number, for verification.
    :ivar token_key: SHA-256 of the token in its QR code.
    :ivar issuer: who gives its paper out: where the holder belongs (A1.3a), else the agency.
    :ivar predecessor: what it takes the place of, and ``cause`` why; ``basis`` what a proof attests (N24.1).
    :ivar batch_id: the batch it came with, which the register only remembers; None where it was made for one person.
    :ivar legacy_id: the record of an older certificate that it was collected from (N19), only remembered too.
    :ivar approved_on: None where an older certificate does not record it (N21.2); ``year`` is 0 where that is unknown.
    """

    regime = models.CharField(max_length=16)
    kind = models.CharField(max_length=20)
    qualification = models.ForeignKey("catalogue.Qualification", on_delete=models.PROTECT)
    version = models.ForeignKey("catalogue.Version", on_delete=models.PROTECT)
    exam = models.ForeignKey("catalogue.Exam", on_delete=models.PROTECT)
    agency = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT)
    issuer = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="certificates")
    level = models.CharField(max_length=20, blank=True)
    specialty = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=6)
    management_number = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    approved_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    face = models.BinaryField()
    face_digest = models.BinaryField()
    match_key = models.BinaryField()
    token_key = models.BinaryField(unique=True)
    predecessor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="successors")
    basis = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="proofs")
    cause = models.CharField(max_length=24, blank=True)
    batch_id = models.BigIntegerField(null=True)
    row = models.PositiveIntegerField(null=True)
    legacy_id = models.BigIntegerField(null=True, unique=True)
    state = models.CharField(max_length=12)
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "register_certificate"
        constraints = [
            models.UniqueConstraint(
                fields=["management_number", "qualification", "year"],
                condition=Q(predecessor__isnull=True),
                name="certificate_number_once",
            ),
            models.UniqueConstraint(fields=["batch_id", "row"], name="certificate_row_once"),
            models.CheckConstraint(
                condition=Q(state__in=_states(CertificateState)), name="certificate_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=CertificateState.PREPARED.value, settled_at__isnull=True)
                | (~Q(state=CertificateState.PREPARED.value) & Q(settled_at__isnull=False)),
                name="certificate_settled_when_public",
            ),
            models.CheckConstraint(
                condition=Q(predecessor__isnull=True, cause="")
                | (Q(predecessor__isnull=False) & ~Q(cause="")),
                name="certificate_successor_has_cause",
            ),
            models.UniqueConstraint(
                fields=["predecessor"],
                condition=~Q(state=CertificateState.DROPPED.value),
                name="certificate_one_successor",
            ),
            models.CheckConstraint(
                condition=Q(basis__isnull=True) | Q(kind="qualification_proof", predecessor__isnull=True),
                name="certificate_proof_has_basis",
            ),
            models.CheckConstraint(
                condition=Q(batch_id__isnull=False, row__isnull=False, legacy_id__isnull=True)
                | Q(batch_id__isnull=True, row__isnull=True)
                & (Q(predecessor__isnull=False) | Q(basis__isnull=False) | Q(legacy_id__isnull=False)),
                name="certificate_has_origin",
            ),
            models.CheckConstraint(
                condition=Q(approved_on__isnull=False)
                | Q(legacy_id__isnull=False)
                | Q(predecessor__isnull=False),
                name="certificate_approved_unless_older",
            ),
        ]
        indexes = [
            models.Index(fields=["match_key"], name="certificate_to_verify"),
            models.Index(fields=["batch_id", "id"], name="certificate_of_batch"),
            models.Index(fields=["state", "id"], condition=~Q(state="valid"), name="certificate_over"),
        ]


class ElectronicCopy(models.Model):
    """The electronic certificate. What will be signed is written down before it is signed: the intent.

    :ivar seal: the seal's id in the key ring; ``signed_at`` the moment that the signature will state.
    :ivar digest: SHA-256 of the signed file, which is its key in the file store; None until it is made.
    :ivar trouble: why it could not be made; it waits for a person then.
    """

    certificate = models.OneToOneField(Certificate, on_delete=models.PROTECT, related_name="electronic")
    seals = models.CharField(max_length=400)
    signed_at = models.DateTimeField()
    state = models.CharField(max_length=12)
    digest = models.BinaryField(null=True, unique=True)
    size = models.PositiveIntegerField(null=True)
    trouble = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "register_electronic_copy"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=_states(CopyState)), name="electronic_state_known"),
            models.CheckConstraint(
                condition=Q(state=CopyState.ORDERED.value, digest__isnull=True, size__isnull=True)
                | (~Q(state=CopyState.ORDERED.value) & Q(digest__isnull=False, size__isnull=False)),
                name="electronic_file_when_made",
            ),
        ]


class OfdCopy(models.Model):
    """The electronic certificate as an OFD file. What will be sealed is written down first: the intent.

    :ivar seals: ids in the key ring, in the order of the face's departments; ``signed_at`` the moment they state.
    :ivar digest: SHA-256 of the sealed file, which is its key in the file store; None until it is made.
    :ivar ended_at: when a key that sealed it was found compromised; the next one who asks gets another file.
    """

    copy = models.ForeignKey(ElectronicCopy, on_delete=models.PROTECT, related_name="ofds")
    seals = models.CharField(max_length=400)
    signed_at = models.DateTimeField()
    digest = models.BinaryField(null=True, unique=True)
    size = models.PositiveIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "register_ofd_copy"
        constraints = [
            models.UniqueConstraint(fields=["copy"], condition=Q(ended_at__isnull=True), name="ofd_in_use"),
            models.CheckConstraint(
                condition=Q(digest__isnull=True, size__isnull=True)
                | Q(digest__isnull=False, size__isnull=False),
                name="ofd_file_when_made",
            ),
        ]


class Place(models.Model):
    """Where paper lies, in an organisation's custody book; a shelf stands in a room, a box on a shelf."""

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT)
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=60)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="inside")
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "register_place"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=_states(PlaceKind)), name="place_kind_known"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="place_not_in_itself"),
            models.UniqueConstraint(
                fields=["organisation", "parent", "name"], nulls_distinct=False, name="place_name_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=Q(kind__in=sorted(kind.value for kind in STANDING)),
                name="place_standing_once",
            ),
        ]


class PaperCopy(models.Model):
    """The paper certificate: one sheet. A reprint is another sheet, with the next number.

    :ivar mark: what is printed on a reissued copy (N16).
    :ivar place: where it lies: where the last movement put it, which triggers enforce.
    """

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="papers")
    number = models.PositiveSmallIntegerField(default=1)
    blank_serial = models.CharField(max_length=30, blank=True)
    mark = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=12)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="copies")

    class Meta:
        db_table = "register_paper_copy"
        constraints = [
            models.UniqueConstraint(fields=["certificate", "number"], name="paper_number_once"),
            models.UniqueConstraint(
                fields=["certificate"],
                condition=~Q(state__in=[PaperState.LOST.value, PaperState.SPOILED.value]),
                name="paper_one_in_use",
            ),
            models.UniqueConstraint(
                fields=["blank_serial"], condition=~Q(blank_serial=""), name="paper_blank_once"
            ),
            models.CheckConstraint(condition=Q(state__in=_states(PaperState)), name="paper_state_known"),
            models.CheckConstraint(condition=Q(number__gt=0), name="paper_number_from_one"),
            models.CheckConstraint(
                condition=Q(state=PaperState.ORDERED.value, place__isnull=True)
                | (~Q(state=PaperState.ORDERED.value) & Q(place__isnull=False)),
                name="paper_lies_somewhere",
            ),
        ]


class Slip(models.Model):
    """A page of the custody book: a list of copies that went from one place to another at one moment.

    :ivar number: the number on the paper slip; the same slip cannot be entered twice.
    :ivar frm: None where the copies enter the book.
    :ivar state: the state of the copies afterwards.
    :ivar count: how many copies its list has.
    """

    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=40)
    frm = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="left")
    to = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="reached")
    state = models.CharField(max_length=12)
    count = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        db_table = "register_slip"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=_states(SlipKind)), name="slip_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=_states(PaperState)) & ~Q(state=PaperState.ORDERED.value),
                name="slip_state_known",
            ),
            models.CheckConstraint(condition=Q(count__gt=0), name="slip_names_copies"),
            models.UniqueConstraint(fields=["kind", "number"], name="slip_number_once"),
        ]
        indexes = [models.Index(fields=["at"], name="slip_at")]


class Movement(models.Model):
    """One copy's line on a slip; ``sequence`` counts the copy's movements from 1. Never changed or deleted."""

    slip = models.ForeignKey(Slip, on_delete=models.PROTECT, related_name="lines")
    copy = models.ForeignKey(PaperCopy, on_delete=models.PROTECT, related_name="movements")
    sequence = models.PositiveIntegerField()

    class Meta:
        db_table = "register_movement"
        constraints = [
            models.UniqueConstraint(fields=["copy", "sequence"], name="movement_in_order"),
            models.UniqueConstraint(fields=["slip", "copy"], name="movement_once"),
        ]
