"""Work on records: requests to change them, doubles, verdicts of the centre, exports, filters."""

from django.db import models
from django.db.models import F, Q

from dangvu.members.models.people import Person


class ChangeRequest(models.Model):
    """A request to change one field of a record, with what stands there and what should.

    ``field`` is a code of the catalogue. Values of sensitive fields stand sealed in ``before`` and
    ``after``, which are bytes for that reason.
    """

    class State(models.TextChoices):
        OPEN = "open", "Chờ xem xét"
        ACCEPTED = "accepted", "Đã sửa"
        REFUSED = "refused", "Không chấp nhận"
        WITHDRAWN = "withdrawn", "Đã rút"

    person = models.ForeignKey(Person, models.CASCADE, related_name="requests")
    unit_path = models.CharField(max_length=120, db_collation="C")
    field = models.CharField(max_length=40)
    before = models.BinaryField()
    after = models.BinaryField()
    paper = models.CharField(max_length=300, blank=True, default="")
    reason = models.CharField(max_length=500)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answer = models.CharField(max_length=500, blank=True, default="")
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=150)
    by_member = models.BooleanField(default=False)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["unit_path", "state"], name="request_path_state"),
            models.Index(fields=["person"], name="request_person"),
        ]


class Pair(models.Model):
    """Two records that may be of one person, and what was decided about them.

    Both stand in a branch whose root is ``unit_path``: their nearest common superior.
    """

    class Why(models.TextChoices):
        CITIZEN = "citizen", "Cùng số định danh"
        CARD = "card", "Cùng số thẻ đảng"
        NAME_BIRTH = "name_birth", "Cùng họ tên, ngày sinh"
        ALIKE = "alike", "Họ tên gần giống, cùng ngày sinh"

    class State(models.TextChoices):
        OPEN = "open", "Chờ xem"
        DIFFERENT = "different", "Hai người khác nhau"
        MERGED = "merged", "Đã gộp"

    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    why = models.CharField(max_length=10, choices=Why)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(max_length=300, blank=True, default="")
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["unit_path", "state"], name="pair_path_state")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
        ]


class Merge(models.Model):
    """Two records made one: what was taken from the one given up, so that it can be undone."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="merges")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    given_up = models.BinaryField()
    before = models.BinaryField()
    merged_at = models.DateTimeField()
    merged_by = models.CharField(max_length=150)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=150, blank=True, default="")


class Verdict(models.Model):
    """What the centre found wrong with one member's row of the national workbook; or, where
    ``columns`` is ``removal``, a request of that workbook to take the row out, for whoever keeps
    the record to decide.

    It is mended once the record has changed in a field it speaks of (``columns``, else its words),
    or somebody says so; ``mended_batch`` is the workbook that brought the change, if one did.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="verdicts")
    unit_path = models.CharField(max_length=120, db_collation="C")
    result = models.CharField(max_length=200)
    detail = models.CharField(max_length=1000, blank=True, default="")
    columns = models.CharField(max_length=300, blank=True, default="")
    batch = models.BigIntegerField(null=True)
    came_on = models.DateField()
    mended_at = models.DateTimeField(null=True)
    mended_by = models.CharField(max_length=150, blank=True, default="")
    mended_batch = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["unit_path"], condition=Q(mended_at=None), name="verdict_open_path"
            ),
            models.Index(fields=["person"], name="verdict_person"),
            models.Index(
                fields=["mended_batch"],
                condition=Q(mended_batch__isnull=False),
                name="verdict_mended_batch",
            ),
        ]


class Export(models.Model):
    """A file of members' records somebody took: kept for a limited time, to be taken again.

    ``person`` is the one it is about where it is about one.
    """

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    unit_id = models.BigIntegerField()
    unit_path = models.CharField(max_length=120, db_collation="C")
    account_id = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    count = models.IntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account_id", "-made_at"], name="export_account")]


class SavedFilter(models.Model):
    """A search somebody keeps: its name and the words of its address."""

    account_id = models.BigIntegerField()
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account_id", "name"], name="filter_once")]
