"""What each address answers to whom: written by hand from the rules of the office, never from the code.

Posts are those of `tests.doors.posts`: a letter for the role (L office leader, O office officer, P department officer,
D district officer, S street officer, I inspector, E enterprise contact, A auditor; Y, X, Z system, security and audit
administrator) and where it stands to the record. Records are those of `tests.doors.stage`: a hazard of a site in
民治街道; a task led by 龙华区住房建设 that 龙华区消防救援 assists; documents and rounds of 龙华区安委办, one sent to
those two; a name that the first of them answers; an account of the first of them.

In a row, `read` is for GET and `send` for POST with a body that would do: answers in turn, each with the group that
gets it, the last one for everybody else. HEAD is answered like GET where nothing is sent; every other method is 405,
for anybody who is let in at all. Whoever is not logged in, or whose account was closed, is led to the login (302).
"""

from __future__ import annotations

from dataclasses import dataclass

LOGIN = 302
REFUSED_METHOD = 405

GROUPS: dict[str, str] = {
    # Business is read by who covers the record's place on both axes, or a unit that takes part in it.
    "hazard": "LOPDSIA: own parent child substitute; E: own substitute",
    "task": "LODIA: own parent substitute; P: own parent beside substitute; S: parent; IA: beside",
    "sent": "LODIA: own parent substitute; P: own parent beside substitute; S: parent; IA: beside",
    # What lies on an office's desk is read there, by the offices above it and by who audits it; not by the units that
    # it coordinates, in whatever role somebody works there.
    "office": "LOA: own parent substitute",
    # What an office gives to a unit is read there too, and by whoever answers for that unit's place or line.
    "given": "LODIA: own parent substitute; P: own parent substitute; S: parent",
    "clears": "PO: own substitute",
    "desk": "LO: own substitute",
    "may read signals": "LOA: all",
    "drafts": "O: own substitute",
    "signs": "L: own substitute",
    # Who may act.
    "reports": "OPDSI: own parent child substitute; E: own substitute",
    "began": "S: own substitute",
    "never reports": "LAYXZ: all",
    "sees both": "LOPDSIA: own parent child substitute",
    "merges": "O: own parent substitute",
    "sector": "P: own parent child substitute",
    "chases": "OPD: all",
    "rectifies": "S: own parent child substitute; E: own substitute",
    "confirms": "DPI: own parent child substitute",
    "controls": "PS: own parent child substitute; E: own substitute",
    "sets clocks": "O: parent elsewhere",
    "sets clocks or system": "O: parent elsewhere; Y: all",
    "blurs": "OPD: own parent child substitute",
    "drops": "OP: own parent child substitute",
    "lists": "O: own substitute",
    "approves": "L: own substitute",
    "leads": "P: own substitute",
    "works on task": "P: own beside substitute",
    "decides on time": "L: own parent substitute",
    "many at once": "LO: all",
    "many at once here": "LO: own parent substitute",
    "whole place": "LODIA: own parent child substitute; S: own parent substitute",
    "keeps chains": "O: parent elsewhere; Y: all",
    "keeps criteria": "O: parent elsewhere",
    "grid": "PDS: all",
    "keeps the list": "O: own parent substitute",
    "keeps the view": "O: own",
    "office officers": "O: all",
    "leaders": "L: all",
    "offices": "O: own parent substitute",
    "measures": "O: own parent substitute",
    "frame": "LODIA: own parent substitute",
    "unit": "P: own substitute",
    "names liaisons": "P: own substitute; O: own parent substitute",
    "unit or office": "P: own substitute; LOA: own parent substitute",
    # Workbooks: the office's and the officers' of places and departments; what they bring in must be theirs.
    "imports": "OPDS: all",
    "importers": "OD: own parent substitute; S: parent",
    "sees imports": "LOD: own parent substitute; S: parent",
    "imports this": "OPDS: own parent child substitute",
    # Accounts are no business: the three administrators see them all, an office those of its territory, others those of
    # their own unit.
    "account": "LO: own parent substitute; P: own substitute; YXZ: all",
    "system": "Y: all",
    "security audit": "XZ: all",
    "security": "X: all",
    "administrators": "YXZ: all",
    "uploader": "O: own",
    "brings files": "LOPDSIE: all",
    # Plans of the office or the government of the district lie in the whole district, on no line; a department's on its
    # own line.
    "founds plans": "OPD: all",
    "district plan": "LODIA: own parent substitute; S: parent",
    "issued plan": "LODIA: own parent sibling substitute; P: own beside substitute; S: parent; IA: beside",
    "reviewed plan": "LODIA: own parent substitute; P: own substitute; S: parent",
    "asked plan": "LODIA: own parent substitute; P: own beside substitute; S: parent; IA: beside",
    "writes": "D: own substitute",
    "keeps signed": "L: own parent substitute; O: own substitute",
    "asked": "P: beside",
}


@dataclass(frozen=True)
class Door:
    """One address, or one record at it; a method without answers is refused. `stranger` is what those get who are not
    logged in, where it is not the login page: (GET, POST). `leaves` are the tables that keep something of what was
    refused, and why stands beside the row."""

    read: str = ""
    send: str = ""
    stranger: tuple[int, int] = (LOGIN, LOGIN)
    every_method: bool = False
    leaves: tuple[str, ...] = ()


PUT_AWAY = ("foundation_photo", "foundation_stored_file")
"""Photos that came with a form are kept for their uploader, though the form was refused."""

DOORS: dict[str, Door] = {
    "favicon.ico": Door("302", "302", every_method=True),
    # The overview: one page for all, with what each may see on it; administrators begin with the accounts.
    "overview:home": Door("302 administrators, 200"),
    "overview:waiting": Door("200"),
    "overview:figures": Door("200"),
    "overview:streets": Door("200"),
    "overview:figure": Door("200"),
    "overview:ledger": Door("200"),
    "overview:record": Door("200 hazard, 404"),
    "overview:record@task": Door("200 task, 404"),
    "overview:record@draft": Door("200 office, 404"),
    "overview:record@issued": Door("200 office, 404"),
    "overview:record@delivery": Door("200 unit or office, 404"),
    "overview:record@round": Door("200 office, 404"),
    "overview:record@naming": Door("200 unit or office, 404"),
    "overview:record@comparison": Door("200 office, 404"),
    "overview:record@difference": Door("200 given, 404"),
    "overview:record@force": Door("200 sent, 404"),
    "overview:record@meeting": Door("200 sent, 404"),
    "overview:record@notice": Door("200 sent, 404"),
    "overview:record@person": Door("404"),
    # Coming, going, and the own account.
    # Who tried to get in is noted.
    "login": Door(
        "302", "302", stranger=(200, 422), leaves=("foundation_auditentry", "foundation_ledgerhead", "orgs_person")
    ),
    # Nothing was filled in while a login ended.
    "unsent": Door("200", "302"),
    "logout": Door(send="302"),
    "orgs:me": Door("200"),
    "orgs:password": Door(send="302"),
    # Accounts: opened and closed by the system administrator, given roles by the security administrator.
    # Outlines of districts: whoever keeps the organisation.
    "orgs:outlines": Door("200 sets clocks or system, 403", "302 sets clocks or system, 403"),
    "orgs:drop_outlines": Door(send="302 sets clocks or system, 403"),
    "orgs:people": Door("200"),
    "orgs:add": Door("200 system, 403", "302 system, 403"),
    "orgs:person": Door("200 account, 404"),
    "orgs:active": Door(send="302 system, 403 account, 404"),
    "orgs:grant": Door(send="302 security, 403 account, 404"),
    "orgs:end_grant": Door(send="302 security, 403 account, 404"),
    "orgs:substitute": Door(send="302 security, 403 account, 404"),
    "orgs:end_substitution": Door(send="302 security, 403 account, 404"),
    "orgs:units": Door("200"),
    # A site is read where it lies; which two entries are one site says an office around both.
    "orgs:sites": Door("200"),
    "orgs:site": Door("200 hazard, 404"),
    "orgs:merge_sites": Door("200 merges, 403 sees both, 404", "302 merges, 403 sees both, 404"),
    # Messages are their receiver's alone; other people's addresses and robots are the system
    # administrator's to keep.
    "inbox:messages": Door("200"),
    "inbox:read_all": Door(send="302"),
    "inbox:message": Door("302 uploader, 404"),
    "inbox:reach": Door("200", "302"),
    "inbox:change_mail": Door(send="302"),
    "inbox:confirm_mail": Door(send="422"),
    "inbox:enter_mail": Door("200 system, 403", "302 system, 403"),
    "inbox:undelivered": Door("200 system, 403"),
    "inbox:try_again": Door(send="302 system, 403"),
    "inbox:set_aside": Door(send="302 system, 403"),
    "inbox:robots": Door("200 system, 403"),
    "inbox:add_robot": Door("200 system, 403", "302 system, 403"),
    "inbox:robot": Door("200 system, 403", "302 system, 403"),
    "inbox:try_robot": Door(send="302 system, 403"),
    "inbox:post_again": Door(send="302 system, 403"),
    "inbox:rest_robot": Door(send="302 system, 403"),
    # Jobs are their asker's; of workbooks, each takes out what they see and brings in what they may.
    "inbox:jobs": Door("200"),
    "inbox:sheets": Door("200"),
    "inbox:totals": Door("403 administrators, 200", "403 administrators, 200"),
    # A workbook with wrong cells is kept for its person, like any that is tried out.
    "inbox:import": Door("200 imports, 403", "200 imports this, 422 imports, 403", leaves=("foundation_stored_file",)),
    "inbox:import@units": Door("200 system, 403", "200 system, 403"),
    "inbox:commit": Door(send="302 uploader, 404"),
    "inbox:marked": Door(send="200 uploader, 404"),
    # How a unit's people read their workbooks is that unit's; what an import did is for who could have done it there.
    "inbox:forget": Door(send="302 drafts, 404 imports, 403"),
    "inbox:imports": Door("200"),
    "inbox:act": Door("200 sees imports, 404"),
    "inbox:undo": Door(send="302 importers, 403 sees imports, 404"),
    "inbox:template": Door("200"),
    "inbox:export": Door("403 administrators, 200"),
    "inbox:export@units": Door("403 security audit, 200"),
    # Documents: the desk of the office that issues, then those they were sent to.
    "documents:list": Door("200"),
    "documents:write": Door("200 drafts, 302 office officers, 403", "302 office officers, 403"),
    "documents:signing": Door("200", "200 signs, 422"),
    "documents:numbers": Door("200"),
    "documents:body": Door("200 desk, 404", "302 drafts, 403 desk, 404"),
    "documents:void": Door("200 desk, 404", "302 drafts, 403 desk, 404"),
    "documents:page": Door("200 office, 404"),
    "documents:page@issued": Door("200 sent, 404"),
    "documents:pdf": Door("200 office, 404"),
    "documents:pdf@issued": Door("200 sent, 404"),
    "documents:docx": Door("200 office, 404"),
    "documents:docx@issued": Door("200 sent, 404"),
    "documents:edit": Door("200 drafts, 403 office, 404", "302 drafts, 403 office, 404"),
    "documents:issue": Door("200 office, 404", "302 drafts, 403 office, 404"),
    "documents:version": Door("200 office, 404"),
    "documents:version@issued": Door("200 office, 404"),
    "documents:move": Door("200 office, 404", "302 drafts, 403 office, 404"),
    "documents:delivery": Door("200 unit or office, 404", "302 unit, 403 unit or office, 404"),
    # Key tasks.
    "campaign:list": Door("200"),
    "campaign:export": Door("200"),
    "campaign:paper": Door("200", "200"),
    "campaign:calendar": Door("200"),
    "campaign:divided": Door("200"),
    "campaign:changes": Door("200", "302"),
    "campaign:views": Door("200", "302"),
    "campaign:view": Door("200 keeps the view, 404", "302 keeps the view, 404"),
    "campaign:drop_view": Door(send="302 keeps the view, 404"),
    "campaign:split": Door("200 keeps the list, 403 task, 404", "302 keeps the list, 403 task, 404"),
    "campaign:report": Door("200 grid, 403", "302 leads, 422 grid, 403"),
    "campaign:together": Door(send="200 many at once here, 302 many at once, 403"),
    # Tasks are given out by the offices of their territory, and the papers that hand them over are printed there.
    "campaign:assign_measure": Door("200 measures, 403 frame, 404", "302 measures, 403 frame, 404"),
    "campaign:edit_draft": Door("200 offices, 403 task, 404", "302 offices, 403 task, 404"),
    "campaign:parts": Door("200 offices, 403 task, 404", "302 offices, 403 task, 404"),
    "campaign:orders": Door("200 office officers, 403"),
    "campaign:order": Door("200 offices, 404 office officers, 403"),
    "campaign:all_orders": Door("200 offices, 404 office officers, 403"),
    # A sample is read like the desk of the office that has drawn it; a drawn report like its task.
    "campaign:samples": Door("200", "409 drafts, 422 office officers, 403"),
    "campaign:sample": Door("200 task, 404"),
    "campaign:frame": Door("200 office, 404"),
    "campaign:check": Door("200 task, 404"),
    "campaign:check_move": Door("200 task, 404", "302 offices, 403 task, 404"),
    # The campaign's frame is everybody's to read, and its office's to correct.
    "campaign:actions": Door("200"),
    "campaign:found": Door(send="302 drafts, 403"),
    "campaign:goal": Door("200 drafts, 403", "302 drafts, 403"),
    "campaign:light_limits": Door("200 drafts, 403", "302 drafts, 403"),
    "campaign:action": Door("200 drafts, 403", "302 drafts, 403"),
    "campaign:add_indicator": Door("200 drafts, 403", "302 drafts, 403"),
    "campaign:indicator": Door("200 drafts, 403", "302 drafts, 403"),
    # What the plans cover is everybody's to look at, as far as they cover it; the office excuses cells of its campaign.
    "campaign:coverage": Door("200"),
    "campaign:export_coverage": Door("200"),
    "campaign:coverage_paper": Door("200"),
    "campaign:place": Door("200 whole place, 404"),
    "campaign:declare_not_applicable": Door("200 drafts, 403", "302 drafts, 403"),
    "campaign:take_not_applicable_back": Door(send="302 drafts, 403"),
    "campaign:hang": Door("200 many at once here, 403 task, 404", "302 many at once here, 403 task, 404"),
    # Chains are the whole installation's, as sectors are.
    "campaign:found_chain": Door("200 keeps chains, 403", "302 keeps chains, 403"),
    "campaign:chain": Door("200 keeps chains, 403", "302 keeps chains, 403"),
    "campaign:link": Door("200"),
    "campaign:hold_link": Door("200 keeps chains, 403", "302 keeps chains, 403"),
    "campaign:release_link": Door("200 keeps chains, 403", "302 keeps chains, 403"),
    "campaign:leave_link": Door("200 keeps chains, 403", "302 keeps chains, 403"),
    # Plans: in force, for those whom they name, the districts and the offices above; drafts, for who answers for them,
    # the offices above and whoever is asked. Which verb is whose stands in their machines.
    "campaign:plans": Door("200"),
    "campaign:plan_new": Door("200 founds plans, 403", "302 drafts, 422 founds plans, 403"),
    "campaign:plan": Door("200 issued plan, 404"),
    "campaign:plan@asked": Door("200 asked plan, 404"),
    "campaign:plan_compare": Door("200 issued plan, 404"),
    "campaign:plan_revise": Door("200 drafts, 403 issued plan, 404", "302 drafts, 403 issued plan, 404"),
    "campaign:plan_owner": Door("200 drafts, 403 issued plan, 404", "302 drafts, 403 issued plan, 404"),
    "campaign:plan_version": Door("200 issued plan, 404"),
    "campaign:plan_version@drafted": Door("200 district plan, 404"),
    "campaign:plan_version@asked": Door("200 asked plan, 404"),
    "campaign:plan_export": Door("200 asked plan, 404"),
    "campaign:plan_goals": Door("200 writes, 403 district plan, 404", "302 writes, 403 district plan, 404"),
    "campaign:measure_add": Door("200 writes, 403 district plan, 404", "302 writes, 403 district plan, 404"),
    "campaign:measure_edit": Door("200 writes, 403 district plan, 404", "302 writes, 403 district plan, 404"),
    "campaign:measure_shift": Door(send="302 writes, 403 district plan, 404"),
    "campaign:measure_out": Door("200 writes, 403 district plan, 404", "302 writes, 403 district plan, 404"),
    "campaign:plan_move": Door("200 district plan, 404", "302 writes, 403 district plan, 404"),
    "campaign:plan_issue": Door("200 reviewed plan, 404", "302 decides on time, 403 reviewed plan, 404"),
    "campaign:plan_signed": Door("200 keeps signed, 403 issued plan, 404", "302 keeps signed, 403 issued plan, 404"),
    "campaign:measure": Door("200 issued plan, 404"),
    "campaign:consultation_move": Door("200 asked plan, 404", "302 asked, 403 asked plan, 404"),
    "campaign:page": Door("200 task, 404"),
    "campaign:move": Door("200 task, 404", "302 works on task, 403 task, 404"),
    "campaign:ask_extension": Door("200 task, 404", "302 leads, 403 task, 404"),
    "campaign:decide_extension": Door("200 task, 404", "302 decides on time, 403 task, 404"),
    # Task forces lie on the desk of their office, and are read by the units that have sent somebody; its officers run
    # them.
    "overview:mechanisms": Door("200"),
    "campaign:forces": Door("200"),
    "campaign:found_force": Door("200 drafts, 403", "302 drafts, 403"),
    "campaign:force": Door("200 sent, 404"),
    "campaign:end_force": Door("200 drafts, 403 sent, 404", "302 drafts, 403 sent, 404"),
    "campaign:add_member": Door("200 drafts, 403 sent, 404", "302 drafts, 403 sent, 404"),
    "campaign:member": Door("200 drafts, 403 sent, 404", "302 drafts, 403 sent, 404"),
    "campaign:roster": Door("200 sent, 404", "302 drafts, 403 sent, 404"),
    "campaign:call_meeting": Door("200 drafts, 403 sent, 404", "302 drafts, 403 sent, 404"),
    "campaign:meeting": Door("200 sent, 404"),
    "campaign:edit_meeting": Door("200 drafts, 403 sent, 404", "302 drafts, 403 sent, 404"),
    "campaign:meeting_move": Door("200 sent, 404", "302 drafts, 403 sent, 404"),
    "campaign:add_decision": Door("200 drafts, 403 sent, 404", "302 drafts, 403 sent, 404"),
    "campaign:decisions_to_tasks": Door("200 drafts, 403 sent, 404", "302 drafts, 403 sent, 404"),
    "campaign:official_minutes": Door(send="302 drafts, 403 sent, 404"),
    "campaign:minutes_pdf": Door("200 sent, 404"),
    "campaign:minutes_docx": Door("200 sent, 404"),
    "campaign:decision": Door("200 drafts, 403 sent, 404", "302 drafts, 403 sent, 404"),
    "campaign:drop_decision": Door(send="302 drafts, 403 sent, 404"),
    "campaign:link_decision": Door("200 drafts, 403 sent, 404", "302 drafts, 403 sent, 404"),
    "campaign:unlink_decision": Door(send="302 drafts, 403 sent, 404"),
    # Who speaks for a unit is seen like its people, and confirmed by the unit alone.
    "campaign:liaisons": Door("200"),
    "campaign:contact_list": Door("200"),
    "campaign:liaison": Door("200 names liaisons, 403 account, 404", "302 names liaisons, 403 account, 404"),
    "campaign:confirm_liaisons": Door(send="302 unit, 403 account, 404"),
    "campaign:notices": Door("200"),
    "campaign:write_notice": Door("200 drafts, 403", "302 drafts, 403"),
    "campaign:notice": Door("200 sent, 404"),
    "campaign:remind": Door(send="302 drafts, 403 sent, 404"),
    "campaign:receipt": Door("200 unit or office, 404", "302 unit, 403 unit or office, 404"),
    # Hazards. A site outside one's scope is no site; inside it, some roles report nothing.
    "hazards:list": Door("200"),
    "hazards:export": Door("200"),
    "hazards:chase": Door("200", "200 chases, 403"),
    "hazards:flow": Door("200"),
    "hazards:flow_rows": Door("200"),
    # The catalogue of standards is the same for all; the city's office keeps it.
    **dict.fromkeys(("hazards:criteria", "hazards:standard", "hazards:suggestions"), Door("200")),
    **dict.fromkeys(
        (
            *("hazards:add_standard", "hazards:edit_standard", "hazards:verify_standard"),
            *("hazards:add_criterion", "hazards:revise_criterion", "hazards:end_criterion", "hazards:verify_criterion"),
        ),
        Door("200 keeps criteria, 403", "302 keeps criteria, 403"),
    ),
    # Photos are put away first: who reports need not take them again when the form is refused.
    "hazards:report": Door("200", "302 reports, 403 never reports, 422", leaves=PUT_AWAY),
    "hazards:edit": Door("200 began, 403 hazard, 404", "302 began, 403 hazard, 404", leaves=PUT_AWAY),
    "hazards:labels": Door("200"),
    "hazards:label": Door("200 hazard, 404"),
    "hazards:page": Door("200 hazard, 404"),
    "hazards:evidence": Door("200 hazard, 404"),
    "hazards:move": Door("200 hazard, 404", "302 sector, 403 hazard, 404"),
    "hazards:draft_record": Door("200 confirms, 403 hazard, 404", "302 confirms, 403 hazard, 404"),
    "hazards:blur": Door("200 blurs, 403 hazard, 404", "302 blurs, 403 hazard, 404"),
    "hazards:ask_extend": Door("200 hazard, 404", "302 rectifies, 403 hazard, 404"),
    "hazards:ask_transfer": Door("200 hazard, 404", "302 sector, 403 hazard, 404"),
    "hazards:propose": Door("200 lists, 403 hazard, 404", "302 lists, 403 hazard, 404"),
    "hazards:sign": Door(send="302 confirms, 403 hazard, 404"),
    "hazards:record_move": Door("200 hazard, 404", "302 drops, 403 hazard, 404"),
    "hazards:decide": Door("200 hazard, 404", "302 sector, 403 hazard, 404"),
    "hazards:order_control": Door("200 hazard, 404", "302 controls, 403 hazard, 404"),
    "hazards:control_move": Door("200 hazard, 404", "302 controls, 403 hazard, 404"),
    "hazards:looks": Door("200", "302 drafts, 422 office officers, 403"),
    "hazards:look_draw": Door("200 office, 404"),
    "hazards:look_frame": Door("200 office, 404"),
    "hazards:look_move": Door("200 hazard, 404", "302 confirms, 403 hazard, 404"),
    # Signals lie on the office's desk, hidden from the units that it coordinates.
    "hazards:signals": Door("200 may read signals, 403"),
    "hazards:signal": Door("200 office, 404"),
    "hazards:signal_move": Door("200 office, 404", "302 measures, 403 office, 404"),
    "hazards:templates": Door("200 keeps criteria, 403", "302 keeps criteria, 403"),
    "hazards:clocks": Door("200"),
    "hazards:set_clock": Door("200 sets clocks, 403", "302 sets clocks, 403"),
    "hazards:together": Door(send="200 hazard, 302"),
    "hazards:listing_paper": Door(send="302 lists, 403 hazard, 404"),
    "hazards:listing_move": Door("200 hazard, 404", "302 approves, 403 hazard, 404"),
    # Ledgers are compared on an office's desk; a difference that is left is given to a unit, which clears it up.
    "reconcile:list": Door("200"),
    "reconcile:new": Door("200 office officers, 403", "302 drafts, 422 office officers, 403"),
    "reconcile:page": Door("200 office, 404"),
    "reconcile:export": Door("200 office, 404"),
    "reconcile:pair": Door(send="302 drafts, 403 office, 404"),
    "reconcile:assign": Door(send="302 drafts, 403 office, 404"),
    "reconcile:review": Door("200 office, 404", "302 drafts, 403 office, 404"),
    "reconcile:move": Door("200 office, 404", "302 drafts, 403 office, 404"),
    "reconcile:discrepancy": Door("200 given, 404"),
    "reconcile:discrepancy_move": Door("200 given, 404", "302 clears, 403 given, 404"),
    # Rounds are the office's; a named unit sees and answers its own names.
    "dispatch:list": Door("200"),
    # A calendar is everybody's own; its feed's address stands for the person, whoever asks.
    "dispatch:archive": Door("200"),
    "dispatch:calendar": Door("200"),
    "dispatch:renew_feed": Door(send="302"),
    "dispatch:end_feed": Door(send="302"),
    "dispatch:feed": Door("200", stranger=(200, 405)),
    "dispatch:page": Door("200 office, 404"),
    "dispatch:move": Door("200 office, 404", "302 drafts, 403 office, 404"),
    "dispatch:bulletin": Door("200 office, 404"),
    "dispatch:section": Door("200 office, 404", "302 drafts, 403 office, 404"),
    "dispatch:comparison": Door("200 office, 404"),
    "dispatch:papers": Door("200 office, 404"),
    "dispatch:papers_zip": Door("200 office, 404"),
    "dispatch:judged": Door("200 office, 404"),
    "dispatch:judged_book": Door("200 office, 404"),
    "dispatch:decisions": Door("200 office, 404"),
    "dispatch:naming": Door("200 unit or office, 404"),
    "dispatch:naming_move": Door("200 unit or office, 404", "302 unit, 403 unit or office, 404"),
    "dispatch:rows": Door("200 office, 404"),
    # What was sent to one's own units is everybody's own to read; the week itself is the office's.
    "dispatch:week": Door("200 office, 404"),
    "dispatch:week_unit": Door("200 office, 404"),
    "dispatch:chase": Door("200 office, 404", "302 drafts, 403 office, 404"),
    "dispatch:chased": Door("200"),
    # A reminder is seen with its letter; only its own office acts on it.
    "dispatch:reminders": Door("200"),
    "dispatch:remind": Door("200 drafts, 302 office officers, 403", "302 office officers, 403"),
    "dispatch:reminder": Door("200 sent, 404"),
    "dispatch:reminder_move": Door("200 office, 404", "302 drafts, 403 office, 404"),
    "dispatch:escalate": Door("403 office, 404", "403 office, 404"),
    "dispatch:open_task": Door("200 drafts, 403 office, 404", "302 drafts, 403 office, 404"),
    "dispatch:amend_task": Door("200 drafts, 403 office, 404", "302 drafts, 403 office, 404"),
    # A leader instructs the own office, which acts on it; no unit reads what was instructed.
    "dispatch:instruct": Door("200 leaders, 403", "302 leaders, 403"),
    "dispatch:instruction": Door("200 office, 404"),
    "dispatch:instruction_move": Door("200 office, 404", "302 drafts, 403 office, 404"),
    # A file is for who brought it, and for who sees what lies beside a record that it lies beside.
    "file": Door("200 hazard, 404"),
    "file@record": Door("200 hazard, 404"),
    "file@task": Door("200 task, 404"),
    "file@draft": Door("200 office, 404"),
    "file@reply": Door("200 unit or office, 404"),
    "file@notice": Door("200 sent, 404"),
    "file@receipt": Door("200 unit or office, 404"),
    "file@naming": Door("200 unit or office, 404"),
    "file@ledger": Door("200 office, 404"),
    "file@difference": Door("200 given, 404"),
    "file@alone": Door("200 uploader, 404"),
    "picture": Door("200 hazard, 404"),
    # A file on its way in pieces is its sender's alone; who does no business sends none.
    "uploads": Door(send="200 brings files, 403"),
    "upload": Door("200 uploader, 404", "200 uploader, 404"),
    "finish_upload": Door(send="200 uploader, 404"),
    "thumbnail": Door("200 hazard, 404"),
}
"""By address, and after "@" by what lies there."""
