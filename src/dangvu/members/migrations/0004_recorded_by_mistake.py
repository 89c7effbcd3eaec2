"""A person recorded by mistake is told apart from one who left."""

from django.db import migrations, models

STATUSES = [
    ("DU_BI", "Dự bị"),
    ("CHINH_THUC", "Chính thức"),
    ("MIEN_SINH_HOAT", "Miễn sinh hoạt"),
    ("DA_RA_KHOI_DANG", "Đã ra khỏi Đảng"),
    ("TU_TRAN", "Từ trần"),
    ("GHI_NHAM", "Ghi nhầm, không phải đảng viên"),
]


class Migration(migrations.Migration):
    dependencies = [("members", "0003_follow_the_tree")]
    operations = [
        migrations.AlterField(
            model_name="person",
            name="status",
            field=models.CharField(choices=STATUSES, max_length=20),
        ),
    ]
