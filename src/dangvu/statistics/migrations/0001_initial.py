import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("orgs", "0003_least_rights"),
    ]

    operations = [
        migrations.CreateModel(
            name="Frozen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.SmallIntegerField()),
                ("first", models.DateField()),
                ("last", models.DateField()),
                ("revision", models.SmallIntegerField()),
                ("definition", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("changes", models.JSONField(default=list)),
                ("frozen_at", models.DateTimeField()),
                ("frozen_by", models.CharField(max_length=150)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FrozenLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.SmallIntegerField()),
                ("code", models.CharField(max_length=60)),
                ("line", models.JSONField()),
                (
                    "members",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("kept", models.BooleanField(default=True)),
                (
                    "frozen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="statistics.frozen",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quarter", models.DateField()),
                (
                    "stated_by",
                    models.CharField(
                        choices=[("below", "Cấp dưới báo"), ("above", "Cấp trên theo dõi")],
                        max_length=5,
                    ),
                ),
                ("own", models.IntegerField()),
                ("stated", models.IntegerField()),
                ("explanation", models.CharField(blank=True, default="", max_length=1000)),
                ("signer", models.CharField(max_length=200)),
                ("signed_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=150)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Definition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.SmallIntegerField()),
                ("since", models.DateField()),
                ("change", models.JSONField()),
                ("reason", models.CharField(max_length=500)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=150)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="orgs.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["unit", "form", "-since"], name="definition_unit")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="frozen",
            constraint=models.UniqueConstraint(
                fields=("unit", "form", "first", "last", "revision"), name="frozen_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="frozen",
            constraint=models.CheckConstraint(
                condition=models.Q(("last__gte", models.F("first"))), name="frozen_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="frozenline",
            constraint=models.UniqueConstraint(
                fields=("frozen", "position"), name="frozenline_once"
            ),
        ),
        migrations.AddIndex(
            model_name="reconciliation",
            index=models.Index(fields=["unit", "quarter"], name="reconciliation_unit"),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.CheckConstraint(
                condition=models.Q(("stated__gte", 0)), name="reconciliation_stated"
            ),
        ),
    ]
