"""Bulk workbooks on their way in: staged, judged row by row, then committed or dropped."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dangvu.kernel import desks


class Batch(models.Model):
    """One uploaded workbook (or pasted table). Nothing of it counts until it is committed."""

    class State(models.TextChoices):
        RECEIVED = "received", "Đang đọc"
        FAILED = "failed", "Không đọc được"
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


def _of_batch(name: str) -> models.ForeignKey:
    """Rows of a long table come by the hundred thousand: the key is not checked row by row."""
    return models.ForeignKey(
        Batch, models.CASCADE, related_name=name, db_constraint=False, db_index=False
    )


class Line(models.Model):
    """A row of a long table, read and kept as text until it is written: ``cells`` in the order of
    the kind's own list. What must not stand open is sealed beside them, with its keyed hash.

    ``place`` is the unit found for it; ``readable`` tells whether no cell refused to be read.
    """

    batch = _of_batch("lines")
    unit_path = models.CharField(max_length=120, db_collation="C")
    number = models.IntegerField()
    cells = ArrayField(models.TextField())
    place = models.BigIntegerField(null=True)
    key = models.BinaryField(null=True)
    sealed = models.BinaryField(null=True)
    readable = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="line_once")]


class Fault(models.Model):
    """One thing to tell about one row of a long table: where, what stood there, why.

    ``read`` faults come from the cells; the others are found anew at every check. A value of a
    sealed column stands sealed too. A row with a fault that ``blocks`` is not written.
    """

    batch = _of_batch("faults")
    unit_path = models.CharField(max_length=120, db_collation="C")
    number = models.IntegerField()
    column = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    message = models.CharField(max_length=1000)
    value = models.CharField(max_length=200, blank=True, default="")
    value_sealed = models.BinaryField(null=True)
    blocks = models.BooleanField()
    read = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["batch", "number"], name="fault_row")]


class Finding(models.Model):
    """What a row of a long table would do, or did: enter somebody, change a record, nothing.

    ``subject`` is the record it is about, or will be; ``changes`` the fields with their values
    before and after (sealed ones with none). ``before_key`` and ``before_sealed`` keep a sealed
    value that was replaced, ``before_names`` what was made of a name that was, for undoing.
    """

    class Standing(models.TextChoices):
        NEW = "new", "Mới"
        CHANGED = "changed", "Thay đổi"
        SAME = "same", "Không đổi"
        REFUSED = "refused", "Cần sửa"

    batch = _of_batch("findings")
    unit_path = models.CharField(max_length=120, db_collation="C")
    number = models.IntegerField()
    standing = models.CharField(max_length=7, choices=Standing)
    subject = models.BigIntegerField(null=True)
    changes = models.JSONField(null=True)
    before_key = models.BinaryField(null=True)
    before_sealed = models.BinaryField(null=True)
    before_names = ArrayField(models.TextField(), null=True)

    class Meta:
        indexes = [
            models.Index(fields=["batch", "standing", "number"], name="finding_standing"),
            # What workbooks changed on a record.
            models.Index(
                fields=["subject"], condition=models.Q(standing="changed"), name="finding_changed"
            ),
        ]


class Mapping(models.Model):
    """Which column of a sender's workbook holds which field, remembered by the shape of its header.

    ``shape`` is a hash of the header's titles, ``columns`` gives title to field.
    """

    kind = models.CharField(max_length=20)
    unit_id = models.BigIntegerField()
    unit_path = models.CharField(max_length=120, db_collation="C")
    name = models.CharField(max_length=80)
    shape = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "unit_id", "name"], name="mapping_name"),
        ]
        indexes = [models.Index(fields=["kind", "shape"], name="mapping_shape")]


class UnitChoice(models.Model):
    """What a sender means by a text that names no unit, or several: chosen once on the screen, and
    taken in every workbook of that sender since. ``chosen_id`` is the unit meant."""

    kind = models.CharField(max_length=20)
    unit_id = models.BigIntegerField()
    unit_path = models.CharField(max_length=120, db_collation="C")
    text = models.CharField(max_length=200)
    chosen_id = models.BigIntegerField()
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "unit_id", "text"], name="unitchoice_once"),
        ]


class Job(desks.Asked):
    """A long step of a batch, done by ``dangvu work``: who asked for it, how far it is.

    ``done`` of ``total`` rows in ``stage``. Whoever works on it holds an advisory lock of its id,
    which ends with the process; a running job nobody holds is begun anew.
    """

    class Step(models.TextChoices):
        READ = "read", "Đọc và kiểm tra"
        WRITE = "write", "Ghi"
        UNWRITE = "unwrite", "Hoàn tác"

    State = desks.State

    batch_id = models.BigIntegerField()
    unit_path = models.CharField(max_length=120, db_collation="C")
    step = models.CharField(max_length=7, choices=Step)
    only_valid = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=desks.IS_OPEN, name="job_open"),
            models.Index(fields=["batch_id", "-id"], name="job_batch"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["batch_id"], condition=desks.IS_OPEN, name="job_once")
        ]
