"""The private address of a calendar: found before anybody is known, kept by whoever sees cases."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from dangvu.kernel.triggers import Grant, Revoke, Signed


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_least_rights"),
    ]
    operations = [
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("read_on", models.DateField(null=True)),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="access.assignment",
                    ),
                ),
            ],
        ),
        Grant(["access_feed"]),
        Revoke(["access_feed"], ["dangvu_self"]),
        Grant(["access_feed"], ["dangvu_door"], "SELECT"),
        Signed("access_feed"),
    ]
