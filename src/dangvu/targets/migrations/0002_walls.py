"""Rights and signatures; what is closed stays closed."""

from django.db import migrations

from dangvu.kernel.triggers import AppendOnly, Grant, Signed

TABLES = [
    "targets_campaign",
    "targets_target",
    "targets_adjustment",
    "targets_subtarget",
    "targets_monthlycount",
    "targets_policy",
    "targets_finding",
    "targets_accountability",
]
FROZEN = ["targets_closing", "targets_closedrow"]


class Migration(migrations.Migration):
    dependencies = [("targets", "0001_initial"), ("kernel", "0002_walls")]
    operations = [
        Grant(TABLES),
        Grant(FROZEN, rights="SELECT, INSERT"),
        AppendOnly(*FROZEN),
        Signed(*TABLES, *FROZEN),
    ]
