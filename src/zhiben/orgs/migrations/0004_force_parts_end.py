"""A unit's part in a task force ends with its last member: said for those that stand."""

from datetime import date, timedelta

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FORCE, MEMBER = "orgs.taskforce", "member"


def tell_last_days(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Give each part the last day of the last of the unit's members, none where somebody stays."""
    ends: dict[tuple[int, int], list[date | None]] = {}
    for force, unit, end in apps.get_model("orgs", "ForceMember").objects.values_list("force", "unit", "valid_to"):
        ends.setdefault((force, unit), []).append(end)
    parts = apps.get_model("foundation", "Participation").objects.filter(model=FORCE, part=MEMBER)
    for (force, unit), known in ends.items():
        if last := max((end for end in known if end), default=None) if None not in known else None:
            parts.filter(record=force, unit=unit).update(until=last - timedelta(days=1))


class Migration(migrations.Migration):
    dependencies = [("orgs", "0003_liaison"), ("foundation", "0004_parts_end")]

    operations = [migrations.RunPython(tell_last_days, migrations.RunPython.noop, elidable=True)]
