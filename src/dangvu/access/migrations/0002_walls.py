"""Rights on sign-in tables: open to the door (before anybody is known) and to every actor."""

from django.db import migrations

from dangvu.kernel.triggers import ROLES, Grant, Signed

SIGN_IN = [
    "access_account",
    "access_session",
    "axes_accessattempt",
    "axes_accessattemptexpiration",
    "axes_accessfailurelog",
    "axes_accesslog",
    "otp_totp_totpdevice",
    "otp_static_staticdevice",
    "otp_static_statictoken",
]


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
        ("kernel", "0002_walls"),
        ("axes", "0010_accessattemptexpiration"),
        ("otp_totp", "0003_add_timestamps"),
        ("otp_static", "0003_add_timestamps"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [
        Grant(SIGN_IN, ROLES),
        Grant(["access_assignment", "access_rolerule"], ROLES, "SELECT"),
        Grant(["access_assignment", "access_rolerule"]),
        Grant(["django_content_type", "auth_permission", "django_migrations"], ROLES, "SELECT"),
        Signed("access_assignment", "access_rolerule"),
    ]
