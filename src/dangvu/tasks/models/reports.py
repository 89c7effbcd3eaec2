"""What units answer: reports of each period, extensions; and which digests went out."""

from django.db import models
from django.db.models import Q

from dangvu.tasks.models.directives import Assignment, Directive, Duty


class Report(models.Model):
    """The answer of a unit about a duty, for one period of it.

    ``figures`` are dicts ``code, label, value, unit, source, as_of``: what the system knew when it
    was written, and what was typed. ``late_days`` are working days after ``due_on``. A report that
    came back is sent again: ``rounds`` counts, ``reason`` says why it came back last.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Đang soạn"
        SENT = "sent", "Đã gửi"
        RETURNED = "returned", "Trả lại"
        ACCEPTED = "accepted", "Đã nhận"

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="reports")
    directive = models.ForeignKey(Directive, models.CASCADE, related_name="reports")
    root = models.ForeignKey(Duty, models.CASCADE, related_name="+", db_index=False)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    figures = models.JSONField(default=list)
    results = models.TextField(blank=True, default="")
    difficulties = models.TextField(blank=True, default="")
    proposals = models.TextField(blank=True, default="")
    next_steps = models.TextField(blank=True, default="")
    number_symbol = models.CharField(max_length=60, blank=True, default="")
    signed_post = models.CharField(max_length=120, blank=True, default="")
    signed_by = models.CharField(max_length=150, blank=True, default="")
    paper = models.ForeignKey("documents.Paper", models.PROTECT, null=True, related_name="+")
    sent_on = models.DateField(null=True)
    late_days = models.SmallIntegerField(null=True)
    rounds = models.SmallIntegerField(default=0)
    reason = models.CharField(max_length=500, blank=True, default="")
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=150, blank=True, default="")
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=150)

    class Meta:
        indexes = [
            models.Index(fields=["unit_path", "state"], name="report_path"),
            models.Index(fields=["root", "period_start"], name="report_root"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "period_start"], nulls_distinct=False, name="report_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""), name="report_returned_says_why"
            ),
        ]


class Extension(models.Model):
    """More time asked for a duty, and what was answered."""

    class State(models.TextChoices):
        ASKED = "asked", "Đang chờ"
        GRANTED = "granted", "Đồng ý"
        REFUSED = "refused", "Không đồng ý"

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="extensions")
    unit_path = models.CharField(max_length=120, db_collation="C")
    due_on = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    answer = models.CharField(max_length=500, blank=True, default="")
    asked_on = models.DateField()
    asked_by = models.CharField(max_length=150)
    decided_on = models.DateField(null=True)
    decided_by = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["unit_path", "state"], name="extension_path")]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(state="asked"), name="extension_one_open"
            )
        ]


class Digest(models.Model):
    """That an account's list of a day went out by e-mail; it never goes twice."""

    account_id = models.BigIntegerField()
    unit_path = models.CharField(max_length=120, db_collation="C")
    day = models.DateField()
    items = models.SmallIntegerField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account_id", "day"], name="digest_once")]
