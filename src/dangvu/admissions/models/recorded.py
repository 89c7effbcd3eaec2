"""Admissions: who was admitted, where, by which decision, and what reports split by."""

from django.db import models
from django.db.models import F, Q


class Admission(models.Model):
    """The admission of one person by one decision (number, date, issuer: R0.0).

    ``unit_path`` is where the person's cell stands now: it gives reach. ``counted_path`` is where
    the cell stood on the day of the decision: there the admission counts, for good, so that last
    year's figures stay what they were when a cell moves.
    ``female`` to ``source_group`` are the attributes on the day of admission (R11.4).
    A wrong record is voided with a reason, never deleted.
    """

    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    counted_path = models.CharField(max_length=120, db_collation="C")
    decision_number = models.CharField(max_length=60)
    decision_on = models.DateField()
    issuer = models.CharField(max_length=200)
    ceremony_on = models.DateField(null=True)
    female = models.BooleanField()
    ethnic_minority = models.BooleanField()
    religious = models.BooleanField()
    youth_union = models.BooleanField()
    source_group = models.CharField(max_length=30)
    note = models.TextField(blank=True)
    batch_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["counted_path", "decision_on"], name="admission_decision"),
            models.Index(fields=["counted_path", "ceremony_on"], name="admission_ceremony"),
            models.Index(fields=["unit_path", "decision_on", "id"], name="admission_unit"),
            models.Index(fields=["batch_id"], name="admission_batch"),
            # The list, latest first, for a province; and all that a month's counts read.
            models.Index(
                fields=["-decision_on", "-id"],
                include=[
                    "unit_path",
                    "counted_path",
                    "female",
                    "ethnic_minority",
                    "religious",
                    "youth_union",
                    "source_group",
                ],
                condition=Q(voided_at=None),
                name="admission_latest",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "decision_on"],
                condition=Q(voided_at=None),
                name="admission_once",
                violation_error_message="Người này đã có quyết định kết nạp cùng ngày.",
            ),
            models.CheckConstraint(
                condition=Q(ceremony_on=None) | Q(ceremony_on__gte=F("decision_on")),
                name="admission_ceremony_after_decision",
            ),
        ]
