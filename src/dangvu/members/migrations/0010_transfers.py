"""Transfers between branches that do not see each other: who may write what of one, how a member is
taken in where the sending side cannot be seen, and the book of letters."""

from django.db import migrations, models
from django.db.models import deletion

from dangvu.kernel.triggers import Callers, Grant, Signed, within

FROM, TO = within("from_path"), within("to_path")
MEMBERS = "'CHINH_THUC', 'DU_BI', 'MIEN_SINH_HOAT', 'TAM_CHUYEN_DI', 'NUOC_NGOAI', 'DINH_CHI_SH'"
BESIDE = (
    "members_particulars",
    "members_event",
    "members_badge",
    "members_discipline",
    "members_duesmonth",
    "members_changerequest",
    "members_verdict",
)

#: The sending side alone begins a transfer; what it is about does not change in the other's hands.
POLICIES = f"""
DROP POLICY scoped ON members_transfer;
CREATE POLICY seen ON members_transfer FOR SELECT TO dangvu_scoped USING ({FROM} OR {TO});
CREATE POLICY begun ON members_transfer FOR INSERT TO dangvu_scoped WITH CHECK ({FROM});
CREATE POLICY led ON members_transfer FOR UPDATE TO dangvu_scoped
  USING ({FROM} OR {TO}) WITH CHECK ({FROM} OR {TO});
CREATE POLICY dropped ON members_transfer FOR DELETE TO dangvu_scoped USING ({FROM});
DROP POLICY scoped ON members_hop;
CREATE POLICY seen ON members_hop FOR SELECT TO dangvu_scoped USING ({FROM} OR {TO});
CREATE POLICY begun ON members_hop FOR INSERT TO dangvu_scoped WITH CHECK ({FROM});
CREATE POLICY led ON members_hop FOR UPDATE TO dangvu_scoped
  USING ({FROM} OR {within("unit_path")}) WITH CHECK ({FROM} OR {within("unit_path")});
CREATE POLICY dropped ON members_hop FOR DELETE TO dangvu_scoped USING ({FROM});

CREATE POLICY own ON members_hop FOR SELECT TO dangvu_self
  USING (EXISTS (SELECT FROM members_transfer AS t WHERE t.id = transfer_id));

CREATE FUNCTION members_transfer_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'dangvu_scoped' AND (
    (NEW.person_id, NEW.from_unit_id) IS DISTINCT FROM (OLD.person_id, OLD.from_unit_id)
      AND NOT {within("OLD.from_path")}
    OR NEW.to_unit_id IS DISTINCT FROM OLD.to_unit_id AND NOT {within("OLD.from_path")}
      AND NOT {within("OLD.to_path")})
  THEN
    RAISE EXCEPTION 'what a transfer is about is the sending side''s'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fixed BEFORE UPDATE ON members_transfer
  FOR EACH ROW EXECUTE FUNCTION members_transfer_fixed();
"""

#: One event more for members whose running spell began before its day: the twin, for that case, of
#: folding all their events (``rules.membership``). It has the rights of whoever calls it.
CARRY = f"""
CREATE FUNCTION members_carry(persons bigint[], what text, cell bigint, place text, day date,
  number text, decided date, by_whom text, said text, at timestamptz, who text) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO members_event (person_id, unit_path, kind, unit_id, effective_on, official, status,
    decision_number, decision_on, issuer, note, annuls, recorded_at, recorded_by)
  SELECT id, coalesce(place, unit_path), what, cell, day, false, '', number, decided, by_whom, said,
    false, at, who
  FROM members_person WHERE id = ANY(persons);
  WITH running AS (
    SELECT s.*, CASE what
      WHEN 'tam_chuyen_di' THEN 'TAM_CHUYEN_DI' WHEN 'ra_nuoc_ngoai' THEN 'NUOC_NGOAI'
      WHEN 'chuyen_di' THEN 'DA_CHUYEN_DI'
      WHEN 'tro_lai' THEN CASE WHEN s.official THEN 'CHINH_THUC' ELSE 'DU_BI' END
      ELSE s.status END AS turned
    FROM members_spell AS s WHERE s.person_id = ANY(persons) AND s.valid_until IS NULL
  ), opened AS (
    INSERT INTO members_spell (person_id, unit_id, unit_path, seen_path, status, official,
      valid_from, valid_until, opened_by, closed_by, from_path, to_path)
    SELECT person_id, coalesce(cell, unit_id),
      coalesce(place, CASE turned WHEN 'DA_CHUYEN_DI' THEN seen_path ELSE unit_path END),
      coalesce(place, seen_path), turned, official, day, NULL, what, '', unit_path, ''
    FROM running
  )
  UPDATE members_spell AS s SET valid_until = day, closed_by = what,
    to_path = CASE r.turned WHEN 'DA_CHUYEN_DI' THEN '' ELSE coalesce(place, r.unit_path) END
  FROM running AS r WHERE s.id = r.id;
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

#: What stands in the way of taking a member in is told by a word; empty: nothing.
RECEIVE = f"""
CREATE FUNCTION member_received(move bigint, at_hop integer, day date, at timestamptz, who text)
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
  ELSIF s.valid_from >= day THEN
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
      home_name, valid_from)
    SELECT p.id, c.id, c.path, p.full_name, p.sort_key, p.card_number, u.name, day
    FROM orgs_unit AS u WHERE u.id = m.from_unit_id;
  END IF;
  UPDATE members_transfer SET received_on = day WHERE id = m.id;
  RETURN '';
END $$;

CREATE FUNCTION member_returned(move bigint, day date, at timestamptz, who text) RETURNS text
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
  ELSIF s.valid_from >= day THEN
    RETURN 'too_early';
  END IF;
  PERFORM members_carry(ARRAY[m.person_id], 'tro_lai', NULL, NULL, day, '', NULL, '', '', at, who);
  UPDATE members_stay SET valid_until = day
  WHERE person_id = m.person_id AND unit_id = m.to_unit_id AND valid_until IS NULL;
  UPDATE members_transfer SET ended_on = day WHERE id = m.id;
  RETURN '';
END $$;
"""
CALLED = (
    "member_received(bigint, integer, date, timestamptz, text)",
    "member_returned(bigint, date, timestamptz, text)",
    "members_carry(bigint[], text, bigint, text, date, text, date, text, text, timestamptz, text)",
)


class Migration(migrations.Migration):
    dependencies = [("members", "0009_register_walls"), ("orgs", "0002_walls")]
    operations = [
        migrations.AddField("transfer", "letter", models.JSONField(default=dict)),
        migrations.AddField("transfer", "ended_on", models.DateField(null=True)),
        migrations.CreateModel(
            name="LetterBook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.SmallIntegerField()),
                ("last_number", models.IntegerField(default=0)),
                (
                    "unit",
                    models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="orgs.unit"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "year"), name="letterbook_once")
                ]
            },
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_on", None), ("received_on", None)),
                fields=("person",),
                name="transfer_one_under_way",
            ),
        ),
        migrations.AddIndex(
            model_name="hop",
            index=models.Index(
                condition=models.Q(("done_on", None)), fields=["unit_path"], name="hop_due_path"
            ),
        ),
        Grant(["members_letterbook"], ["dangvu_scoped"]),
        Grant(["members_letterbook"], ["dangvu_self", "dangvu_blind"], "SELECT"),
        Signed("members_letterbook"),
        migrations.RunSQL(POLICIES, migrations.RunSQL.noop),
        migrations.RunSQL(CARRY, migrations.RunSQL.noop),
        migrations.RunSQL(RECEIVE, migrations.RunSQL.noop),
        *[Callers(function, ["dangvu_scoped"]) for function in CALLED],
    ]
