"""Addresses of the campaign's frame, of the plan system with what it covers, and of the key-task list."""

from django.urls import path

from zhiben.campaign.models import Consultation, KeyTask, Meeting, PlanVersion, Receipt, SampledReport
from zhiben.campaign.views import (
    actions,
    arranging,
    assigning,
    chains,
    coverage,
    desk,
    faces,
    following,
    forces,
    hanging,
    liaison,
    listing,
    meetings,
    official,
    planning,
    plans,
    reports,
    splitting,
    tasks,
    together,
)
from zhiben.foundation.lifecycle.views import moves

app_name = "campaign"
FRAME = [
    path("actions/", actions.listed, name="actions"),
    path("actions/found/<int:office>/", actions.found, name="found"),
    path("actions/goals/<int:pk>/", actions.goal, name="goal"),
    path("actions/lights/<int:pk>/", actions.light_limits, name="light_limits"),
    path("actions/<int:pk>/", actions.action, name="action"),
    path("actions/<int:pk>/indicators/", actions.add_indicator, name="add_indicator"),
    path("actions/indicators/<int:pk>/", actions.indicator, name="indicator"),
]
TASKS = [
    path("report/", reports.report, name="report"),
    path("<int:pk>/", tasks.page, name="page"),
    path("<int:pk>/moves/<slug:name>/", moves(KeyTask), name="move"),
    path("<int:pk>/extension/", tasks.ask_extension, name="ask_extension"),
    path("extensions/<int:pk>/decide/", tasks.decide_extension, name="decide_extension"),
]
PLANS = [
    path("plans/", plans.listed, name="plans"),
    path("plans/new/", planning.new, name="plan_new"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/compare/", plans.compare, name="plan_compare"),
    path("plans/<int:pk>/revise/", planning.revise, name="plan_revise"),
    path("plans/<int:pk>/owner/", planning.hand_over, name="plan_owner"),
    path("plans/<int:pk>/versions/<int:number>/", plans.version, name="plan_version"),
    path("plans/<int:pk>/versions/<int:number>/measures/", plans.export_measures, name="plan_export"),
    path("plans/drafts/<int:pk>/goals/", planning.goals, name="plan_goals"),
    path("plans/drafts/<int:pk>/measures/", planning.add, name="measure_add"),
    path("plans/drafts/<int:pk>/signed/", planning.signed, name="plan_signed"),
    path("plans/drafts/<int:pk>/moves/issue/", planning.issue, name="plan_issue"),
    path("plans/drafts/<int:pk>/moves/<slug:name>/", moves(PlanVersion), name="plan_move"),
    path("plans/wordings/<int:pk>/", planning.edit, name="measure_edit"),
    path("plans/wordings/<int:pk>/shift/", arranging.shift, name="measure_shift"),
    path("plans/wordings/<int:pk>/out/", arranging.take_out, name="measure_out"),
    path("plans/measures/<int:pk>/", plans.measure, name="measure"),
    path(
        "plans/consultations/<int:pk>/moves/<slug:name>/",
        moves(Consultation, told=plans.asked),
        name="consultation_move",
    ),
]
FORCES = [
    path("forces/", forces.listed, name="forces"),
    path("forces/found/<int:office>/", forces.found, name="found_force"),
    path("forces/<int:pk>/", forces.force, name="force"),
    path("forces/<int:pk>/phones/", forces.read_phones, name="force_phones"),
    path("forces/<int:pk>/end/", forces.end, name="end_force"),
    path("forces/<int:pk>/members/", forces.add_member, name="add_member"),
    path("forces/members/<int:pk>/", forces.member, name="member"),
    path("forces/<int:pk>/roster/", forces.roster, name="roster"),
    path("forces/<int:pk>/meetings/", meetings.call, name="call_meeting"),
    path("forces/meetings/<int:pk>/", meetings.page, name="meeting"),
    path("forces/meetings/<int:pk>/edit/", meetings.edit, name="edit_meeting"),
    path("forces/meetings/<int:pk>/moves/<slug:name>/", moves(Meeting), name="meeting_move"),
    path("forces/meetings/<int:pk>/decisions/", meetings.add_decision, name="add_decision"),
    path("forces/meetings/<int:pk>/tasks/", meetings.to_tasks, name="decisions_to_tasks"),
    path("forces/meetings/<int:pk>/official/", meetings.official, name="official_minutes"),
    path("forces/meetings/<int:pk>/pdf/", meetings.pdf, name="minutes_pdf"),
    path("forces/meetings/<int:pk>/docx/", meetings.docx, name="minutes_docx"),
    path("forces/decisions/<int:pk>/", meetings.decision, name="decision"),
    path("forces/decisions/<int:pk>/drop/", meetings.drop_decision, name="drop_decision"),
    path("forces/decisions/<int:pk>/task/", meetings.link, name="link_decision"),
    path("forces/decisions/<int:pk>/unlink/", meetings.unlink, name="unlink_decision"),
]
LIAISON = [
    path("liaisons/", liaison.listed, name="liaisons"),
    path("liaisons/phones/", liaison.read_phones, name="liaison_phones"),
    path("liaisons/paper/<slug:form>/", official.contact_list, name="contact_list"),
    path("liaisons/<int:unit>/confirm/", liaison.confirm, name="confirm_liaisons"),
    path("liaisons/<int:unit>/<slug:part>/", liaison.liaison, name="liaison"),
    path("notices/", liaison.notices, name="notices"),
    path("notices/write/<int:office>/", liaison.write_notice, name="write_notice"),
    path("notices/<int:pk>/", liaison.notice, name="notice"),
    path("notices/<int:pk>/remind/", liaison.remind, name="remind"),
    path("notices/receipts/<int:pk>/moves/<slug:name>/", moves(Receipt), name="receipt"),
]
ASSIGNING = [
    path("measures/<int:pk>/tasks/", assigning.assign_measure, name="assign_measure"),
    path("<int:pk>/draft/", assigning.edit_draft, name="edit_draft"),
    path("<int:pk>/parts/", assigning.break_down, name="parts"),
    path("orders/", assigning.orders, name="orders"),
    path("orders/all/<slug:form>/", assigning.all_orders, name="all_orders"),
    path("orders/<int:unit>/<slug:form>/", assigning.order, name="order"),
]
FOLLOWING = [
    path("samples/", following.samples, name="samples"),
    path("samples/<int:pk>/", following.sample, name="sample"),
    path("samples/<int:pk>/frame/", following.frame, name="frame"),
    path("checks/<int:pk>/", following.check, name="check"),
    path("checks/<int:pk>/moves/<slug:name>/", moves(SampledReport), name="check_move"),
]
LIST = [
    path("", listing.listed, name="list"),
    path("export/", listing.export_rows, name="export"),
    path("paper/<slug:form>/", official.paper, name="paper"),
    path("calendar/", faces.calendar, name="calendar"),
    path("by/<slug:face>/", faces.divided, name="divided"),
    path("changes/", desk.changes, name="changes"),
    path("views/", desk.views, name="views"),
    path("views/<int:pk>/", desk.view, name="view"),
    path("views/<int:pk>/drop/", desk.drop_view, name="drop_view"),
    path("together/", together.together, name="together"),
    path("<int:pk>/split/", splitting.split, name="split"),
]
COVERAGE = [
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/export/", coverage.export_coverage, name="export_coverage"),
    path("coverage/paper/", coverage.coverage_paper, name="coverage_paper"),
    path("coverage/<slug:key>/", coverage.place, name="place"),
    path("coverage/<slug:key>/not-applicable/", coverage.declare_not_applicable, name="declare_not_applicable"),
    path("coverage/not-applicable/<int:pk>/", coverage.take_not_applicable_back, name="take_not_applicable_back"),
    path("<int:pk>/measure/", hanging.hang, name="hang"),
    path("chains/new/", chains.found, name="found_chain"),
    path("chains/<int:pk>/", chains.chain, name="chain"),
    path("chains/links/<int:pk>/", chains.link, name="link"),
    path("chains/links/<int:pk>/units/", chains.hold, name="hold_link"),
    path("chains/holders/<int:pk>/release/", chains.release, name="release_link"),
    path("chains/holders/<int:pk>/leave/", chains.leave, name="leave_link"),
]
urlpatterns = [*TASKS, *FRAME, *PLANS, *FORCES, *LIAISON, *COVERAGE, *ASSIGNING, *FOLLOWING, *LIST]
