"""How a person works with the list: the views they have saved, and how far they have looked through what changed. A
person's own, save for a view that they share with their office; no row says anything of a task."""

from __future__ import annotations

from django.db import models
from django.urls import reverse


class SavedView(models.Model):
    """A name for what the list is narrowed by, as the address says it."""

    person = models.BigIntegerField()
    name = models.CharField("名称", max_length=40)
    query = models.CharField(max_length=600, blank=True)
    shared_with = models.ForeignKey("orgs.Unit", models.PROTECT, null=True, related_name="+", verbose_name="共享给")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="one_view_per_person_and_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The list as the view narrows it."""
        return f"{reverse('campaign:list')}?{self.query}"


class ListDesk(models.Model):
    """A person's place at the list: the last entry of the ledger up to which they know what changed, and the view with
    which the list opens for them."""

    person = models.BigIntegerField(primary_key=True)
    seen = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)
    opens_with = models.ForeignKey(SavedView, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.person}: {self.seen}"
