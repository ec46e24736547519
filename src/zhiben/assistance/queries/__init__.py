"""Reads of assistance that other rooms may use."""

from zhiben.assistance.queries.effects import Effect, effect_of
from zhiben.assistance.queries.experts import experts, high_risk_sectors, marks
from zhiben.assistance.queries.requests import (
    Queued,
    advice_waiting,
    queue,
    request_of,
    requests,
    visits,
    visits_in_year,
    waiting_for,
)

__all__ = [
    "Effect",
    "Queued",
    "advice_waiting",
    "effect_of",
    "experts",
    "high_risk_sectors",
    "marks",
    "queue",
    "request_of",
    "requests",
    "visits",
    "visits_in_year",
    "waiting_for",
]
