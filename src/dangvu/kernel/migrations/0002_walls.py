"""The roles, the trigger functions, and the audit trail that can only grow."""

from django.conf import settings
from django.db import migrations

from dangvu.kernel.triggers import ROLES, AppendOnly, Foundations, Grant


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [
        Foundations(settings.APP_LOGIN),
        Grant(["kernel_event"], ROLES, "SELECT, INSERT"),
        AppendOnly("kernel_event"),
    ]
