"""Admissions are changed by roles that see them; counting is for roles that see figures. A member
counts nobody: in a small cell a figure of one is a person."""

from django.db import migrations

from dangvu.kernel.triggers import Callers, Revoke

COUNTING = ["dangvu_scoped", "dangvu_blind"]


class Migration(migrations.Migration):
    dependencies = [
        ("admissions", "0004_latest_first"),
    ]
    operations = [
        Revoke(["admissions_admission"], ["dangvu_self", "dangvu_blind"]),
        Callers("admission_counts(text, date, date, boolean)", COUNTING),
        Callers("admission_groups(text, date, date, boolean)", COUNTING),
        Callers("admission_arrivals(text, text, date, date, boolean)", COUNTING),
    ]
