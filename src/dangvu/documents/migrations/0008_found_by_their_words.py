"""Papers found by their words: what was written before gets number, day, issuer and type of its
own, and its line is searched; of a secret paper the database keeps no file and no word."""

from django.db import migrations, models

from dangvu.documents.catalogue import identity_key, search_words, type_label
from dangvu.office.vietnamese import fold
from dangvu.rules.documents import DocumentNumber, DocumentType
from dangvu.rules.issuers import full_name

SECRET = """
CREATE FUNCTION documents_line_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM documents_paper AS p WHERE p.id = NEW.paper_id AND p.secrecy <> '')
     AND (TG_TABLE_NAME = 'documents_paperfile' OR to_jsonb(NEW) ->> 'text' <> '') THEN
    RAISE EXCEPTION 'of a secret paper the line alone is kept'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER line_only BEFORE INSERT OR UPDATE ON documents_paperfile
  FOR EACH ROW EXECUTE FUNCTION documents_line_only();
CREATE TRIGGER line_only BEFORE INSERT OR UPDATE ON documents_papertext
  FOR EACH ROW EXECUTE FUNCTION documents_line_only();
"""


def know_older_papers(apps, schema_editor):
    """Fills the columns of papers that the house wrote before it had them."""
    paper = apps.get_model("documents", "Paper")
    words = apps.get_model("documents", "PaperText")
    rows = list(paper.objects.filter(words=None).defer("content", "payload"))
    if not rows:
        return
    for row in rows:
        head = row.about.get("head", {})
        row.issuer = full_name(head.get("superior", ""), head.get("issuer", ""))[:200]
        kinds = DocumentType.of(row.type)
        row.document_type = kinds[0].value if kinds else ""
        if row.number:
            row.number_symbol = DocumentNumber(row.number, row.type, row.organ).text
            row.dated_on = row.issued_on
            row.identity = identity_key(row.number_symbol, row.dated_on, row.issuer)
        kind = type_label(row.document_type) if row.document_type else ""
        row.search_key = fold(f"{row.search_key} {row.issuer} {kind}")
    columns = [
        "issuer", "document_type", "number_symbol", "dated_on", "identity", "search_key",
    ]  # fmt: skip
    tables = ("documents_paper", "documents_papertext")
    for table in tables:
        schema_editor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    paper.objects.bulk_update(rows, columns, batch_size=1000)
    words.objects.bulk_create(
        [
            words(paper=row, text="", way="", key=search_words("", row.search_key, row.issuer))
            for row in rows
        ],
        batch_size=1000,
    )
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        schema_editor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class Migration(migrations.Migration):
    dependencies = [("documents", "0007_walls_of_arrivals")]
    operations = [
        migrations.RunPython(know_older_papers, migrations.RunPython.noop, elidable=True),
        migrations.RunSQL(SECRET, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["-drafted_at", "-id"], name="paper_newest"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(fields=["dated_on"], name="paper_dated"),
        ),
        migrations.AddIndex(
            model_name="paper",
            index=models.Index(
                condition=models.Q(
                    ("state", "draft"), models.Q(("secrecy", ""), _negated=True), _connector="OR"
                ),
                fields=["-drafted_at"],
                name="paper_unusual",
            ),
        ),
    ]
