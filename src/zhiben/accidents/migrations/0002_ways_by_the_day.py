from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("accidents", "0001_initial")]

    operations = [
        migrations.AddField("crosswalk", "since", models.DateTimeField(null=True)),
        migrations.AddField("crosswalk", "until", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("crosswalk", "one_way_between_two_codes"),
        migrations.AddConstraint(
            "crosswalk",
            models.UniqueConstraint(
                fields=["old", "new"], condition=Q(until__isnull=True), name="one_way_between_two_codes"
            ),
        ),
        migrations.AddConstraint(
            "crosswalk",
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="crosswalk_runs_forward",
            ),
        ),
    ]
