"""Organisations, people's accounts, and the seats that join them (N4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from yinxin.parties import terms

KINDS = (
    "ministry",
    "center",
    "authority",
    "association",
    "agency",
    "city",
    "window",
    "committee",
    "issuer",
    "employer",
)


class Organisation(models.Model):
    """A body of the regulation.

    :ivar region: six digits of GB/T 2260; empty for bodies of the whole country.
    :ivar industry: the industry of an authority or association, and of what belongs to it; empty elsewhere.
    :ivar closed_at: when it was closed; None while it exists.
    :ivar merged_into: the organisation that carries on its work; only where it was closed by a merger.
    """

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    region = models.CharField(max_length=6, blank=True)
    industry = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    closed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        db_table = "parties_organisation"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="organisation_kind_known"),
            models.CheckConstraint(
                condition=Q(region="") | Q(region__regex=r"^\d{6}$"), name="organisation_region_form"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(closed_at__isnull=False),
                name="organisation_merged_is_closed",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="organisation_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="organisation_below_another"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FormerName(models.Model):
    """A name that an organisation bore until a moment; the one that it bears now stands with itself."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    until = models.DateTimeField()

    class Meta:
        db_table = "parties_former_name"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "until"], name="former_name_one_a_moment"),
        ]


class Accounts(BaseUserManager["Account"]):
    """Find accounts by the name that people sign in with."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """Return the account of a user name, whatever its letters' case."""
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """A person who signs in. What they may do comes from their seats alone.

    :ivar epoch: every session carries it; counting it up ends all of the person's sessions at once.
    :ivar password_set_at: when the password was last set; None where nobody knows.
    """

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    epoch = models.PositiveIntegerField(default=0)
    password_set_at = models.DateTimeField(null=True)

    objects: ClassVar[Accounts] = Accounts()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        db_table = "parties_account"

    def __str__(self) -> str:
        return self.username

    def get_session_auth_hash(self) -> str:
        """Return what a session must carry to go on: the password's hash and the epoch, keyed."""
        return salted_hmac("yinxin.session", f"{self.password}:{self.epoch}", algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Return the same under the keys that were used before, while they are kept."""
        for key in settings.SECRET_KEY_FALLBACKS:
            yield salted_hmac(
                "yinxin.session", f"{self.password}:{self.epoch}", secret=key, algorithm="sha256"
            ).hexdigest()

    def has_perm(self, *_: Any) -> bool:
        """Give no Django permission to anybody: access goes through seats."""
        return False


class Seat(models.Model):
    """A role that a person holds in an organisation, from a moment until another."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(max_length=24)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "parties_seat"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="seat_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["account", "organisation", "role"],
                condition=Q(until__isnull=True),
                name="seat_open_once",
            ),
        ]


class Delegation(models.Model):
    """A seat that its holder lends to a colleague, from a moment until a moment.

    :ivar ended_at: when it was ended before its time; None where it runs out by itself.
    """

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="delegations")
    giver = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="delegations_given")
    to = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="delegations_received")
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "parties_delegation"
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("to")), name="delegation_to_another"),
            models.CheckConstraint(
                condition=Q(until__gt=F("since")) & Q(until__lte=F("since") + terms.DELEGATION),
                name="delegation_term",
            ),
        ]


class Invitation(models.Model):
    """A named person is asked to take a role; whoever brings the token becomes that person, once.

    :ivar role: the role that goes with it; empty where only an account is opened.
    :ivar token_hash: SHA-256 of the token, which itself is kept nowhere.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    role = models.CharField(max_length=24, blank=True)
    name = models.CharField(max_length=80)
    token_hash = models.BinaryField(unique=True)
    invited_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="invitations")
    invited_at = models.DateTimeField()
    until = models.DateTimeField()
    accepted_by = models.OneToOneField(Account, null=True, on_delete=models.PROTECT)
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "parties_invitation"
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True, accepted_at__isnull=True)
                | Q(accepted_by__isnull=False, accepted_at__isnull=False, withdrawn_at__isnull=True),
                name="invitation_accepted_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("invited_at")) & Q(until__lte=F("invited_at") + terms.INVITATION),
                name="invitation_term",
            ),
        ]


class SignInHelp(models.Model):
    """Help for somebody who could not sign in: factors taken away, or a link for a new password.

    :ivar by: who helped; None for the system, as when the last administrator has lost their telephone.
    :ivar token_hash: SHA-256 of the link's token, where there is one.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="helped")
    what = models.CharField(max_length=10)
    by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="helps")
    at = models.DateTimeField()
    token_hash = models.BinaryField(null=True, unique=True)
    until = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "parties_sign_in_help"
        constraints = [
            models.CheckConstraint(
                condition=Q(what="factors", token_hash__isnull=True, until__isnull=True, used_at__isnull=True)
                | Q(what="password", token_hash__isnull=False, until__isnull=False),
                name="sign_in_help_paired",
            ),
            models.CheckConstraint(condition=~Q(account=F("by")), name="sign_in_help_by_another"),
        ]


class PastPassword(models.Model):
    """The hash of a password that was used before, where the profile forbids to use it again."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="past_passwords")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "parties_past_password"


class ApiKey(models.Model):
    """A key with which a program acts for a person, within its scopes and in one organisation.

    :ivar public_id: the part of the key by which it is found.
    :ivar digest: SHA-256 of the whole key; its random part has 130 bits, so no slow hash is needed.
    :ivar last_used_on: the day of the last use, no finer.
    """

    public_id = models.CharField(max_length=10, unique=True)
    digest = models.BinaryField()
    name = models.CharField(max_length=80)
    owner = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="keys")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    scopes = ArrayField(models.CharField(max_length=40))
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    class Meta:
        db_table = "parties_api_key"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("made_at")) & Q(until__lte=F("made_at") + terms.KEY),
                name="api_key_term",
            ),
            models.CheckConstraint(condition=~Q(scopes=[]), name="api_key_has_scope"),
        ]
