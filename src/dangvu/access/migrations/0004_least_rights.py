"""An account is made by an administrator alone, and none is deleted; a member gives no capacity."""

from django.db import migrations

from dangvu.kernel.triggers import ROLES, Revoke


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_account_names"),
    ]
    operations = [
        Revoke(["access_account"], ["dangvu_door", "dangvu_scoped", "dangvu_self"], "INSERT"),
        Revoke(["access_account"], ROLES, "DELETE"),
        Revoke(["access_assignment"], ["dangvu_self"]),
        Revoke(["access_rolerule"], ["dangvu_scoped", "dangvu_self"]),
    ]
