"""That a member's list of a day went out is noted as the member."""

from django.db import migrations

from dangvu.kernel.triggers import Grant


class Migration(migrations.Migration):
    dependencies = [("tasks", "0007_tasks_follow_the_member")]
    operations = [Grant(["tasks_digest"], ["dangvu_self"])]
