"""Rights, signatures and row security of the register; spells that cannot overlap; headcounts of
every status, and of whole branches."""

from django.db import migrations, models

from dangvu.kernel.triggers import Grant, RowSecurity, Signed, within

OWN = "current_setting('dangvu.person')::bigint"

COUNTS = {
    "official": "CHINH_THUC",
    "probationary": "DU_BI",
    "exempt": "MIEN_SINH_HOAT",
    "away": "TAM_CHUYEN_DI",
    "abroad": "NUOC_NGOAI",
    "suspended": "DINH_CHI_SH",
}
COLUMNS = ", ".join(COUNTS)
SUMS = ", ".join(
    f"coalesce(sum(n) FILTER (WHERE status = ''{status}''), 0)" for status in COUNTS.values()
)
ADDED = ", ".join(f"{column} = h.{column} + excluded.{column}" for column in COUNTS)

#: A path of three labels is as long as this (``orgs.models.LABEL_WIDTH`` and two dots).
BRANCH_WIDTH = 17

HEADCOUNT = f"""
CREATE OR REPLACE FUNCTION members_headcount_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE changes text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    changes := 'SELECT unit_id, unit_path, status, 1 AS n FROM fresh';
  ELSIF TG_OP = 'DELETE' THEN
    changes := 'SELECT unit_id, unit_path, status, -1 AS n FROM stale';
  ELSE
    changes := 'SELECT fresh.unit_id, fresh.unit_path, fresh.status, side.n FROM fresh'
            || ' JOIN stale USING (id), (VALUES (1)) AS side(n)'
            || ' WHERE (fresh.unit_id, fresh.unit_path, fresh.status)'
            || '    IS DISTINCT FROM (stale.unit_id, stale.unit_path, stale.status)'
            || ' UNION ALL SELECT stale.unit_id, stale.unit_path, stale.status, side.n FROM stale'
            || ' JOIN fresh USING (id), (VALUES (-1)) AS side(n)'
            || ' WHERE (fresh.unit_id, fresh.unit_path, fresh.status)'
            || '    IS DISTINCT FROM (stale.unit_id, stale.unit_path, stale.status)';
  END IF;
  EXECUTE 'INSERT INTO members_headcount AS h (unit_id, unit_path, {COLUMNS})'
    || ' SELECT unit_id, coalesce(max(unit_path) FILTER (WHERE n > 0), max(unit_path)), {SUMS}'
    || ' FROM (' || changes || ') AS changed GROUP BY unit_id ORDER BY unit_id'
    || ' ON CONFLICT (unit_id) DO UPDATE SET unit_path = excluded.unit_path, {ADDED}';
  EXECUTE 'INSERT INTO members_branchcount AS h (path, {COLUMNS})'
    || ' SELECT left(unit_path, {BRANCH_WIDTH}), {SUMS}'
    || ' FROM (' || changes || ') AS changed GROUP BY 1 ORDER BY 1'
    || ' ON CONFLICT (path) DO UPDATE SET {ADDED}';
  RETURN NULL;
END $$;

INSERT INTO members_branchcount (path, official, probationary, exempt, away, abroad, suspended)
SELECT left(unit_path, {BRANCH_WIDTH}), sum(official), sum(probationary), sum(exempt), 0, 0, 0
FROM members_headcount GROUP BY 1;
"""

# Spells as boxes, person by days: found and kept at a quarter of what two ranges cost. A spell that
# ends on a day ends half a day before it; ids are exact as floating numbers up to 2^53. A guest
# without a record has no box and is held against nobody.
APART = """
ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist (
  box(
    point(person_id, valid_from - date '1900-01-01'),
    point(person_id, coalesce(valid_until - date '1900-01-01', 10000000) - 0.5)
  ) WITH &&
) DEFERRABLE INITIALLY IMMEDIATE;
"""

PERSONAL = (
    "members_particulars",
    "members_event",
    "members_stay",
    "members_badge",
    "members_duesmonth",
)
INSIDE = ("members_discipline", "members_pair", "members_merge", "members_verdict",
          "members_export")  # fmt: skip
TABLES = (
    *PERSONAL,
    *INSIDE,
    "members_spell",
    "members_transfer",
    "members_hop",
    "members_changerequest",
    "members_savedfilter",
)
BOTH_SIDES = f"({within('from_path')} OR {within('to_path')})"

ASKING = f"""
GRANT INSERT, UPDATE (state) ON members_changerequest TO dangvu_self;
GRANT USAGE ON SEQUENCE members_changerequest_id_seq TO dangvu_self;
CREATE POLICY asks ON members_changerequest FOR INSERT TO dangvu_self
  WITH CHECK (person_id = {OWN} AND by_member AND state = 'open');
CREATE POLICY withdraws ON members_changerequest FOR UPDATE TO dangvu_self
  USING (person_id = {OWN} AND by_member AND state = 'open')
  WITH CHECK (person_id = {OWN} AND state = 'withdrawn');
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0008_register_links")]
    operations = [
        migrations.AddIndex(
            model_name="stay",
            index=models.Index(fields=["person"], name="stay_person"),
        ),
        migrations.AddConstraint(
            model_name="stay",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None),
                    ("valid_until__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="stay_lasts",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["from_path", "state"], name="transfer_from"),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["to_path", "state"], name="transfer_to"),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["person"], name="transfer_person"),
        ),
        migrations.AddConstraint(
            model_name="hop",
            constraint=models.UniqueConstraint(fields=("transfer", "position"), name="hop_once"),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(
                condition=models.Q(("mended_at", None)),
                fields=["unit_path"],
                name="verdict_open_path",
            ),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(fields=["person"], name="verdict_person"),
        ),
        migrations.RunSQL(HEADCOUNT, migrations.RunSQL.noop),
        migrations.RunSQL(
            APART.format(table="members_spell", name="spell_apart")
            + APART.format(table="members_stay", name="stay_apart"),
            migrations.RunSQL.noop,
        ),
        Grant(TABLES, ["dangvu_scoped"]),
        Grant(TABLES, ["dangvu_self", "dangvu_blind"], "SELECT"),
        Grant(["members_branchcount"], rights="SELECT"),
        *[RowSecurity(table, within("unit_path"), f"person_id = {OWN}") for table in PERSONAL],
        *[RowSecurity(table, within("unit_path")) for table in INSIDE],
        RowSecurity(
            "members_spell",
            f"({within('unit_path')} OR {within('seen_path')})",
            f"person_id = {OWN}",
        ),
        RowSecurity("members_transfer", BOTH_SIDES, f"person_id = {OWN}"),
        RowSecurity("members_hop", BOTH_SIDES),
        RowSecurity("members_changerequest", within("unit_path"), f"person_id = {OWN}"),
        migrations.RunSQL(ASKING, migrations.RunSQL.noop),
        Signed(*TABLES),
    ]
