"""The verbs of monitoring."""

from zhiben.monitoring.operations import triaging  # noqa: F401 - the moves' effects are registered with the verbs
from zhiben.monitoring.operations.feeding import FeedDraft, link_systems, register_feed, rotate_key, set_feed
from zhiben.monitoring.operations.receiving import Answer, Sent, forget_events, receive
from zhiben.monitoring.operations.registering import SystemDraft, draft_of, set_watched, tell_system
from zhiben.monitoring.operations.triaging import MOST, TOGETHER, foresee, triage_together

__all__ = [
    "MOST",
    "TOGETHER",
    "Answer",
    "FeedDraft",
    "Sent",
    "SystemDraft",
    "draft_of",
    "foresee",
    "forget_events",
    "link_systems",
    "receive",
    "register_feed",
    "rotate_key",
    "set_feed",
    "set_watched",
    "tell_system",
    "triage_together",
]
