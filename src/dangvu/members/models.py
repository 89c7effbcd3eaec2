"""Members: the smallest honest record, and who holds which post."""

from django.db import models
from django.db.models import F, Q


class Sex(models.TextChoices):
    MALE = "M", "Nam"
    FEMALE = "F", "Nữ"


class Status(models.TextChoices):
    PROBATIONARY = "DU_BI", "Dự bị"
    OFFICIAL = "CHINH_THUC", "Chính thức"
    EXEMPT = "MIEN_SINH_HOAT", "Miễn sinh hoạt"
    LEFT = "DA_RA_KHOI_DANG", "Đã ra khỏi Đảng"
    DIED = "TU_TRAN", "Từ trần"
    MISTAKEN = "GHI_NHAM", "Ghi nhầm, không phải đảng viên"


class Person(models.Model):
    """A member. ``unit_path`` copies the unit's path: the row's place for scope and row security.

    ``ethnic_group`` is the code of 1979 (01 Kinh), ``religion`` the code of 2008, empty for none;
    both are sensitive (R14.2).
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    full_name = models.CharField(max_length=120)
    search_key = models.CharField(max_length=120, db_collation="C")
    sort_key = models.CharField(max_length=240, db_collation="C")
    sex = models.CharField(max_length=1, choices=Sex)
    birth_on = models.DateField()
    ethnic_group = models.CharField(max_length=2)
    religion = models.CharField(max_length=2, blank=True)
    occupation = models.CharField(max_length=20, blank=True)
    youth_union = models.BooleanField(default=False)
    status = models.CharField(max_length=20, choices=Status)
    joined_on = models.DateField(null=True)
    official_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["unit_path", "status"], name="person_path_status"),
            models.Index(fields=["unit_path", "sort_key", "id"], name="person_path_name"),
            models.Index(fields=["sort_key", "id"], name="person_name"),
            models.Index(fields=["unit"], name="person_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(official_on=None) | Q(official_on__gte=F("joined_on")),
                name="person_official_after_joined",
            )
        ]


class Post(models.Model):
    """A post held in a unit's committee, with its time."""

    class Kind(models.TextChoices):
        SECRETARY = "secretary", "Bí thư"
        DEPUTY = "deputy_secretary", "Phó Bí thư"
        STANDING = "standing", "Ủy viên Ban Thường vụ"
        COMMITTEE = "committee", "Cấp ủy viên"

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    kind = models.CharField(max_length=20, choices=Kind)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "kind"], name="post_unit")]


class Headcount(models.Model):
    """Members of one unit, kept by trigger on ``members_person``: figures without a name."""

    unit_id = models.BigIntegerField(primary_key=True)
    unit_path = models.CharField(max_length=120, db_collation="C")
    official = models.IntegerField(default=0)
    probationary = models.IntegerField(default=0)
    exempt = models.IntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["unit_path"], name="headcount_path")]
