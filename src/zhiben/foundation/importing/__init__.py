"""Workbooks in and out: one declaration (`kernel.sheet`) gives the template, the reading, the checks, the all-or-nothing import and the export."""
