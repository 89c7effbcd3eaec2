"""Rights, signatures and row-level security of long tables. Who works on jobs finds them at the
door, before it is known for whom."""

from django.db import migrations

from dangvu.kernel.triggers import Grant, RowSecurity, Signed, within

PERSONAL = ("intake_line", "intake_fault", "intake_finding")
OTHERS = ("intake_mapping", "intake_job")


#: Long tables are checked by way of tables that live as long as the transaction. Functions that
#: borrow the owner's rights look into the public schema first, so nobody leads them astray.
TEMPORARY = """
DO $$ BEGIN
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO dangvu_scoped', current_database());
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_long_tables"), ("kernel", "0002_walls")]
    operations = [
        migrations.RunSQL(TEMPORARY, migrations.RunSQL.noop),
        Grant([*PERSONAL, *OTHERS], ["dangvu_scoped"]),
        Grant([*PERSONAL, *OTHERS], ["dangvu_self", "dangvu_blind"], "SELECT"),
        Grant(["intake_job"], ["dangvu_door"], "SELECT, UPDATE"),
        *[RowSecurity(table, within("unit_path")) for table in PERSONAL],
        Signed(*PERSONAL, *OTHERS),
    ]
