"""What statistics keep: forms as frozen, as offices have changed them, numbers held against each
other, and what a worker counted. Of the first three rows are only added."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dangvu.kernel.desks import IS_OPEN, Asked
from dangvu.rules.statistics import Stated


class Frozen(models.Model):
    """A form of a unit and period as it was frozen; ``revision`` counts from 1.

    ``definition`` is how the office had changed the form, ``changes`` what differs from the
    revision before.
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    form = models.SmallIntegerField()
    first = models.DateField()
    last = models.DateField()
    revision = models.SmallIntegerField()
    definition = models.JSONField(default=dict)
    reason = models.CharField(max_length=500, blank=True, default="")
    changes = models.JSONField(default=list)
    frozen_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "form", "first", "last", "revision"], name="frozen_once"
            ),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="frozen_period"),
        ]


class FrozenLine(models.Model):
    """A line of a frozen form: its words, its figures by column, the members behind its total.

    ``members`` are numbers of records; empty with ``kept`` false where there were too many.
    """

    frozen = models.ForeignKey(Frozen, models.CASCADE, related_name="lines")
    position = models.SmallIntegerField()
    code = models.CharField(max_length=60)
    line = models.JSONField()
    members = ArrayField(models.BigIntegerField(), default=list)
    kept = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["frozen", "position"], name="frozenline_once")
        ]


class Definition(models.Model):
    """How an office has changed a form from a day on, for itself and the units beneath it."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    form = models.SmallIntegerField()
    since = models.DateField()
    change = models.JSONField()
    reason = models.CharField(max_length=500)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["unit", "form", "-since"], name="definition_unit")]


class Reconciliation(models.Model):
    """A unit's number at the end of a quarter held against the one its own level or the one above
    states: both, why they differ, who signed (R3.4). ``quarter`` is its first day."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    quarter = models.DateField()
    stated_by = models.CharField(max_length=5, choices=[(s.value, s.label_vi) for s in Stated])
    own = models.IntegerField()
    stated = models.IntegerField()
    explanation = models.CharField(max_length=1000, blank=True, default="")
    signer = models.CharField(max_length=200)
    signed_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["unit", "quarter"], name="reconciliation_unit")]
        constraints = [
            models.CheckConstraint(condition=Q(stated__gte=0), name="reconciliation_stated")
        ]


class Reckoning(Asked):
    """What takes too long for a page, asked for and done by ``dangvu work`` (``kernel.desks``).

    ``kind`` says what, ``asked`` of what (plain JSON; ``key`` is its hash with the unit's),
    ``result`` what came out: counts, without a name. ``done`` of ``total`` members so far.
    """

    class Kind(models.TextChoices):
        COUNTS = "counts", "Tính số liệu"
        QUALITY = "quality", "Ghi mốc chất lượng dữ liệu"

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind)
    key = models.CharField(max_length=64)
    asked = models.JSONField(default=dict)
    result = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=IS_OPEN, name="reckoning_open"),
            models.Index(fields=["key", "-id"], name="reckoning_key"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=IS_OPEN, name="reckoning_once")
        ]
