"""A phone number belongs to one account. Where several had the same, it stays with the first of them, and the others keep
it with their own id behind it, for a person to correct."""

import re
import unicodedata

from django.db import migrations, models


def keep_the_first(apps, editor):
    seen = set()
    for person in apps.get_model("orgs", "Person").objects.exclude(phone="").order_by("pk"):
        bare = re.sub(r"[\s()（）\-－—]", "", unicodedata.normalize("NFKC", person.phone))
        plain = bare.removeprefix("+86").removeprefix("0086")
        own = f"#{person.pk}"
        person.phone = plain[: 20 - len(own)] + own if plain in seen else plain
        seen.add(plain)
        person.save(update_fields=["phone"])


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0005_sites_merged"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="staff_number",
            field=models.CharField(blank=True, max_length=30),
        ),
        migrations.RunPython(keep_the_first, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("phone", ""), _negated=True), fields=("phone",), name="one_account_per_phone"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("staff_number", ""), _negated=True),
                fields=("staff_number",),
                name="one_account_per_staff_number",
            ),
        ),
    ]
