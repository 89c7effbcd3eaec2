"""Records of members are changed by roles that see them, and by no other."""

from django.db import migrations

from dangvu.kernel.triggers import Revoke


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0004_recorded_by_mistake"),
    ]
    operations = [
        Revoke(["members_person", "members_post"], ["dangvu_self", "dangvu_blind"]),
    ]
