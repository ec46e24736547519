"""The table of which records hold which pair of characters."""

from __future__ import annotations

from django.db import models


class SearchBlock(models.Model):
    """Of the 4,096 records of a block, by id, those of whose texts one holds `gram`; as `bits.packed` writes it. The
    row without a gram is held by whoever writes to the index."""

    index = models.CharField(max_length=30)
    gram = models.CharField(max_length=2, blank=True)
    block = models.BigIntegerField(default=0)
    bits = models.BinaryField(default=b"")

    class Meta:
        app_label = "foundation"
        constraints = [models.UniqueConstraint(fields=["index", "gram", "block"], name="one_block_per_gram")]

    def __str__(self) -> str:
        return f"{self.index} {self.gram} {self.block}"
