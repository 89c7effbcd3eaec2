"""What a record said before it changed: kept by trigger, so that a past day is counted as it was.

A row is seen by whoever sees the person. The day is the actor's (``access.scope`` tells it), else
the database's.
"""

from django.db import migrations, models
from django.db.models import deletion

from dangvu.kernel.triggers import Grant, RowSecurity

WORDS = (
    "religion",
    "occupation",
    "general_education",
    "professional",
    "academic_title",
    "theory",
)
KEPT = (*WORDS, "youth_union")
CHANGED = " OR ".join(f"OLD.{word} NOT IN ('', NEW.{word})" for word in WORDS)

KEEP = f"""
ALTER TABLE members_earlier ADD CONSTRAINT earlier_of_person
  FOREIGN KEY (person_id) REFERENCES members_person ON DELETE CASCADE;
CREATE FUNCTION members_earlier_keep() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO members_earlier (person_id, until, {", ".join(KEPT)})
  VALUES (OLD.id, coalesce(nullif(current_setting('dangvu.today', true), '')::date, CURRENT_DATE),
    {", ".join(f"OLD.{column}" for column in KEPT)})
  ON CONFLICT (person_id, until) DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER earlier AFTER UPDATE OF {", ".join(KEPT)} ON members_person FOR EACH ROW
  WHEN ({CHANGED} OR OLD.youth_union AND NOT NEW.youth_union)
  EXECUTE FUNCTION members_earlier_keep();
"""
SEEN = "EXISTS (SELECT FROM members_person AS p WHERE p.id = person_id)"


class Migration(migrations.Migration):
    dependencies = [("members", "0012_quality")]
    operations = [
        migrations.CreateModel(
            name="Earlier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateField()),
                ("religion", models.CharField(max_length=2)),
                ("occupation", models.CharField(max_length=20)),
                ("youth_union", models.BooleanField()),
                ("general_education", models.CharField(max_length=5)),
                ("professional", models.CharField(max_length=5)),
                ("academic_title", models.CharField(max_length=5)),
                ("theory", models.CharField(max_length=5)),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=deletion.DO_NOTHING,
                        related_name="+",
                        to="members.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(models.F("until").desc(), name="earlier_until")],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "until"), name="earlier_once")
                ],
            },
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        Grant(["members_earlier"], rights="SELECT"),
        RowSecurity("members_earlier", SEEN, SEEN),
    ]
