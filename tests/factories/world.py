"""One of everything, and for every address a browser with the arguments on which its person finds something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.factories import appraisal
from tests.factories.accidents import Bureau, code
from tests.factories.after_accidents import after_accident, arguments
from tests.factories.assistance import helped
from tests.factories.campaign import framed_campaign, measure_in_force, sampled, task
from tests.factories.coverage import excused
from tests.factories.documents import WRITTEN, Desk, day_in
from tests.factories.hazards import BASIS, CLAUSE, FUTURE, Cast, days, hazard, soon
from tests.factories.inbox import digest, given_up, mute_robot
from tests.factories.insight import found
from tests.factories.ledgers import compared, settled_comparison
from tests.factories.mechanisms import force_of, notice_to
from tests.factories.monitoring import plant
from tests.factories.orgs import City, city
from tests.factories.outcomes import outcomes
from tests.factories.pages import browser
from tests.factories.photos import PNG, another_photo
from tests.factories.plans import Planners
from tests.factories.ranking import JANUARY, RATE, TABLE, ranked
from tests.factories.returns import owed_by
from tests.factories.signals import signal_about
from tests.factories.tips import Hotline, drawn_in, tips_told

from zhiben.accidents.models import Code
from zhiben.campaign.operations import ask_extension as ask_for_task
from zhiben.campaign.operations import revise_plan, save_view
from zhiben.dispatch import operations as dispatch
from zhiben.dispatch.queries import names
from zhiben.documents import operations as documents
from zhiben.foundation.files import attach, store, uploading
from zhiben.foundation.importing import Reading
from zhiben.foundation.jobs import run_pending
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards.models import Criterion
from zhiben.hazards.operations import ask_extension, draw_second_looks, order_control, propose_listing
from zhiben.identity.operations import issue_link
from zhiben.inbox import operations as inbox
from zhiben.inbox.models import ImportAct, KnownHead
from zhiben.kernel import clock
from zhiben.kernel.periods import half_month_of, previous, week_of
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role
from zhiben.overview.year import keeping
from zhiben.supervision import operations as supervision
from zhiben.supervision import queries as supervised
from zhiben.supervision.operations import (
    ChecklistDraft,
    Found,
    HandOver,
    ItemDraft,
    Plan,
    Position,
    Proposal,
    Said,
    Sent,
    Together,
)
from zhiben.supervision.vocab import Act

ONLY_SENT = {
    "overview:year_keep",
    "overview:set_term",
    "overview:hold",
    "overview:lift_hold",
    "campaign:liaison_phones",
    "campaign:force_phones",
    "orgs:read_phone",
    "assistance:expert_phone",
    "insight:compute_all",
    "uploads",
    "finish_upload",
    "logout",
    "identity:drop_totp",
    "identity:drop_passkey",
    "identity:renew_codes",
    "identity:end_session",
    "identity:end_others",
    "identity:reset_factors",
    "identity:unlock",
    "orgs:active",
    "orgs:grant",
    "orgs:end_grant",
    "orgs:substitute",
    "orgs:end_substitution",
    "inbox:commit",
    "inbox:marked",
    "inbox:forget",
    "inbox:undo",
    "inbox:read_all",
    "inbox:change_mail",
    "inbox:confirm_mail",
    "inbox:try_again",
    "inbox:set_aside",
    "inbox:try_robot",
    "inbox:post_again",
    "inbox:rest_robot",
    "dispatch:renew_feed",
    "dispatch:end_feed",
    "campaign:together",
    "campaign:drop_view",
    "campaign:found",
    "campaign:drop_decision",
    "campaign:unlink_decision",
    "campaign:official_minutes",
    "campaign:confirm_liaisons",
    "campaign:remind",
    "campaign:take_not_applicable_back",
    "campaign:measure_shift",
    "hazards:sign",
    "hazards:together",
    "supervision:end_interest",
    "supervision:area_paper",
    "supervision:listing_draft",
    "supervision:listing_notices",
    "supervision:take_up",
    "supervision:again",
    "supervision:answer_rest",
    "supervision:settle_task",
    "supervision:phone_sync",
    "supervision:settle_version",
    "supervision:visit_positions",
    "reporting:together",
    "reporting:drop_field",
    "reporting:move_field",
    "reporting:nil",
    "reconcile:pair",
    "reconcile:assign",
    "orgs:drop_outlines",
    "hazards:listing_paper",
    "monitoring:rotate",
    "monitoring:receive",
    "monitoring:together",
    "tips:identity",
    "tips:words",
}
"""Addresses that take forms and show none."""


KEY = "6f1c2a52-6d0f-4a57-9d84-7c6d3a0f1b22"


@dataclass(frozen=True)
class World:
    """Somebody's browser, and the arguments of every address on which that person finds something."""

    client: Client
    arguments: dict[str, tuple[object, ...]]
    others: dict[str, Client]


def world() -> World:
    """Everything, in the test's database; files go where the settings say."""
    built = city()
    cast = Cast(built)
    officer = built.person(Role.OFFICE_OFFICER, "市安委办")
    inspectors = [built.actor(Role.INSPECTOR, "市住房建设") for _number in range(2)]
    street = built.person(Role.STREET_OFFICER, "民治街道")
    arguments = {
        **_accidents(built),
        **_outcomes(built),
        **_helped(built, cast),
        **_hazards(cast),
        **_plans(built),
        **_tasks(built),
        **_mechanisms(built, officer),
        **_returns(built, officer),
        **_working(built, officer),
        **_rounds(built, officer),
        **_comparisons(built, officer),
        **_monitoring(built),
        **_tips(built, cast),
        **_documents(built, officer),
        **_supervision(built, cast, officer, inspectors),
        **_after_accidents(built, cast, officer),
        **_appraisals(built, officer, street),
    }
    file = store(PNG, name="现场.png", actor_id=1)
    attach(file, to=("hazards.hazard", int(str(arguments["hazards:page"][0]))), actor_id=1, purpose="report")
    for name in ("import", "commit", "marked", "template", "export"):
        arguments[f"inbox:{name}"] = ("hazards",)
    arguments |= _imports(cast, officer)
    arguments["overview:set_term"] = ("export",)
    arguments["overview:lift_hold"] = (1,)
    for name in ("person", "read_phone", "active", "grant", "substitute"):
        arguments[f"orgs:{name}"] = (officer.pk,)
    arguments |= {f"identity:{name}": (officer.pk,) for name in ("link", "reset_factors", "unlock")}
    arguments |= {"identity:drop_passkey": (1,), "identity:end_session": ("one",)}
    arguments["set_up"] = (issue_link(officer, actor=SYSTEM),)
    arguments["orgs:end_grant"] = arguments["orgs:end_substitution"] = (officer.pk, 1)
    arguments["overview:figure"] = ("D1.rate",)
    arguments |= _year(built)
    arguments["dispatch:board_table"] = (RATE,)
    ranked(built.actor(Role.OFFICE_OFFICER, "市安委办").grants[0].at, JANUARY, TABLE)
    arguments["overview:record"] = ("hazards.hazard", arguments["hazards:page"][0])
    arguments |= dict.fromkeys(("file", "original", "picture", "thumbnail"), (file.pk,))
    arguments["hazards:blur"] = (arguments["hazards:page"][0], file.pk)
    arguments["upload"] = arguments["finish_upload"] = (
        uploading.begin(name="现场.png", size=9, actor_id=officer.pk).pk,
    )
    admin = built.person(Role.SYSTEM_ADMIN, "市安委办")
    arguments["inbox:enter_mail"] = (officer.pk,)
    arguments["inbox:try_again"] = arguments["inbox:set_aside"] = (given_up(officer, admin).pk,)
    arguments["inbox:message"] = (digest(officer).pk,)
    robot = mute_robot(admin).pk
    arguments |= {f"inbox:{name}": (robot,) for name in ("robot", "try_robot", "post_again", "rest_robot")}
    run_pending()  # the mail that this has brought about
    keeper = browser(admin)
    others = {
        "login": Client(),
        "campaign:report": browser(built.person(Role.DEPARTMENT_OFFICER, "市住房建设")),
        **{
            f"reporting:{name}": browser(built.person(Role.DEPARTMENT_OFFICER, "市住房建设"))
            for name in ("return", "book", "take_in")
        },
        "dispatch:instruct": browser(built.person(Role.OFFICE_LEADER, "市安委办")),
        **{f"supervision:{name}": browser(inspectors[0]) for name in ("record", "answer", "task")},
        "supervision:area_measure": browser(built.person(Role.DISTRICT_OFFICER, "龙华区")),
        "hazards:decide": browser(cast.department),
        "hazards:draft_record": browser(cast.department),
        "hazards:edit": browser(cast.street),
        **dict.fromkeys(("appraisal:self_assess", "appraisal:object"), browser(street)),
        **{
            f"overview:{name}": browser(built.person(Role.AUDIT_ADMIN, "市安委办")) for name in ("disclosures", "terms")
        },
        "identity:add": keeper,
        **{f"identity:{name}": keeper for name in ("rules", "stale", "stale_book", "link")},
        "set_up": Client(),
        "inbox:enter_mail": keeper,
        "inbox:undelivered": keeper,
        **{f"inbox:{name}": keeper for name in ("robots", "add_robot", "robot")},
    }
    return World(browser(officer), arguments, others)


def _accidents(built: City) -> dict[str, tuple[object, ...]]:
    """A case with causes that two departments may have told of, and a code."""
    bureau = Bureau(built)
    causes = (("act-1986", "7.11"), ("management-24", "M2"))
    one, other = (bureau.case(unit_name="示例建筑", department=which, causes=causes) for which in ("police", "fire"))
    bureau.case("assessed", occurred_on=clock.today() - timedelta(days=400))
    one_code = Code.objects.get(pk=code("regulator-1", "R7"))
    found(bureau, "causes", base_year=clock.today().year, scheme="type-1986")
    return {
        **{f"accidents:{name}": (one.pk,) for name in ("page", "edit", "causes")},
        "accidents:move": (one.pk, "investigate"),
        "accidents:double": (one.pk, other.pk),
        "accidents:exposure": (one.street, 2023),
        **{f"accidents:{name}": (one_code.scheme_id,) for name in ("scheme", "add_code", "verify_scheme")},
        **{f"accidents:{name}_code": (one_code.pk,) for name in ("revise", "end", "verify")},
        "accidents:set_ways": (code("type-1986", "02"),),
        **{f"insight:{name}": ("street-risk",) for name in ("page", "again")},
        **{f"insight:{name}": (found(bureau, "street-risk").pk,) for name in ("study", "inputs")},
        "insight:report": (built.unit("市安委办").pk,),
        "insight:report_file": (built.unit("市安委办").pk, "docx"),
    }


def _helped(built: City, cast: Cast) -> dict[str, tuple[object, ...]]:
    """An expert, and requests in several states."""
    found: dict[str, Any] = {}
    helped(built.actor(Role.DEPARTMENT_OFFICER, "市住房建设"), cast.site, found)
    return {
        **{f"assistance:{name}": (found["visited help"].pk,) for name in ("request", "advise")},
        "assistance:move": (found["asked help"].pk, "accept"),
        "assistance:answer": (found["advised help"].pk, 1),
        "assistance:visit": (found["help visit"].pk,),
        **{f"assistance:{name}": (found["expert"].pk,) for name in ("expert", "edit_expert", "expert_phone")},
    }


def _outcomes(built: City) -> dict[str, tuple[object, ...]]:
    """A batch with its tally, a work and a penalty."""
    found: dict[str, Any] = {}
    outcomes(built, built.actor(Role.DEPARTMENT_OFFICER, "市住房建设"), "市住房建设", found)
    return {
        "reporting:outcome": ("training_employees",),
        **{f"reporting:{name}": (found["outcome batch"].pk,) for name in ("batch", "withdraw_batch")},
        "reporting:tally": (found["tally"].pk,),
        **{f"reporting:{name}work": (found["work"].pk,) for name in ("", "edit_", "void_")},
        **{f"reporting:{name}penalty": (found["penalty"].pk,) for name in ("", "edit_", "void_")},
    }


def _year(built: City) -> dict[str, tuple[object, ...]]:
    """A kept report of the city's office."""
    officer = built.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(officer):
        office = orgs.unit(built.unit("市安委办").pk)
        kept = keeping.keep(office, clock.today(), plans="", actor=officer).pk
    return {
        "overview:year_file": ("docx",),
        "overview:year_kept": (kept,),
        "overview:year_kept_file": (kept, "docx"),
        "overview:year_behind": (kept, "D1.rate"),
    }


def _hazards(cast: Cast) -> dict[str, tuple[object, ...]]:
    """A listed hazard with a request and an unsigned record."""
    one = hazard(cast, "rectifying")
    with scope(cast.enterprise):
        asked = ask_extension(
            one, due=FUTURE + days(9), reason="配件未到", interim_control="停用", actor=cast.enterprise
        )
    with scope(cast.office):
        listing = propose_listing(
            one, level="district", facts="久拖", legal_basis=BASIS, deadline=soon(), actor=cast.office
        )
    with scope(cast.colleague):
        record = cast.record(one, "confirm", cast.colleague)
        control = order_control(one, kind="interim", measures="专人看护", since=clock.today(), actor=cast.colleague)
    hazard(cast, "closed")
    with scope(cast.office):
        drawn = draw_second_looks(
            cast.office.grants[0].unit, first=clock.today(), last=clock.today(), percent=100, actor=cast.office
        )
        look = drawn.looks.get()
    sign = signal_about(one)
    clause = Criterion.objects.get(code=CLAUSE)
    return {
        "hazards:order_control": (one.pk,),
        "hazards:control_move": (control.pk, "lift"),
        "hazards:look_draw": (drawn.pk,),
        "hazards:look_frame": (drawn.pk,),
        "hazards:look_move": (look.pk, "hold"),
        "hazards:signal": (sign.pk,),
        "hazards:signal_move": (sign.pk, "confirm"),
        "hazards:set_clock": ("acceptance",),
        **{f"hazards:{name}": (clause.standard_id,) for name in ("standard", "edit_standard", "verify_standard")},
        "hazards:add_criterion": (clause.standard_id,),
        **{f"hazards:{name}_criterion": (clause.pk,) for name in ("revise", "end", "verify")},
        "orgs:site": (cast.site.pk,),
        "orgs:site_position": (cast.site.pk,),
        "orgs:merge_sites": (cast.site.pk, cast.city.site().pk),
        "hazards:edit": (cast.draft(by=cast.street).pk,),
        "hazards:label": (cast.site.pk,),
        "hazards:page": (one.pk,),
        "hazards:evidence": (one.pk,),
        "hazards:move": (one.pk, "declare"),
        "hazards:draft_record": (one.pk, "confirm"),
        "hazards:ask_extend": (one.pk,),
        "hazards:ask_transfer": (one.pk,),
        "hazards:propose": (one.pk,),
        "hazards:sign": (record.pk,),
        "hazards:record_move": (record.pk, "drop"),
        "hazards:decide": (asked.pk,),
        "hazards:listing_move": (listing.pk, "approve"),
        "hazards:listing_paper": (listing.pk,),
    }


def _tasks(built: City) -> dict[str, tuple[object, ...]]:
    """A task with a helper and a request, and one that waits for the office."""
    task(built, "submitted")
    one = task(built, assisting=("市消防救援",), due=FUTURE)
    lead = built.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    with scope(lead):
        asked = ask_for_task(one, due=FUTURE + days(9), reason="受阻", actor=lead)
    office, officer = built.unit("市安委办"), built.actor(Role.OFFICE_OFFICER, "市安委办")
    framed = framed_campaign(office.pk, officer)
    pk = {name: row.pk for name, row in excused(built, framed.action.campaign, office, officer).items()}
    place = f"territory-{built.territories['盐田区'].pk}"
    sample = sampled(built, "市安委办", officer)
    with scope(officer):
        check = sample.rows.get()
    task(built, "assigned", lead="市消防救援")
    return {
        "campaign:place": (place,),
        "campaign:declare_not_applicable": (f"action-{framed.action.pk}-{place}",),
        "campaign:take_not_applicable_back": (pk["excuse"],),
        "campaign:hang": (one.pk,),
        "campaign:chain": (pk["chain"],),
        **{f"campaign:{name}": (pk["link"],) for name in ("link", "hold_link")},
        **{f"campaign:{name}": (pk["holder"],) for name in ("release_link", "leave_link")},
        "campaign:assign_measure": (measure_in_force(built, "市安委办", number="9").pk,),
        "campaign:edit_draft": (task(built, "drafted").pk,),
        "campaign:parts": (one.pk,),
        "campaign:order": (built.unit("市住房建设").pk, "docx"),
        "campaign:all_orders": ("docx",),
        "campaign:sample": (sample.pk,),
        "campaign:frame": (sample.pk,),
        "campaign:check": (check.pk,),
        "campaign:check_move": (check.pk, "confirm"),
        "campaign:found": (built.unit("市安委办").pk,),
        "campaign:goal": (framed.goal.pk,),
        "campaign:light_limits": (framed.action.campaign_id,),
        "campaign:action": (framed.action.pk,),
        "campaign:add_indicator": (framed.action.pk,),
        "campaign:indicator": (framed.indicator.pk,),
        "campaign:page": (one.pk,),
        "campaign:move": (one.pk, "report"),
        "campaign:ask_extension": (one.pk,),
        "campaign:decide_extension": (asked.pk,),
    }


def _returns(built: City, officer: Any) -> dict[str, tuple[object, ...]]:
    """A form to a department, what it owes and has told, and a form that is drafted."""
    lead = built.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    found = owed_by(built, "市安委办", actor_of(officer), ("市住房建设",), lead, FUTURE + timedelta(days=9))
    first = str(found.form.begins_on)
    return {
        "reporting:new_form": (built.unit("市安委办").pk,),
        **{f"reporting:{name}": (found.form.pk,) for name in ("form", "revise", "matrix", "chasing")},
        "reporting:form_move": (found.form.pk, "end"),
        **{f"reporting:{name}": (found.drafted.pk,) for name in ("edit_form", "add_field", "issue")},
        **{f"reporting:{name}": (found.drafted.pk, "note") for name in ("edit_field", "drop_field", "move_field")},
        **{f"reporting:{name}": (found.form.pk, first) for name in ("summary", "summary_xlsx", "book", "take_in")},
        **{f"reporting:{name}": (found.owed.pk,) for name in ("return", "nil")},
        "reporting:return_move": (found.told.pk, "certify"),
        "reporting:unit_burden": (built.unit("市住房建设").pk,),
    }


def _mechanisms(built: City, officer: Any) -> dict[str, tuple[object, ...]]:
    """A task force whose minutes are settled, and a notice that nobody has read."""
    actor, office = actor_of(officer), built.unit("市安委办").pk
    found = force_of(built, actor)
    held, minuted = found.meeting("held"), found.meeting("minuted")
    notice = notice_to(built, actor, ("市住房建设",), reply=True)
    with scope(actor):
        receipt = notice.receipts.get()
    lead = built.unit("市住房建设").pk
    return {
        **{f"campaign:{name}": (office,) for name in ("found_force", "write_notice")},
        **{
            f"campaign:{name}": (found.force.pk,)
            for name in ("force", "force_phones", "end_force", "add_member", "roster", "call_meeting")
        },
        "campaign:member": (found.members[0].pk,),
        **{f"campaign:{name}": (held.pk,) for name in ("edit_meeting", "add_decision")},
        **{f"campaign:{name}": (minuted.pk,) for name in ("meeting", "decisions_to_tasks", "official_minutes")},
        **{f"campaign:{name}": (minuted.pk,) for name in ("minutes_pdf", "minutes_docx")},
        "campaign:meeting_move": (minuted.pk, "reopen"),
        **{
            f"campaign:{name}": (found.decision(held).pk,)
            for name in ("decision", "drop_decision", "link_decision", "unlink_decision")
        },
        "campaign:liaison": (lead, "first"),
        "campaign:confirm_liaisons": (lead,),
        **{f"campaign:{name}": (notice.pk,) for name in ("notice", "remind")},
        "campaign:receipt": (receipt.pk, "reply"),
    }


def _plans(built: City) -> dict[str, tuple[object, ...]]:
    """The master plan, issued and being revised, and a sector's plan that units are asked about."""
    planners = Planners(built)
    plan = planners.master()
    with scope(planners.officer):
        draft = revise_plan(plan, reason="年度调整", actor=planners.officer)
        wording, measure = draft.wordings.order_by("position")[0], plan.measures.order_by("number")[0]
    asked = planners.of_sector(state="consulting")
    here = built.sectors["工贸通用"].pk
    settled = planners.plan("sector", planners.officer, (planners.measure(),), state="issued", sector=here)
    with scope(planners.officer):
        consultation = asked.versions.get().consultations.get()
    return {
        **{f"campaign:{name}": (plan.pk,) for name in ("plan", "plan_compare")},
        **{f"campaign:{name}": (settled.pk,) for name in ("plan_revise", "plan_owner")},
        **{f"campaign:{name}": (plan.pk, 1) for name in ("plan_version", "plan_export")},
        **{f"campaign:{name}": (draft.pk,) for name in ("plan_goals", "measure_add", "plan_issue")},
        "campaign:plan_signed": (plan.current_id,),
        "campaign:plan_move": (draft.pk, "consult"),
        **{f"campaign:{name}": (wording.pk,) for name in ("measure_edit", "measure_shift", "measure_out")},
        "campaign:measure": (measure.pk,),
        "campaign:consultation_move": (consultation.pk, "agree"),
    }


def _working(built: City, officer: Any) -> dict[str, tuple[object, ...]]:
    """A view that the officer keeps, and a task to split."""
    with scope(actor_of(officer)):
        view = save_view("逾期", "overdue=on", actor=actor_of(officer))
    return {
        **{f"campaign:{name}": ("docx",) for name in ("paper", "contact_list")},
        "campaign:divided": ("unit",),
        "campaign:view": (view.pk,),
        "campaign:drop_view": (view.pk,),
        "campaign:split": (task(built).pk,),
    }


def _imports(cast: Cast, officer: Any) -> dict[str, tuple[object, ...]]:
    """A workbook of the office's own, with a heading that was corrected, taken in as one act."""
    actor = actor_of(officer)
    rows = f"编号,隐患,地点,发现日期\nSA-1,临边防护缺失,{cast.site.name},{clock.today()}\n"
    with scope(actor):
        file = inbox.keep(rows.encode(), name="隐患.csv", actor=actor)
        trial = inbox.try_out("hazards", file, actor=actor, reading=Reading(columns={"地点": "site"}))
        inbox.take_in("hazards", file, actor=actor, reading=trial.reading, expected=trial.effects_sha256)
    act = ImportAct.objects.get()
    return {
        "inbox:act": (act.pk,),
        "inbox:undo": (act.pk,),
        "inbox:forget": ("hazards", KnownHead.objects.get().pk),
    }


def _rounds(built: City, officer: Any) -> dict[str, tuple[object, ...]]:
    """The round of the half-month before, drafted; a task that nobody reported on and that was late gets a name."""
    period = previous(half_month_of(clock.today()))
    task(built, due=period.last - days(5))
    one = dispatch.open_round("half_month", period, office=built.unit("市安委办").pk)
    actor = actor_of(officer)
    with scope(actor):
        for step in (dispatch.collect, dispatch.close, dispatch.draft):
            step(one, actor=actor)
        name = names(one)[0]
    week = dispatch.open_round("week", week_of(clock.today()), office=one.office_id)
    return {
        "dispatch:week": (week.pk,),
        "dispatch:week_unit": (week.pk, name.unit_id),
        "dispatch:chase": (week.pk,),
        "dispatch:page": (one.pk,),
        "dispatch:move": (one.pk, "approve"),
        "dispatch:bulletin": (one.pk,),
        "dispatch:section": (one.pk, "next"),
        "dispatch:rows": (one.pk, "D1.rate", "all"),
        "dispatch:comparison": (one.pk,),
        "dispatch:papers": (one.pk,),
        "dispatch:papers_zip": (one.pk,),
        "dispatch:decisions": (one.pk,),
        "dispatch:judged": (one.pk,),
        "dispatch:judged_book": (one.pk,),
        "dispatch:naming": (name.pk,),
        "dispatch:naming_move": (name.pk, "note_late"),
        "dispatch:feed": (dispatch.renew_feed(actor=actor),),
    }


def _comparisons(built: City, officer: Any) -> dict[str, tuple[object, ...]]:
    """Two ledgers compared, with a doubtful pair left, and a difference that one of them has left."""
    office, actor = built.unit("市安委办").pk, actor_of(officer)
    one, settled = compared(office, actor), settled_comparison(office, actor)
    with scope(actor):
        difference = settled.discrepancies.order_by("pk")[0]
    return {
        **{f"reconcile:{name}": (one.pk,) for name in ("page", "export", "review", "pair", "assign")},
        "reconcile:move": (one.pk, "discard"),
        "reconcile:discrepancy": (difference.pk,),
        "reconcile:discrepancy_move": (difference.pk, "assign"),
    }


def _tips(built: City, cast: Cast) -> dict[str, tuple[object, ...]]:
    """A tip that was answered, with two rewards, and one that was drawn to be looked at again."""
    records: dict[str, Any] = {}
    line = Hotline(built, site=cast.site)
    people = {"O.own": line.officer, "P.own": line.department, "L.own": line.leader}
    tips_told(SimpleNamespace(city=built, actor=people.__getitem__), cast.site, records)
    return {
        **{f"tips:{name}": (records["named tip"].pk,) for name in ("page", "identity", "words")},
        "tips:move": (records["tip"].pk, "accept"),
        "tips:propose_reward": (records["true tip"].pk,),
        "tips:reward": (records["tip reward"].pk,),
        "tips:reward_move": (records["tip reward"].pk, "approve"),
        "tips:pay_reward": (records["approved reward"].pk,),
        "tips:recheck": (records["recheck"].pk,),
        "tips:recheck_move": (records["recheck"].pk, "agree"),
        "tips:term": ("accept",),
    }


def _monitoring(built: City) -> dict[str, tuple[object, ...]]:
    """A watched plant, its feed, an alert, and a storm of others."""
    one = plant(built, rate_per_minute=3)
    alert, *_others = [one.alert(number, sensor=f"T-{number}") for number in range(3)]
    one.send(9, sensor="T-9")
    return {
        "monitoring:enterprise": (one.system.enterprise_id,),
        "monitoring:edit": (one.system.pk,),
        **{f"monitoring:{name}": (one.feed.pk,) for name in ("feed", "edit_feed", "feed_systems", "rotate")},
        "monitoring:feed_move": (one.feed.pk, "pause"),
        "monitoring:alert": (alert.pk,),
        "monitoring:alert_move": (alert.pk, "report_hazard"),
    }


def _supervision(built: City, cast: Cast, officer: Any, there: list[Any]) -> dict[str, tuple[object, ...]]:
    """A round that is planned, and one under way with a target that is sealed and one that was reached."""
    keeper, leader = actor_of(officer), built.actor(Role.OFFICE_LEADER, "市安委办")
    said = {"office": built.unit("市安委办").pk, "first": clock.today(), "last": clock.today(), "choosing": "all"}
    other, third = built.site("粤海街道"), built.site("南园街道")
    with scope(keeper):
        planned, one = (
            supervision.plan_round(Plan(kind="special", title=f"示例督导{number}", **said), actor=keeper)
            for number in (1, 2)
        )
        sent = [Sent(each.id, each.grants[0].unit) for each in there]
        supervision.set_team(one, 1, sent, actor=keeper)
        supervision.freeze(one, actor=keeper)
        interest = supervision.note_interest(
            planned.office_id, person=there[0].id, site=other.pk, reason="配偶任职", actor=keeper
        )
    with scope(leader):
        perform(one, "approve", leader)
    with scope(keeper):
        perform(one, "take_all", keeper)
        sealed = {row.site_id: row.pk for row in supervised.targets_of(one)}
        street, until = built.territories["民治街道"].pk, clock.today() + timedelta(days=90)
        proposal = Proposal(planned.office_id, "示例片区", [street], "事故多", until)
        area = supervision.propose_area(proposal, actor=keeper)
        sea = built.territories["粤海街道"].pk
        said_together = Together(
            planned.office_id,
            clock.today().year - 1,
            [sea],
            {sea: "事故多"},
            "按登记的事故起数选定",
            until,
            0,
            "还没有街道规模",
        )
        request = supervision.propose_listing(said_together, actor=keeper)
    with scope(leader):
        perform(area, "list", leader, decision="示例文号1号")
    with scope(district := built.actor(Role.DISTRICT_OFFICER, "龙华区")):
        perform(area, "submit_plan", district, measures=f"打通消防通道；民治街道；{until}")
    with scope(leader):
        perform(area, "approve_plan", leader)
    with scope(there[0]):
        reached = supervised.target_of(sealed[cast.site.pk])
        visit = supervision.arrive(reached, Position(without="地下室"), actor=there[0])
        photo = store(another_photo(), name="旧照.png", actor_id=there[0].id, device_clock="2020-01-01T08:00:00Z")
        finding = supervision.record(visit, Found("没有台账", "work"), files=[photo.pk], actor=there[0])
    with scope(keeper):
        draft, items = ChecklistDraft("示例检查表"), [ItemDraft("消防通道畅通"), ItemDraft("有应急预案", "管理")]
        checklist = supervision.add_checklist(one.office_id, draft, items, actor=keeper)
    item = checklist.editions.get().items.first()
    with scope(there[0]):
        supervision.answer_item(visit, item.pk, "fails", actor=there[0])
        for words in ("通道堵塞", "通道锁闭"):
            act = Said(KEY, Act.FIND, reached.pk, clock.now(), {"text": words, "becomes": "work"})
            supervision.sync([act], actor=there[0])
        told = next(each for each in supervised.findings_of(visit) if each.key == KEY)
        (version,) = supervised.versions_of(visit, told)
    for each in there:
        with scope(each):
            signed = supervision.arrive(supervised.target_of(sealed[third.pk]), Position(without="地下室"), actor=each)
    with scope(there[0]):
        given = supervision.record(signed, Found("违章动火", "hazard"), actor=there[0])
        perform(signed, "close", there[0], conclusion="已查", refused="拒签", witness="示例乙（物业经理）")
    with scope(keeper):
        asked = HandOver(built.unit("市消防救援").pk, "第三十八条", FUTURE)
        transfer = supervision.hand_over(supervised.finding_of(given.pk), asked, actor=keeper)
    return {
        **{f"supervision:{name}": (checklist.pk,) for name in ("checklist", "new_edition", "edit_checklist")},
        **{f"supervision:{name}": (visit.pk,) for name in ("checks", "checked", "again")},
        "supervision:answer": (visit.pk, item.pk),
        "supervision:answer_rest": (visit.pk,),
        "supervision:task": (visit.pk, 1),
        "supervision:round_checks": (one.pk,),
        "supervision:settle_task": (one.pk, 1),
        "supervision:hand_over": (given.pk,),
        "supervision:transfer": (transfer.pk,),
        "supervision:transfer_move": (transfer.pk, "withdraw"),
        "supervision:protocol": (_drawn_supervision(keeper, leader, said, sent),),
        "supervision:end_interest": (interest.pk,),
        **{f"supervision:{name}": (planned.pk,) for name in ("round", "amend", "freeze", "keeper", "tips")},
        **{f"supervision:{name}": (one.pk,) for name in ("frame", "look", "name_target", "report", "report_pdf")},
        "supervision:tip_frame": (drawn_in(one.pk),),
        "supervision:team": (planned.pk, 1),
        "supervision:move": (planned.pk, "cancel"),
        **{f"supervision:{name}": (sealed[other.pk],) for name in ("target", "assign", "replace")},
        "supervision:area": (area.pk,),
        "supervision:area_meeting": (area.pk,),
        "supervision:area_paper": (area.pk,),
        "supervision:area_measure": (area.pk, 1),
        **{f"supervision:listing{name}": (request.pk,) for name in ("", "_draft", "_notices")},
        "supervision:listing_move": (request.pk, "drop"),
        "supervision:area_move": (area.pk, "excuse_month"),
        **{f"supervision:{name}": (visit.pk,) for name in ("visit", "visit_positions")},
        "supervision:record": (visit.pk,),
        "supervision:photo": (finding.pk, photo.pk),
        "supervision:finding": (version.finding_id,),
        "supervision:finding_move": (finding.pk, "strike"),
        "supervision:findings": (one.pk,),
        "supervision:visit_move": (visit.pk, "void"),
        "supervision:settle_version": (version.pk,),
    }


def _after_accidents(built: City, cast: Cast, officer: Any) -> dict[str, tuple[object, ...]]:
    """An accident at a site, and what stands on the office's desk because of it."""
    one = Bureau(built).case(place="第四处", unit_name="第四家", site=cast.site.pk)
    office, department = built.unit("市安委办").pk, built.unit("市住房建设").pk
    until = clock.today() + timedelta(days=90)
    made = after_accident(one, office, department, officer=actor_of(officer), until=until)
    return arguments({name: record.pk for name, record in made.items()}, one.pk)


def _drawn_supervision(keeper: Any, leader: Any, said: dict[str, Any], sent: list[Sent]) -> int:
    with scope(keeper):
        plan = Plan(kind="special", title="示例督导3", **{**said, "choosing": "draw", "size": 1})
        one = supervision.plan_round(plan, actor=keeper)
        supervision.set_team(one, 1, sent, actor=keeper)
        supervision.freeze(one, public_source="示例公开数", actor=keeper)
    with scope(leader):
        perform(one, "approve", leader)
    with scope(keeper):
        perform(one, "draw", keeper, public_value="3 1 4")
    return one.pk


def _documents(built: City, officer: Any) -> dict[str, tuple[object, ...]]:
    """A letter that waits for a reply, and a draft in its second version."""
    office = built.unit("市安委办").pk
    reviewer = built.actor(Role.OFFICE_OFFICER, "市安委办")
    desk = Desk(office, actor_of(officer), reviewer, built.actor(Role.OFFICE_LEADER, "市安委办")).opened()
    written = replace(WRITTEN, to="市住房建设", reply_by=FUTURE)
    sent, draft = desk.issued(written), desk.write(written)
    with scope(desk.officer):
        documents.rewrite(draft, replace(written, title="关于燃气安全的提醒函"), actor=desk.officer)
        delivery = sent.deliveries.get()
    return {
        **_reminders(desk, task(built)),
        "documents:write": ("reminder_letter",),
        "documents:body": (office,),
        "documents:void": (office,),
        "documents:page": (sent.pk,),
        "documents:pdf": (sent.pk,),
        "documents:docx": (draft.pk,),
        "documents:edit": (draft.pk,),
        "documents:issue": (draft.pk,),
        "documents:version": (draft.pk, 2),
        "documents:move": (draft.pk, "submit"),
        "documents:delivery": (delivery.pk, "record_reply"),
    }


def _reminders(desk: Desk, about: Any) -> dict[str, tuple[object, ...]]:
    """A reminder that was issued because of a task, and one that nobody answered in time."""
    written = replace(WRITTEN, to="市住房建设", reply_by=day_in(1))
    with scope(desk.officer):
        sent, late = (
            dispatch.remind(dispatch.Origin("task", about.pk), written, office=desk.office, actor=desk.officer)
            for _ in range(2)
        )
    for one in (sent, late):
        desk.taken(one.document, "issued")
    with unscoped(reason="a test lets the time pass"):
        late.document.deliveries.update(due=clock.now() - days(1))
    with scope(desk.leader):
        instruction = dispatch.instruct("请抓紧排查。", office=desk.office, actor=desk.leader)
    return {
        "dispatch:instruction": (instruction.pk,),
        "dispatch:instruction_move": (instruction.pk, "note"),
        **{f"dispatch:{name}": (sent.pk,) for name in ("reminder", "open_task", "amend_task")},
        "dispatch:escalate": (late.pk,),
        "dispatch:reminder_move": (late.pk, "hold"),
    }


def _appraisals(built: City, officer: Any, street: Any) -> dict[str, tuple[object, ...]]:
    """The streets as the city's office scores them, at any stage."""
    office, leader = built.unit("市安委办").pk, built.actor(Role.OFFICE_LEADER, "市安委办")
    around = appraisal.Around(office, actor_of(officer), leader, built.unit("民治街道").pk, actor_of(street))
    made = appraisal.everything(around)
    return appraisal.arguments({name: record.pk for name, record in made.items()})


def addresses() -> list[str]:
    """The name of every address, with its room."""

    def walk(patterns: list[Any], prefix: str) -> Iterator[str]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, f"{prefix}{one.namespace}:" if one.namespace else prefix)
            elif isinstance(one, URLPattern) and one.name:
                yield f"{prefix}{one.name}"

    return list(walk(get_resolver().url_patterns, ""))
