"""Workbooks in and out: one declaration (`kernel.sheet`) gives template, reading, checks, import and export."""
