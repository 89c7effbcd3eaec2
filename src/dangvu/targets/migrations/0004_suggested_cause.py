"""A cause remembers what the forecast suggested, so that it is seen who chose otherwise."""

from django.db import migrations, models

CAUSES = [
    ("no_source", "Thiếu nguồn"),
    ("not_sent", "Nguồn chưa được cử học lớp nhận thức"),
    ("no_class", "Chưa mở được lớp"),
    ("vetting", "Hồ sơ chờ thẩm tra lâu"),
    ("no_meeting", "Chi bộ chưa họp đều"),
    ("leadership", "Lãnh đạo, chỉ đạo chưa quyết liệt"),
    ("other", "Nguyên nhân khác"),
]


class Migration(migrations.Migration):
    dependencies = [("targets", "0003_least_rights")]
    operations = [
        migrations.AddField(
            "finding",
            "suggested",
            models.CharField(max_length=20, choices=CAUSES, blank=True, default=""),
        )
    ]
