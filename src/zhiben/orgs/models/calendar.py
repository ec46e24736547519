"""The days on which the office works against the weekday, or does not."""

from __future__ import annotations

from django.db import models


class SpecialDay(models.Model):
    """A day that is worked or free against its weekday, as the yearly notice on holidays says; entered by the office,
    none is built in."""

    day = models.DateField("日期", primary_key=True)
    worked = models.BooleanField("上班")
    note = models.CharField("说明", max_length=60, blank=True)

    class Meta:
        verbose_name = "调休日"

    def __str__(self) -> str:
        return f"{self.day} {'上班' if self.worked else '休息'}"
