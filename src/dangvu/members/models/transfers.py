"""Transfers of activity (R4): who goes where, and each hop of the way."""

from django.db import models
from django.db.models import Q

from dangvu.members.models.people import Person


class Transfer(models.Model):
    """One member's transfer. The states and steps are those of ``rules.transfers``.

    ``from_path`` and ``to_path`` are the places of the two cells; both sides see the row.
    ``to_unit`` is none where the way leads out of the register; then ``to_name`` tells where to.
    ``from_unit`` is none where it comes from there. ``letter`` holds the words of the introduction
    letter as it was given out, and which Word model it is written with; ``void_letters`` those
    before it, which no longer hold: number, day, why, by whom, since when. ``introduced_on`` is the
    day of the first one, from which the limit runs; ``closed_on`` the day of the report that closes
    it, or on which it was called off; ``ended_on`` the day a member came back from a time away. The
    member stands in the sending cell until the receiving one takes them in.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="transfers")
    full_name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    from_unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+")
    from_path = models.CharField(max_length=120, db_collation="C")
    to_unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+")
    to_path = models.CharField(max_length=120, db_collation="C", blank=True, default="")
    to_name = models.CharField(max_length=300, blank=True, default="")
    reason = models.CharField(max_length=300, blank=True, default="")
    cause_on = models.DateField()
    until_on = models.DateField(null=True)
    requested_on = models.DateField()
    letter_number = models.CharField(max_length=40, blank=True, default="")
    letter_on = models.DateField(null=True)
    dues_through = models.DateField(null=True)
    received_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    returned_reason = models.CharField(max_length=300, blank=True, default="")
    introduced_on = models.DateField(null=True)
    letter = models.JSONField(default=dict)
    void_letters = models.JSONField(default=list)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [
            models.Index(fields=["from_path", "state"], name="transfer_from"),
            models.Index(fields=["to_path", "state"], name="transfer_to"),
            models.Index(fields=["person"], name="transfer_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(received_on=None, closed_on=None),
                name="transfer_one_under_way",
            )
        ]  # fmt: skip


class LetterBook(models.Model):
    """The book of introduction letters of one organisation in one year: the last number given out
    (R4.5). Its row is the lock."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    last_number = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="letterbook_once")]


class Hop(models.Model):
    """One step of a transfer's way: the organisation that confirms it, and what it did."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="hops")
    from_path = models.CharField(max_length=120, db_collation="C")
    to_path = models.CharField(max_length=120, db_collation="C", blank=True, default="")
    position = models.SmallIntegerField()
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C", blank=True, default="")
    step = models.CharField(max_length=20)
    done_on = models.DateField(null=True)
    done_by = models.CharField(max_length=150, blank=True, default="")
    returned = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["unit_path"], condition=Q(done_on=None), name="hop_due_path")
        ]
        constraints = [models.UniqueConstraint(fields=["transfer", "position"], name="hop_once")]
