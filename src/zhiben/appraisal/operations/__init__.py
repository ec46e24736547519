"""The verbs of appraisal."""

from zhiben.appraisal.operations.assessing import Said, assess, note_veto, self_assess, strike_veto
from zhiben.appraisal.operations.commending import (
    Deeds,
    draft_decision,
    object_to,
    propose,
    propose_by_rule,
    settle_objection,
    tell_practice,
)
from zhiben.appraisal.operations.drafting import (
    IndicatorDraft,
    SchemeDraft,
    add_indicator,
    add_veto_rule,
    change_indicator,
    change_scheme,
    draft_of,
    draft_scheme,
    drop_indicator,
    drop_veto_rule,
    new_version,
    publish,
)
from zhiben.appraisal.operations.noticing import draft_notice
from zhiben.appraisal.operations.objecting import raise_objection
from zhiben.appraisal.operations.running import open_run, restate
from zhiben.appraisal.operations.visiting import check_item, draw_visit

__all__ = [
    "Deeds",
    "IndicatorDraft",
    "Said",
    "SchemeDraft",
    "add_indicator",
    "add_veto_rule",
    "assess",
    "change_indicator",
    "change_scheme",
    "check_item",
    "draft_decision",
    "draft_notice",
    "draft_of",
    "draft_scheme",
    "draw_visit",
    "drop_indicator",
    "drop_veto_rule",
    "new_version",
    "note_veto",
    "object_to",
    "open_run",
    "propose",
    "propose_by_rule",
    "publish",
    "raise_objection",
    "restate",
    "self_assess",
    "settle_objection",
    "strike_veto",
    "tell_practice",
]
