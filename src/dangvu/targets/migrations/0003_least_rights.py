"""Targets, counts and months are changed by whoever leads or enters for a branch."""

from django.db import migrations

from dangvu.kernel.triggers import Revoke

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
    dependencies = [
        ("targets", "0002_walls"),
    ]
    operations = [
        Revoke([*TABLES, *FROZEN], ["dangvu_self", "dangvu_blind"]),
    ]
