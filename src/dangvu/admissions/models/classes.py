"""Political classes: for those on the way, and for new members."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dangvu.admissions.models.candidates import Case


class PoliticalClass(models.Model):
    """A class that is planned or held. ``unit`` plans it; ``organiser`` is who teaches it."""

    class Kind(models.TextChoices):
        AWARENESS = "awareness", "Bồi dưỡng nhận thức về Đảng"
        NEW_MEMBER = "new_member", "Bồi dưỡng đảng viên mới"

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=200)
    opens_on = models.DateField()
    ends_on = models.DateField()
    sessions = models.SmallIntegerField(default=1)
    seats = models.IntegerField()
    organiser = models.CharField(max_length=200, blank=True, default="")
    cancelled_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["unit_path", "opens_on"], name="class_path")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("opens_on")), name="class_ends_after_opening"
            )
        ]


class ClassSeats(models.Model):
    """The places of a class that one unit was given; ``unit_path`` is that unit's."""

    political_class = models.ForeignKey(PoliticalClass, models.CASCADE, related_name="places")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    seats = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["unit_path"], name="seats_path")]
        constraints = [
            models.UniqueConstraint(fields=["political_class", "unit"], name="seats_once")
        ]


class Attendee(models.Model):
    """A person of a case on the roster of a class. ``present``: the numbers of the sessions the
    person was at; ``passed`` is none until that is said."""

    political_class = models.ForeignKey(PoliticalClass, models.CASCADE, related_name="attendees")
    case = models.ForeignKey(Case, models.CASCADE, related_name="attendances", db_index=False)
    unit_path = models.CharField(max_length=120, db_collation="C")
    present = ArrayField(models.SmallIntegerField(), default=list)
    passed = models.BooleanField(null=True)
    certificate_number = models.CharField(max_length=60, blank=True, default="")
    certificate_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["unit_path"], name="attendee_path")]
        constraints = [
            models.UniqueConstraint(fields=["case", "political_class"], name="attendee_once")
        ]


class RollCall(models.Model):
    """A page of attendance that was received, by the token it carried: sent once more, as after a
    lost connection, it changes nothing. ``session`` counts from 1."""

    political_class = models.ForeignKey(
        PoliticalClass, models.CASCADE, related_name="calls", db_index=False
    )
    token = models.UUIDField()
    session = models.SmallIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["political_class", "token"], name="rollcall_once")
        ]
