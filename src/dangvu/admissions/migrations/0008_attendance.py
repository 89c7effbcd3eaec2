"""Who was at which session of a class, and the pages of attendance that were received."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from dangvu.kernel.triggers import Grant, Revoke, Signed


class Migration(migrations.Migration):
    dependencies = [("admissions", "0007_candidate_walls")]
    operations = [
        migrations.RemoveField("attendee", "attended"),
        migrations.AddField(
            "attendee",
            "present",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.SmallIntegerField(), default=list, size=None
            ),
        ),
        migrations.CreateModel(
            name="RollCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", models.UUIDField()),
                ("session", models.SmallIntegerField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=150)),
                (
                    "political_class",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="admissions.politicalclass",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "rollcall",
            models.UniqueConstraint(fields=("political_class", "token"), name="rollcall_once"),
        ),
        Grant(["admissions_rollcall"]),
        Revoke(["admissions_rollcall"], ["dangvu_self"]),
        Revoke(["admissions_rollcall"], ["dangvu_scoped", "dangvu_blind"], "UPDATE, DELETE"),
        Signed("admissions_rollcall"),
    ]
