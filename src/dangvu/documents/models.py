"""The register of papers: terms, number series, models in Word, what was written and what came."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from dangvu.kernel.desks import IS_OPEN, Asked
from dangvu.rules.documents import Urgency

URGENCIES = [(one.value, one.mark_vi or "Thường") for one in Urgency]


class Term(models.Model):
    """A committee's term: numbers run within it, not within a year (R13.3)."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "starts_on"], name="term_once")]


class Series(models.Model):
    """The running number of one type of paper of one issuer in one term; its row is the lock.

    An office may keep several for one type: ``label`` tells them apart ("nhân sự").
    """

    term = models.ForeignKey(Term, models.PROTECT, related_name="series")
    type = models.CharField(max_length=4)
    organ = models.CharField(max_length=20)
    label = models.CharField(max_length=40, blank=True, default="")
    last_number = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["term", "type", "organ", "label"], name="series_once")
        ]


class ArrivalBook(models.Model):
    """The running number of papers that came to an office in a year; its row is the lock."""

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    last_number = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="arrivalbook_once")]


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
    """A paper of an office's register: written here (a draft without a number, then issued, frozen,
    with its hash), or one that came, or one issued elsewhere and only noted.

    What it is known by is ``number_symbol``, ``dated_on`` and ``issuer`` together (R0.0);
    ``identity`` is the three folded into one key. ``title`` is its subject. ``payload`` is what
    filled the model, ``about`` what it speaks of (month, revision, bodies). ``type`` is empty for
    a paper that goes with another one and takes no number of its own; ``document_type`` is a
    ``rules.documents.DocumentType``. Of a paper with a ``secrecy`` mark the line alone is kept.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Dự thảo"
        ISSUED = "issued", "Đã phát hành"
        RECEIVED = "received", "Văn bản đến"
        DROPPED = "dropped", "Đã bỏ"

    class Secrecy(models.TextChoices):
        OPEN = "", "Thường"
        SECRET = "secret", "MẬT"
        TOP = "top", "TỐI MẬT"
        UTMOST = "utmost", "TUYỆT MẬT"

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
    number_symbol = models.CharField(max_length=60, blank=True, default="")
    dated_on = models.DateField(null=True)
    issuer = models.CharField(max_length=200, blank=True, default="")
    identity = models.CharField(max_length=300, blank=True, default="", db_collation="C")
    document_type = models.CharField(max_length=13, blank=True, default="")
    urgency = models.CharField(max_length=11, choices=URGENCIES, default=Urgency.ORDINARY.value)
    scope_mark = models.CharField(max_length=60, blank=True, default="")
    secrecy = models.CharField(
        max_length=6, choices=Secrecy, blank=True, default=Secrecy.OPEN.value
    )
    received_on = models.DateField(null=True)
    arrival_year = models.SmallIntegerField(null=True)
    arrival_number = models.IntegerField(null=True)
    payload = models.JSONField(default=dict)
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
            models.Index(fields=["-drafted_at", "-id"], name="paper_newest"),
            models.Index(fields=["dated_on"], name="paper_dated"),
            models.Index(
                fields=["-drafted_at"],
                condition=Q(state="draft") | ~Q(secrecy=""),
                name="paper_unusual",
            ),
            models.Index(fields=["bundle"], name="paper_bundle"),
            models.Index(fields=["subject_unit"], name="paper_subject"),
            models.Index(fields=["identity"], condition=~Q(identity=""), name="paper_identity"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number"], condition=Q(number__isnull=False), name="paper_number"
            ),
            models.UniqueConstraint(
                fields=["unit", "arrival_year", "arrival_number"],
                condition=Q(arrival_number__isnull=False),
                name="paper_arrival",
            ),
            models.CheckConstraint(
                condition=~Q(state="received")
                | Q(received_on__isnull=False, arrival_number__isnull=False),
                name="paper_received_complete",
            ),
            models.CheckConstraint(
                condition=Q(secrecy="") | Q(content=b""), name="paper_secret_line_only"
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
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=150, blank=True, default="")
    arrival_year = models.SmallIntegerField(null=True)
    arrival_number = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "arrival_year", "arrival_number"],
                condition=Q(arrival_number__isnull=False),
                name="recipient_arrival",
            )
        ]


class PaperText(models.Model):
    """The words of a paper, as read from its file; ``search`` follows ``key``, the words folded."""

    paper = models.OneToOneField(Paper, models.CASCADE, related_name="words")
    text = models.TextField()
    way = models.CharField(max_length=4)
    key = models.TextField(db_collation="C")
    search = models.GeneratedField(
        expression=SearchVector("key", config="simple"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        indexes = [GinIndex(fields=["search"], name="papertext_search")]


class Scan(Asked):
    """The pages of a scanned paper that wait for their words, recognised one after the other."""

    paper = models.OneToOneField(Paper, models.CASCADE, related_name="scan")

    class Meta:
        indexes = [models.Index(fields=["id"], condition=IS_OPEN, name="scan_open")]


class PaperFile(models.Model):
    """A version of a paper's file as it was given in."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="files")
    version = models.SmallIntegerField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "version"], name="paperfile_once")]


class PaperLink(models.Model):
    """A paper another one rests on or speaks of. ``target`` once it stands in the register."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="rests_on")
    position = models.SmallIntegerField()
    number_symbol = models.CharField(max_length=60)
    dated_on = models.DateField(null=True)
    issuer = models.CharField(max_length=200, blank=True, default="")
    subject = models.CharField(max_length=300, blank=True, default="")
    identity = models.CharField(max_length=300, db_collation="C")
    target = models.ForeignKey(Paper, models.SET_NULL, null=True, related_name="borne_by")

    class Meta:
        indexes = [models.Index(fields=["identity"], name="paperlink_identity")]
