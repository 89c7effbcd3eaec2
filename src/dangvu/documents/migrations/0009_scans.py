"""Long scans are recognised by the worker, which finds them as the door and reads no paper there."""

import django.db.models.deletion
from django.db import migrations, models

from dangvu.kernel.triggers import Grant, Signed

OPEN = models.Q(("state__in", ("waiting", "running")))


class Migration(migrations.Migration):
    dependencies = [("documents", "0008_found_by_their_words")]
    operations = [
        migrations.CreateModel(
            name="Scan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Đang chờ"),
                            ("running", "Đang làm"),
                            ("done", "Xong"),
                            ("failed", "Không xong"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("account_id", models.BigIntegerField()),
                ("assignment_id", models.BigIntegerField()),
                ("stage", models.CharField(blank=True, default="", max_length=60)),
                ("done", models.IntegerField(default=0)),
                ("total", models.IntegerField(default=0)),
                ("message", models.CharField(blank=True, default="", max_length=1000)),
                ("tries", models.SmallIntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("beat_at", models.DateTimeField()),
                (
                    "paper",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scan",
                        to="documents.paper",
                    ),
                ),
            ],
            options={"indexes": [models.Index(condition=OPEN, fields=["id"], name="scan_open")]},
        ),
        Grant(["documents_scan"], ["dangvu_scoped", "dangvu_blind"]),
        Grant(["documents_scan"], ["dangvu_self"], "SELECT"),
        Grant(["documents_scan"], ["dangvu_door"], "SELECT, UPDATE"),
        Signed("documents_scan"),
    ]
