"""Of a rank both counts are told, or none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dispatch", "0009_instruction"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="provincialrank",
            name="rank_counts_are_a_share",
        ),
        migrations.AddConstraint(
            model_name="provincialrank",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("numerator__isnull", True), ("denominator__isnull", True)),
                    models.Q(
                        ("denominator__gte", models.F("numerator")),
                        ("denominator__isnull", False),
                        ("numerator__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="rank_counts_are_a_share",
            ),
        ),
    ]
