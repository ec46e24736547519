"""A form sent twice is done once: every form carries a key, the key is written in the transaction that does what the
form asks, and whoever sends the same again is led to what has come of it."""

from zhiben.foundation.once.claiming import Repeated, aside, claiming, under, use_up, used
from zhiben.foundation.once.models import Sent

__all__ = ["Repeated", "Sent", "aside", "claiming", "under", "use_up", "used"]
