"""Rights, signatures, spells that never overlap, and the index the search runs on."""

from django.db import migrations

from dangvu.kernel.triggers import ROLES, Grant, Signed

TABLES = ["orgs_unit", "orgs_unitlabel", "orgs_placement", "orgs_change", "orgs_changedunit"]

SPELLS = """
ALTER TABLE orgs_placement ADD CONSTRAINT placement_spells EXCLUDE USING gist (
  int8range(unit_id, unit_id, '[]') WITH &&,
  daterange(valid_from, valid_until) WITH &&
);
CREATE INDEX unitlabel_words ON orgs_unitlabel USING gin (to_tsvector('simple', search_key));
CREATE INDEX locality_words ON orgs_locality USING gin (to_tsvector('simple', search_key));
"""


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial"), ("kernel", "0002_walls")]
    operations = [
        migrations.RunSQL(SPELLS, migrations.RunSQL.noop),
        Grant(TABLES),
        Grant(["orgs_unit", "orgs_locality"], ROLES, "SELECT"),
        Signed(*TABLES),
    ]
