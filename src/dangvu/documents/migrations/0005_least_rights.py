"""Papers, models and numbers are no matter of a member."""

from django.db import migrations

from dangvu.kernel.triggers import Revoke

TABLES = [
    "documents_term",
    "documents_series",
    "documents_paper",
    "documents_recipient",
    "documents_model",
]


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_register"),
    ]
    operations = [
        Revoke(TABLES, ["dangvu_self"]),
    ]
