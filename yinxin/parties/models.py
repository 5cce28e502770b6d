"""Organisations, people's accounts, and the seats that join them (N4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

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
)


class Organisation(models.Model):
    """A body of the regulation.

    :ivar region: six digits of GB/T 2260; empty for bodies of the whole country.
    :ivar industry: the industry of an authority or association; empty elsewhere.
    """

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    region = models.CharField(max_length=6, blank=True)
    industry = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")

    class Meta:
        db_table = "parties_organisation"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="organisation_kind_known"),
            models.CheckConstraint(
                condition=Q(region="") | Q(region__regex=r"^\d{6}$"), name="organisation_region_form"
            ),
        ]

    def __str__(self) -> str:
        return self.name


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
