"""How a paper reaches units and members: received, opened, a session held, learned by whom."""

from django.db import models

from dangvu.tasks.catalogue import SessionForm
from dangvu.tasks.models.directives import Directive

FORMS = [(one.value, one.label_vi) for one in SessionForm]


class Reach(models.Model):
    """A unit a directive must be made known to. ``held_on``: the first session it held."""

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="reaches", db_index=False)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=150, blank=True, default="")
    opened_at = models.DateTimeField(null=True)
    opened_by = models.CharField(max_length=150, blank=True, default="")
    held_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["directive", "unit_path"], name="reach_directive"),
            models.Index(fields=["unit_path"], name="reach_path"),
        ]
        constraints = [models.UniqueConstraint(fields=["directive", "unit"], name="reach_once")]


class Session(models.Model):
    """A session at which a unit made a paper known. ``expected`` does not count the exempt.

    ``token`` is that of the page it was told on: the page sent once more, as after a lost
    connection, finds it taken.
    """

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="sessions")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    held_on = models.DateField()
    form = models.CharField(max_length=12, choices=FORMS)
    expected = models.IntegerField()
    attended = models.IntegerField()
    paper_number = models.CharField(max_length=60, blank=True, default="")
    note = models.CharField(max_length=300, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)
    token = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["unit_path", "held_on"], name="session_path")]
        constraints = [models.UniqueConstraint(fields=["unit", "token"], name="session_told_once")]


class Learned(models.Model):
    """That a member knows a paper: was at a session, or said so."""

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="learned", db_index=False)
    person = models.ForeignKey("members.Person", models.CASCADE, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    session = models.ForeignKey(Session, models.CASCADE, null=True, related_name="learned")
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["directive", "unit_path"], name="learned_directive")]
        constraints = [models.UniqueConstraint(fields=["directive", "person"], name="learned_once")]
