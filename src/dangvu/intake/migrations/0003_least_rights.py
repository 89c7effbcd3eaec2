"""Tables are brought in by roles that see records, and by no other."""

from django.db import migrations

from dangvu.kernel.triggers import Revoke


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0002_walls"),
    ]
    operations = [
        Revoke(["intake_batch", "intake_row"], ["dangvu_self", "dangvu_blind"]),
    ]
