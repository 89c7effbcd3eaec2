"""The search key of a paper; papers without a number; the list an issued paper went to is frozen
with it."""

from django.db import migrations, models

FROZEN = """
CREATE FUNCTION documents_recipient_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM documents_paper AS p
    WHERE p.state = 'issued' AND p.id = coalesce(NEW.paper_id, OLD.paper_id)
  ) THEN
    RAISE EXCEPTION 'the recipients of an issued paper never change'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON documents_recipient
  FOR EACH ROW EXECUTE FUNCTION documents_recipient_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_papers_follow")]
    operations = [
        migrations.AddField(
            model_name="paper",
            name="search_key",
            field=models.TextField(blank=True, db_collation="C", default=""),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="paper", name="paper_issued_complete"),
        migrations.AddConstraint(
            model_name="paper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "issued"), _negated=True),
                    models.Q(
                        ("issued_on__isnull", False),
                        ("number__isnull", False),
                        ("series__isnull", False),
                    ),
                    models.Q(("issued_on__isnull", False), ("type", "")),
                    _connector="OR",
                ),
                name="paper_issued_complete",
            ),
        ),
        migrations.RunSQL(FROZEN, migrations.RunSQL.noop),
    ]
