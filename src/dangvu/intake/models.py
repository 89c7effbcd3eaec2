"""Bulk workbooks on their way in: staged, judged row by row, then committed or dropped."""

from django.db import models
from django.db.models import Q


class Batch(models.Model):
    """One uploaded workbook (or pasted table). Nothing of it counts until it is committed."""

    class State(models.TextChoices):
        STAGED = "staged", "Đang xem trước"
        COMMITTED = "committed", "Đã ghi"
        DROPPED = "dropped", "Đã bỏ"
        UNDONE = "undone", "Đã hoàn tác"

    kind = models.CharField(max_length=20)
    unit_id = models.BigIntegerField()
    unit_path = models.CharField(max_length=120, db_collation="C")
    options = models.JSONField(default=dict)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    sheet = models.CharField(max_length=100, blank=True)
    header_row = models.IntegerField(default=0)
    state = models.CharField(max_length=9, choices=State, default=State.STAGED)
    staged_at = models.DateTimeField()
    staged_by = models.CharField(max_length=150)
    account_id = models.BigIntegerField()
    committed_at = models.DateTimeField(null=True)
    summary = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["unit_path", "-staged_at"], name="batch_path")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "unit_id", "sha256"],
                condition=Q(state="committed"),
                name="batch_once",
            )
        ]

    @property
    def is_staged(self) -> bool:
        """Whether it waits to be written or thrown away."""
        return self.state == self.State.STAGED

    @property
    def is_committed(self) -> bool:
        """Whether its rows stand in the records."""
        return self.state == self.State.COMMITTED


class Row(models.Model):
    """A row of the workbook: what stood there, what was read, what is wrong, what was chosen.

    ``raw`` is the text of each column as shown, ``values`` what was read of it as plain JSON (and,
    once written, what was done). ``problems`` are those of ``catalogue.Problem``; a row is
    ``accepted`` while none of them blocks it. ``choice`` is the unit the user picked where the name
    was doubtful.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    unit_path = models.CharField(max_length=120, db_collation="C")
    number = models.IntegerField()
    raw = models.JSONField()
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    accepted = models.BooleanField(default=False)
    choice = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="row_once")]
