"""What single members were asked to do and brought; figures a secretary adds."""

from django.db import models
from django.db.models import Q

from dangvu.rules.kpi import Quality, Weight
from dangvu.tasks.catalogue import Shortfall
from dangvu.tasks.models.directives import Assignment

QUALITIES = [(one.value, one.label_vi) for one in Quality]
WEIGHTS = [(one.value, one.label_vi) for one in Weight]
SHORTFALLS = [(one.value, one.label_vi) for one in Shortfall]


class MemberTask(models.Model):
    """A task a cell gave a member: expected product, quantity, quality, day. ``done_on`` none: not
    done. ``shortfall``: why it was not done, or not in time."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    person = models.ForeignKey("members.Person", models.CASCADE, related_name="+")
    assignment = models.ForeignKey(Assignment, models.SET_NULL, null=True, related_name="tasks")
    what = models.CharField(max_length=500)
    product = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=12, decimal_places=2, default=1)
    quantity_unit = models.CharField(max_length=40)
    quality_wanted = models.CharField(max_length=300, blank=True, default="")
    weight = models.CharField(max_length=9, choices=WEIGHTS, default=Weight.ORDINARY.value)
    given_on = models.DateField()
    due_on = models.DateField()
    quantity_done = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    quality = models.CharField(max_length=7, choices=QUALITIES, blank=True, default="")
    done_on = models.DateField(null=True)
    shortfall = models.CharField(max_length=12, choices=SHORTFALLS, blank=True, default="")
    shortfall_text = models.CharField(max_length=500, blank=True, default="")
    dropped_on = models.DateField(null=True)
    drop_reason = models.CharField(max_length=300, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [
            models.Index(fields=["unit_path", "due_on"], name="membertask_path"),
            models.Index(fields=["person", "due_on"], name="membertask_person"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="membertask_asks_something"),
            models.CheckConstraint(
                condition=Q(done_on=None) | ~Q(quality=""), name="membertask_done_has_quality"
            ),
        ]


class TaskResult(models.Model):
    """What a member brought on a day, with where the evidence is. ``by_member``: told by the member
    and not yet seen by the cell (``seen_on``)."""

    task = models.ForeignKey(MemberTask, models.CASCADE, related_name="results")
    person = models.ForeignKey("members.Person", models.CASCADE, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    on = models.DateField()
    quantity = models.DecimalField(max_digits=12, decimal_places=2)
    evidence = models.CharField(max_length=500)
    by_member = models.BooleanField(default=False)
    seen_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["unit_path"], name="taskresult_path")]


class TaskFigure(models.Model):
    """An office's value of a figure of R7.11; a later row replaces it. ``name`` is that of a rule
    of ``rules.kpi``, ``value`` as typed."""

    name = models.CharField(max_length=80)
    value = models.CharField(max_length=20)
    since = models.DateField()
    reason = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["name", "since"], name="taskfigure_name")]


class Indicator(models.Model):
    """A figure a unit is judged by besides (growth, disbursement, budget revenue, income a head,
    poverty): its name, unit, and whether more is better."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    name = models.CharField(max_length=200)
    measure = models.CharField(max_length=40)
    more_is_better = models.BooleanField(default=True)
    source = models.CharField(max_length=200, blank=True, default="")
    ended_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["unit_path"], name="indicator_path")]


class IndicatorValue(models.Model):
    """Target and result of an indicator in a period (half-open)."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="periods")
    unit_path = models.CharField(max_length=120, db_collation="C")
    starts_on = models.DateField()
    ends_on = models.DateField()
    target = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    result = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    paper_number = models.CharField(max_length=60, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["indicator", "starts_on"], name="indicatorvalue_once")
        ]
