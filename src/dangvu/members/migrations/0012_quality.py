"""Quality of data marked month by month: figures of a unit, without a name."""

from django.db import migrations, models
from django.db.models import deletion

from dangvu.kernel.triggers import Grant, Signed


class Migration(migrations.Migration):
    dependencies = [("members", "0011_finding"), ("orgs", "0002_walls")]
    operations = [
        migrations.CreateModel(
            name="QualityMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(db_collation="C", max_length=120)),
                ("month", models.DateField()),
                ("marked_on", models.DateField()),
                ("members", models.IntegerField()),
                ("refused", models.IntegerField()),
                ("doubtful", models.IntegerField()),
                ("score", models.SmallIntegerField()),
                ("counts", models.JSONField(default=dict)),
                ("marked_at", models.DateTimeField()),
                ("marked_by", models.CharField(max_length=150)),
                (
                    "unit",
                    models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="orgs.unit"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit_path", "month"], name="qualitymark_path")],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "month"), name="qualitymark_once")
                ],
            },
        ),
        Grant(["members_qualitymark"], ["dangvu_scoped"]),
        Grant(["members_qualitymark"], ["dangvu_self", "dangvu_blind"], "SELECT"),
        Signed("members_qualitymark"),
    ]
