"""Workbooks in and out: one declaration (`kernel.sheet`) gives template, reading, checks, import and export."""

from zhiben.foundation.importing.comparing import compare
from zhiben.foundation.importing.exporting import export, template
from zhiben.foundation.importing.importing import Asker, ImportReport, run, run_folder
from zhiben.foundation.importing.lookups import Directory
from zhiben.foundation.importing.lookups import register as register_lookup

__all__ = [
    "Asker",
    "Directory",
    "ImportReport",
    "compare",
    "export",
    "register_lookup",
    "run",
    "run_folder",
    "template",
]
