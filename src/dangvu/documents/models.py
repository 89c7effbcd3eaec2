"""Outgoing papers: terms, number series, models in Word, drafts and issued papers."""

from django.db import models
from django.db.models import Q


class Term(models.Model):
    """A committee's term: numbers run within it, not within a year (R13.3)."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "starts_on"], name="term_once")]


class Series(models.Model):
    """The running number of one type of paper of one issuer in one term; its row is the lock."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="series")
    type = models.CharField(max_length=4)
    organ = models.CharField(max_length=20)
    last_number = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["term", "type", "organ"], name="series_once")
        ]


class Model(models.Model):
    """A version of a Word model; the newest of a kind in a unit's office is the one in use."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    version = models.IntegerField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "version"], name="model_once")
        ]


class Paper(models.Model):
    """A paper: a draft without a number, then issued, frozen, with its hash.

    ``payload`` is what filled the model, ``about`` what it speaks of (month, revision, bodies).
    ``type`` is empty for a paper that goes with another one and takes no number of its own.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        ISSUED = "issued", "Đã phát hành"
        DROPPED = "dropped", "Đã bỏ"

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    subject_unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+")
    bundle = models.CharField(max_length=36, blank=True)
    type = models.CharField(max_length=4)
    organ = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    series = models.ForeignKey(Series, models.PROTECT, null=True)
    number = models.IntegerField(null=True)
    issued_on = models.DateField(null=True)
    model_version = models.ForeignKey(Model, models.PROTECT, null=True)
    payload = models.JSONField()
    about = models.JSONField(default=dict)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    drafted_at = models.DateTimeField()
    drafted_by = models.CharField(max_length=150)
    issued_by = models.CharField(max_length=150, blank=True)
    search_key = models.TextField(db_collation="C", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit_path", "-drafted_at"], name="paper_path"),
            models.Index(fields=["bundle"], name="paper_bundle"),
            models.Index(fields=["subject_unit"], name="paper_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number"], condition=Q(number__isnull=False), name="paper_number"
            ),
            models.CheckConstraint(
                condition=~Q(state="issued")
                | Q(number__isnull=False, issued_on__isnull=False, series__isnull=False)
                | Q(type="", issued_on__isnull=False),
                name="paper_issued_complete",
            ),
        ]


class Recipient(models.Model):
    """A line of the distribution list: printed under "Nơi nhận" ("Lưu Văn phòng"), or a unit the
    paper goes to, which may read it once it is issued."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="recipients")
    position = models.SmallIntegerField()
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=200)
    note = models.CharField(max_length=60, blank=True)
