from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaign", "0007_working"),
        ("orgs", "0003_liaison"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="keytask",
            index=models.Index(fields=["district", "line", "state", "due", "id"], name="task_district_line_state_due"),
        ),
    ]
