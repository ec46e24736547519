"""Who takes part in parts, wholes and merged tasks, said for those that stand: parts that were split or came again with an
import had nobody above them, and a former lead unit still saw what it had led."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TASK = "campaign.keytask"
LEVELS = ("province", "city", "district", "street", "line", "subline")
GONE = ("cancelled", "retracted")


def say_again(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Each unit with the part it takes; a task lies where its lead unit lies."""
    tasks = apps.get_model("campaign", "KeyTask").objects
    parts = apps.get_model("foundation", "Participation").objects
    rows = parts.filter(model=TASK)
    made: list[Any] = []

    def take(record: Any, part: str, reader: Any) -> None:
        place = {name: getattr(reader, name) for name in LEVELS}
        same = {"model": TASK, "record": record.pk, "part": part, "unit": reader.lead_unit_id}
        made.append(parts.model(**same, **place, state=record.state, due=record.due))

    for whole in tasks.filter(parts__isnull=False).distinct().order_by("pk"):
        standing = list(tasks.filter(parent=whole).exclude(state__in=GONE))
        rows.filter(record=whole.pk, part="carrying").exclude(unit__in=[p.lead_unit_id for p in standing]).delete()
        rows.filter(record__in=[p.pk for p in standing], part="upper").exclude(unit=whole.lead_unit_id).delete()
        for part in standing:
            take(part, "upper", whole)
            take(whole, "carrying", part)
    for merged in tasks.filter(merged_into__isnull=False).order_by("pk"):
        above = merged
        while above.merged_into_id:
            above = tasks.get(pk=above.merged_into_id)
        take(merged, "absorbing", above)
    parts.bulk_create(made, batch_size=500, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("campaign", "0010_meeting_document"), ("foundation", "0004_parts_end")]

    operations = [migrations.RunPython(say_again, migrations.RunPython.noop, elidable=True)]
