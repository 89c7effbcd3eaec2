"""Headcounts follow a moved branch; members are read in order of name over any branch."""

from django.db import migrations, models

from dangvu.kernel.triggers import Grant, Signed


class Migration(migrations.Migration):
    dependencies = [("members", "0002_walls")]
    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["sort_key", "id"], name="person_name"),
        ),
        Grant(["members_headcount"], ["dangvu_scoped"], "UPDATE (unit_path)"),
        Signed("members_headcount"),
    ]
