"""The machines of supervision."""

from zhiben.supervision.lifecycle.areas import AREA
from zhiben.supervision.lifecycle.findings import FINDING
from zhiben.supervision.lifecycle.rounds import ROUND
from zhiben.supervision.lifecycle.targets import TARGET
from zhiben.supervision.lifecycle.transfers import TRANSFER
from zhiben.supervision.lifecycle.visits import VISIT

__all__ = ["AREA", "FINDING", "ROUND", "TARGET", "TRANSFER", "VISIT"]
