"""The addresses and signing secrets of robots are kept secret: each is encrypted, and the columns go. The address' host
stays, for the list."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def conceal_all(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """Encrypt both columns and empty them; the host is taken from the address."""
    from zhiben.foundation.secrets.converting import conceal

    robots = apps.get_model("inbox", "Robot").objects
    for pk, address in conceal(apps, editor, "inbox", "Robot", "address").items():
        robots.filter(pk=pk).update(host=urlsplit(address).hostname or "")
    conceal(apps, editor, "inbox", "Robot", "secret")


class Migration(migrations.Migration):
    dependencies = [("inbox", "0002_robots"), ("foundation", "0011_keeping_terms")]

    operations = [
        migrations.AddField("robot", "host", models.CharField(default="", max_length=253), False),
        migrations.RunPython(conceal_all, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("robot", "address"),
        migrations.RemoveField("robot", "secret"),
    ]
