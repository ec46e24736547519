"""The machines of supervision."""

from zhiben.supervision.lifecycle.areas import AREA
from zhiben.supervision.lifecycle.findings import FINDING
from zhiben.supervision.lifecycle.listings import LISTING_REQUEST
from zhiben.supervision.lifecycle.look_alikes import LOOK_ALIKE
from zhiben.supervision.lifecycle.rounds import ROUND
from zhiben.supervision.lifecycle.signals import SIGNAL
from zhiben.supervision.lifecycle.studies import STUDY
from zhiben.supervision.lifecycle.targets import TARGET
from zhiben.supervision.lifecycle.transfers import TRANSFER
from zhiben.supervision.lifecycle.visits import VISIT

__all__ = [
    "AREA",
    "FINDING",
    "LISTING_REQUEST",
    "LOOK_ALIKE",
    "ROUND",
    "SIGNAL",
    "STUDY",
    "TARGET",
    "TRANSFER",
    "VISIT",
]
