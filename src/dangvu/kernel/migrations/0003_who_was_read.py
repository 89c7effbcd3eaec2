"""Finding the readings that showed one member: each names the records it showed."""

from django.db import migrations

INDEX = """
CREATE INDEX event_persons ON kernel_event USING gin ((data -> 'persons') jsonb_path_ops)
WHERE kind = 'read';
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_walls")]
    operations = [migrations.RunSQL(INDEX, migrations.RunSQL.noop)]
