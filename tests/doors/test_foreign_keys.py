"""An id of somebody else's record, in whatever field of whatever form, query or program's request, is answered like an
id that nothing has; and nothing is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django import forms
from django.urls import get_resolver
from tests.doors import posts as doors
from tests.doors.answers import Asked, ask, fingerprint, stored_apart, taken_back
from tests.doors.neighbours import LEAD, Neighbours
from tests.doors.stage import NOWHERE, Stage
from tests.factories.campaign import milestone
from tests.factories.documents import WRITTEN
from tests.factories.hazards import FUTURE
from tests.factories.ledgers import compared, doubtful
from tests.factories.pages import PROGRAM
from tests.factories.papers import docx
from tests.factories.photos import PNG
from tests.factories.returns import owed_by
from tests.oracles.doors import DOORS

from zhiben.dispatch import operations as dispatch
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import store
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.machine import registered
from zhiben.orgs.queries import actor_of

pytestmark = pytest.mark.django_db

get_resolver().url_patterns  # noqa: B018 - faces bring their forms along


@dataclass(frozen=True)
class Field:
    """A field that names a record: where it is sent, by whom, and which record of others is tried (see `foreign`)."""

    row: str
    name: str
    who: str
    foreign: str
    method: str = "POST"
    more: dict[str, Any] = field(default_factory=dict)
    move: str = ""

    def __str__(self) -> str:
        return f"{self.row} {self.move} {self.name}".replace("  ", " ")


FILL = {"act": "fill", "first": "2099-01-01", "last": "2099-01-02"}
FIELDS = (
    Field("hazards:move", "responsible_unit", "P.own", "unit elsewhere"),
    Field("hazards:move", "responsible_unit", "P.own", "unit beside"),
    Field("hazards:move", "other", "P.own", "hazard number", move="mark_duplicate"),
    Field("hazards:ask_transfer", "to_unit", "P.own", "unit elsewhere"),
    Field("hazards:ask_transfer", "to_unit", "P.own", "unit beside"),
    Field("hazards:report", "site", "S.own", "site id"),
    Field("hazards:report", "site", "E.own", "site id"),
    Field("hazards:report", "pick", "S.own", "site", more={"site": "示例"}),
    Field("hazards:report", "kept", "S.own", "file"),
    Field("hazards:edit", "site", "S.own", "site id"),
    Field("accidents:new", "site", "O.own", "site id"),
    Field("accidents:edit", "site", "P.own", "site id"),
    Field("assistance:ask", "site", "S.own", "site id"),
    Field("reporting:new_work", "before_kept", "P.own", "file"),
    Field("reporting:new_work", "after_kept", "P.own", "file"),
    Field("overview:year", "office", "O.own", "unit elsewhere", method="GET"),
    Field("overview:year_keep", "office", "O.own", "unit elsewhere"),
    Field("accidents:list", "after", "O.own", "accident key", method="GET"),
    Field("campaign:move", "unit", "P.own", "unit beside"),
    Field("campaign:move", "reached", "P.own", "milestone"),
    Field("campaign:move", "step", "L.own", "step", move="redate"),
    Field("campaign:report", "unit", "P.own", "unit beside", method="GET"),
    Field("campaign:together", "task", "O.own", "task"),
    Field("reporting:together", "return", "O.own", "return"),
    Field("supervision:study_move", "unit", "O.own", "unit beside", move="invite"),
    Field("campaign:roster", "member", "O.own", "member"),
    Field("campaign:roster", "members", "O.own", "member", more=FILL),
    Field("campaign:liaison", "person", "P.own", "person"),
    Field("campaign:link_decision", "number", "O.own", "task number"),
    Field("campaign:decisions_to_tasks", "decision", "O.own", "decision"),
    Field("dispatch:remind", "task", "O.own", "task", method="GET"),
    Field("dispatch:remind", "instruction", "O.own", "instruction", method="GET"),
    Field("dispatch:instruct", "task", "L.own", "task", method="GET"),
    Field("dispatch:instruct", "reminder", "L.own", "reminder", method="GET"),
    Field("dispatch:instruct", "round", "L.own", "round", method="GET"),
    Field("dispatch:amend_task", "number", "O.own", "task number"),
    Field("documents:signing", "document", "L.own", "document"),
    Field("documents:write", "office", "O.own", "office", method="GET"),
    Field("reconcile:discrepancy_move", "unit", "O.own", "unit beside", move="assign"),
    Field("reconcile:review", "pair", "O.own", "compared row"),
    Field("monitoring:alert_move", "other", "S.own", "alert number", move="mark_duplicate"),
    Field("monitoring:feed_systems", "numbers", "O.own", "system number"),
    Field("monitoring:together", "alert", "S.own", "alert id"),
    Field("monitoring:alerts", "after", "O.own", "alert key", method="GET"),
    Field("supervision:interests", "site", "O.own", "site id"),
    Field("supervision:name_target", "key", "O.own", "site id"),
    Field("supervision:again", "hazard", "I.own", "hazard id"),
    Field("supervision:again", "finding", "I.own", "hazard id"),
    Field("inbox:commit", "stored", "O.own", "file"),
    Field("inbox:marked", "stored", "O.own", "file"),
    Field("inbox:import", "stored", "O.own", "file"),
    Field("inbox:import", "stored", "O.own", "file", method="GET"),
    Field("orgs:substitute", "by", "P.own", "person", more={"first": "2099-01-01", "last": "2099-01-02"}),
    Field("orgs:people", "unit", "O.own", "unit beside", method="GET"),
    Field("hazards:list", "after", "O.own", "hazard key", method="GET"),
)
"""By hand: every field of a form, and every parameter, that names a record of which not everybody knows."""

PUBLIC = {
    ("ReadingForm", "purpose"): "a purpose is no record",
    ("HoldForm", "kind"): "kinds are the same for all who may keep",
    ("RulesForm", "second_factor"): "a role is no record",
    **{("TellForm", name): "streets and sectors are the same for all" for name in ("territory", "sector")},
    **{
        ("TipFilters", name): "the same for all; which rows are found is the scope's affair"
        for name in ("district", "sector")
    },
    ("TipFilters", "conclusion"): "a word is no record",
    ("IdentityForm", "purpose"): "a purpose is no record",
    **{("SchemeForm", name): "a word is no record" for name in ("audience", "aggregation")},
    **{("IndicatorForm", name): "a word, or a figure that is the same for all" for name in ("better", "whole")},
    **{("VetoRuleForm", name): "a word is no record" for name in ("effect", "cap")},
    ("VetoForm", "rule"): "only what vetoes by the run's own scheme is offered",
    ("ObjectForm", "indicator"): "only indicators of the run's own scheme are offered",
    ("CheckForm", "result"): "a verdict is no record",
    ("CheckForm", "indicator"): "only indicators of the run's own scheme are offered",
    ("DeedsForm", "unit"): "units are the same for all; whom an office may propose is the verb's affair",
    ("PracticeForm", "unit"): "units are the same for all; for whom one may tell is the verb's affair",
    ("PracticeForm", "action"): "actions are the same for all",
    ("CauseForm", "code"): "codes are the same for all",
    ("SystemForm", "street"): "streets are the same for all; where one may register is the verb's affair",
    ("SystemForm", "sector"): "sectors are the same for all",
    ("SystemForm", "watched"): "a word is no record",
    ("FeedForm", "sector"): "sectors are the same for all",
    ("FeedForm", "office"): "only one's own offices are offered, and the verb asks again",
    ("Filters", "watched"): "a word is no record",
    ("Filters", "standing"): "a state is no record",
    ("AlertFilters", "state"): "a state is no record",
    ("AlertFilters", "level"): "a level is no record",
    ("AlertFilters", "district"): "districts are the same for all; which rows are found is the scope's affair",
    ("AlertFilters", "street"): "streets are the same for all; which rows are found is the scope's affair",
    ("FormForm", "frequency"): "a frequency is no record",
    ("FormForm", "audience"): "a kind of audience is no record",
    ("FormForm", "units"): "units are the same for all; whom an office may ask is the operation's affair",
    **{("FieldForm", name): "a kind is no record" for name in ("kind", "outcome", "register")},
    **{("FieldForm", name): "other fields of the same form" for name in ("at_most", "sums")},
    ("FieldForm", "computed"): "figures are the same for all",
    ("FieldForm", "unit"): "in what something is counted is no record",
    ("SpanForm", "span"): "a stretch of days is no record",
    ("StudyForm", "departments"): "units are the same for all",
    ("StudyPaperForm", "paper"): "a kind of paper is no record",
    **{("CaseForm", name): "codes are the same for all" for name in ("type_1986", "type_2025")},
    **{("CaseForm", name): "a kind is no record" for name in ("contractor", "department", "enterprise", "regime")},
    ("WaysForm", "news"): "codes are the same for all",
    ("AnswerForm", "outcome"): "what came of advice is no record",
    ("PhoneForm", "purpose"): "a purpose is no record",
    ("HighRiskForm", "sectors"): "sectors are the same for all",
    ("BatchForm", "kind"): "a kind is no record",
    ("WorkForm", "kind"): "a kind is no record",
    **{(form, "unit"): "units are the same for all" for form in ("WorkForm", "PenaltyForm", "SingleForm")},
    **{(form, "street"): "streets are the same for all" for form in ("WorkForm", "PenaltyForm", "SingleForm")},
    ("CaseForm", "sector"): "sectors are the same for all",
    ("CaseForm", "street"): "streets are the same for all; where one may enter a case is the verb's affair",
    **{("Filters", name): "codes are the same for all" for name in ("type_1986", "type_2025", "types", "cause")},
    **{("Filters", name): "a kind is no record" for name in ("contractor", "hours", "months")},
    ("Filters", "line"): "lines are the same for all; which rows are found is the scope's affair",
    **{("StreetRiskForm", name): "a way of counting is no record" for name in ("by", "rule_counts", "rule_rounding")},
    ("DidItWorkForm", "counting"): "a way of counting is no record",
    ("DidItWorkForm", "decision"): "only decisions on grounds that the person reads are offered",
    **{(form, "scheme"): "schemes are the same for all" for form in ("FiveYearsForm", "CausesForm")},
    **{("CausesForm", name): "a side of accidents is no record" for name in ("row", "column")},
    **{("Filters", name): "a kind is no record" for name in ("department", "enterprise", "grade", "lacking")},
    ("ReportForm", "sector"): "sectors are the same for all",
    ("ReportForm", "site_sector"): "sectors are the same for all",
    ("LookupForm", "sector"): "sectors are the same for all",
    ("StandardForm", "superseded_by"): "the catalogue is the same for all",
    ("CatalogueFilters", "sector"): "a word is no record",
    ("CatalogueFilters", "standing"): "a state is no record",
    ("ReportForm", "street"): "streets are the same for all; where one may enter a place is the verb's affair",
    ("ReportForm", "source"): "a source is no record",
    ("Filters", "source"): "a source is no record",
    ("Filters", "year"): "a year is no record",
    ("SiteFilter", "street"): "streets are the same for all; which rows are found is the scope's affair",
    ("SignalFilters", "kind"): "a kind is no record",
    ("SignalFilters", "state"): "a state is no record",
    ("SignalFilters", "unit"): "only units of signals that the person sees are offered",
    ("Filters", "street"): "streets are the same for all; which rows are found is the scope's affair",
    ("Filters", "unit"): "a part of a name is no record; which rows are found is the scope's affair",
    ("Filters", "age"): "a stretch of days is no record",
    ("Filters", "late"): "a number of days is no record",
    ("Filters", "district"): "districts are the same for all; which rows are found is the scope's affair",
    ("Filters", "sector"): "sectors are the same for all",
    ("Filters", "lead"): "units are the same for all; which rows are found is the scope's affair",
    ("OpenTaskForm", "lead"): "units are the same for all",
    ("ForceForm", "host"): "units are the same for all",
    ("MemberForm", "unit"): "units are the same for all",
    ("StandingMemberForm", "unit"): "not asked for, for a member stays with its unit",
    ("MinutesForm", "present"): "the units that were invited to the meeting itself",
    ("MadeDecisionForm", "lead_unit"): "units are the same for all",
    ("RobotForm", "kind"): "a kind is no record",
    ("RobotForm", "unit"): "units are the same for all",
    ("NoticeForm", "kinds"): "kinds of unit are the same for all",
    ("NoticeForm", "units"): "units are the same for all",
    ("HolderForm", "unit"): "units are the same for all",
    ("HangForm", "measure"): "offered are those that the scope shows; what is not offered is refused alike",
    ("TaskForm", "lead"): "units are the same for all; to whom tasks may be given is the operation's affair",
    ("MeasureTasksForm", "leads"): "units are the same for all; to whom tasks may be given is the operation's affair",
    ("Wording", "assisting"): "units are the same for all",
    ("TaskForm", "assisting"): "units are the same for all",
    ("MeasureTasksForm", "assisting"): "units are the same for all",
    ("CompareForm", "office"): "only one's own offices are offered, and the verb asks again",
    ("LookForm", "office"): "only one's own offices are offered, and the verb asks again",
    ("SampleForm", "office"): "units are the same for all; for which office one draws is the operation's affair",
    ("ActionForm", "owner"): "units are the same for all",
    ("IndicatorForm", "owner"): "units are the same for all",
    ("IndicatorForm", "measure"): "figures are the same for all",
    ("PlanForm", "territory"): "districts are the same for all",
    ("PlanForm", "sector"): "sectors are the same for all",
    ("PlanForm", "owner"): "units are the same for all",
    ("HandOverForm", "unit"): "units are the same for all; to which one may hand over is the operation's affair",
    ("PhotoForm", "accepted"): "a verdict is no record",
    ("HandOverForm", "owner"): "units are the same for all",
    ("MeasureForm", "action"): "actions are the same for all",
    ("MeasureForm", "upper"): "the choices are what the person reads of the master plan in force",
    ("MeasureForm", "lead_unit"): "units are the same for all",
    ("MeasureForm", "link"): "chains are the same for all",
    ("Filters", "action"): "actions are the same for all; which rows are found is the scope's affair",
    ("Filters", "plan"): "only plans that the person sees are offered, and which rows are found is the scope's affair",
    ("Filters", "level"): "a level is no record",
    ("Filters", "light"): "a colour is no record",
    ("Filters", "sort"): "an order is no record",
    ("MergeForm", "into"): "only tasks that the person sees and has ticked are offered",
    ("PartForm", "lead_unit"): "units are the same for all; where one may list is asked by the verb",
    ("ViewForm", "shared_with"): "only one's own units are offered, and the verb asks again",
    ("PlanForm", "kind"): "a kind is no record",
    ("PlanForm", "mode"): "a mode is no record",
    ("PlanForm", "frame_of"): "a kind of list is no record",
    ("PlanForm", "choosing"): "a way of choosing is no record",
    ("PlanForm", "territories"): "districts are the same for all",
    ("PlanForm", "sectors"): "sectors are the same for all",
    ("PlanForm", "occasion"): "an occasion is no record",
    ("RoundsForm", "occasion"): "an occasion is no record",
    ("CoverageForm", "office"): "only offices whose rounds the person sees, or the own ones, are offered",
    ("AreaForm", "streets"): "streets are the same for all; which an office may list is the verb's affair",
    ("ListingForm", "streets"): "streets are the same for all; which an office may list is the verb's affair",
    ("MeetingForm", "meeting"): "only meetings that the person reads are offered, and the verb asks again",
    ("TeamForm", "people"): "only people of units on the office's own ground are offered, and the verb asks again",
    ("TeamForm", "head"): "only people of units on the office's own ground are offered, and the verb asks again",
    ("KeeperForm", "person"): "only people of one's own office are offered, and the verb asks again",
    ("InterestForm", "unit"): "units are the same for all",
    ("InterestForm", "person"): "only inspectors of the office's own ground are offered",
    ("ChecklistForm", "about"): "whom it asks of is no record",
    ("ChecklistForm", "sectors"): "sectors are the same for all",
    ("ChecklistForm", "departments"): "units are the same for all",
    ("ChecklistForm", "kinds"): "a kind is no record",
    ("ItemForm", "becomes"): "what it becomes is no record",
    ("FailForm", "becomes"): "what it becomes is no record",
    ("TaskForm", "verdict"): "a verdict is no record",
    ("FindingForm", "becomes"): "a kind of outcome is no record",
    ("BatchForm", "unit"): "units are the same for all",
    ("BatchForm", "paper"): "a kind of paper is no record",
    ("AssignForm", "team"): "only teams of the target's own round are offered",
    ("GrantForm", "unit"): "for the security administrator, who sees all accounts",
    ("GrantForm", "site"): "for the security administrator, who gives roles at any site",
}
"""Fields that name what everybody may know, and why."""

FACTS = {
    ("joint_study", "invite", "unit"): "supervision:study_move invite unit",
    ("discrepancy", "assign", "unit"): "reconcile:discrepancy_move assign unit",
    ("hazard", "verify", "responsible_unit"): "hazards:move responsible_unit",
    ("hazard", "mark_duplicate", "other"): "hazards:move mark_duplicate other",
    ("key_task", "report", "unit"): "campaign:move unit",
    ("key_task", "report", "reached"): "campaign:move reached",
    ("key_task", "nil", "unit"): "campaign:move unit",
    ("key_task", "redate", "step"): "campaign:move redate step",
}
"""Facts of moves that name a record, and the row of FIELDS that tries them. Files are tried below; what a form never
asks for, no address takes."""

FILES = (
    ("accidents:move", "investigated accident", "submit", "files", "P.own", {"on": "today", "nature": "liable"}),
    ("accidents:move", "settling accident", "settle", "files", "P.own", {"which": "causes", "evidence": "报告"}),
    ("hazards:move", "rectifying", "progress", "files", "E.own", {"text": "过半", "percentage": 50}),
    ("hazards:move", "rectifying", "declare", "files", "E.own", {"measures_done": "已补", "funds": 1}),
    ("hazards:listing_move", "listing", "request_acceptance", "files", "E.own", {"evidence": "已改"}),
    ("hazards:listing_move", "listing", "progress", "files", "E.own", {"text": "已购料"}),
    ("hazards:look_move", "look", "hold", "files", "P.own", {"conclusion": "未反弹", "position": "二层"}),
    ("hazards:look_move", "look", "relapse", "files", "P.own", {"conclusion": "已反弹", "position": "二层"}),
    ("campaign:move", "task", "report", "evidence", "P.own", {"period": "today", "text": "已办"}),
    ("campaign:move", "task", "submit", "evidence", "P.own", {"conclusion": "完成"}),
    ("appraisal:visit_move", "assessment visit", "close", "evidence", "O.own", {"on": "today"}),
    ("campaign:check_move", "insufficient check", "supplement", "evidence", "P.own", {"supplement": "已补"}),
    ("documents:move", "reviewed", "sign", "photos", "L.own", {}),
    ("documents:move", "reviewed", "sign_on_paper", "scan", "O.own", {"signer": "某某"}),
    ("documents:delivery", "delivery", "reply", "files", "P.own", {"text": "已办"}),
    ("campaign:receipt", "receipt", "reply", "files", "P.own", {"text": "已办"}),
    ("documents:delivery", "delivery", "record_reply", "files", "O.own", {"text": "已办"}),
    (
        *("reconcile:discrepancy_move", "difference", "resolve", "files", "P.own"),
        {"cause": "omitted", "resolution": "已补录"},
    ),
    ("dispatch:naming_move", "naming", "contest", "files", "P.own", {"text": "已办"}),
    ("campaign:plan_move", "reviewed plan's version", "issue", "signed", "L.own", {"issued_on": "today"}),
    (
        *("supervision:finding_move", "given finding", "answer", "files", "P.own"),
        {"text": "已建台账"},
    ),
    ("monitoring:alert_move", "alert", "report_hazard", "files", "S.own", {"title": "可燃气体泄漏"}),
    ("supervision:area_move", "treated area", "ask_acceptance", "files", "D.own", {"text": "措施都已完成"}),
    (
        *("supervision:study_move", "joint study", "note_look", "files", "P.own"),
        {"on": "today", "who": "示例甲", "text": "夹层住人"},
    ),
    ("supervision:study_move", "concluded study", "close", "files", "O.own", {"evidence": "已通报"}),
    (
        *("supervision:visit_move", "visit", "close", "signatures", "I.own"),
        {"conclusion": "未见异常", "counterpart": "示例甲"},
    ),
)
"""Every fact of a move that takes files: address, record, move, fact, who, the other facts."""

ELSEWHERE_TRIED = {
    ("public_tip", "accept", "sector"): "sectors are the same for all",
    ("public_tip", "assign", "unit"): "in the course of a tip, with units of another district and street",
    ("public_tip", "reassign", "unit"): "as assign",
    ("public_tip", "verify", "files"): "in the course of a tip, with somebody else's file",
    ("tip_recheck", "agree", "files"): "among the second looks, with somebody else's file",
    ("tip_recheck", "differ", "files"): "as agree",
    ("help_request", "arrange", "expert"): "in the course of a request, with another district's expert",
    ("help_request", "visit", "supervised"): "among the tests of visits that supervision made",
    ("help_request", "visit", "files"): "in the course of a request, with somebody else's file",
    ("supervision_visit", "confirm_hazard", "files"): "at a visit to a hazard, among the tests of full coverage",
    ("key_task", "redate", "evidence"): "beside its other rules, with a step that was entered late",
    ("document", "sign_unnumbered", "photos"): "as sign, where the OA numbers",
    ("document", "sign_unnumbered_on_paper", "scan"): "as sign_on_paper, where the OA numbers",
    ("naming", "note_late", "files"): "as contest, once the time is over",
    ("naming", "note_agreed", "files"): "as contest, once the time is over",
}


@pytest.fixture(scope="module")
def there(stage: Stage) -> Neighbours:
    return Neighbours(stage)


@pytest.fixture(scope="module")
def foreign(stage: Stage, there: Neighbours) -> dict[str, tuple[object, object]]:
    """By kind, a record of the other side and one that does not exist, as a field would name them."""
    units, theirs = stage.posts.city.units, store(PNG + b"theirs", name="他人.png", actor_id=there.clerk.pk)
    doors.site(stage.posts.city, "辖区外甲", "粤海街道", "房屋建筑施工")
    return {
        "unit elsewhere": (units["汕尾市住房建设"].pk, NOWHERE),
        "unit beside": (units["南山区住房建设"].pk, NOWHERE),
        "office": (units["南山区安委办"].pk, NOWHERE),
        "hazard number": (there.hazard.number, "YH2000-99999"),
        "accident key": (
            f"{there.accident.occurred_on}~{there.accident.pk}",
            f"{there.accident.occurred_on}~{NOWHERE}",
        ),
        "alert number": (there.alert.number, f"GJ{NOWHERE}"),
        "system number": (there.watched.system.number, f"JC{NOWHERE}"),
        "alert id": (there.alert.pk, NOWHERE),
        "alert key": tuple(f"{there.alert.received_at.isoformat()}~{pk}" for pk in (there.alert.pk, NOWHERE)),
        "hazard key": (f"{there.hazard.due}~{there.hazard.pk}", f"{there.hazard.due}~{NOWHERE}"),
        "site id": ("辖区外甲", "辖区外乙"),
        "hazard id": (there.hazard.pk, NOWHERE),
        "site": (there.cast.site.pk, NOWHERE),
        "task": (there.task.pk, NOWHERE),
        "return": (_return(there), NOWHERE),
        "instruction": (_instruction(there), NOWHERE),
        "reminder": (_reminder(there), NOWHERE),
        "round": (there.round.pk, NOWHERE),
        "task number": (there.task.number, "T-99999"),
        "member": (there.force.members[0].pk, NOWHERE),
        "decision": (there.force.decision(there.force.meeting("minuted")).pk, NOWHERE),
        "milestone": (milestone(there.task), NOWHERE),
        "step": (_first_step(there), NOWHERE),
        "document": (there.desk.taken(there.desk.write(replace(WRITTEN, to=LEAD)), "reviewed").pk, NOWHERE),
        "person": (there.clerk.pk, NOWHERE),
        "compared row": (_compared_row(there), NOWHERE),
        "file": (theirs.pk, NOWHERE),
    }


def _first_step(there: Neighbours) -> int:
    return next(line.seq for line in audit.of(there.task) if line.verb == "start")


def _return(there: Neighbours) -> int:
    found = owed_by(there.city, "南山区安委办", there.desk.officer, (LEAD,), actor_of(there.clerk), FUTURE)
    return found.owed.pk


def _compared_row(there: Neighbours) -> int:
    one = compared(there.desk.office, there.desk.officer)
    return doubtful(one, there.desk.officer)[0].pk


def _instruction(there: Neighbours) -> int:
    with scope(there.desk.leader):
        return dispatch.instruct("请抓紧排查。", office=there.desk.office, actor=there.desk.leader).pk


def _reminder(there: Neighbours) -> int:
    origin, written = dispatch.Origin("task", there.task.pk), replace(WRITTEN, to=LEAD, reply_by=FUTURE)
    with scope(there.desk.officer):
        return dispatch.remind(origin, written, office=there.desk.office, actor=there.desk.officer).pk


def answer(stage: Stage, one: Field, value: object) -> tuple[int, bytes, str, tuple[str, ...]]:
    """What comes back, with the value that was sent taken out of its own echo."""
    given: dict[str, Any] = {**stage.bodies.get(one.row, dict)(), **one.more, one.name: value}
    arguments = stage.arguments.get(one.row, ())
    if one.move:
        arguments = (arguments[0], one.move)
        given = {one.name: value}
    if one.row == "orgs:substitute":
        arguments = (stage.posts.people[one.who].pk,)
    if one.method == "GET":
        asked = ask(stage, one.who, "GET", one.row, arguments=arguments, query=f"?{one.name}={value}")
    else:
        asked = ask(stage, one.who, "POST", one.row, arguments=arguments, body=given)
    return told(asked, value)


def told(asked: Asked, value: object) -> tuple[int, bytes, str, tuple[str, ...]]:
    text = str(value)
    # A text comes back in its own field; a number in the links that keep the query, and in the sentence that it is none
    # of the choices. Elsewhere none may.
    echo = re.escape(text) if not text.isdigit() else rf"(?<=unit=){text}\b|(?<=。 ){text}(?= 不)"
    # A new record has another number each time: a server's counters go on whatever is taken back.
    location = re.sub(r"\d+", "number", asked.location)
    return asked.status, re.sub(echo.encode(), b"it", stored_apart(asked.body)), location, asked.changed


@pytest.mark.parametrize("one", FIELDS, ids=str)
def test_anothers_record_is_answered_like_none(
    stage: Stage, foreign: dict[str, tuple[object, object]], one: Field
) -> None:
    stage.posts.untouched = fingerprint()
    theirs, none = (answer(stage, one, value) for value in foreign[one.foreign])
    assert theirs == none
    if one.method == "POST":
        assert theirs[0] in (200, 302, 404, 422)
        assert set(theirs[3]) <= set(DOORS[one.row].leaves)


@pytest.mark.parametrize("one", [one for one in FIELDS if one.row.endswith(":move")], ids=str)
def test_a_program_is_held_to_what_the_form_offers(
    stage: Stage, foreign: dict[str, tuple[object, object]], one: Field
) -> None:
    pk, name = stage.arguments[one.row]
    facts = {} if one.move else stage.bodies[one.row]()

    def sent(value: object) -> tuple[int, bytes, str, tuple[str, ...]]:
        arguments = (pk, one.move or name)
        return told(_program(stage, one.who, one.row, arguments, {**facts, one.name: value}), value)

    stage.posts.untouched = fingerprint()
    theirs, none = (sent(value) for value in foreign[one.foreign])
    assert theirs == none
    assert (theirs[0], theirs[3]) == (422, ())


def _program(stage: Stage, who: str, row: str, arguments: tuple[object, ...], facts: dict[str, Any]) -> Asked:
    today = {name: str(clock.today()) for name, value in facts.items() if value == "today"}
    body = json.dumps({**facts, **today}, default=str)
    return ask(
        stage,
        who,
        "POST",
        row,
        arguments=arguments,
        body=body,  # type: ignore[arg-type]
        content_type="application/json",
        headers=PROGRAM,
    )


@pytest.mark.parametrize(("row", "record", "move", "fact", "who", "facts"), FILES)
def test_anothers_file_is_not_brought_along(
    stage: Stage,
    foreign: dict[str, tuple[object, object]],
    row: str,
    record: str,
    move: str,
    fact: str,
    who: str,
    facts: dict[str, Any],
) -> None:
    one = stage.records[record]

    def sent(file: object) -> Asked:
        return _program(stage, who, row, (one.pk, move), {**facts, fact: [file]})

    with taken_back():
        _make_ready(stage, record, one)
        content = docx("方案") if fact == "signed" else PNG + b"own"
        own = store(content, name="自己.png", actor_id=stage.posts.people[who].pk).pk
        mixed = _program(stage, who, row, (one.pk, move), {**facts, fact: [own, foreign["file"][0]]})
        stage.posts.untouched = fingerprint()
        theirs, none = (sent(value) for value in foreign["file"])
        assert sent(own).status == 200
        assert (theirs.status, theirs.body, theirs.changed) == (none.status, none.body, ())
        assert (theirs.status, mixed.status) == (422, 422)


def _make_ready(stage: Stage, record: str, one: Any) -> None:
    """A listing of a hazard that is reviewed, on which acceptance is asked for."""
    if record == "listing":
        model = type(one)
        model._unfiltered().filter(pk=one.pk).update(state="noticed", approved_at=stage.morning)
        hazard = type(one.hazard)._unfiltered().get(pk=one.hazard_id)
        stage.cast.bring(hazard, "reviewed")


# Nothing new is left out


def test_every_fact_that_names_a_record_is_tried() -> None:
    asked = {
        (machine.name, move.name, need.name)
        for machine in registered().values()
        for move in machine.moves
        for need in move.needs
        if move.shown and need.kind in ("unit", "person", "record", "records", "files")
    }
    measures = {("round", "restate", "measures")}
    files = {(_machine(row, record), move, fact) for row, record, move, fact, _who, _facts in FILES}
    by_number = {("hazard", "mark_duplicate", "other")}
    assert asked - measures == (set(FACTS) | files | set(ELSEWHERE_TRIED)) - by_number
    assert set(FACTS.values()) <= {str(one) for one in FIELDS}


def _machine(row: str, record: str) -> str:
    by_address = {"hazards:listing_move": "listing", "campaign:move": "key_task", "documents:move": "document"}
    by_address |= {"campaign:receipt": "receipt", "hazards:look_move": "second_look", "hazards:signal_move": "signal"}
    by_address |= {
        "accidents:move": "accident_case",
        "hazards:move": "hazard",
        "documents:delivery": "delivery",
        "dispatch:naming_move": "naming",
    }
    by_address |= {"reconcile:discrepancy_move": "discrepancy", "supervision:visit_move": "supervision_visit"}
    by_address |= {"supervision:finding_move": "supervision_finding", "supervision:area_move": "listed_area"}
    by_address |= {"supervision:study_move": "joint_study", "monitoring:alert_move": "monitoring_alert"}
    by_address |= {"supervision:study_move": "joint_study", "appraisal:visit_move": "appraisal_visit"}
    by_address |= {"campaign:check_move": "report_check", "campaign:plan_move": "plan"}
    return by_address[row]


def test_every_form_field_that_names_a_record_is_tried_or_public() -> None:
    tried = {(one.row.partition(":")[0], one.name) for one in FIELDS}
    left = [
        f"{form.__module__} {form.__name__}.{name}"
        for form in _forms(forms.Form)
        for name in _naming(form)
        if (form.__name__, name) not in PUBLIC and (form.__module__.split(".")[1], name) not in tried
    ]
    assert left == []


def _forms(of: type[forms.Form]) -> Iterator[type[forms.Form]]:
    for one in of.__subclasses__():
        if one.__module__.startswith("zhiben.") and not one.__module__.startswith("zhiben.foundation.lifecycle"):
            yield one
        yield from _forms(one)


def _naming(form: type[forms.Form]) -> Iterator[str]:
    """Fields whose choices are rows of the database, or words that stand for one."""
    plain = {
        "state",
        "role",
        "found",
        "own",
        "kind",
        "level",
        "numbering",
        "urgency",
        "move",
        "cadence",
        "recurrence",
        "period",
    }
    for name, one in form.base_fields.items():
        chosen = isinstance(one, (forms.ModelChoiceField, forms.ChoiceField))
        if (chosen and name not in plain) or name in ("site", "unit", "after_person"):
            yield name
