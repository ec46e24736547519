"""Who saw a refusal to sign has a column of its own; older rows tell it with the refusal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supervision", "0009_mends")]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="witness",
            field=models.CharField(blank=True, default="", max_length=80, verbose_name="见证人"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="visit",
            name="refused",
            field=models.TextField(blank=True, verbose_name="拒绝签字的情况"),
        ),
    ]
