"""Who checked in far from the site, and since when that is accepted, person by person."""

from typing import Any

from django.db import migrations, models

NEAR = 1_000
"""What was allowed at least when these rows were written."""


def tell_who_was_far(apps: Any, _editor: Any) -> None:
    """Of visits that began far from the site those who stood further away than is allowed."""
    members = apps.get_model("supervision", "VisitMember").objects
    far = members.exclude(visit__far_reason="").filter(distance__gt=NEAR)
    for row in far.select_related("visit"):
        members.filter(pk=row.pk).update(far=True, far_accepted_at=row.visit.far_accepted_at)


class Migration(migrations.Migration):
    dependencies = [("supervision", "0008_phone_checks")]

    operations = [
        migrations.AddField(
            model_name="visitmember",
            name="far",
            field=models.BooleanField(default=False, verbose_name="离场所过远"),
        ),
        migrations.AddField(
            model_name="visitmember",
            name="far_accepted_at",
            field=models.DateTimeField(null=True, verbose_name="认可到场距离的时间"),
        ),
        migrations.RunPython(tell_who_was_far, migrations.RunPython.noop, elidable=True),
    ]
