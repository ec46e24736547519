"""A measure as it stood when a round closed, with the ids of the rows behind it."""

from __future__ import annotations

from django.db import models


class FrozenMeasure(models.Model):
    """One measure in one bundle (a round), whole or for one slice (an area). Never changed; a correction is
    frozen in a bundle of its own beside this one, with its day and reason in the ledger.

    `numerator_ids` and `denominator_ids` are sorted ids, difference-coded and compressed; `sha256` covers
    figure, wording and ids.
    """

    bundle = models.CharField(max_length=60)
    measure = models.CharField(max_length=60)
    slice = models.CharField(max_length=60, default="")
    title = models.CharField(max_length=120)
    formula = models.TextField()
    unit = models.CharField(max_length=20)
    as_of = models.DateTimeField()
    numerator = models.BigIntegerField()
    denominator = models.BigIntegerField(null=True)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    numerator_ids = models.BinaryField()
    denominator_ids = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        app_label = "foundation"
        constraints = [models.UniqueConstraint(fields=["bundle", "measure", "slice"], name="measure_frozen_once")]

    def __str__(self) -> str:
        return f"{self.bundle} {self.measure} {self.slice}".strip()
