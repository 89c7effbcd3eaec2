"""Finding by age in the Party, times out of it taken off (R3.3); and who came back, found at once.

``asked->'party'`` is what ``members.queries.ages`` asks: those who came back are counted there.
"""

from importlib import import_module

from django.db import migrations

FOUND = import_module("dangvu.members.migrations.0011_finding").FOUND

BACK = """
CREATE INDEX event_back ON members_event (unit_path, person_id)
WHERE kind IN ('ket_nap_lai', 'khoi_phuc', 'ghi_nham') AND NOT annuls;
"""

AGED = """
        AND (NOT asked ? 'party' OR asked #> '{party,aged}' @> to_jsonb(p.id)
          OR NOT asked #> '{party,returned}' @> to_jsonb(p.id) AND CASE
            WHEN p.status NOT IN ('DA_RA_KHOI_DANG', 'TU_TRAN') THEN p.joined_on BETWEEN
              (asked #>> '{party,since}')::date AND (asked #>> '{party,until}')::date
            ELSE EXISTS (
              SELECT FROM members_event AS e WHERE e.person_id = p.id AND NOT e.annuls
                AND e.kind IN ('khai_tru', 'xoa_ten', 'xin_ra', 'tu_tran')
                AND NOT EXISTS (SELECT FROM members_event AS c WHERE c.corrects_id = e.id)
                AND coalesce(p.joined_on + make_interval(years =>
                  (asked #>> '{party,least}')::int) < e.effective_on, p.joined_on IS NOT NULL)
                AND coalesce(p.joined_on + make_interval(years =>
                  (asked #>> '{party,past}')::int) >= e.effective_on, p.joined_on IS NOT NULL))
            END)
"""
PLACE = "      LIMIT most\n"


class Migration(migrations.Migration):
    dependencies = [("members", "0015_mended_by_workbook")]
    operations = [
        migrations.RunSQL(BACK, migrations.RunSQL.noop),
        migrations.RunSQL(
            FOUND.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
                PLACE, AGED + PLACE
            ),
            migrations.RunSQL.noop,
        ),
    ]
