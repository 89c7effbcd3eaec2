"""Open cases in the order of a list: by stage and what is due soonest, and by name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("admissions", "0010_follow_the_person"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="case_open_path",
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_on", None)),
                fields=["unit_path"],
                include=("stage", "side", "red_on", "due_on"),
                name="case_open_path",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_on", None)),
                fields=["stage", "due_on", "id"],
                include=("unit_path",),
                name="case_stage",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("closed_on", None)),
                fields=["sort_key", "id"],
                include=("unit_path",),
                name="case_name",
            ),
        ),
    ]
