"""Asks for the import of a workbook as its person would, in a process of its own; prints the job's number."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiben.config.settings")


def main(file: Path, person: int) -> int:
    import django

    django.setup()
    from zhiben.foundation.scope import scope
    from zhiben.inbox import operations
    from zhiben.orgs.queries import actor_of

    actor = actor_of(person)
    with scope(actor):
        stored = operations.keep(file.read_bytes(), name=file.name, actor=actor)
        return operations.ask_import("hazards", stored, actor=actor).pk


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
