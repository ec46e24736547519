"""The `zhiben` command: parses, calls one operation or query, prints. With --json one document on stdout and nothing
else; 0 done, 1 refused, 2 wrong usage."""

from __future__ import annotations

import os

import click

import zhiben
from zhiben.cli.output import Group

GROUPS = {
    "demo": "zhiben.cli.running",
    "serve": "zhiben.cli.running",
    "worker": "zhiben.cli.running",
    "tick": "zhiben.cli.running",
    "migrate": "zhiben.cli.running",
    "people": "zhiben.cli.people",
    "import": "zhiben.cli.sheets",
    "export": "zhiben.cli.sheets",
    "template": "zhiben.cli.sheets",
    "check-totals": "zhiben.cli.totals",
    "reconcile": "zhiben.cli.reconciling",
    "draw": "zhiben.cli.drawing",
    "stats": "zhiben.cli.stats",
    "figures": "zhiben.cli.figures",
    "hazard": "zhiben.cli.hazards",
    "dispatch": "zhiben.cli.rounds",
    "bulletin": "zhiben.cli.rounds",
    "evidence": "zhiben.cli.proving",
    "backup": "zhiben.cli.backing",
    "restore": "zhiben.cli.backing",
    "audit": "zhiben.cli.assurance",
    "doctor": "zhiben.cli.assurance",
    "keys": "zhiben.cli.secrets",
    "retention": "zhiben.cli.retaining",
    "bench": "zhiben.cli.bench",
}
"""Which module holds a command; imported when it is called, so that `--help` stays quick."""


@click.group(cls=Group, modules=GROUPS)
@click.version_option(zhiben.__version__, prog_name="zhiben")
def main() -> None:
    """治本：安全生产治本攻坚行动的工作平台（安委办“345”模式）。

    例：zhiben demo --serve
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiben.config.settings")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nothing here multiplies matrices; threads for it cost a start
