"""An administrator, who sees no record, may ask whether one stands in the own branch: an account is
tied to no record beyond it."""

from django.db import migrations

from dangvu.kernel.triggers import Callers, within

STANDS = f"""
CREATE FUNCTION member_stands_here(person bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM members_person WHERE id = person AND {within("unit_path")})
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0005_least_rights")]
    operations = [
        migrations.RunSQL(STANDS, migrations.RunSQL.noop),
        Callers("member_stands_here(bigint)", ["dangvu_blind"]),
    ]
