"""Where each of a team stood when they checked in; of older visits that of whoever began them."""

from typing import Any

from django.db import migrations, models

TOLD = ("latitude", "longitude", "accuracy", "no_position")


def tell_who_began(apps: Any, _editor: Any) -> None:
    """The position on a visit is that of whoever told first."""
    members = apps.get_model("supervision", "VisitMember").objects
    known: set[int] = set()
    for row in members.select_related("visit").order_by("pk").iterator():
        if row.visit_id not in known:
            known.add(row.visit_id)
            members.filter(pk=row.pk).update(**{name: getattr(row.visit, name) for name in TOLD})


class Migration(migrations.Migration):
    dependencies = [("supervision", "0010_witness")]

    operations = [
        migrations.AddField(
            model_name="visitmember",
            name="latitude",
            field=models.DecimalField(decimal_places=5, max_digits=8, null=True),
        ),
        migrations.AddField(
            model_name="visitmember",
            name="longitude",
            field=models.DecimalField(decimal_places=5, max_digits=8, null=True),
        ),
        migrations.AddField(
            model_name="visitmember",
            name="accuracy",
            field=models.PositiveIntegerField(null=True, verbose_name="定位误差（米）"),
        ),
        migrations.AddField(
            model_name="visitmember",
            name="no_position",
            field=models.CharField(blank=True, default="", max_length=120, verbose_name="没有定位的原因"),
        ),
        migrations.RunPython(tell_who_began, migrations.RunPython.noop, elidable=True),
    ]
