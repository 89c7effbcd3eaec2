"""Facts of a member beside the history: badges, discipline, months of dues."""

from django.db import models

from dangvu.members.models.people import Person


class Badge(models.Model):
    """A badge for years in the Party, as awarded (R3.4). ``early`` says why before its day."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="badges")
    unit_path = models.CharField(max_length=120, db_collation="C")
    years = models.SmallIntegerField()
    awarded_on = models.DateField()
    number = models.CharField(max_length=20, blank=True, default="")
    decision_number = models.CharField(max_length=60, blank=True, default="")
    early = models.CharField(max_length=300, blank=True, default="")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit_path"], name="badge_path")]
        constraints = [models.UniqueConstraint(fields=["person", "years"], name="badge_once")]


class Discipline(models.Model):
    """That a form of discipline was decided (R5.4): form, day, paper. Never what for, in detail.

    Seen by inspection alone; counted by all who see figures.
    """

    class Form(models.TextChoices):
        REPRIMAND = "KTR", "Khiển trách"
        WARNING = "CCAO", "Cảnh cáo"
        DISMISSAL = "CCHUC", "Cách chức"
        EXPULSION = "KTRU", "Khai trừ"

    person = models.ForeignKey(Person, models.CASCADE, related_name="disciplines")
    unit_path = models.CharField(max_length=120, db_collation="C")
    form = models.CharField(max_length=5, choices=Form)
    decision_number = models.CharField(max_length=60)
    decided_on = models.DateField()
    issuer = models.CharField(max_length=200)
    ended_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [
            models.Index(fields=["unit_path", "decided_on"], name="discipline_path_on"),
            models.Index(fields=["person"], name="discipline_person"),
        ]


class DuesMonth(models.Model):
    """A month's dues of one member: paid on a day, or why not (R3.9, R3.10). ``month`` is its
    first day."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="dues")
    unit_path = models.CharField(max_length=120, db_collation="C")
    month = models.DateField()
    paid_on = models.DateField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit_path", "month"], name="dues_path_month")]
        constraints = [models.UniqueConstraint(fields=["person", "month"], name="dues_once")]
