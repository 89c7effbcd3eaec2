"""A superior reads what came up to it: found by how high it went."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0010_learned_follows")]
    operations = [
        migrations.AddIndex(
            model_name="petition",
            index=models.Index(fields=["top_path", "-raised_on"], name="petition_top"),
        )
    ]
