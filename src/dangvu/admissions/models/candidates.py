"""Cases: persons on the way from the source list to official membership, and what is done."""

from django.db import models
from django.db.models import Q

from dangvu.admissions.models.recorded import Admission
from dangvu.rules.admissions import SourceGroup

SOURCE_CHOICES = [(group.value, group.label_vi) for group in SourceGroup]


class Case(models.Model):
    """A person on the way, from the source list to the card (R2.2).

    ``stage`` to ``red_on`` say where the case stands, as the fold of its steps had it at the last
    action: ``due_on`` the nearest limit and ``due_code`` which, ``red_on`` the first day on which
    it is nearly used up. ``rule_on`` is the day whose rules the case keeps.
    ``person`` and ``admission`` stand from the decision on. ``left_on`` and the five after it tell
    of an earlier membership (R2.23); ``left_how`` is a word of ``LeftHow``.
    Whoever asks to be taken off, and whoever was kept long enough after the end (``retain_until``),
    is blanked: ``removed_at``.
    """

    class IntroducedBy(models.TextChoices):
        CELL = "cell", "Chi bộ"
        YOUTH = "youth", "Đoàn Thanh niên"
        UNION = "union", "Công đoàn"
        FRONT = "front", "Mặt trận Tổ quốc"
        ASSOCIATION = "association", "Hội, đoàn thể khác"

    class LeftHow(models.TextChoices):
        STRUCK_OFF = "xoa_ten", "Xóa tên"
        EXPELLED = "khai_tru", "Khai trừ"
        DROPPED = "bo_sinh_hoat", "Tự bỏ sinh hoạt Đảng"
        ASKED = "xin_ra", "Xin ra khỏi Đảng"
        DISUNITED = "mat_doan_ket", "Vi phạm nghiêm trọng, gây mất đoàn kết nội bộ"
        CORRUPT = "tham_nhung", "Bị kết án vì tội tham nhũng"
        CONVICTED = "toi_nghiem_trong", "Bị kết án vì tội nghiêm trọng trở lên"

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    full_name = models.CharField(max_length=120)
    search_key = models.CharField(max_length=120, db_collation="C")
    sort_key = models.CharField(max_length=240, db_collation="C")
    birth_on = models.DateField(null=True)
    sex = models.CharField(max_length=1)
    ethnic_group = models.CharField(max_length=2)
    religious = models.BooleanField(default=False)
    youth_union = models.BooleanField(default=False)
    trade_union = models.BooleanField(default=False)
    occupation = models.CharField(max_length=200, blank=True, default="")
    source_group = models.CharField(max_length=30, choices=SOURCE_CHOICES)
    area = models.CharField(max_length=200, blank=True, default="")
    introduced_by = models.CharField(max_length=12, choices=IntroducedBy)
    in_charge = models.ForeignKey("members.Person", models.PROTECT, null=True, related_name="+")
    consent_on = models.DateField(null=True)
    opened_on = models.DateField()
    stage = models.CharField(max_length=20)
    side = models.CharField(max_length=20, blank=True, default="")
    stage_since = models.DateField()
    due_on = models.DateField(null=True)
    due_code = models.CharField(max_length=40, blank=True, default="")
    red_on = models.DateField(null=True)
    rule_on = models.DateField()
    person = models.ForeignKey("members.Person", models.PROTECT, null=True, related_name="+")
    admission = models.ForeignKey(Admission, models.PROTECT, null=True, related_name="+")
    readmission = models.BooleanField(default=False)
    left_on = models.DateField(null=True)
    left_how = models.CharField(max_length=40, blank=True, default="")
    readmission_consent_on = models.DateField(null=True)
    readmission_paper = models.CharField(max_length=200, blank=True, default="")
    readmitted_before = models.SmallIntegerField(default=0)
    conviction_cleared_on = models.DateField(null=True)
    certificate_number = models.CharField(max_length=60, blank=True, default="")
    certificate_on = models.DateField(null=True)
    new_certificate_number = models.CharField(max_length=60, blank=True, default="")
    new_certificate_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    retain_until = models.DateField(null=True)
    removed_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [
            models.Index(fields=["unit_path", "sort_key", "id"], name="case_path_name"),
            models.Index(
                fields=["unit_path"],
                include=["stage", "side", "red_on", "due_on"],
                condition=Q(closed_on=None),
                name="case_open_path",
            ),
            models.Index(
                fields=["stage", "due_on", "id"],
                include=["unit_path"],
                condition=Q(closed_on=None),
                name="case_stage",
            ),
            models.Index(
                fields=["sort_key", "id"],
                include=["unit_path"],
                condition=Q(closed_on=None),
                name="case_name",
            ),
            models.Index(
                fields=["red_on", "id"],
                include=["unit_path"],
                condition=Q(closed_on=None),
                name="case_red",
            ),
            models.Index(
                fields=["due_on", "id"],
                include=["unit_path"],
                condition=Q(closed_on=None),
                name="case_due",
            ),
            models.Index(fields=["person"], name="case_person"),
            models.Index(
                fields=["retain_until"], condition=Q(removed_at=None), name="case_retained"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["admission"], condition=Q(admission__isnull=False), name="case_admission"
            )
        ]


class CaseStep(models.Model):
    """A step somebody recorded of a case (``rules.procedure.Step``); rows are only added.

    What takes a step back is a row of its own that names it (``annuls``). ``ordinal`` counts the
    rows of one step in one case: two who record the same step at once meet there, and one is told.
    ``vote`` holds the numbers of a vote as ``rules.procedure.Vote`` names them. ``unit`` is where
    the case stood on that day.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="steps", db_index=False)
    unit_path = models.CharField(max_length=120, db_collation="C")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    step = models.CharField(max_length=30)
    ordinal = models.SmallIntegerField(default=1)
    on = models.DateField()
    until = models.DateField(null=True)
    number = models.CharField(max_length=60, blank=True, default="")
    issuer = models.CharField(max_length=200, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")
    vote = models.JSONField(null=True)
    annuls = models.ForeignKey("self", models.CASCADE, null=True, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["unit_path", "step", "on"], name="step_path")]
        constraints = [
            models.UniqueConstraint(fields=["case", "step", "ordinal"], name="step_once"),
            models.UniqueConstraint(
                fields=["annuls"], condition=Q(annuls__isnull=False), name="step_annulled_once"
            ),
        ]


class CaseHelper(models.Model):
    """Who introduces or helps the person of a case, from when until when.

    ``person`` where it is a member of the register within sight, else ``name`` alone. Of an
    introducer: which ``kind`` (``rules.procedure.Introducer``), since when official and in the same
    unit.
    """

    class Role(models.TextChoices):
        INTRODUCER = "introducer", "Người giới thiệu"
        HELPER = "helper", "Người giúp đỡ"

    case = models.ForeignKey(Case, models.CASCADE, related_name="helpers")
    unit_path = models.CharField(max_length=120, db_collation="C")
    person = models.ForeignKey("members.Person", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=10, choices=Role)
    kind = models.CharField(max_length=12, default="member")
    official_on = models.DateField(null=True)
    same_unit_since = models.DateField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit_path"], name="helper_path")]


class HelperRemark(models.Model):
    """A helper's periodic remark on work and study: never on anybody's politics."""

    helper = models.ForeignKey(CaseHelper, models.CASCADE, related_name="remarks")
    unit_path = models.CharField(max_length=120, db_collation="C")
    on = models.DateField()
    text = models.CharField(max_length=1000)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["unit_path"], name="remark_path")]
        constraints = [models.UniqueConstraint(fields=["helper", "on"], name="remark_once")]


class CasePaper(models.Model):
    """A paper of the checklist in hand: attached (``content`` sealed), or noted with where it is
    kept (``kept_at``)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="papers")
    unit_path = models.CharField(max_length=120, db_collation="C")
    code = models.CharField(max_length=20)
    on = models.DateField(null=True)
    number = models.CharField(max_length=60, blank=True, default="")
    kept_at = models.CharField(max_length=200, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")
    file_name = models.CharField(max_length=200, blank=True, default="")
    content = models.BinaryField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["unit_path"], name="casepaper_path")]


class CaseMove(models.Model):
    """A case on its way to another unit (R2.10): sent by one side, taken or returned by the other.

    Both see the row; the receiving side sees the case itself once it has taken it.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="moves")
    full_name = models.CharField(max_length=120)
    from_unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    from_path = models.CharField(max_length=120, db_collation="C")
    to_unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    to_path = models.CharField(max_length=120, db_collation="C")
    sent_on = models.DateField()
    number = models.CharField(max_length=60, blank=True, default="")
    taken_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    returned_reason = models.CharField(max_length=300, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [
            models.Index(fields=["from_path"], name="casemove_from"),
            models.Index(fields=["to_path"], name="casemove_to"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(taken_on=None, returned_on=None),
                name="casemove_one_under_way",
            )
        ]


class Reminder(models.Model):
    """A limit of a case that somebody was reminded of: once for each mark it passes."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="reminders", db_index=False)
    unit_path = models.CharField(max_length=120, db_collation="C")
    code = models.CharField(max_length=40)
    due_on = models.DateField()
    mark = models.CharField(max_length=10)
    on = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit_path", "on"], name="reminder_path")]
        constraints = [
            models.UniqueConstraint(fields=["case", "code", "due_on", "mark"], name="reminder_once")
        ]
