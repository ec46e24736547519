"""Addresses of supervision."""

from django.urls import path

from zhiben.foundation.lifecycle.views import moves
from zhiben.supervision.models import Finding, Round, Transfer, Visit
from zhiben.supervision.views import checklists, checks, findings, phone, rounds, targets, transfers, visits

app_name = "supervision"
urlpatterns = [
    path("", rounds.rounds, name="list"),
    path("new/", rounds.plan, name="plan"),
    path("interests/", rounds.interests, name="interests"),
    path("interests/<int:pk>/end", rounds.end_interest, name="end_interest"),
    path("<int:pk>/", rounds.page, name="round"),
    path("<int:pk>/freeze/", rounds.freeze, name="freeze"),
    path("<int:pk>/protocol.pdf", rounds.protocol, name="protocol"),
    path("<int:pk>/frame.txt", rounds.frame, name="frame"),
    path("<int:pk>/teams/<int:number>/", rounds.team, name="team"),
    path("<int:pk>/keepers/", rounds.keeper, name="keeper"),
    path("<int:pk>/targets/", targets.look, name="look"),
    path("<int:pk>/targets/new/", targets.name, name="name_target"),
    path("<int:pk>/moves/<slug:name>", moves(Round), name="move"),
    path("targets/<int:pk>/", targets.target, name="target"),
    path("targets/<int:pk>/assign/", targets.assign, name="assign"),
    path("targets/<int:pk>/replace/", targets.replace, name="replace"),
    path("visits/<int:pk>/", visits.visit, name="visit"),
    path("given/", findings.given, name="given"),
    path("<int:pk>/findings/", findings.findings, name="findings"),
    path("visits/<int:pk>/findings/new/", findings.record, name="record"),
    path("findings/<int:pk>/", findings.finding, name="finding"),
    path("findings/<int:pk>/transfer/", transfers.hand_over, name="hand_over"),
    path("transfers/", transfers.transfers, name="transfers"),
    path("transfers/<int:pk>/", transfers.transfer, name="transfer"),
    path("transfers/<int:pk>/moves/<slug:name>", moves(Transfer), name="transfer_move"),
    path("findings/<int:pk>/photos/<int:file>/", findings.photo, name="photo"),
    path("findings/<int:pk>/moves/<slug:name>", moves(Finding), name="finding_move"),
    path("visits/<int:pk>/moves/<slug:name>", moves(Visit), name="visit_move"),
    path("checklists/", checklists.checklists, name="checklists"),
    path("checklists/new/", checklists.new_checklist, name="new_checklist"),
    path("checklists/<int:pk>/", checklists.checklist, name="checklist"),
    path("checklists/<int:pk>/edition/", checklists.new_edition, name="new_edition"),
    path("checklists/<int:pk>/edit/", checklists.edit_checklist, name="edit_checklist"),
    path("visits/<int:pk>/checks/", checks.checks, name="checks"),
    path("visits/<int:pk>/checks.pdf", checks.checked, name="checked"),
    path("visits/<int:pk>/items/<int:item>/", checks.answer, name="answer"),
    path("visits/<int:pk>/again/", checks.again, name="again"),
    path("visits/<int:pk>/tasks/<int:report>/", checks.task, name="task"),
    path("<int:pk>/checks/", checks.round_checks, name="round_checks"),
    path("<int:pk>/checks/<int:check>/settle/", checks.settle_task, name="settle_task"),
    path("phone/", phone.shell, name="phone"),
    path("phone/worker.js", phone.worker, name="phone_worker"),
    path("phone/manifest.webmanifest", phone.manifest, name="phone_manifest"),
    path("phone/pack.json", phone.pack, name="phone_pack"),
    path("phone/session.json", phone.session, name="phone_session"),
    path("phone/sync", phone.sync, name="phone_sync"),
    path("versions/<int:pk>/settle", phone.settle, name="settle_version"),
]
