"""The one table reader of the house: bytes to worksheets, worksheets to tables, tables to totals that close. Knows
neither Django nor any safety word."""

from zhiben.foundation.tables.book import Grid, Merged, Raw, address, grids, load, place_of
from zhiben.foundation.tables.comparing import Checked, NotCompared, WrongTotal
from zhiben.foundation.tables.finding import find
from zhiben.foundation.tables.found import FoundTable, Head, TableRow
from zhiben.foundation.tables.heads import paths
from zhiben.foundation.tables.totals import check
from zhiben.foundation.tables.words import fold, is_rounded, squeeze

__all__ = [
    "Checked",
    "FoundTable",
    "Grid",
    "Head",
    "Merged",
    "NotCompared",
    "Raw",
    "TableRow",
    "WrongTotal",
    "address",
    "check",
    "find",
    "fold",
    "grids",
    "is_rounded",
    "load",
    "paths",
    "place_of",
    "squeeze",
]
