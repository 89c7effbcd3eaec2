"""Accounts, the capacities they act in, and their sessions."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from dangvu.access.matrix import ROLE_LABELS, Role
from dangvu.office.vietnamese import fold, sort_key

ROLE_CHOICES = [(role.value, ROLE_LABELS[role]) for role in Role]


class Account(AbstractBaseUser):
    """A person's sign-in. What it may do stands in its assignments, not here.

    ``sort_key`` and ``search_key`` follow the name at every ``save``. A password given by the
    administrator must be changed at the first sign-in, and before ``one_time_until``.
    ``daily_mail``: its owner wishes what is owed by e-mail every day, to ``email``.
    """

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=150)
    sort_key = models.CharField(max_length=300, db_collation="C", default="", editable=False)
    search_key = models.CharField(max_length=220, db_collation="C", default="", editable=False)
    person_id = models.BigIntegerField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    one_time_until = models.DateTimeField(null=True)
    large_text = models.BooleanField(default=False)
    email = models.EmailField(max_length=254, blank=True, default="")
    daily_mail = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]
    objects = BaseUserManager["Account"]()

    class Meta:
        indexes = [models.Index(fields=["sort_key", "id"], name="account_name")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(daily_mail=False) | ~models.Q(email=""),
                name="account_mail_goes_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.full_name)[:300]
        self.search_key = f" {fold(self.full_name)} {fold(self.username)}"[:220]
        super().save(*args, **kwargs)


class Assignment(models.Model):
    """A capacity: this account, in this role, for this branch of the tree, in this time.

    ``unit_path`` follows the unit when the tree is reorganised. ``behalf_of`` makes a deputy of
    it: the entries are the deputy's own, on behalf of the account named.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=30, choices=ROLE_CHOICES)
    unit_id = models.BigIntegerField()
    unit_path = models.CharField(max_length=120, db_collation="C")
    behalf_of = models.ForeignKey(Account, models.PROTECT, null=True, related_name="deputies")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit_path"], name="assignment_path")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="assignment_valid",
            ),
            models.UniqueConstraint(
                fields=["account", "role", "unit_id", "valid_from"], name="assignment_once"
            ),
        ]


class RoleRule(models.Model):
    """What signing in asks of a role: whether the second factor is mandatory."""

    role = models.CharField(max_length=30, choices=ROLE_CHOICES, primary_key=True)
    second_factor = models.BooleanField(default=False)


class Feed(models.Model):
    """The private address at which a calendar program reads what an account's capacity has due.

    Only the hash of the address is kept; the row is gone once the address is given up. ``read_on``:
    the last day on which it was read.
    """

    account = models.OneToOneField(Account, models.CASCADE, related_name="feed")
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    read_on = models.DateField(null=True)


class Session(AbstractBaseSession):
    """A signed-in browser, so that it can be listed and revoked."""

    account_id = models.BigIntegerField(null=True, db_index=True)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200, blank=True)

    @classmethod
    def get_session_store_class(cls) -> type:
        # The store needs this model first.
        from dangvu.access.sessions import SessionStore  # noqa: PLC0415 (the store needs this model first)

        return SessionStore
