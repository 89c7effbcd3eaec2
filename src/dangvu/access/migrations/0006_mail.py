"""The address of an account and its wish for a daily e-mail; a private calendar for members too."""

from django.db import migrations, models

from dangvu.kernel.triggers import Grant


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_feed"),
    ]
    operations = [
        migrations.AddField(
            model_name="account",
            name="email",
            field=models.EmailField(blank=True, default="", max_length=254),
        ),
        migrations.AddField(
            model_name="account",
            name="daily_mail",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("daily_mail", False), models.Q(("email", ""), _negated=True), _connector="OR"
                ),
                name="account_mail_goes_somewhere",
            ),
        ),
        Grant(["access_feed"], ["dangvu_self"]),
    ]
