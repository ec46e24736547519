"""The tables of a new installation, made at once from the models as they stand: what all migrations together come to,
without living through them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import StateApps


def migrate() -> None:
    """Bring the tables of the default database up to date; in an empty one they are laid out whole."""
    if not connection.introspection.table_names():
        _lay_out()
    call_command("migrate", interactive=False, verbosity=0)


def _lay_out() -> None:
    """All tables, what a new installation begins with, and every migration noted as applied; all of it or nothing.

    What a migration does to rows of older versions is `elidable`; the rest fills a new installation, too.
    """
    graph = MigrationLoader(connection).graph
    recorder = MigrationRecorder(connection)
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy and not model._meta.swapped:
                editor.create_model(model)
        recorder.ensure_schema()
        for node in dict.fromkeys(one for leaf in graph.leaf_nodes() for one in graph.forwards_plan(leaf)):
            _fill(graph.nodes[node].operations, editor)
            recorder.record_applied(*node)


def _fill(operations: Iterable[Operation], editor: BaseDatabaseSchemaEditor) -> None:
    for one in operations:
        if isinstance(one, RunPython) and not one.elidable:
            one.code(cast(StateApps, apps), editor)
