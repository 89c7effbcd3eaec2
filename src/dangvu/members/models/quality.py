"""Quality of data as it was found in a month."""

from django.db import models


class QualityMark(models.Model):
    """What was found in the records of a branch when its month was marked. Figures, no name.

    ``month`` is its first day. ``refused`` and ``doubtful`` are members by the gravest finding of
    their record; ``counts`` holds for each rule how many records (or cells) break it.
    """

    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=120, db_collation="C")
    month = models.DateField()
    marked_on = models.DateField()
    members = models.IntegerField()
    refused = models.IntegerField()
    doubtful = models.IntegerField()
    score = models.SmallIntegerField()
    counts = models.JSONField(default=dict)
    marked_at = models.DateTimeField()
    marked_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["unit_path", "month"], name="qualitymark_path")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "month"], name="qualitymark_once"),
        ]
