"""A receipt told takes a number of the book of arrivals; units are added to whom a paper went to."""

from django.db import migrations, models

FROZEN = """
CREATE OR REPLACE FUNCTION documents_recipient_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.unit_id IS NOT NULL THEN
    RETURN NEW;
  END IF;
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
    dependencies = [("documents", "0009_scans")]
    operations = [
        migrations.AddField("recipient", "arrival_year", models.SmallIntegerField(null=True)),
        migrations.AddField("recipient", "arrival_number", models.IntegerField(null=True)),
        migrations.AddConstraint(
            "recipient",
            models.UniqueConstraint(
                fields=["unit", "arrival_year", "arrival_number"],
                condition=models.Q(arrival_number__isnull=False),
                name="recipient_arrival",
            ),
        ),
        migrations.RunSQL(FROZEN, migrations.RunSQL.noop),
    ]
