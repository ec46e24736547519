"""One row that says what the database is."""

from __future__ import annotations

from django.db import models


class Installation(models.Model):
    """A demonstration is marked here when it is built, and keeps its standing clock here; a real installation has no
    row or an unmarked one."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    demonstration = models.BooleanField(default=False)
    clock = models.DateTimeField(null=True)

    class Meta:
        app_label = "foundation"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_installation_per_database"),
            models.CheckConstraint(
                condition=models.Q(clock__isnull=True) | models.Q(demonstration=True),
                name="only_a_demonstration_has_its_own_clock",
            ),
        ]

    def __str__(self) -> str:
        return "demonstration" if self.demonstration else "installation"
