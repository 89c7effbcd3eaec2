"""The latest admissions of a whole province, and its counts, without sorting or reading the rows."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("admissions", "0003_arrivals")]
    operations = [
        migrations.AddIndex(
            model_name="admission",
            index=models.Index(
                fields=["-decision_on", "-id"],
                include=[
                    "unit_path", "counted_path", "female", "ethnic_minority", "religious",
                    "youth_union", "source_group",
                ],
                condition=Q(voided_at=None),
                name="admission_latest",
            ),
        )
    ]  # fmt: skip
