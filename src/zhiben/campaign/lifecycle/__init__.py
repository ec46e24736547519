"""The machines of the campaign."""

from zhiben.campaign.lifecycle.checks import CHECK
from zhiben.campaign.lifecycle.mechanisms import ADDRESSED_UNIT, CONVENER, MEETING, RECEIPT, REPLY_ASKED
from zhiben.campaign.lifecycle.plans import APPROVER, CONSULTATION, DRAFTER, DRAFTERS, PLAN, drafting
from zhiben.campaign.lifecycle.tasks import (
    ASSISTING_UNIT,
    ASSISTS,
    EVIDENCE,
    EXTENSION,
    FOR_UNIT,
    LEAD_UNIT,
    LEADER,
    NOT_EXPIRED,
    NOT_LEAD_UNIT,
    OFFICE,
    OFFICERS,
    PERIOD,
    REASON,
    TASK,
    until_accepted,
)

__all__ = [
    "ADDRESSED_UNIT",
    "APPROVER",
    "ASSISTING_UNIT",
    "ASSISTS",
    "CHECK",
    "CONSULTATION",
    "CONVENER",
    "DRAFTER",
    "DRAFTERS",
    "EVIDENCE",
    "EXTENSION",
    "FOR_UNIT",
    "LEADER",
    "LEAD_UNIT",
    "MEETING",
    "NOT_EXPIRED",
    "NOT_LEAD_UNIT",
    "OFFICE",
    "OFFICERS",
    "PERIOD",
    "PLAN",
    "REASON",
    "RECEIPT",
    "REPLY_ASKED",
    "TASK",
    "drafting",
    "until_accepted",
]
