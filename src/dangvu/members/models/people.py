"""A member as of today, the particulars of the record, posts, and headcounts kept by trigger."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dangvu.rules.membership import STATUS_CHOICES


class Sex(models.TextChoices):
    MALE = "M", "Nam"
    FEMALE = "F", "Nữ"


class Person(models.Model):
    """A member as of today: what lists, filters and statistics ask for.

    ``unit_path`` copies the unit's path: the row's place for scope and row security. ``unit``,
    ``status``, ``joined_on`` and ``official_on`` follow from the events of the person
    (``rules.membership``). ``ethnic_group`` is the code of 1979 (01 Kinh), ``religion`` the code of
    2008, empty for none; both are sensitive (R14.2). ``citizen_key`` is the keyed hash of the
    citizen number, which itself stands sealed in ``Particulars``. Codes of education are those of
    ``catalogue``; ``source_group`` is where the person came from when admitted.
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+", db_index=False)
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
    status = models.CharField(max_length=20, choices=STATUS_CHOICES)
    joined_on = models.DateField(null=True)
    official_on = models.DateField(null=True)
    card_number = models.CharField(max_length=12, blank=True, default="", db_default="")
    citizen_key = models.BinaryField(null=True)
    general_education = models.CharField(max_length=5, blank=True, default="", db_default="")
    professional = models.CharField(max_length=5, blank=True, default="", db_default="")
    academic_title = models.CharField(max_length=5, blank=True, default="", db_default="")
    theory = models.CharField(max_length=5, blank=True, default="", db_default="")
    source_group = models.CharField(max_length=20, blank=True, default="", db_default="")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["unit_path", "status"], name="person_path_status"),
            models.Index(fields=["unit_path", "sort_key", "id"], name="person_path_name"),
            models.Index(fields=["sort_key", "id"], name="person_name"),
            models.Index(fields=["unit"], name="person_unit"),
            models.Index(fields=["search_key", "birth_on"], name="person_search_birth"),
            models.Index(
                fields=["card_number"], condition=~Q(card_number=""), name="person_card"
            ),
            models.Index(
                fields=["citizen_key"], condition=Q(citizen_key__isnull=False),
                name="person_citizen",
            ),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=Q(official_on=None) | Q(official_on__gte=F("joined_on")),
                name="person_official_after_joined",
            )
        ]


class Particulars(models.Model):
    """The rest of a member's record, one row a person: read only when the record is opened.

    What is sealed (``kernel.sealing``) is bytes. Addresses stand twice: by the units since
    1 July 2025 (``*_country``, ``*_province``, ``*_detail``), and as written before (``*_before``).
    ``dossier_types`` are the numbers of the 104 types of papers that lie in the dossier.
    """

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True)
    unit_path = models.CharField(max_length=120, db_collation="C")
    national_id = models.CharField(max_length=40, blank=True, default="")
    other_name = models.CharField(max_length=120, blank=True, default="")
    birth_name = models.CharField(max_length=120, blank=True, default="")
    citizen_sealed = models.BinaryField(null=True)
    identity_old = models.CharField(max_length=12, blank=True, default="")
    card_place = models.CharField(max_length=200, blank=True, default="")
    card_on = models.DateField(null=True)
    card_old = models.CharField(max_length=20, blank=True, default="")
    birth_country = models.CharField(max_length=80, blank=True, default="")
    birth_province = models.CharField(max_length=80, blank=True, default="")
    birth_detail = models.CharField(max_length=300, blank=True, default="")
    birth_before = models.CharField(max_length=300, blank=True, default="")
    home_country = models.CharField(max_length=80, blank=True, default="")
    home_province = models.CharField(max_length=80, blank=True, default="")
    home_detail = models.CharField(max_length=300, blank=True, default="")
    home_before = models.CharField(max_length=300, blank=True, default="")
    residence_country = models.CharField(max_length=80, blank=True, default="")
    residence_province = models.CharField(max_length=80, blank=True, default="")
    residence_detail = models.CharField(max_length=300, blank=True, default="")
    residence_before = models.CharField(max_length=300, blank=True, default="")
    professional_field = models.CharField(max_length=200, blank=True, default="")
    languages = models.CharField(max_length=200, blank=True, default="")
    occupation_before = models.CharField(max_length=200, blank=True, default="")
    workplace = models.CharField(max_length=200, blank=True, default="")
    position = models.CharField(max_length=200, blank=True, default="")
    background = models.CharField(max_length=40, blank=True, default="")
    service = models.CharField(max_length=40, blank=True, default="")
    youth_union_on = models.DateField(null=True)
    joined_place = models.CharField(max_length=200, blank=True, default="")
    official_place = models.CharField(max_length=200, blank=True, default="")
    introducers = models.CharField(max_length=300, blank=True, default="")
    dossier_number = models.CharField(max_length=40, blank=True, default="")
    dossier_place = models.CharField(max_length=200, blank=True, default="")
    dossier_types = ArrayField(models.SmallIntegerField(), default=list)
    health_sealed = models.BinaryField(null=True)
    phone = models.CharField(max_length=20, blank=True, default="")
    note = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["unit_path"], name="particulars_path")]


class Post(models.Model):
    """A post held in a unit's committee, with its time. ``term`` names the committee's term."""

    class Kind(models.TextChoices):
        SECRETARY = "secretary", "Bí thư"
        DEPUTY = "deputy_secretary", "Phó Bí thư"
        STANDING = "standing", "Ủy viên Ban Thường vụ"
        COMMITTEE = "committee", "Cấp ủy viên"

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    kind = models.CharField(max_length=20, choices=Kind)
    term = models.CharField(max_length=20, blank=True, default="", db_default="")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit", "kind"], name="post_unit")]


class Headcount(models.Model):
    """Members of one unit by status, kept by trigger on ``members_person``: figures without a
    name."""

    unit_id = models.BigIntegerField(primary_key=True)
    unit_path = models.CharField(max_length=120, db_collation="C")
    official = models.IntegerField(default=0)
    probationary = models.IntegerField(default=0)
    exempt = models.IntegerField(default=0)
    away = models.IntegerField(default=0, db_default=0)
    abroad = models.IntegerField(default=0, db_default=0)
    suspended = models.IntegerField(default=0, db_default=0)

    class Meta:
        indexes = [models.Index(fields=["unit_path"], name="headcount_path")]


class BranchCount(models.Model):
    """Headcounts summed for each branch of the third level (``path`` of three labels, or fewer
    where members stand higher): what a province or the nation is counted from. Kept by trigger."""

    path = models.CharField(max_length=120, db_collation="C", primary_key=True)
    official = models.IntegerField(default=0)
    probationary = models.IntegerField(default=0)
    exempt = models.IntegerField(default=0)
    away = models.IntegerField(default=0)
    abroad = models.IntegerField(default=0)
    suspended = models.IntegerField(default=0)
