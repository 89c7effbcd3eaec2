"""Units a sender means by texts, chosen once; with rights and signature."""

from django.db import migrations, models

from dangvu.kernel.triggers import Grant, Signed

TABLE = "intake_unitchoice"


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_long_tables_walls"), ("kernel", "0002_walls")]
    operations = [
        migrations.CreateModel(
            name="UnitChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("unit_id", models.BigIntegerField()),
                ("unit_path", models.CharField(db_collation="C", max_length=120)),
                ("text", models.CharField(max_length=200)),
                ("chosen_id", models.BigIntegerField()),
                ("saved_at", models.DateTimeField()),
                ("saved_by", models.CharField(max_length=150)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "unit_id", "text"), name="unitchoice_once"
                    )
                ],
            },
        ),
        Grant([TABLE], ["dangvu_scoped"]),
        Grant([TABLE], ["dangvu_self", "dangvu_blind"], "SELECT"),
        Signed(TABLE),
    ]
