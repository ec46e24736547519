"""Every registered machine has tables written by hand of who may make which move from where, to where, with which
facts; and changing any one of its moves contradicts them.

The tables of hazards, key tasks and rounds are tried in their rooms; those of what stands beside them here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from tests.oracles import (
    accident_moves,
    accident_signal_moves,
    appraisal_card_moves,
    appraisal_objection_moves,
    appraisal_run_moves,
    appraisal_scheme_moves,
    appraisal_visit_moves,
    check_moves,
    commendation_moves,
    comparison_moves,
    consultation_moves,
    control_moves,
    delivery_moves,
    discrepancy_moves,
    document_moves,
    hazard_moves,
    help_moves,
    instruction_moves,
    joint_study_moves,
    listed_area_moves,
    listing_moves,
    listing_request_moves,
    look_alike_moves,
    look_moves,
    meeting_moves,
    monitoring_alert_moves,
    monitoring_feed_moves,
    naming_moves,
    plan_moves,
    receipt_moves,
    reminder_moves,
    request_moves,
    return_form_moves,
    return_moves,
    round_moves,
    signal_moves,
    site_record_moves,
    supervision_finding_moves,
    supervision_round_moves,
    supervision_target_moves,
    supervision_transfer_moves,
    supervision_visit_moves,
    task_moves,
    tip_recheck_moves,
    tip_reward_moves,
    tips_moves,
)
from tests.oracles.people import CITY, DEPARTMENT, DISTRICT, IDS, PEOPLE, RECEIVER, RECEIVING_UNIT, SITE
from tests.oracles.standing import (
    AfterAccident,
    Appraised,
    Checked,
    Followed,
    FoundThere,
    HandedOver,
    Helped,
    Instructed,
    Laid,
    Naming,
    Paper,
    Reminding,
    Returned,
    Standing,
    Supervised,
    Tipped,
    Version,
)

from zhiben.accidents.models import AccidentCase
from zhiben.dispatch.vocab import NAMED
from zhiben.hazards.models import Hazard, Request
from zhiben.hazards.vocab import TRANSFERRED
from zhiben.kernel import clock
from zhiben.kernel.machine import Machine, Move, registered
from zhiben.kernel.permission import ANYBODY, NOBODY
from zhiben.kernel.rights import SYSTEM, Coordinates

ORACLES: dict[str, ModuleType] = {
    "accident_case": accident_moves,
    "accident_signal": accident_signal_moves,
    "appraisal_card": appraisal_card_moves,
    "appraisal_objection": appraisal_objection_moves,
    "appraisal_run": appraisal_run_moves,
    "appraisal_scheme": appraisal_scheme_moves,
    "appraisal_visit": appraisal_visit_moves,
    "commendation": commendation_moves,
    "comparison": comparison_moves,
    "consultation": consultation_moves,
    "delivery": delivery_moves,
    "discrepancy": discrepancy_moves,
    "document": document_moves,
    "hazard": hazard_moves,
    "hazard_control": control_moves,
    "hazard_request": request_moves,
    "help_request": help_moves,
    "instruction": instruction_moves,
    "joint_study": joint_study_moves,
    "key_task": task_moves,
    "look_alike": look_alike_moves,
    "listing": listing_moves,
    "listing_request": listing_request_moves,
    "meeting": meeting_moves,
    "monitoring_alert": monitoring_alert_moves,
    "monitoring_feed": monitoring_feed_moves,
    "naming": naming_moves,
    "periodic_return": return_moves,
    "plan": plan_moves,
    "practice": request_moves,
    "public_tip": tips_moves,
    "receipt": receipt_moves,
    "reminder": reminder_moves,
    "report_check": check_moves,
    "return_form": return_form_moves,
    "round": round_moves,
    "listed_area": listed_area_moves,
    "second_look": look_moves,
    "signal": signal_moves,
    "site_record": site_record_moves,
    "supervision_finding": supervision_finding_moves,
    "supervision_round": supervision_round_moves,
    "supervision_target": supervision_target_moves,
    "supervision_transfer": supervision_transfer_moves,
    "supervision_visit": supervision_visit_moves,
    "task_extension": request_moves,
    "tip_recheck": tip_recheck_moves,
    "tip_reward": tip_reward_moves,
}
WITHOUT_ACCOUNT = {"public_tip": {"Y": SYSTEM}}
"""For whoever has no account the system moves, once number and code are right."""

Triples = dict[tuple[str, str, str], str]
Table = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Case:
    """A record of a machine in one situation, and who may move it there, from which states."""

    machine: str
    situation: str
    record: Callable[[], Any]
    table: Table

    @property
    def oracle(self) -> ModuleType:
        return ORACLES[self.machine]

    def expected(self) -> Triples:
        """(state, move, person) → state after; all others are refused."""
        cells = ((move, state, who) for move, row in self.table.items() for state, who in row.items())
        return {
            (state, move, letter): self.oracle.TARGET[move] or state for move, state, who in cells for letter in who
        }

    def found(self, machine: Machine) -> Triples:
        """The same by the declaration."""
        return dict(self._tried(machine))

    def _tried(self, machine: Machine) -> Iterator[tuple[tuple[str, str, str], str]]:
        record = self.record()
        for move in machine.moves:
            for state in move.sources:
                for letter, actor in {**PEOPLE, **WITHOUT_ACCOUNT.get(machine.name, {})}.items():
                    if move.may(actor, record).allowed:
                        yield (state, move.name, letter), move.leads_to(state)


def document(place: Coordinates, drafter: str, **given: Any) -> Callable[[], Paper]:
    return lambda: Paper(place, drafted_by=IDS[drafter], **given)


def after(table: Table, move: str, state: str, who: str) -> Table:
    """The table, with the last step taken back by whoever made it."""
    return {**table, move: {state: who}}


def listing(level: str, verdict: str, **given: int) -> Callable[[], Standing]:
    first = IDS["O" if level == "city" else "o"]
    return lambda: Standing(**{"level": level, "verdict": verdict, "inspector_one": first, **given})


def opened(table: Table, verdict: str) -> Table:
    """The table of a listing with that verdict: the moves of the other verdict are closed."""
    return {move: row for move, row in table.items() if listing_moves.VERDICT.get(move, verdict) == verdict}


def request(kind: str, *, listed: str = "", transferred: bool = False) -> Callable[[], Request]:
    def made() -> Request:
        places = {name: getattr(SITE, name) for name in ("province", "city", "district", "street", "line")}
        hazard = Hazard(**places, site_id=SITE.site, listing_level=listed)
        hazard.__dict__["_participants"] = [(TRANSFERRED, RECEIVER)] if transferred else []
        return Request(kind=kind, hazard=hazard, to_unit_id=RECEIVING_UNIT)

    return made


def decided(by: str) -> Table:
    return {"grant": {"asked": by}, "refuse": {"asked": by}}


def asked(by: str) -> Callable[[], Standing]:
    return lambda: Standing(CITY, asked_by=IDS[by])


REQUESTS: dict[str, Callable[[], Request]] = {
    "extend": request("extend"),
    "extend, listed by the city": request("extend", listed="city"),
    "extend, listed by the district": request("extend", listed="district"),
    "extend, after a transfer": request("extend", transferred=True),
    "transfer": request("transfer"),
}


def naming(unit: int, at: Coordinates, *, of: Coordinates = CITY, days: int | None, state: str) -> Callable[[], Naming]:
    """The unit at a place, named by the office `of`; its time ends in so many days, or it was not asked yet."""
    asked = ((NAMED, at),) if days is not None else ()
    until = clock.now() + timedelta(days=days) if days is not None else None
    return lambda: Naming(of, asked, unit_id=unit, reply_by=until, round=SimpleNamespace(state=state))


REMINDERS: dict[str, tuple[Callable[[], Reminding], Table]] = {
    "drafted": (lambda: Reminding(CITY, is_issued=False), reminder_moves.DRAFTED),
    "issued": (lambda: Reminding(CITY), reminder_moves.ISSUED),
    "late": (lambda: Reminding(CITY, is_late=True), reminder_moves.LATE),
    "late, and followed": (lambda: Reminding(CITY, is_late=True, is_followed=True), reminder_moves.FOLLOWED),
    "answered": (lambda: Reminding(CITY, is_answered=True), reminder_moves.ANSWERED),
    "answered, of the district": (lambda: Reminding(DISTRICT, is_answered=True), reminder_moves.BY_DISTRICT),
}


def instructed(leader: str, place: Coordinates = CITY, letter: str = "", by: str = "") -> Callable[[], Instructed]:
    """`by` wrote it in the leader's place."""
    writer = IDS.get(by, 0)
    return lambda: Instructed(place, leader=IDS.get(leader, 0), standing_letter=letter, written_in_place=writer)


INSTRUCTIONS: dict[str, tuple[Callable[[], Instructed], Table]] = {
    "without a letter": (instructed("l"), instruction_moves.WITHOUT_LETTER),
    "with a letter": (instructed("l", letter="提醒函"), instruction_moves.WITH_LETTER),
    "of another leader": (instructed("nobody"), instruction_moves.OF_ANOTHER),
    "written in place": (instructed("l", by="O"), instruction_moves.WRITTEN_BY_O),
    "of the district": (instructed("L", DISTRICT), instruction_moves.OF_DISTRICT),
}


COMPARED: dict[str, tuple[str, Callable[[], Laid], Table]] = {
    "answered": ("comparison", lambda: Laid(CITY), comparison_moves.ANSWERED),
    "doubtful": ("comparison", lambda: Laid(CITY, doubtful=1), comparison_moves.DOUBTFUL),
    "of the district": ("comparison", lambda: Laid(DISTRICT), comparison_moves.OF_DISTRICT),
    "given": ("discrepancy", lambda: Laid(CITY, unit_id=RECEIVING_UNIT), discrepancy_moves.GIVEN),
    "not given": ("discrepancy", lambda: Laid(CITY), discrepancy_moves.NOT_GIVEN),
    "given by the district": (
        "discrepancy",
        lambda: Laid(DISTRICT, unit_id=RECEIVING_UNIT),
        discrepancy_moves.OF_DISTRICT,
    ),
}


def checked(reporter: str, place: Coordinates = CITY) -> Callable[[], Checked]:
    return lambda: Checked(place, unit_id=IDS[reporter])


GOVERNMENT = IDS["d"]
NAMINGS: dict[str, tuple[Callable[[], Naming], Table]] = {
    "a department": (
        naming(RECEIVING_UNIT, RECEIVER, days=1, state="drafted"),
        naming_moves.DEPARTMENT_IN_TIME,
    ),
    "a government": (naming(GOVERNMENT, DISTRICT, days=1, state="drafted"), naming_moves.GOVERNMENT_IN_TIME),
    "by its own office": (
        naming(GOVERNMENT, DISTRICT, of=DISTRICT, days=1, state="drafted"),
        naming_moves.GOVERNMENT_BY_DISTRICT,
    ),
    "too late": (naming(GOVERNMENT, DISTRICT, days=-1, state="drafted"), naming_moves.TOO_LATE),
    "not asked yet": (naming(GOVERNMENT, DISTRICT, days=None, state="closed"), naming_moves.NOBODY),
    "approved": (naming(GOVERNMENT, DISTRICT, days=-1, state="approved"), naming_moves.APPROVED),
}


CONTROLS: dict[str, tuple[Callable[[], Followed], Table]] = {
    "interim": (lambda: Followed(kind="interim"), control_moves.INTERIM),
    "interim, by the department": (lambda: Followed(kind="interim", by_department=True), control_moves.SUSPENSION),
    "suspension": (lambda: Followed(kind="whole"), control_moves.SUSPENSION),
    "suspension, transferred": (
        lambda: Followed(kind="whole", participants=((TRANSFERRED, RECEIVER),)),
        control_moves.SUSPENSION_AFTER_TRANSFER,
    ),
}


CONSULTATIONS: dict[str, tuple[Callable[[], Version], Table]] = {
    "a department": (lambda: Version(CITY, unit_id=IDS["p"]), consultation_moves.OF_DEPARTMENT),
    "a street": (lambda: Version(CITY, unit_id=IDS["s"]), consultation_moves.OF_STREET),
    "recalled": (lambda: Version(CITY, unit_id=IDS["p"], open=False), consultation_moves.RECALLED),
    "under review": (
        lambda: Version(CITY, unit_id=IDS["p"], open=False, unsettled=False),
        consultation_moves.UNDER_REVIEW,
    ),
}
PLANS: dict[str, tuple[Callable[[], Version], Table]] = {
    "of the city": (lambda: Version(CITY), plan_moves.OF_CITY),
    "unsettled": (lambda: Version(CITY, settled=False), plan_moves.OF_CITY_UNSETTLED),
    "written by V": (lambda: Version(CITY, authors=frozenset({IDS["V"]})), plan_moves.WRITTEN_BY_V),
    "of the district": (lambda: Version(DISTRICT, owner="d"), plan_moves.OF_DISTRICT),
    "of a department": (lambda: Version(CITY, owner="P"), plan_moves.OF_DEPARTMENT),
}
TEAM = frozenset({IDS["i"], IDS["d"]})
SENT = (("sending", CITY),)
SUPERVISED: dict[str, tuple[str, Callable[[], Supervised], Table]] = {
    "to be drawn": ("supervision_round", lambda: Supervised(CITY), supervision_round_moves.TO_BE_DRAWN),
    "taken whole": ("supervision_round", lambda: Supervised(CITY, choosing="all"), supervision_round_moves.TAKEN_WHOLE),
    "kept by V": (
        "supervision_round",
        lambda: Supervised(CITY, keepers=frozenset({IDS["V"]})),
        supervision_round_moves.KEPT_BY_V,
    ),
    "of the district": (
        "supervision_round",
        lambda: Supervised(DISTRICT, keepers=frozenset({IDS["o"]})),
        supervision_round_moves.OF_DISTRICT,
    ),
    "sealed": ("supervision_target", lambda: Supervised(CITY, team_people=TEAM), supervision_target_moves.ALLOWED),
    "without a team": ("supervision_target", lambda: Supervised(CITY), supervision_target_moves.WITHOUT_TEAM),
    "two there": (
        "supervision_visit",
        lambda: Supervised(participants=SENT, people=TEAM),
        supervision_visit_moves.TWO_THERE,
    ),
    "far off": (
        "supervision_visit",
        lambda: Supervised(participants=SENT, people=TEAM, doubtful=True),
        supervision_visit_moves.FAR_OFF,
    ),
    "O there, far off": (
        "supervision_visit",
        lambda: Supervised(participants=SENT, people=frozenset({IDS["O"]}), doubtful=True),
        supervision_visit_moves.O_THERE_FAR_OFF,
    ),
    "at a hazard": (
        "supervision_visit",
        lambda: Supervised(participants=SENT, people=TEAM, to_confirm=True),
        supervision_visit_moves.WITH_HAZARD,
    ),
    "well placed": (
        "supervision_visit",
        lambda: Supervised(participants=SENT, people=TEAM, placed_well=True),
        supervision_visit_moves.WELL_PLACED,
    ),
    "one there": (
        "supervision_visit",
        lambda: Supervised(participants=SENT, people=frozenset({IDS["i"]})),
        supervision_visit_moves.ONE_THERE,
    ),
}


def listed_area(proposed_by: int = 0) -> Standing:
    """An area of the district that the city's office lists."""
    return Standing(DISTRICT, (("listing", CITY),), proposed_by=proposed_by)


def on_desk(part: tuple[tuple[str, Coordinates], ...] = (), **given: Any) -> Callable[[], AfterAccident]:
    """On the desk of the city's office; a department or a district takes part."""
    return lambda: AfterAccident(CITY, part, **given)


AT_STUDY = (("studying", Coordinates(province=44, city=4403, line=1)),)
AT_SWEEP = (("checking", DISTRICT),)
AFTER_ACCIDENTS: dict[str, tuple[str, Callable[[], AfterAccident], Table]] = {
    "a new type": ("accident_signal", on_desk(), accident_signal_moves.OF_NEW_TYPE),
    "a blind spot": ("accident_signal", on_desk(kind="blind_spot"), accident_signal_moves.OF_BLIND_SPOT),
    "an alert": ("accident_signal", on_desk(kind="alert"), accident_signal_moves.OF_ALERT),
    "written": ("joint_study", on_desk(AT_STUDY), joint_study_moves.ALLOWED),
    "without lessons": ("joint_study", on_desk(AT_STUDY, lessons=""), joint_study_moves.NOT_WRITTEN),
    "without causes": ("joint_study", on_desk(AT_STUDY, has_causes=False), joint_study_moves.NOT_WRITTEN),
    "with gaps": ("joint_study", on_desk(AT_STUDY, open_gaps=True), joint_study_moves.WITH_GAPS),
    "listed": ("look_alike", on_desk(AT_SWEEP), look_alike_moves.ALLOWED),
    "an empty list": ("look_alike", on_desk(AT_SWEEP, has_sites=False), look_alike_moves.WITHOUT_SITES),
    "sites left": ("look_alike", on_desk(AT_SWEEP, open_sites=True), look_alike_moves.WITH_SITES_LEFT),
}


def appraised(place: Coordinates = CITY, **given: Any) -> Callable[[], Appraised]:
    return lambda: Appraised(place, **given)


APPRAISED: dict[str, tuple[str, Callable[[], Appraised], Table]] = {
    "idle": ("appraisal_scheme", appraised(), appraisal_scheme_moves.IDLE),
    "a run is scored": ("appraisal_scheme", appraised(is_scoring=True), appraisal_scheme_moves.SCORING),
    "scheme of the district": ("appraisal_scheme", appraised(DISTRICT), appraisal_scheme_moves.OF_DISTRICT),
    "window over": ("appraisal_run", appraised(), appraisal_run_moves.OVER),
    "in the window": ("appraisal_run", appraised(window_is_over=False), appraisal_run_moves.IN_THE_WINDOW),
    "an open objection": (
        "appraisal_run",
        appraised(has_objections=True, has_open_objections=True),
        appraisal_run_moves.OPEN_OBJECTION,
    ),
    "notice drafted": ("appraisal_run", appraised(notice_stands=True), appraisal_run_moves.NOTICE_DRAFTED),
    "notice issued": (
        "appraisal_run",
        appraised(notice_stands=True, notice_is_issued=True),
        appraisal_run_moves.NOTICE_ISSUED,
    ),
    "run of the district": ("appraisal_run", appraised(DISTRICT), appraisal_run_moves.OF_DISTRICT),
    "card of an open run": ("appraisal_card", appraised(), appraisal_card_moves.OPEN),
    "card of a scored run": ("appraisal_card", appraised(run_is_open=False), appraisal_card_moves.SCORED),
    "points told": ("appraisal_objection", appraised(), appraisal_objection_moves.TOLD),
    "scored by V": ("appraisal_objection", appraised(scored_by=IDS["V"]), appraisal_objection_moves.SCORED_BY_V),
    "looked at by l": (
        "appraisal_objection",
        appraised(looked_at_by=IDS["l"]),
        appraisal_objection_moves.LOOKED_AT_BY_L,
    ),
    "run decided": ("appraisal_objection", appraised(run_is_told=False), appraisal_objection_moves.DECIDED),
    "points can be put right": ("appraisal_visit", appraised(), appraisal_visit_moves.OPEN),
    "visited by O": ("appraisal_visit", appraised(visited_by=IDS["O"]), appraisal_visit_moves.VISITED_BY_O),
    "visit of a decided run": (
        "appraisal_visit",
        appraised(run_takes_corrections=False),
        appraisal_visit_moves.DECIDED,
    ),
    "notice over": ("commendation", appraised(), commendation_moves.OVER),
    "proposed by V": ("commendation", appraised(proposed_by=IDS["V"]), commendation_moves.PROPOSED_BY_V),
    "being shown": ("commendation", appraised(notice_is_over=False), commendation_moves.BEING_SHOWN),
    "objected to": ("commendation", appraised(has_open_objection=True), commendation_moves.OBJECTED_TO),
    "vetoed": ("commendation", appraised(is_vetoed=True, decision_is_issued=True), commendation_moves.VETOED),
    "decision issued": ("commendation", appraised(decision_is_issued=True), commendation_moves.ISSUED),
    "commended by the district": ("commendation", appraised(DISTRICT), commendation_moves.OF_DISTRICT),
    **{
        name: ("practice", appraised(place), decided(request_moves.PRACTICE_DECIDED_BY[name]))
        for name, place in {"told to the city": CITY, "told to the district": DISTRICT}.items()
    },
}


def accident(**given: Any) -> Callable[[], AccidentCase]:
    """An accident at the site's street, on its line."""
    places = {name: getattr(SITE, name) for name in ("province", "city", "district", "street", "line")}

    def made() -> AccidentCase:
        case = AccidentCase(**places, **given)
        case.__dict__["_participants"] = []
        return case

    return made


def just_made(move: str, source: str, who: str) -> Callable[[], Returned]:
    """A street's return of which this was the last step."""
    last = {"last_move": move, "last_source": source, "last_actor": IDS[who]}
    return lambda: Returned(unit_id=IDS["s"], office_id=IDS["O"], **last)


SETTLED = {f"{one}_settled": "文件齐全" for one in ("causes", "people", "measures", "teaching")}
ACCIDENTS: dict[str, tuple[Callable[[], AccidentCase], Table]] = {
    "three settled": (accident(**(SETTLED | {"people_settled": ""})), accident_moves.OPEN),
    "settled": (accident(**SETTLED), accident_moves.SETTLED),
    "extreme": (accident(deaths=29, missing=1), accident_moves.EXTREME),
    "just closed": (
        accident(**SETTLED, last_move="close", last_source="assessed", last_actor=IDS["O"]),
        accident_moves.JUST_CLOSED,
    ),
}
FINDINGS: dict[str, tuple[Callable[[], FoundThere], Table]] = {
    "before the signature": (lambda: FoundThere(visit_state="under_way"), supervision_finding_moves.UNSIGNED),
    "signed": (FoundThere, supervision_finding_moves.SIGNED),
    "handed over": (lambda: FoundThere(handed_over=True), supervision_finding_moves.HANDED_OVER),
    "answered by O": (lambda: FoundThere(answered_by=IDS["O"]), supervision_finding_moves.ANSWERED_BY_O),
}
TRANSFERS: dict[str, tuple[Callable[[], HandedOver], Table]] = {
    "letter drafted": (lambda: HandedOver(letter_is_out=False), supervision_transfer_moves.LETTER_DRAFTED),
    "letter out": (HandedOver, supervision_transfer_moves.LETTER_OUT),
}
RETURNS: dict[str, tuple[Callable[[], Returned], Table]] = {
    "of a street": (lambda: Returned(unit_id=IDS["s"], office_id=IDS["O"]), return_moves.OF_STREET),
    "of a department": (
        lambda: Returned(DEPARTMENT, unit_id=IDS["p"], office_id=IDS["O"]),
        return_moves.OF_DEPARTMENT,
    ),
    "to the district": (lambda: Returned(unit_id=IDS["s"], office_id=IDS["o"]), return_moves.TO_DISTRICT),
    "of a withdrawn form": (
        lambda: Returned(unit_id=IDS["s"], office_id=IDS["O"], form_stands=False),
        return_moves.WITHDRAWN,
    ),
    "told by O": (
        lambda: Returned(unit_id=IDS["s"], office_id=IDS["O"], submitted_by=IDS["O"]),
        return_moves.TOLD_BY_O,
    ),
    **{
        f"just: {move} from {source}": (just_made(move, source, who), return_moves.just(move, source, target, who))
        for move, source, target, who in (
            *((move, source, "submitted", "s") for move in ("submit", "report_nil") for source in ("due", "returned")),
            ("correct", "certified", "submitted", "s"),
            ("certify", "submitted", "certified", "O"),
            ("send_back", "submitted", "returned", "O"),
            ("excuse", "due", "excused", "O"),
            ("excuse", "returned", "excused", "O"),
        )
    },
}


def tipped(unit: str = "p", **given: Any) -> Callable[[], Tipped]:
    """A tip at the site, given to somebody's unit."""
    return lambda: Tipped(SITE, unit=IDS[unit], **given)


def just_moved(move: str, source: str, who: str) -> dict[str, Any]:
    return {"last_move": move, "last_source": source, "last_actor": IDS[who]}


TIPS: dict[str, tuple[str, Callable[[], Tipped], Table]] = {
    "with a department": ("public_tip", tipped(), tips_moves.ALLOWED),
    "with a street": ("public_tip", tipped("s"), tips_moves.WITH_STREET),
    "with a district": ("public_tip", tipped("d"), tips_moves.WITH_DISTRICT),
    "with the city": ("public_tip", tipped("P"), tips_moves.WITH_CITY),
    "verified by p before": (
        "public_tip",
        tipped(earlier_verifiers=frozenset({IDS["p"]})),
        tips_moves.VERIFIED_BY_P,
    ),
    "after the term": ("public_tip", tipped(may_be_reopened=False), tips_moves.TOO_LATE),
    "a second look differed": ("public_tip", tipped(recheck_differs=True), tips_moves.DIFFERING),
    **{
        f"tip just: {move}": ("public_tip", tipped(**just_moved(move, source, "O")), table)
        for move, (source, table) in tips_moves.JUST.items()
    },
    "reward": ("tip_reward", tipped(), tip_reward_moves.ALLOWED),
    "reward proposed by V": ("tip_reward", tipped(proposed_by=IDS["V"]), tip_reward_moves.PROPOSED_BY_V),
    "reward proposed by O": ("tip_reward", tipped(proposed_by=IDS["O"]), tip_reward_moves.PROPOSED_BY_O),
    "reward just approved": (
        "tip_reward",
        tipped(**just_moved("approve", "proposed", "l")),
        tip_reward_moves.JUST_APPROVED,
    ),
    "second look": ("tip_recheck", tipped(), tip_recheck_moves.ALLOWED),
    "second look, verified by d": (
        "tip_recheck",
        tipped(verifier_unit=IDS["d"], verifiers=frozenset({IDS["d"]})),
        tip_recheck_moves.VERIFIED_BY_D,
    ),
    **{
        f"second look just: {move}": ("tip_recheck", tipped(**just_moved(move, "drawn", "i")), table)
        for move, table in tip_recheck_moves.JUST.items()
    },
}
LISTINGS = {"city": listing_moves.BY_CITY, "district": listing_moves.BY_DISTRICT}
CASES = (
    *(
        Case("listing", f"{level}, {verdict or 'not inspected'}", listing(level, verdict), opened(table, verdict))
        for level, table in LISTINGS.items()
        for verdict in ("", "accept", "keep")
    ),
    Case(
        "listing", "proposed by V", listing("city", "", proposed_by=IDS["V"]), opened(listing_moves.PROPOSED_BY_V, "")
    ),
    *(
        Case(
            "listing", f"inspected by V, {name}", listing("city", "accept", **{name: IDS["V"]}), opened(table, "accept")
        )
        for name, table in listing_moves.INSPECTED_BY_V.items()
    ),
    Case("site_record", "at home", lambda: Standing(first=IDS["i"]), site_record_moves.ALLOWED),
    Case(
        "site_record",
        "transferred",
        lambda: Standing(first=IDS["i"], participants=((TRANSFERRED, RECEIVER),)),
        site_record_moves.AFTER_TRANSFER,
    ),
    *(Case("hazard_request", name, made, decided(request_moves.DECIDED_BY[name])) for name, made in REQUESTS.items()),
    *(Case(machine, name, made, table) for name, (machine, made, table) in COMPARED.items()),
    *(Case("naming", name, made, table) for name, (made, table) in NAMINGS.items()),
    *(Case("reminder", name, made, table) for name, (made, table) in REMINDERS.items()),
    *(Case("instruction", name, made, table) for name, (made, table) in INSTRUCTIONS.items()),
    *(Case(machine, name, made, table) for name, (machine, made, table) in SUPERVISED.items()),
    *(Case("supervision_transfer", name, made, table) for name, (made, table) in TRANSFERS.items()),
    *(Case("accident_case", name, made, table) for name, (made, table) in ACCIDENTS.items()),
    *(Case(machine, name, made, table) for name, (machine, made, table) in AFTER_ACCIDENTS.items()),
    *(Case(machine, name, made, table) for name, (machine, made, table) in APPRAISED.items()),
    Case("listed_area", "listed by the city", listed_area, listed_area_moves.ALLOWED),
    Case("listing_request", "of the city", lambda: Supervised(CITY, proposed_by=0), listing_request_moves.OF_CITY),
    Case(
        *("listing_request", "proposed by V"),
        lambda: Supervised(CITY, proposed_by=IDS["V"]),
        listing_request_moves.PROPOSED_BY_V,
    ),
    Case("listing_request", "of a district", lambda: Supervised(DISTRICT), listing_request_moves.OF_DISTRICT),
    Case("listed_area", "proposed by V", lambda: listed_area(IDS["V"]), listed_area_moves.PROPOSED_BY_V),
    *(Case("supervision_finding", name, made, table) for name, (made, table) in FINDINGS.items()),
    *(Case("plan", name, made, table) for name, (made, table) in PLANS.items()),
    *(Case("consultation", name, made, table) for name, (made, table) in CONSULTATIONS.items()),
    *(Case("hazard_control", name, made, table) for name, (made, table) in CONTROLS.items()),
    Case("second_look", "drawn", lambda: Followed(people_behind=frozenset({IDS["i"]})), look_moves.ALLOWED),
    *(Case(machine, name, made, table) for name, (machine, made, table) in TIPS.items()),
    Case("monitoring_feed", "of a district", lambda: Standing(DISTRICT), monitoring_feed_moves.ALLOWED),
    Case("monitoring_alert", "at a site", Standing, monitoring_alert_moves.ALLOWED),
    Case("signal", "open", lambda: Followed(people=frozenset({IDS["o"], IDS["O"]})), signal_moves.ALLOWED),
    Case("report_check", "of a department", checked("P"), check_moves.ALLOWED),
    Case("report_check", "of the own unit", checked("O"), check_moves.OWN_UNIT),
    Case("report_check", "of a district", checked("d", DISTRICT), check_moves.OF_DISTRICT),
    *(
        Case("task_extension", name, asked(by), decided(request_moves.TASK_DECIDED_BY[name]))
        for name, by in {"of the city": "P", "asked by V": "V"}.items()
    ),
    Case("document", "of the city", document(CITY, "O"), document_moves.OF_CITY),
    Case("document", "drafted by V", document(CITY, "V"), document_moves.OF_CITY_DRAFTED_BY_V),
    Case("document", "settled", document(CITY, "O", settled=True), document_moves.OF_CITY_SETTLED),
    Case("document", "numbered by the OA", document(CITY, "O", own_numbers=False), document_moves.OF_CITY_BY_OA),
    Case("document", "of the district", document(DISTRICT, "o"), document_moves.OF_DISTRICT),
    Case("document", "carried", document(CITY, "O", carried=True), document_moves.CARRIED),
    Case("document", "carried along", document(CITY, "O", carried=True, along=True), document_moves.CARRIED_ALONG),
    Case(
        "document",
        "just sent to review",
        document(CITY, "O", last_move="submit", last_source="drafted", last_actor=IDS["O"]),
        after(document_moves.OF_CITY, "withdraw_submit", "in_review", "O"),
    ),
    Case(
        "document",
        "just reviewed",
        document(CITY, "O", last_move="pass_review", last_source="in_review", last_actor=IDS["C"]),
        after(document_moves.OF_CITY, "withdraw_pass_review", "reviewed", "C"),
    ),
    *(Case("periodic_return", name, made, table) for name, (made, table) in RETURNS.items()),
    Case("return_form", "of the city", lambda: Standing(CITY), return_form_moves.OF_CITY),
    Case("return_form", "of the district", lambda: Standing(DISTRICT), return_form_moves.OF_DISTRICT),
    Case("help_request", "at a site", lambda: Helped(SITE), help_moves.ALLOWED),
    Case("help_request", "not followed up yet", lambda: Helped(SITE, effect_is_due=False), help_moves.TOO_EARLY),
    *(
        Case(
            "help_request",
            f"just {move}",
            partial(Helped, SITE, last_move=move, last_source=source, last_actor=IDS["O"]),
            table,
        )
        for move, (source, table) in help_moves.JUST.items()
    ),
    Case("meeting", "of the city", lambda: Standing(CITY), meeting_moves.OF_CITY),
    Case("meeting", "of the district", lambda: Standing(DISTRICT), meeting_moves.OF_DISTRICT),
    Case("receipt", "to be read", lambda: Paper(CITY), receipt_moves.TO_READ),
    Case("receipt", "to be answered", lambda: Paper(CITY, asks_reply=True), receipt_moves.TO_ANSWER),
    Case("delivery", "to a department", document(CITY, "O"), delivery_moves.ALLOWED),
)
TRIED_HERE = sorted({case.machine for case in CASES})
MOVES = [(name, move.name) for name in TRIED_HERE for move in registered()[name].moves]


def test_every_machine_has_an_oracle() -> None:
    assert sorted(registered()) == sorted(ORACLES)


@pytest.mark.parametrize("name", sorted(ORACLES))
def test_every_move_and_its_facts_stand_in_the_table(name: str) -> None:
    machine = registered()[name]
    needs = {m.name: tuple(n.name + "?" * (not n.required) for n in m.needs) for m in machine.moves if not m.undoes}
    assert needs == ORACLES[name].NEEDS
    assert set(machine.keys) == set(ORACLES[name].STATES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.machine}: {case.situation}")
def test_every_triple_is_as_the_table_says(case: Case) -> None:
    assert case.found(registered()[case.machine]) == case.expected()


def variants(machine: Machine, move: Move) -> Iterator[Move]:
    """The move with another permission, from one state less or more, to another state."""
    yield replace(move, may=ANYBODY)
    yield replace(move, may=NOBODY)
    yield replace(move, sources=move.sources[1:])
    other = [state for state in machine.keys if state not in move.sources]
    yield replace(move, sources=(*move.sources, other[0]))
    yield replace(move, target=next(state for state in machine.keys if state != move.leads_to(move.sources[0])))


@pytest.mark.parametrize(("name", "changed"), MOVES)
def test_changing_any_one_move_contradicts_a_table(name: str, changed: str) -> None:
    machine = registered()[name]
    cases = [case for case in CASES if case.machine == name]
    for variant in variants(machine, machine.by_name[changed]):
        # The moves back stand among the moves already and are not to be made once more.
        moves = tuple(replace(variant if move.name == changed else move, undoable=False) for move in machine.moves)
        other = Machine(machine.name, machine.title, machine.states, machine.initial, moves, machine.final)
        assert [case for case in cases if case.found(other) != case.expected()] != [], variant
