"""Whoever takes a batch back on the command line without a name acts for the account that made it:
the door may ask whose a batch is, and where, and nothing else of it."""

from django.db import migrations

from dangvu.kernel.triggers import Callers

WHOSE = """
CREATE FUNCTION intake_whose(batch bigint, OUT account bigint, OUT path text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT account_id, unit_path FROM intake_batch WHERE id = batch
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0007_finding_changed")]
    operations = [
        migrations.RunSQL(WHOSE, "DROP FUNCTION intake_whose(bigint)"),
        Callers("intake_whose(bigint)", ["dangvu_door"]),
    ]
