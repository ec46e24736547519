"""Experts' telephones are kept secret: each is encrypted, and the column goes."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LABEL, FIELD = "assistance.expert", "phone"


def conceal(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Encrypt what stands in the column and empty it; SQLite writes zeros over what it frees."""
    from zhiben.foundation.secrets.keeping import sealed_row

    if editor.connection.vendor == "sqlite":
        editor.execute("PRAGMA secure_delete = ON")
    experts = apps.get_model("assistance", "Expert")._base_manager
    told = experts.exclude(phone="").order_by("pk").values_list("pk", "phone")
    rows = [sealed_row(LABEL, pk, FIELD, phone.strip()) for pk, phone in told if phone.strip()]
    apps.get_model("foundation", "Secret").objects.bulk_create(
        apps.get_model("foundation", "Secret")(**row) for row in rows
    )
    experts.exclude(phone="").update(phone="")


class Migration(migrations.Migration):
    dependencies = [("assistance", "0001_assistance"), ("foundation", "0010_secrets")]

    operations = [
        migrations.RunPython(conceal, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("expert", "phone"),
    ]
