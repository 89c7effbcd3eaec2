"""A paper that asks something, the duties found in it, and who has each of them."""

from django.db import models
from django.db.models import Q

from dangvu.rules.duties import duty_called, duty_title
from dangvu.rules.obligations import Audience, Every, Product
from dangvu.tasks.catalogue import Stage

AUDIENCES = [(one.value, one.label_vi) for one in Audience]
PRODUCTS = [(one.value, one.label_vi) for one in Product]
EVERY = [(one.value, one.label_vi) for one in Every]
STAGES = [(one.value, one.label_vi) for one in Stage]


class Directive(models.Model):
    """A paper whose duties a unit gives out and follows up.

    Until it is confirmed, ``proposed`` holds the duties as they stand on the page beside the text,
    and ``edition`` counts the changes to them. Nothing else exists before.
    """

    class State(models.TextChoices):
        READING = "reading", "Đang đọc, chưa giao"
        IN_FORCE = "in_force", "Đang thực hiện"
        ENDED = "ended", "Đã kết thúc"
        DROPPED = "dropped", "Đã bỏ, không giao"

    paper = models.ForeignKey("documents.Paper", models.PROTECT, related_name="+")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    proposed = models.JSONField(default=list)
    edition = models.IntegerField(default=0)
    audience_text = models.CharField(max_length=300, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.CharField(max_length=150, blank=True, default="")
    ended_on = models.DateField(null=True)
    end_note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["unit_path", "-recorded_at"], name="directive_path")]
        constraints = [
            models.UniqueConstraint(fields=["paper", "unit"], name="directive_once"),
        ]


class Duty(models.Model):
    """One thing asked. ``root`` is none for a duty of the paper itself; one that a body made of its
    own duty points at the duty of the paper, and by ``given_under`` at what it was made of.

    ``due_on`` is the last day that is still in time; ``due_inclusive`` whether the paper names that
    day ("chậm nhất") or the one after it ("trước ngày"). ``every`` is empty for a duty that is done
    once. ``indicator`` names figures that follow of themselves (``targets``: admissions).
    """

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="duties")
    root = models.ForeignKey("self", models.CASCADE, null=True, related_name="parts")
    given_under = models.ForeignKey(
        "Assignment", models.CASCADE, null=True, related_name="broken_into"
    )
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    position = models.SmallIntegerField()
    no = models.CharField(max_length=20, blank=True, default="")
    heading = models.CharField(max_length=300)
    what = models.TextField()
    product = models.CharField(max_length=10, choices=PRODUCTS)
    indicator = models.CharField(max_length=20, blank=True, default="")
    audience = models.CharField(max_length=10, choices=AUDIENCES)
    due_on = models.DateField(null=True)
    due_inclusive = models.BooleanField(default=True)
    due_text = models.CharField(max_length=200, blank=True, default="")
    every = models.CharField(max_length=9, choices=EVERY, blank=True, default="")
    times = models.SmallIntegerField(default=1)
    by_day = models.SmallIntegerField(null=True)
    by_month = models.SmallIntegerField(null=True)
    report_to = models.CharField(max_length=200, blank=True, default="")
    span_start = models.IntegerField(null=True)
    span_end = models.IntegerField(null=True)
    plan_number = models.CharField(max_length=60, blank=True, default="")
    plan_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [
            models.Index(fields=["directive", "position"], name="duty_directive"),
            models.Index(fields=["unit_path"], name="duty_path"),
        ]

    @property
    def called(self) -> str:
        """Its heading; with the words of what is asked where the heading stands over several
        duties and says little ("Tổ chức thực hiện"). In full, as papers have it."""
        return duty_called(self.heading, self.what)

    @property
    def title(self) -> str:
        """What it is called on a screen: cut where it is long."""
        return duty_title(self.heading, self.what)


class Assignment(models.Model):
    """A duty with the unit that has it; with an ``organ`` of that unit's own office where one is
    named ("Ban Tổ chức Tỉnh ủy").

    ``stage`` is what was recorded last; lateness is found from ``due_on``, the last day in time of
    the period now open (``period_start``). ``explained``: why it counts as done while something
    beneath it is late. ``task_count``, ``task_done`` and ``task_due_on`` (the first day an open one
    is due) follow the members' tasks under it; ``measured`` of ``measured_target`` on
    ``measured_on`` an indicator's progress. ``directive`` and ``root`` are those of the duty, kept
    for reading; with ``parent`` they are checked by ``check-invariants``, not row by row: a hundred
    thousand are written at once.
    """

    directive = models.ForeignKey(
        Directive, models.CASCADE, related_name="assignments", db_index=False, db_constraint=False
    )
    duty = models.ForeignKey(Duty, models.CASCADE, related_name="assignments", db_index=False)
    root = models.ForeignKey(
        Duty, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="children", db_constraint=False
    )
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", db_index=False)
    unit_path = models.CharField(max_length=120, db_collation="C")
    organ = models.CharField(max_length=200, blank=True, default="")
    leads = models.BooleanField(default=True)
    stage = models.CharField(max_length=12, choices=STAGES, default=Stage.NOT_BEGUN.value)
    period_start = models.DateField(null=True)
    due_on = models.DateField(null=True)
    plan_number = models.CharField(max_length=60, blank=True, default="")
    plan_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    explained = models.CharField(max_length=500, blank=True, default="")
    measured = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    measured_target = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    measured_on = models.DateField(null=True)
    task_count = models.IntegerField(default=0)
    task_done = models.IntegerField(default=0)
    task_due_on = models.DateField(null=True)
    urged = models.SmallIntegerField(default=0)
    urged_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["directive", "unit_path"], name="assignment_directive"),
            models.Index(
                fields=["unit_path", "due_on"],
                condition=~Q(stage__in=("accepted", "done")),
                name="assignment_owed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["duty", "unit", "organ"], name="assignment_given_once"),
        ]


class Urging(models.Model):
    """That a unit was urged about a directive: by which letter, about how many duties."""

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="urgings")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    paper = models.ForeignKey("documents.Paper", models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    duties = models.SmallIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["unit_path", "-on"], name="urging_path")]


class InspectionWish(models.Model):
    """A body put forward for the inspection programme because of a directive, until it is taken."""

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="wishes")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    reason = models.CharField(max_length=500)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)
    taken_on = models.DateField(null=True)
    taken_by = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["unit_path"], name="wish_path")]
        constraints = [models.UniqueConstraint(fields=["directive", "unit"], name="wish_once")]
