"""Accounts sort by given name, are found without accents, and one-time passwords run out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0002_walls")]
    operations = [
        migrations.AddField(
            model_name="account",
            name="one_time_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="account",
            name="search_key",
            field=models.CharField(db_collation="C", default="", editable=False, max_length=220),
        ),
        migrations.AddField(
            model_name="account",
            name="sort_key",
            field=models.CharField(db_collation="C", default="", editable=False, max_length=300),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["sort_key", "id"], name="account_name"),
        ),
    ]
