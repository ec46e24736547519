"""Columns that stood in clear, encrypted by a migration before they go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from zhiben.foundation.secrets.keeping import sealed_row


def conceal(apps: Any, editor: BaseDatabaseSchemaEditor, app: str, model: str, field: str) -> Mapping[int, str]:
    """Encrypt what stands in a column and empty it; what was there, by record. SQLite writes zeros over what it
    frees."""
    if editor.connection.vendor == "sqlite":
        editor.execute("PRAGMA secure_delete = ON")
    rows, secrets = apps.get_model(app, model)._base_manager, apps.get_model("foundation", "Secret")
    held = rows.exclude(**{field: ""}).order_by("pk").values_list("pk", field)
    told = {pk: text.strip() for pk, text in held if text.strip()}
    label = f"{app}.{model.lower()}"
    secrets.objects.bulk_create(secrets(**sealed_row(label, pk, field, text)) for pk, text in told.items())
    rows.exclude(**{field: ""}).update(**{field: ""})
    if editor.connection.vendor == "postgresql":
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the column goes in this very transaction
    return told
