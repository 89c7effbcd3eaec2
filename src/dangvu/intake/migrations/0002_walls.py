"""Rights, signatures and row-level security: a staged workbook may hold names."""

from django.db import migrations

from dangvu.kernel.triggers import Grant, RowSecurity, Signed, within


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("kernel", "0002_walls")]
    operations = [
        Grant(["intake_batch", "intake_row"]),
        RowSecurity("intake_batch", within("unit_path")),
        RowSecurity("intake_row", within("unit_path")),
        Signed("intake_batch", "intake_row"),
    ]
