"""Where and what a member was: the events as decided, and the spells that follow from them."""

from django.db import models
from django.db.models import F, Q

from dangvu.members.models.people import Person
from dangvu.rules.membership import EVENT_CHOICES, STATUS_CHOICES


class Event(models.Model):
    """What a decision did to somebody's membership. Rows are only added: a correction is a new
    event that names the one it ``corrects`` (``annuls``: and puts nothing in its place).

    ``effective_on`` is the day it holds from, ``recorded_at`` when it was entered. ``official`` and
    ``status`` are told by entering events that are no admission. ``batch`` is the import that
    brought it. ``unit_path`` is where the member stands now. ``order``, where it was reckoned, is
    the place among the events of a day: that of the event first recorded, which it corrects.
    """

    order: int | None = None

    person = models.ForeignKey(Person, models.CASCADE, related_name="events", db_index=False)
    unit_path = models.CharField(max_length=120, db_collation="C")
    kind = models.CharField(max_length=20, choices=EVENT_CHOICES)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+")
    effective_on = models.DateField()
    official = models.BooleanField(default=False)
    status = models.CharField(max_length=20, choices=STATUS_CHOICES, blank=True, default="")
    decision_number = models.CharField(max_length=60, blank=True, default="")
    decision_on = models.DateField(null=True)
    issuer = models.CharField(max_length=200, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")
    corrects = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="corrections", db_index=False
    )
    annuls = models.BooleanField(default=False)
    batch = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [
            models.Index(fields=["person", "effective_on"], name="event_person"),
            models.Index(fields=["unit_path", "effective_on"], name="event_path_on"),
            models.Index(fields=["batch"], condition=~Q(batch=None), name="event_batch"),
            models.Index(fields=["corrects"], condition=~Q(corrects=None), name="event_corrects"),
        ]


class Spell(models.Model):
    """What a member was, in which cell, from ``valid_from`` until ``valid_until`` (half-open).

    Spells of one person never overlap: the database refuses it. ``unit_path`` is where the cell
    stood in the tree during the spell and counts; ``seen_path`` is where the cell stands now, and
    who may see the row goes by both. ``from_path`` and ``to_path`` are the ``unit_path`` of the
    spells of membership that touch it, empty where the person was no member: so the movement of any
    branch is read from these rows alone (R12.3).

    Person and unit stand without a foreign key in the database: they are those of the events, which
    have one, and ``check-invariants`` folds the events a second time.
    """

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="spells", db_index=False, db_constraint=False
    )
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", db_constraint=False)
    unit_path = models.CharField(max_length=120, db_collation="C")
    seen_path = models.CharField(max_length=120, db_collation="C")
    status = models.CharField(max_length=20, choices=STATUS_CHOICES)
    official = models.BooleanField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    opened_by = models.CharField(max_length=20, choices=EVENT_CHOICES)
    closed_by = models.CharField(max_length=20, choices=EVENT_CHOICES, blank=True, default="")
    from_path = models.CharField(max_length=120, db_collation="C", blank=True, default="")
    to_path = models.CharField(max_length=120, db_collation="C", blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="spell_person"),
            models.Index(fields=["unit_path", "valid_from"], name="spell_path_from"),
            models.Index(
                fields=["unit_path", "valid_until"], condition=~Q(valid_until=None),
                name="spell_path_until",
            ),
            models.Index(fields=["seen_path"], name="spell_seen"),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="spell_lasts",
            )
        ]


class Stay(models.Model):
    """A guest: a member of another cell who lives the Party's life here for a time (R4.4).

    Never counted among the members: they are counted where they are at home. Name and card are
    copied, since the host may not see the record; ``person`` is none where the home is outside this
    register. ``due_on`` is the day until which the letter says they stay, ``return_letter`` the
    number of the one that introduces them home.
    """

    person = models.ForeignKey(
        Person, models.CASCADE, null=True, related_name="stays", db_index=False
    )
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    full_name = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=240, db_collation="C")
    card_number = models.CharField(max_length=12, blank=True, default="")
    home_name = models.CharField(max_length=300)
    letter_number = models.CharField(max_length=40, blank=True, default="", db_default="")
    letter_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    return_letter = models.CharField(max_length=40, blank=True, default="", db_default="")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit_path", "sort_key", "id"], name="stay_path_name"),
            models.Index(fields=["person"], name="stay_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="stay_lasts",
            )
        ]
