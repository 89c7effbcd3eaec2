"""The register: particulars, history, facts, transfers, and the work on records."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0006_whose_record"),
        ("orgs", "0003_least_rights"),
    ]

    operations = [
        migrations.CreateModel(
            name="Badge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(db_collation="C", max_length=120)),
                ("years", models.SmallIntegerField()),
                ("awarded_on", models.DateField()),
                ("number", models.CharField(blank=True, default="", max_length=20)),
                ("decision_number", models.CharField(blank=True, default="", max_length=60)),
                ("early", models.CharField(blank=True, default="", max_length=300)),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="BranchCount",
            fields=[
                (
                    "path",
                    models.CharField(
                        db_collation="C", max_length=120, primary_key=True, serialize=False
                    ),
                ),
                ("official", models.IntegerField(default=0)),
                ("probationary", models.IntegerField(default=0)),
                ("exempt", models.IntegerField(default=0)),
                ("away", models.IntegerField(default=0)),
                ("abroad", models.IntegerField(default=0)),
                ("suspended", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="ChangeRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(db_collation="C", max_length=120)),
                ("field", models.CharField(max_length=40)),
                ("before", models.BinaryField()),
                ("after", models.BinaryField()),
                ("paper", models.CharField(blank=True, default="", max_length=300)),
                ("reason", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Chờ xem xét"),
                            ("accepted", "Đã sửa"),
                            ("refused", "Không chấp nhận"),
                            ("withdrawn", "Đã rút"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("answer", models.CharField(blank=True, default="", max_length=500)),
                ("requested_at", models.DateTimeField()),
                ("requested_by", models.CharField(max_length=150)),
                ("by_member", models.BooleanField(default=False)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, default="", max_length=150)),
            ],
        ),
        migrations.CreateModel(
            name="Discipline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(db_collation="C", max_length=120)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("KTR", "Khiển trách"),
                            ("CCAO", "Cảnh cáo"),
                            ("CCHUC", "Cách chức"),
                            ("KTRU", "Khai trừ"),
                        ],
                        max_length=5,
                    ),
                ),
                ("decision_number", models.CharField(max_length=60)),
                ("decided_on", models.DateField()),
                ("issuer", models.CharField(max_length=200)),
                ("ended_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=150)),
            ],
        ),
        migrations.CreateModel(
            name="DuesMonth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(db_collation="C", max_length=120)),
                ("month", models.DateField()),
                ("paid_on", models.DateField(null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=200)),
                ("recorded_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(db_collation="C", max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dua_vao_so", "Đưa vào sổ"),
                            ("ket_nap", "Kết nạp"),
                            ("ket_nap_lai", "Kết nạp lại"),
                            ("khoi_phuc", "Khôi phục quyền đảng viên"),
                            ("chuyen_den", "Chuyển sinh hoạt đến"),
                            ("cong_nhan", "Công nhận chính thức"),
                            ("mien_sinh_hoat", "Miễn công tác và sinh hoạt đảng"),
                            ("tam_chuyen_di", "Chuyển sinh hoạt tạm thời"),
                            ("ra_nuoc_ngoai", "Chuyển sinh hoạt ra ngoài nước"),
                            ("dinh_chi", "Đình chỉ sinh hoạt đảng"),
                            ("tro_lai", "Trở lại sinh hoạt"),
                            ("chuyen_sinh_hoat", "Chuyển sinh hoạt sang chi bộ khác"),
                            ("sap_xep_to_chuc", "Theo sắp xếp tổ chức"),
                            ("chuyen_di", "Chuyển sinh hoạt đi"),
                            ("khai_tru", "Khai trừ"),
                            ("xoa_ten", "Xóa tên"),
                            ("xin_ra", "Xin ra khỏi Đảng"),
                            ("tu_tran", "Từ trần"),
                            ("ghi_nham", "Hủy, ghi nhầm"),
                        ],
                        max_length=20,
                    ),
                ),
                ("effective_on", models.DateField()),
                ("official", models.BooleanField(default=False)),
                (
                    "status",
                    models.CharField(
                        blank=True,
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
                        default="",
                        max_length=20,
                    ),
                ),
                ("decision_number", models.CharField(blank=True, default="", max_length=60)),
                ("decision_on", models.DateField(null=True)),
                ("issuer", models.CharField(blank=True, default="", max_length=200)),
                ("note", models.CharField(blank=True, default="", max_length=500)),
                ("annuls", models.BooleanField(default=False)),
                ("batch", models.BigIntegerField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=150)),
            ],
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_id", models.BigIntegerField()),
                ("unit_path", models.CharField(db_collation="C", max_length=120)),
                ("account_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=20)),
                ("file_name", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                ("count", models.IntegerField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=150)),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Hop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_path", models.CharField(db_collation="C", max_length=120)),
                (
                    "to_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=120),
                ),
                ("position", models.SmallIntegerField()),
                (
                    "unit_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=120),
                ),
                ("step", models.CharField(max_length=20)),
                ("done_on", models.DateField(null=True)),
                ("done_by", models.CharField(blank=True, default="", max_length=150)),
                ("returned", models.BooleanField(default=False)),
                ("note", models.CharField(blank=True, default="", max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(db_collation="C", max_length=120)),
                ("given_up", models.BinaryField()),
                ("before", models.BinaryField()),
                ("merged_at", models.DateTimeField()),
                ("merged_by", models.CharField(max_length=150)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_by", models.CharField(blank=True, default="", max_length=150)),
            ],
        ),
        migrations.CreateModel(
            name="Pair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(db_collation="C", max_length=120)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("citizen", "Cùng số định danh"),
                            ("card", "Cùng số thẻ đảng"),
                            ("name_birth", "Cùng họ tên, ngày sinh"),
                            ("alike", "Họ tên gần giống, cùng ngày sinh"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Chờ xem"),
                            ("different", "Hai người khác nhau"),
                            ("merged", "Đã gộp"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=300)),
                ("found_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, default="", max_length=150)),
            ],
        ),
        migrations.CreateModel(
            name="Particulars",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="members.person",
                    ),
                ),
                ("unit_path", models.CharField(db_collation="C", max_length=120)),
                ("national_id", models.CharField(blank=True, default="", max_length=40)),
                ("other_name", models.CharField(blank=True, default="", max_length=120)),
                ("birth_name", models.CharField(blank=True, default="", max_length=120)),
                ("citizen_sealed", models.BinaryField(null=True)),
                ("identity_old", models.CharField(blank=True, default="", max_length=12)),
                ("card_place", models.CharField(blank=True, default="", max_length=200)),
                ("card_on", models.DateField(null=True)),
                ("card_old", models.CharField(blank=True, default="", max_length=20)),
                ("birth_country", models.CharField(blank=True, default="", max_length=80)),
                ("birth_province", models.CharField(blank=True, default="", max_length=80)),
                ("birth_detail", models.CharField(blank=True, default="", max_length=300)),
                ("birth_before", models.CharField(blank=True, default="", max_length=300)),
                ("home_country", models.CharField(blank=True, default="", max_length=80)),
                ("home_province", models.CharField(blank=True, default="", max_length=80)),
                ("home_detail", models.CharField(blank=True, default="", max_length=300)),
                ("home_before", models.CharField(blank=True, default="", max_length=300)),
                ("residence_country", models.CharField(blank=True, default="", max_length=80)),
                ("residence_province", models.CharField(blank=True, default="", max_length=80)),
                ("residence_detail", models.CharField(blank=True, default="", max_length=300)),
                ("residence_before", models.CharField(blank=True, default="", max_length=300)),
                ("professional_field", models.CharField(blank=True, default="", max_length=200)),
                ("languages", models.CharField(blank=True, default="", max_length=200)),
                ("occupation_before", models.CharField(blank=True, default="", max_length=200)),
                ("workplace", models.CharField(blank=True, default="", max_length=200)),
                ("position", models.CharField(blank=True, default="", max_length=200)),
                ("background", models.CharField(blank=True, default="", max_length=40)),
                ("service", models.CharField(blank=True, default="", max_length=40)),
                ("youth_union_on", models.DateField(null=True)),
                ("joined_place", models.CharField(blank=True, default="", max_length=200)),
                ("official_place", models.CharField(blank=True, default="", max_length=200)),
                ("introducers", models.CharField(blank=True, default="", max_length=300)),
                ("dossier_number", models.CharField(blank=True, default="", max_length=40)),
                ("dossier_place", models.CharField(blank=True, default="", max_length=200)),
                (
                    "dossier_types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), default=list, size=None
                    ),
                ),
                ("health_sealed", models.BinaryField(null=True)),
                ("phone", models.CharField(blank=True, default="", max_length=20)),
                ("note", models.CharField(blank=True, default="", max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=80)),
                ("query", models.CharField(max_length=1000)),
            ],
        ),
        migrations.CreateModel(
            name="Spell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit_path", models.CharField(db_collation="C", max_length=120)),
                ("seen_path", models.CharField(db_collation="C", max_length=120)),
                (
                    "status",
                    models.CharField(
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
                ("official", models.BooleanField()),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                (
                    "opened_by",
                    models.CharField(
                        choices=[
                            ("dua_vao_so", "Đưa vào sổ"),
                            ("ket_nap", "Kết nạp"),
                            ("ket_nap_lai", "Kết nạp lại"),
                            ("khoi_phuc", "Khôi phục quyền đảng viên"),
                            ("chuyen_den", "Chuyển sinh hoạt đến"),
                            ("cong_nhan", "Công nhận chính thức"),
                            ("mien_sinh_hoat", "Miễn công tác và sinh hoạt đảng"),
                            ("tam_chuyen_di", "Chuyển sinh hoạt tạm thời"),
                            ("ra_nuoc_ngoai", "Chuyển sinh hoạt ra ngoài nước"),
                            ("dinh_chi", "Đình chỉ sinh hoạt đảng"),
                            ("tro_lai", "Trở lại sinh hoạt"),
                            ("chuyen_sinh_hoat", "Chuyển sinh hoạt sang chi bộ khác"),
                            ("sap_xep_to_chuc", "Theo sắp xếp tổ chức"),
                            ("chuyen_di", "Chuyển sinh hoạt đi"),
                            ("khai_tru", "Khai trừ"),
                            ("xoa_ten", "Xóa tên"),
                            ("xin_ra", "Xin ra khỏi Đảng"),
                            ("tu_tran", "Từ trần"),
                            ("ghi_nham", "Hủy, ghi nhầm"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "closed_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("dua_vao_so", "Đưa vào sổ"),
                            ("ket_nap", "Kết nạp"),
                            ("ket_nap_lai", "Kết nạp lại"),
                            ("khoi_phuc", "Khôi phục quyền đảng viên"),
                            ("chuyen_den", "Chuyển sinh hoạt đến"),
                            ("cong_nhan", "Công nhận chính thức"),
                            ("mien_sinh_hoat", "Miễn công tác và sinh hoạt đảng"),
                            ("tam_chuyen_di", "Chuyển sinh hoạt tạm thời"),
                            ("ra_nuoc_ngoai", "Chuyển sinh hoạt ra ngoài nước"),
                            ("dinh_chi", "Đình chỉ sinh hoạt đảng"),
                            ("tro_lai", "Trở lại sinh hoạt"),
                            ("chuyen_sinh_hoat", "Chuyển sinh hoạt sang chi bộ khác"),
                            ("sap_xep_to_chuc", "Theo sắp xếp tổ chức"),
                            ("chuyen_di", "Chuyển sinh hoạt đi"),
                            ("khai_tru", "Khai trừ"),
                            ("xoa_ten", "Xóa tên"),
                            ("xin_ra", "Xin ra khỏi Đảng"),
                            ("tu_tran", "Từ trần"),
                            ("ghi_nham", "Hủy, ghi nhầm"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                (
                    "from_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=120),
                ),
                (
                    "to_path",
                    models.CharField(blank=True, db_collation="C", default="", max_length=120),
                ),
            ],
        ),
    ]
