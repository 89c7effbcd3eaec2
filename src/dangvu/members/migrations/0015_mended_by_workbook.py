"""Which workbook mended a verdict, so that taking the workbook back opens it again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0014_letters_and_guests")]
    operations = [
        migrations.AddField(
            model_name="verdict", name="mended_batch", field=models.BigIntegerField(null=True)
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(
                condition=models.Q(("mended_batch__isnull", False)),
                fields=["mended_batch"],
                name="verdict_mended_batch",
            ),
        ),
    ]
