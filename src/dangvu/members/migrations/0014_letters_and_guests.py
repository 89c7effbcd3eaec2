"""Letters given out anew, guests with a letter, and an event on the day the last one was."""

from django.db import migrations, models

from dangvu.kernel.triggers import within

BESIDE = (
    "members_particulars",
    "members_event",
    "members_badge",
    "members_discipline",
    "members_duesmonth",
    "members_changerequest",
    "members_verdict",
)

#: A running spell that began on the very day lasts none: it becomes the new one, and the one before
#: it leads there. That one was closed by the first event of the day, or by the tree alone.
CARRY = f"""
CREATE OR REPLACE FUNCTION members_carry(persons bigint[], what text, cell bigint, place text,
  day date, number text, decided date, by_whom text, said text, at timestamptz, who text)
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  WITH running AS (
    SELECT s.*, CASE what
      WHEN 'tam_chuyen_di' THEN 'TAM_CHUYEN_DI' WHEN 'ra_nuoc_ngoai' THEN 'NUOC_NGOAI'
      WHEN 'chuyen_di' THEN 'DA_CHUYEN_DI'
      WHEN 'tro_lai' THEN CASE WHEN s.official THEN 'CHINH_THUC' ELSE 'DU_BI' END
      ELSE s.status END AS turned
    FROM members_spell AS s WHERE s.person_id = ANY(persons) AND s.valid_until IS NULL
  ), following AS (
    SELECT r.*, coalesce(cell, unit_id) AS new_unit, coalesce(place, seen_path) AS new_seen,
      coalesce(place, CASE turned WHEN 'DA_CHUYEN_DI' THEN seen_path ELSE unit_path END)
        AS new_path,
      CASE turned WHEN 'DA_CHUYEN_DI' THEN '' ELSE coalesce(place, unit_path) END AS leads_to,
      EXISTS (SELECT FROM members_event AS e WHERE e.person_id = r.person_id
        AND e.effective_on = day AND NOT e.annuls
        AND NOT EXISTS (SELECT FROM members_event AS c WHERE c.corrects_id = e.id)) AS told
    FROM running AS r
  ), opened AS (
    INSERT INTO members_spell (person_id, unit_id, unit_path, seen_path, status, official,
      valid_from, valid_until, opened_by, closed_by, from_path, to_path)
    SELECT person_id, new_unit, new_path, new_seen, turned, official, day, NULL, what, '',
      unit_path, ''
    FROM following WHERE valid_from < day
  ), became AS (
    UPDATE members_spell AS s SET unit_id = f.new_unit, unit_path = f.new_path,
      seen_path = f.new_seen, status = f.turned, opened_by = what
    FROM following AS f WHERE s.id = f.id AND f.valid_from = day
  ), led AS (
    UPDATE members_spell AS s SET to_path = f.leads_to,
      closed_by = CASE WHEN f.told THEN s.closed_by ELSE what END
    FROM following AS f
    WHERE s.person_id = f.person_id AND s.valid_until = day AND f.valid_from = day
  )
  UPDATE members_spell AS s SET valid_until = day, closed_by = what, to_path = f.leads_to
  FROM following AS f WHERE s.id = f.id AND f.valid_from < day;
  INSERT INTO members_event (person_id, unit_path, kind, unit_id, effective_on, official, status,
    decision_number, decision_on, issuer, note, annuls, recorded_at, recorded_by)
  SELECT id, coalesce(place, unit_path), what, cell, day, false, '', number, decided, by_whom, said,
    false, at, who
  FROM members_person WHERE id = ANY(persons);
  UPDATE members_person AS p SET status = s.status, unit_id = s.unit_id, unit_path = s.seen_path
  FROM members_spell AS s
  WHERE p.id = ANY(persons) AND s.person_id = p.id AND s.valid_until IS NULL;
  IF place IS NOT NULL THEN
    {"".join(f"UPDATE {table} SET unit_path = place WHERE person_id = ANY(persons);" for table in BESIDE)}
    UPDATE members_post SET valid_until = greatest(valid_from, day)
    WHERE person_id = ANY(persons) AND (valid_until IS NULL OR valid_until > day)
      AND left(place || '.', length(unit_path) + 1) <> unit_path || '.';
  END IF;
END $$;
"""

RECEIVE = f"""
CREATE OR REPLACE FUNCTION member_received(move bigint, at_hop integer, day date, at timestamptz, who text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  m members_transfer; c orgs_unit; p members_person; s members_spell;
BEGIN
  SELECT * INTO m FROM members_transfer WHERE id = move FOR UPDATE;
  IF m.id IS NULL OR m.from_unit_id IS NULL OR m.to_unit_id IS NULL
     OR NOT coalesce({within("m.to_path")}, false) THEN
    RETURN 'beyond';
  ELSIF m.received_on IS NOT NULL OR m.closed_on IS NOT NULL THEN
    RETURN 'overtaken';
  ELSIF m.state NOT IN ('CAP_UY_GIOI_THIEU', 'CHUYEN_TIEP') THEN
    RETURN 'not_ready';
  ELSIF EXISTS (SELECT FROM members_hop AS h WHERE h.transfer_id = m.id AND h.position < at_hop
                AND h.done_on IS NULL)
     OR NOT EXISTS (SELECT FROM members_hop AS h WHERE h.transfer_id = m.id AND h.position = at_hop
                    AND h.done_on IS NULL AND h.unit_id = m.to_unit_id) THEN
    RETURN 'not_ready';
  END IF;
  SELECT * INTO c FROM orgs_unit WHERE id = m.to_unit_id FOR KEY SHARE;
  SELECT * INTO p FROM members_person WHERE id = m.person_id FOR UPDATE;
  SELECT * INTO s FROM members_spell WHERE person_id = m.person_id AND valid_until IS NULL;
  IF c.valid_until IS NOT NULL OR c.path <> m.to_path OR c.type NOT LIKE 'CHI_BO%' THEN
    RETURN 'cell_ended';
  ELSIF p.unit_id <> m.from_unit_id OR s.id IS NULL THEN
    RETURN 'not_there';
  ELSIF p.status NOT IN ('CHINH_THUC', 'DU_BI')
     AND NOT (p.status = 'MIEN_SINH_HOAT' AND m.kind <> 'temporary') THEN
    RETURN 'not_active';
  ELSIF s.valid_from > day THEN
    RETURN 'too_early';
  ELSIF EXISTS (
    SELECT FROM orgs_unit AS a JOIN orgs_placement AS a_place ON a_place.unit_id = a.id
    WHERE left(c.path || '.', length(a.path) + 1) = a.path || '.' AND a_place.valid_from > day
  ) THEN
    RETURN 'moved_since';
  END IF;
  PERFORM members_carry(ARRAY[p.id],
    CASE WHEN m.kind <> 'temporary' THEN 'chuyen_sinh_hoat' ELSE 'tam_chuyen_di' END,
    CASE WHEN m.kind <> 'temporary' THEN c.id END, CASE WHEN m.kind <> 'temporary' THEN c.path END,
    day, m.letter_number, m.letter_on, coalesce(m.letter ->> 'issuer', ''), '', at, who);
  IF m.kind = 'temporary' THEN
    INSERT INTO members_stay (person_id, unit_id, unit_path, full_name, sort_key, card_number,
      home_name, valid_from, letter_number, letter_on, due_on)
    SELECT p.id, c.id, c.path, p.full_name, p.sort_key, p.card_number, u.name, day,
      m.letter_number, m.letter_on, m.until_on
    FROM orgs_unit AS u WHERE u.id = m.from_unit_id;
  END IF;
  UPDATE members_transfer SET received_on = day WHERE id = m.id;
  RETURN '';
END $$;

CREATE OR REPLACE FUNCTION member_returned(move bigint, day date, at timestamptz, who text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  m members_transfer; s members_spell;
BEGIN
  SELECT * INTO m FROM members_transfer WHERE id = move FOR UPDATE;
  IF m.id IS NULL OR NOT coalesce({within("m.from_path")} OR {within("m.to_path")}, false) THEN
    RETURN 'beyond';
  ELSIF m.ended_on IS NOT NULL THEN
    RETURN 'overtaken';
  ELSIF m.received_on IS NULL THEN
    RETURN 'not_ready';
  END IF;
  PERFORM FROM members_person WHERE id = m.person_id FOR UPDATE;
  SELECT * INTO s FROM members_spell WHERE person_id = m.person_id AND valid_until IS NULL;
  IF s.status NOT IN ('TAM_CHUYEN_DI', 'NUOC_NGOAI') OR s.valid_from < m.received_on
     OR s.unit_id <> m.from_unit_id THEN
    RETURN 'not_there';
  ELSIF s.valid_from > day THEN
    RETURN 'too_early';
  ELSIF m.received_on >= day THEN
    RETURN 'no_time';
  END IF;
  PERFORM members_carry(ARRAY[m.person_id], 'tro_lai', NULL, NULL, day, '', NULL, '', '', at, who);
  UPDATE members_stay SET valid_until = day
  WHERE person_id = m.person_id AND unit_id = m.to_unit_id AND valid_until IS NULL;
  UPDATE members_transfer SET ended_on = day WHERE id = m.id;
  RETURN '';
END $$;
"""

INTRODUCED = """
UPDATE members_transfer AS t SET introduced_on = letter_on
WHERE letter_on IS NOT NULL AND from_unit_id IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0013_earlier")]
    operations = [
        migrations.AddField(
            "stay",
            "letter_number",
            models.CharField(max_length=40, blank=True, default="", db_default=""),
        ),
        migrations.AddField("stay", "letter_on", models.DateField(null=True)),
        migrations.AddField("stay", "due_on", models.DateField(null=True)),
        migrations.AddField(
            "stay",
            "return_letter",
            models.CharField(max_length=40, blank=True, default="", db_default=""),
        ),
        migrations.AddField("transfer", "introduced_on", models.DateField(null=True)),
        migrations.AddField("transfer", "void_letters", models.JSONField(default=list)),
        migrations.RunSQL(
            "SELECT set_config('dangvu.actor', 'migrate', true);" + INTRODUCED,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(CARRY, migrations.RunSQL.noop),
        migrations.RunSQL(RECEIVE, migrations.RunSQL.noop),
    ]
