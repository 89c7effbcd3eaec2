"""Rights and signatures of the incoming side; a receipt may be noted on a frozen list."""

from django.db import migrations

from dangvu.kernel.triggers import Grant, Signed

TABLES = [
    "documents_arrivalbook", "documents_papertext", "documents_paperfile", "documents_paperlink",
]  # fmt: skip

FROZEN = """
CREATE OR REPLACE FUNCTION documents_recipient_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND
     (NEW.id, NEW.paper_id, NEW.position, NEW.unit_id, NEW.text, NEW.note)
     IS NOT DISTINCT FROM (OLD.id, OLD.paper_id, OLD.position, OLD.unit_id, OLD.text, OLD.note)
  THEN
    RETURN NEW;
  END IF;
  IF EXISTS (
    SELECT FROM documents_paper AS p
    WHERE p.state = 'issued' AND p.id = coalesce(NEW.paper_id, OLD.paper_id)
  ) THEN
    RAISE EXCEPTION 'the recipients of an issued paper never change'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0006_papers_that_come")]
    operations = [
        Grant(TABLES, ["dangvu_scoped", "dangvu_blind"]),
        Grant(TABLES, ["dangvu_self"], "SELECT"),
        Signed(*TABLES),
        migrations.RunSQL(FROZEN, migrations.RunSQL.noop),
    ]
