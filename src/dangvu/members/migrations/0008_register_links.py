"""The register, continued."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0007_register"),
        ("orgs", "0003_least_rights"),
    ]

    operations = [
        migrations.CreateModel(
            name="Stay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(db_collation="C", max_length=120)),
                ("full_name", models.CharField(max_length=120)),
                ("sort_key", models.CharField(db_collation="C", max_length=240)),
                ("card_number", models.CharField(blank=True, default="", max_length=12)),
                ("home_name", models.CharField(max_length=300)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("full_name", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=20)),
                ("from_path", models.CharField(db_collation="C", max_length=120)),
                (
                    "to_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=120),
                ),
                ("to_name", models.CharField(blank=True, default="", max_length=300)),
                ("reason", models.CharField(blank=True, default="", max_length=300)),
                ("cause_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                ("requested_on", models.DateField()),
                ("letter_number", models.CharField(blank=True, default="", max_length=40)),
                ("letter_on", models.DateField(null=True)),
                ("dues_through", models.DateField(null=True)),
                ("received_on", models.DateField(null=True)),
                ("closed_on", models.DateField(null=True)),
                ("returned_reason", models.CharField(blank=True, default="", max_length=300)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=150)),
            ],
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(db_collation="C", max_length=120)),
                ("result", models.CharField(max_length=200)),
                ("detail", models.CharField(blank=True, default="", max_length=1000)),
                ("columns", models.CharField(blank=True, default="", max_length=300)),
                ("batch", models.BigIntegerField(null=True)),
                ("came_on", models.DateField()),
                ("mended_at", models.DateTimeField(null=True)),
                ("mended_by", models.CharField(blank=True, default="", max_length=150)),
            ],
        ),
        migrations.AddField(
            model_name="headcount",
            name="abroad",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="headcount",
            name="away",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="headcount",
            name="suspended",
            field=models.IntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="person",
            name="academic_title",
            field=models.CharField(blank=True, db_default="", default="", max_length=5),
        ),
        migrations.AddField(
            model_name="person",
            name="card_number",
            field=models.CharField(blank=True, db_default="", default="", max_length=12),
        ),
        migrations.AddField(
            model_name="person",
            name="citizen_key",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="person",
            name="general_education",
            field=models.CharField(blank=True, db_default="", default="", max_length=5),
        ),
        migrations.AddField(
            model_name="person",
            name="professional",
            field=models.CharField(blank=True, db_default="", default="", max_length=5),
        ),
        migrations.AddField(
            model_name="person",
            name="source_group",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="person",
            name="theory",
            field=models.CharField(blank=True, db_default="", default="", max_length=5),
        ),
        migrations.AddField(
            model_name="post",
            name="term",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AlterField(
            model_name="person",
            name="status",
            field=models.CharField(
                choices=[
                    ("DU_BI", "Dự bị"),
                    ("CHINH_THUC", "Chính thức"),
                    ("MIEN_SINH_HOAT", "Miễn sinh hoạt"),
                    ("TAM_CHUYEN_DI", "Tạm chuyển sinh hoạt đi"),
                    ("NUOC_NGOAI", "Sinh hoạt ở nước ngoài"),
                    ("DINH_CHI_SH", "Đình chỉ sinh hoạt"),
                    ("DA_RA_KHOI_DANG", "Đã ra khỏi Đảng"),
                    ("TU_TRAN", "Từ trần"),
                    ("DA_CHUYEN_DI", "Đã chuyển đi"),
                    ("GHI_NHAM", "Ghi nhầm, không phải đảng viên"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(fields=["search_key", "birth_on"], name="person_search_birth"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("card_number", ""), _negated=True),
                fields=["card_number"],
                name="person_card",
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("citizen_key__isnull", False)),
                fields=["citizen_key"],
                name="person_citizen",
            ),
        ),
        migrations.AddField(
            model_name="badge",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="badges",
                to="members.person",
            ),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="requests",
                to="members.person",
            ),
        ),
        migrations.AddField(
            model_name="discipline",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="disciplines",
                to="members.person",
            ),
        ),
        migrations.AddField(
            model_name="duesmonth",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="dues",
                to="members.person",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="corrects",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="corrections",
                to="members.event",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="events",
                to="members.person",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="unit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.unit",
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="members.person",
            ),
        ),
        migrations.AddField(
            model_name="hop",
            name="unit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.unit",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="members.person"
            ),
        ),
        migrations.AddField(
            model_name="pair",
            name="first",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="members.person"
            ),
        ),
        migrations.AddField(
            model_name="pair",
            name="second",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="members.person"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="pair",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="merges",
                to="members.pair",
            ),
        ),
        migrations.AddIndex(
            model_name="particulars",
            index=models.Index(fields=["unit_path"], name="particulars_path"),
        ),
        migrations.AddConstraint(
            model_name="savedfilter",
            constraint=models.UniqueConstraint(fields=("account_id", "name"), name="filter_once"),
        ),
        migrations.AddField(
            model_name="spell",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="spells",
                to="members.person",
            ),
        ),
        migrations.AddField(
            model_name="spell",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.unit"
            ),
        ),
        migrations.AddField(
            model_name="stay",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stays",
                to="members.person",
            ),
        ),
        migrations.AddField(
            model_name="stay",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.unit"
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="from_unit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.unit",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="transfers",
                to="members.person",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="to_unit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="orgs.unit",
            ),
        ),
        migrations.AddField(
            model_name="hop",
            name="transfer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="hops",
                to="members.transfer",
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="verdicts",
                to="members.person",
            ),
        ),
        migrations.AddIndex(
            model_name="badge",
            index=models.Index(fields=["unit_path"], name="badge_path"),
        ),
        migrations.AddConstraint(
            model_name="badge",
            constraint=models.UniqueConstraint(fields=("person", "years"), name="badge_once"),
        ),
        migrations.AddIndex(
            model_name="changerequest",
            index=models.Index(fields=["unit_path", "state"], name="request_path_state"),
        ),
        migrations.AddIndex(
            model_name="changerequest",
            index=models.Index(fields=["person"], name="request_person"),
        ),
        migrations.AddIndex(
            model_name="discipline",
            index=models.Index(fields=["unit_path", "decided_on"], name="discipline_path_on"),
        ),
        migrations.AddIndex(
            model_name="discipline",
            index=models.Index(fields=["person"], name="discipline_person"),
        ),
        migrations.AddIndex(
            model_name="duesmonth",
            index=models.Index(fields=["unit_path", "month"], name="dues_path_month"),
        ),
        migrations.AddConstraint(
            model_name="duesmonth",
            constraint=models.UniqueConstraint(fields=("person", "month"), name="dues_once"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["person", "effective_on"], name="event_person"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["unit_path", "effective_on"], name="event_path_on"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("batch", None), _negated=True),
                fields=["batch"],
                name="event_batch",
            ),
        ),
        migrations.AddIndex(
            model_name="export",
            index=models.Index(fields=["account_id", "-made_at"], name="export_account"),
        ),
        migrations.AddIndex(
            model_name="pair",
            index=models.Index(fields=["unit_path", "state"], name="pair_path_state"),
        ),
        migrations.AddConstraint(
            model_name="pair",
            constraint=models.UniqueConstraint(fields=("first", "second"), name="pair_once"),
        ),
        migrations.AddConstraint(
            model_name="pair",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lt", models.F("second"))), name="pair_in_order"
            ),
        ),
        migrations.AddIndex(
            model_name="spell",
            index=models.Index(fields=["person"], name="spell_person"),
        ),
        migrations.AddIndex(
            model_name="spell",
            index=models.Index(fields=["unit_path", "valid_from"], name="spell_path_from"),
        ),
        migrations.AddIndex(
            model_name="spell",
            index=models.Index(
                condition=models.Q(("valid_until", None), _negated=True),
                fields=["unit_path", "valid_until"],
                name="spell_path_until",
            ),
        ),
        migrations.AddIndex(
            model_name="spell",
            index=models.Index(fields=["seen_path"], name="spell_seen"),
        ),
        migrations.AddConstraint(
            model_name="spell",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None),
                    ("valid_until__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="spell_lasts",
            ),
        ),
        migrations.AddIndex(
            model_name="stay",
            index=models.Index(fields=["unit_path", "sort_key", "id"], name="stay_path_name"),
        ),
    ]
