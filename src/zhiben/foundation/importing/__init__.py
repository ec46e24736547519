"""Workbooks in and out: one declaration (`kernel.sheet`) gives template, reading, checks, import and export."""

from zhiben.foundation.importing.comparing import (
    Comparison,
    amended,
    compare,
    in_words,
    made,
    natural_key,
    used_elsewhere,
)
from zhiben.foundation.importing.exporting import export, template
from zhiben.foundation.importing.gathering import gathered
from zhiben.foundation.importing.importing import Asker, ImportReport, Reading, run, run_folder
from zhiben.foundation.importing.lookups import Directory
from zhiben.foundation.importing.lookups import register as register_lookup
from zhiben.foundation.importing.naming import several_names
from zhiben.foundation.importing.undoing import must_stand_alone, refuse_some, values, versions

__all__ = [
    "Asker",
    "Comparison",
    "Directory",
    "ImportReport",
    "Reading",
    "amended",
    "compare",
    "export",
    "gathered",
    "in_words",
    "made",
    "must_stand_alone",
    "natural_key",
    "refuse_some",
    "register_lookup",
    "run",
    "run_folder",
    "several_names",
    "template",
    "used_elsewhere",
    "values",
    "versions",
]
