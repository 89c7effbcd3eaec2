"""The waits of cases on the way to the decision: what forecasts count."""

from django.db import models

from dangvu.admissions.models.candidates import Case


class Wait(models.Model):
    """One wait of one case: in which phase (``rules.forecast.Phase`` by its place), since when,
    and until when, if it is over; ``went_on``, or else left the way. ``began``: the case began
    in it.

    Kept by trigger on the cases and their steps, as these stand; nobody writes it. A wait begins
    with its own step, or is not told; what order things were recorded in does not matter.
    """

    case = models.ForeignKey(Case, models.DO_NOTHING, db_constraint=False, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    phase = models.SmallIntegerField()
    since = models.DateField()
    until = models.DateField(null=True)
    went_on = models.BooleanField()
    began = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["unit_path", "since"], name="wait_path")]
