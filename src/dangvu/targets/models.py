"""Targets, the policy that reads them, the month and what is frozen of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Campaign(models.Model):
    """A year's (or term's) targets given by one decision (number, date, issuer: R0.0)."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    decision_number = models.CharField(max_length=60)
    decision_on = models.DateField()
    issuer = models.CharField(max_length=200)
    total = models.IntegerField(null=True)
    base_on = models.DateField()
    ratio = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "starts_on", "ends_on"], name="campaign_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="campaign_period"),
        ]


class Target(models.Model):
    """What one unit owes in a campaign: at first ``assigned``, then with its adjustments.

    ``plan`` holds twelve numbers, January to December, or nothing (an even curve is then assumed
    where one is needed). ``counted_from`` tells whether results come from records or, while the
    unit is not on the system, from the counts it reports.
    """

    class Source(models.TextChoices):
        RECORDS = "records", "Hồ sơ"
        REPORTS = "reports", "Số đếm báo cáo"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="targets")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    assigned = models.IntegerField()
    base_members = models.IntegerField(null=True)
    plan = ArrayField(models.IntegerField(), size=12, null=True)
    counted_from = models.CharField(max_length=8, choices=Source, default=Source.RECORDS)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit_path"], name="target_path")]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "unit"], name="target_once"),
            models.CheckConstraint(
                condition=Q(assigned__gte=0, assigned__lte=100_000), name="target_range"
            ),
        ]


class Adjustment(models.Model):
    """A change of a target from a day on, with its reason and paper."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="adjustments")
    delta = models.IntegerField()
    effective_on = models.DateField()
    reason = models.TextField()
    paper = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)


class SubTarget(models.Model):
    """The part of a target that shall come from one source group."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="subtargets")
    source_group = models.CharField(max_length=30)
    number = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "source_group"], name="subtarget_once"),
            models.CheckConstraint(condition=Q(number__gte=0), name="subtarget_range"),
        ]


class MonthlyCount(models.Model):
    """What a unit reported for a month as bare numbers; a later report replaces, none is lost."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    month = models.DateField()
    admitted = models.IntegerField()
    female = models.IntegerField(null=True)
    ethnic_minority = models.IntegerField(null=True)
    religious = models.IntegerField(null=True)
    youth_union = models.IntegerField(null=True)
    reported_at = models.DateTimeField()
    reported_by = models.CharField(max_length=150)
    replaced_at = models.DateTimeField(null=True)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit_path", "month"], name="monthlycount_path")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "month"],
                condition=Q(replaced_at=None),
                name="monthlycount_once",
            ),
            models.CheckConstraint(
                condition=Q(admitted__gte=0, admitted__lte=10_000), name="monthlycount_range"
            ),
        ]


class Policy(models.Model):
    """How bodies are classed from a day on (R11.5, R11.6): the province's own choice, dated."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    since = models.DateField()
    mode = models.CharField(max_length=8)
    high_from = models.DecimalField(max_digits=6, decimal_places=4)
    medium_from = models.DecimalField(max_digits=6, decimal_places=4)
    date_basis = models.CharField(max_length=8)
    zero_months = models.SmallIntegerField()
    reason = models.TextField()
    paper = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(high_from__gt=F("medium_from"), medium_from__gt=0),
                name="policy_bands",
            ),
        ]


class Finding(models.Model):
    """Why a body lags in a month, and what is done about it, by whom, by when.

    ``suggested``: the cause the forecast suggested when this was written, empty where none:
    the officer confirmed it or chose another.
    """

    class Cause(models.TextChoices):
        NO_SOURCE = "no_source", "Thiếu nguồn"
        NOT_SENT = "not_sent", "Nguồn chưa được cử học lớp nhận thức"
        NO_CLASS = "no_class", "Chưa mở được lớp"
        VETTING = "vetting", "Hồ sơ chờ thẩm tra lâu"
        NO_MEETING = "no_meeting", "Chi bộ chưa họp đều"
        LEADERSHIP = "leadership", "Lãnh đạo, chỉ đạo chưa quyết liệt"
        OTHER = "other", "Nguyên nhân khác"

    class Outcome(models.TextChoices):
        OPEN = "open", "Đang làm"
        DONE = "done", "Đã xong"
        FAILED = "failed", "Chưa đạt"

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    month = models.DateField()
    cause = models.CharField(max_length=20, choices=Cause)
    suggested = models.CharField(max_length=20, choices=Cause, blank=True, default="")
    detail = models.TextField(blank=True)
    remedy = models.TextField()
    responsible = models.CharField(max_length=200)
    due_on = models.DateField()
    outcome = models.CharField(max_length=6, choices=Outcome, default=Outcome.OPEN)
    follow_up = models.TextField(blank=True)
    followed_up_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [
            models.Index(fields=["unit_path", "month"], name="finding_path"),
            models.Index(fields=["outcome", "due_on"], name="finding_due"),
        ]


class Accountability(models.Model):
    """The paper of a review of collective and individual responsibility after months at zero."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    month = models.DateField()
    paper_number = models.CharField(max_length=60)
    paper_on = models.DateField()
    issuer = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="accountability_once"),
        ]


class Closing(models.Model):
    """A closed month of one unit's sheet: revision 1, and one more for each later correction."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="closings")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    month = models.DateField()
    revision = models.IntegerField()
    policy = models.JSONField()
    totals = models.JSONField()
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=list)
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "unit", "month", "revision"], name="closing_once"
            )
        ]


class ClosedRow(models.Model):
    """One body's line of a closed month, as published, and the admissions behind its figures."""

    closing = models.ForeignKey(Closing, models.CASCADE, related_name="rows")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    position = models.IntegerField()
    line = models.JSONField()
    admissions = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["closing", "unit"], name="closedrow_once")]
