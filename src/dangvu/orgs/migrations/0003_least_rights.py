"""The tree is changed by whoever leads a branch. Clerks and administrators hold a unit where it
stands (``FOR KEY SHARE``), which asks for a right to change one column: its number, which every row
about the unit holds fast."""

from django.db import migrations

from dangvu.kernel.triggers import Grant, Revoke

TABLES = ["orgs_unit", "orgs_unitlabel", "orgs_placement", "orgs_change", "orgs_changedunit"]
READERS = ["dangvu_self", "dangvu_blind"]


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0002_walls"),
    ]
    operations = [
        Revoke(TABLES, READERS),
        Grant(["orgs_unit"], ["dangvu_blind"], "UPDATE (id)"),
    ]
