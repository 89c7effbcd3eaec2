"""Obstacles and recommendations of members: a number, a day, an answer (R10.4)."""

from django.db import models
from django.db.models import Q

from dangvu.tasks.catalogue import Subject
from dangvu.tasks.models.directives import Directive

SUBJECTS = [(one.value, one.label_vi) for one in Subject]


class PetitionBook(models.Model):
    """The running number of a cell's book of obstacles in a year; kept by trigger."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    last_number = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="petitionbook_once")]


class Petition(models.Model):
    """An obstacle a member met, or what the member recommends.

    ``unit`` is the member's cell, ``holder`` who must answer now; ``top_path`` is the highest it
    has been passed up to. ``number`` runs within the cell and year and is given by the database.
    """

    class State(models.TextChoices):
        RAISED = "raised", "Mới gửi"
        HELD = "held", "Đang xem xét"
        PASSED = "passed", "Đã chuyển cấp trên"
        JOINED = "joined", "Gộp vào kiến nghị khác"
        ANSWERED = "answered", "Đã trả lời"
        WITHDRAWN = "withdrawn", "Đã rút"

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    number = models.IntegerField(default=0)
    subject = models.CharField(max_length=12, choices=SUBJECTS)
    what = models.TextField()
    wish = models.TextField(blank=True, default="")
    directive = models.ForeignKey(Directive, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.RAISED)
    raised_on = models.DateField()
    due_on = models.DateField()
    holder = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    holder_path = models.CharField(max_length=120, db_collation="C")
    holder_due_on = models.DateField()
    top_path = models.CharField(max_length=120, db_collation="C")
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    answer = models.TextField(blank=True, default="")
    answered_on = models.DateField(null=True)
    answered_by = models.CharField(max_length=150, blank=True, default="")
    read_at = models.DateTimeField(null=True)
    by_member = models.BooleanField(default=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [
            models.Index(fields=["unit_path", "-raised_on"], name="petition_path"),
            models.Index(
                fields=["holder_path", "holder_due_on"],
                condition=Q(state__in=("raised", "held", "passed")),
                name="petition_held",
            ),
            models.Index(fields=["person"], name="petition_person"),
            models.Index(fields=["top_path", "-raised_on"], name="petition_top"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "number"], name="petition_number"),
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(answer=""), name="petition_answer_is_said"
            ),
        ]


class PetitionStep(models.Model):
    """What was done about an obstacle, by whom, and why; only added."""

    class Kind(models.TextChoices):
        RAISED = "raised", "Gửi"
        TAKEN = "taken", "Nhận xem xét"
        PASSED = "passed", "Chuyển cấp trên"
        SENT_BACK = "sent_back", "Chuyển lại"
        JOINED = "joined", "Gộp"
        ANSWERED = "answered", "Trả lời"
        WITHDRAWN = "withdrawn", "Rút"

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="steps")
    person = models.ForeignKey("members.Person", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    kind = models.CharField(max_length=9, choices=Kind)
    on = models.DateField()
    holder = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    text = models.TextField(blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["petition", "id"], name="petitionstep_order")]
