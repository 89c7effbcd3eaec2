"""Assignments are written by the hundred thousand: what follows from their duty, and the row above
they are made from, are not checked row by row again, and no index stands twice."""

import django.db.models.deletion
from django.db import migrations, models


def _field(to, on_delete=django.db.models.deletion.CASCADE, name="+", **more):  # type: ignore[no-untyped-def]
    return models.ForeignKey(to=to, on_delete=on_delete, related_name=name, db_index=False, **more)


class Migration(migrations.Migration):
    dependencies = [("tasks", "0008_digests")]
    operations = [
        migrations.AlterField(
            "assignment",
            "directive",
            _field("tasks.directive", name="assignments", db_constraint=False),
        ),
        migrations.AlterField("assignment", "duty", _field("tasks.duty", name="assignments")),
        migrations.AlterField("assignment", "root", _field("tasks.duty", db_constraint=False)),
        migrations.AlterField(
            "assignment",
            "parent",
            models.ForeignKey(
                to="tasks.assignment",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="children",
                null=True,
                db_constraint=False,
            ),
        ),
        migrations.AlterField(
            "assignment", "unit", _field("orgs.unit", django.db.models.deletion.PROTECT)
        ),
    ]
