"""A house's own means to keep many secrets and to read them again, run as a process of it; told on standard output as
JSON: `keep N`, and `read 0` for what each says."""

from __future__ import annotations

import json
import os
import sys

import django


def main(act: str, count: int) -> object:
    """Keep so many, or read all."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiben.config.settings")
    django.setup()
    from zhiben.foundation.secrets.keeping import opened, sealed_row
    from zhiben.foundation.secrets.models import Secret

    if act == "keep":
        told = [Secret(**sealed_row("assistance.expert", n, "phone", f"139{n:08d}")) for n in range(1, count + 1)]
        Secret.objects.bulk_create(told)
        return len(told)
    return {row.record: opened(row) for row in Secret.objects.filter(model="assistance.expert")}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], int(sys.argv[2]))))
