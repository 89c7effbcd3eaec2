"""Plans of sources, and the province's own calendar and choices of unconfirmed figures."""

from django.db import models

from dangvu.admissions.models.candidates import SOURCE_CHOICES


class SourcePlan(models.Model):
    """How many persons of a source group a unit means to find in a month."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    year = models.SmallIntegerField()
    month = models.SmallIntegerField()
    source_group = models.CharField(max_length=30, choices=SOURCE_CHOICES)
    planned = models.IntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["unit_path", "year"], name="plan_path")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "month", "source_group"], name="plan_once"
            )
        ]


class DayOff(models.Model):
    """A day on which the calendar of the law and that of the province part: free, or worked."""

    on = models.DateField()
    working = models.BooleanField()
    name = models.CharField(max_length=120)
    reason = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on"], name="dayoff_once")]


class RuleChoice(models.Model):
    """The province's value of a figure that no source confirms; a later row replaces it.

    ``name`` is that of a rule of ``rules.procedure_law``, ``value`` as typed ("12", "quá 1/2").
    """

    name = models.CharField(max_length=80)
    value = models.CharField(max_length=20)
    since = models.DateField()
    reason = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["name", "since"], name="rulechoice_name")]
