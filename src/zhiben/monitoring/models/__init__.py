"""Tables of monitoring: the register of systems, the feeds with their keys, and the alerts that they send."""

from zhiben.monitoring.models.alerts import Alert, AlertEvent
from zhiben.monitoring.models.feeds import Feed, FeedKey, Pulse, Refusal, Storm
from zhiben.monitoring.models.register import MonitoredEnterprise, MonitoringSystem, WatchedKind

__all__ = [
    "Alert",
    "AlertEvent",
    "Feed",
    "FeedKey",
    "MonitoredEnterprise",
    "MonitoringSystem",
    "Pulse",
    "Refusal",
    "Storm",
    "WatchedKind",
]
