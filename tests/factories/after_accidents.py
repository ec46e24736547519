"""What stands on an office's desk after an accident at a site: a signal that waits and one that is studied, a study
under way and one that is concluded, a sweep that is drafted and one that was sent."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhiben.accidents.models import AccidentCase
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.foundation.studies import Found, keep
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs.queries import unit
from zhiben.supervision import operations
from zhiben.supervision.accident_words import SignalKind
from zhiben.supervision.operations import Occasion, Opening
from zhiben.supervision.operations.raising import Raised, raise_all
from zhiben.supervision.queries import signals, studies
from zhiben.supervision.queries.blind_spots import METHOD
from zhiben.supervision.vocab import BLIND_SPOTS


def after_accident(case: AccidentCase, office: int, department: int, *, officer: Actor, until: date) -> dict[str, Any]:
    """By name."""
    gaps = {"reasons": [{"trigger": "visit", "told": "近12个月没有到过这类场所"}]}
    raised = [
        Raised(SignalKind.BLIND_SPOT, f"示例{number}", f"示例线索{number}", 1, case.pk, gaps) for number in (1, 2, 3)
    ]
    with scope(officer):
        waiting, *others = raise_all(office, raised, actor=officer)
        opened, concluded = (
            operations.open_study(
                signals.signal_of(one.pk), Opening(f"示例研判{number}", [department], until=until), actor=officer
            )
            for number, one in enumerate(others, 1)
        )
        for move, facts in (
            ("note_cause", {"text": "没有防火分隔"}),
            ("write_lessons", {"lessons": "加装防火分隔"}),
            ("fill_gap", {"gap": 1, "how": "列入下一轮督导"}),
            ("conclude", {"verdict": "new", "conclusion": "同类都要查"}),
        ):
            perform(studies.study_of(concluded.pk), move, officer, **facts)
        drafted, sent = (
            operations.draft_look_alikes(Occasion(case), office, title=f"示例排查{number}", until=until, actor=officer)
            for number in (1, 2)
        )
        perform(sent, "send", officer, what="查防火分隔", until=until)
        site = sent.sites.order_by("pk").first()
        told = {"refused": [], "spots": [{**gaps, "cases": [{"case": case.pk, "number": case.number}]}]}
        found = Found(METHOD.version, ["编号"], [[case.number]], told)
        search = keep(BLIND_SPOTS, office, unit(office).coordinates, found, as_of=clock.today(), actor=officer)
    return {
        "search for blind spots": search,
        "accident signal": waiting,
        "joint study": opened,
        "concluded study": studies_again(concluded.pk, officer),
        "drafted sweep": drafted,
        "sent sweep": sent,
        "site of the sweep": site,
    }


def studies_again(pk: int, officer: Actor) -> Any:
    """The study as it stands now."""
    with scope(officer):
        return studies.study_of(pk)


def arguments(pk: dict[str, int], case: int) -> dict[str, tuple[object, ...]]:
    """Of every address, which record it shows; `pk` by the names of `after_accident`."""
    signal, study, sweep = pk["accident signal"], pk["joint study"], pk["drafted sweep"]
    return {
        **{f"supervision:{name}": (signal,) for name in ("signal", "open_study")},
        "supervision:signal_move": (signal, "not_blind"),
        **dict.fromkeys(("supervision:blind_spots", "supervision:blind_spots_inputs"), (pk["search for blind spots"],)),
        **{f"supervision:{name}": (study,) for name in ("joint_study", "study_cause", "study_visit")},
        "supervision:study_look_alike": (study,),
        "supervision:study_gap": (study, 1),
        "supervision:study_paper": (study, "report"),
        "supervision:study_move": (study, "extend"),
        "supervision:case_look_alike": (case,),
        **{f"supervision:{name}": (sweep,) for name in ("look_alike", "look_alike_sites", "look_alike_round")},
        "supervision:look_alike_site": (pk["sent sweep"], pk["site of the sweep"]),
        "supervision:look_alike_move": (sweep, "drop"),
    }


NAMES = (
    *("accident signal", "joint study", "concluded study", "drafted sweep", "sent sweep"),
    *("site of the sweep", "search for blind spots"),
)
