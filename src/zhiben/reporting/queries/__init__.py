"""Reads of returns and outcomes that other rooms may use."""

from zhiben.reporting.queries.outcomes import (
    Part,
    Standing,
    amounts_by,
    batches,
    counting,
    standings,
    tallies,
)

__all__ = ["Part", "Standing", "amounts_by", "batches", "counting", "standings", "tallies"]
