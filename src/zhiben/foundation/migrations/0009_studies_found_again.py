from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("foundation", "0008_studies")]

    operations = [
        migrations.AddField("study", "follows", models.BigIntegerField(default=0)),
        migrations.RemoveConstraint("study", "study_is_kept_once"),
        migrations.AddConstraint(
            "study",
            models.UniqueConstraint(fields=["name", "unit", "sha256", "follows"], name="study_is_kept_once"),
        ),
    ]
