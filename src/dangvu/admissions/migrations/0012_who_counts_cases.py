"""Stock and flow are counted by roles that see figures, as admissions are."""

from django.db import migrations

from dangvu.kernel.triggers import Callers


class Migration(migrations.Migration):
    dependencies = [("admissions", "0011_lists_of_cases")]
    operations = [
        Callers(
            "admission_flow(text, date, date, integer, integer)", ["dangvu_scoped", "dangvu_blind"]
        )
    ]
