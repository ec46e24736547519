"""Every change of counts, type or place is a dated revision; figures of a past day are what was known then, and say the
same as the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.factories.accidents import Bureau, code

from zhiben.accidents.models import TRACKED, AccidentCase, Revision
from zhiben.accidents.operations import code_causes, draft_of, enter, revise
from zhiben.accidents.queries import facts
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs.operations import merge_sites
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db

FIRST = clock.day_start(clock.today() - timedelta(days=40))


@contextmanager
def later(days: int) -> Iterator[datetime]:
    with clock.at(FIRST + timedelta(days=days)), unscoped(reason="test"):
        yield clock.now()


def history(bureau: Bureau) -> AccidentCase:
    """An accident of which more becomes known: one dead, then two and another type, then elsewhere, then not one."""
    with later(1):
        case = bureau.case(occurred_on=FIRST.date(), deaths=1, missing=1)
    with later(3):
        revise(case, deaths=2, missing=0, reason="失踪人员确认死亡", actor=bureau.office)
    with later(5):
        revise(case, type_2025=code("type-2025", "11"), reason="重新分类", actor=bureau.office)
        code_causes(case, [code("act-1986", "7.11")], actor=bureau.office)
    with later(7):
        street = bureau.city.territories["大浪街道"].pk
        revise(case, territory=street, reason="地点更正", actor=bureau.office)
        code_causes(case, [code("condition-1986", "6.01")], actor=bureau.office)
    with later(9):
        bureau.step(case, "void", reason="不属生产安全事故")
    return case


def known(day: int, actor: Actor) -> list[tuple[int, int, str, str, tuple[tuple[str, str], ...]]]:
    with scope(actor):
        found = facts(as_of=FIRST + timedelta(days=day))
        names = {row.street for row in found}
    from zhiben.orgs.queries import territory_names

    called = territory_names(names)
    return [(row.dead, row.missing, row.type, called[row.street], row.causes) for row in found]


def test_figures_of_a_day_are_what_was_known_then(bureau: Bureau) -> None:
    history(bureau)
    assert known(1, bureau.office) == []
    assert known(2, bureau.office) == [(2, 1, "10", "民治街道", ())]
    assert known(4, bureau.office) == [(2, 0, "10", "民治街道", ())]
    assert known(6, bureau.office) == [(2, 0, "11", "民治街道", (("act-1986", "7.11"),))]
    assert known(8, bureau.office) == [(2, 0, "11", "大浪街道", (("condition-1986", "6.01"),))]
    assert known(10, bureau.office) == []


def replayed(day: datetime) -> dict[int, dict[str, Any]]:
    """What the ledger alone says of each case just before `day`."""
    told: dict[int, dict[str, Any]] = {}
    rows = AuditEntry.objects.filter(model="accidents.accidentcase", at__lt=day, verb__in=("tell_case", "revise_case"))
    for row in rows.order_by("seq"):
        told.setdefault(row.record, {}).update(json.loads(row.facts)["to"])
    return {pk: {name: said[name] for name in (*TRACKED, "district", "street")} for pk, said in told.items()}


def vintages(day: datetime) -> dict[int, dict[str, Any]]:
    names = (*TRACKED, "district", "street")
    rows = Revision._unfiltered().filter(since__lt=day).order_by("number").values("case", *names)
    return {row.pop("case"): {name: plain(value) for name, value in row.items()} for row in rows}


def plain(value: Any) -> Any:
    from zhiben.foundation.audit.ledger import plain as in_ledger

    return in_ledger(value)


def test_revisions_say_the_same_as_the_ledger_on_every_day(bureau: Bureau) -> None:
    history(bureau)
    for day in range(12):
        at = FIRST + timedelta(days=day)
        said = {pk: {n: as_number(v) for n, v in one.items()} for pk, one in replayed(at).items()}
        kept = {pk: {n: as_number(v) for n, v in one.items()} for pk, one in vintages(at).items()}
        assert said == kept
    case = AccidentCase._unfiltered().get()
    last = Revision._unfiltered().order_by("-number").first()
    assert last is not None
    assert {name: getattr(case, name) for name in TRACKED} == {name: getattr(last, name) for name in TRACKED}


def as_number(value: Any) -> Any:
    """0 and 0.00 are one loss."""
    try:
        return float(value) if isinstance(value, str) and value.replace(".", "").isdigit() else value
    except ValueError:
        return value


def test_first_revision_needs_no_reason_and_others_do(bureau: Bureau) -> None:
    case = bureau.case()
    with scope(bureau.office), pytest.raises(Incomplete) as refused:
        revise(case, deaths=3, reason=" ", actor=bureau.office)
    assert list(refused.value.fields) == ["reason"]
    with scope(bureau.office):
        revise(case, deaths=1, reason="", actor=bureau.office)
        assert Revision.objects.filter(case=case.pk).count() == 1
        revise(case, narrative="经过另有补充，电话13800138000。", reason="补充经过", actor=bureau.office)
    assert (case.narrative, Revision._unfiltered().filter(case=case.pk).count()) == ("经过另有补充，电话〔电话〕。", 1)


def test_casualties_told_after_the_window_are_marked_late(bureau: Bureau) -> None:
    road = bureau.case(regime="road", occurred_on=clock.today() - timedelta(days=8))
    work = bureau.case(occurred_on=clock.today() - timedelta(days=8))
    with scope(bureau.office):
        for case in (road, work):
            revise(case, deaths=3, reason="伤员死亡", actor=bureau.office)
        revise(road, place="另一处", reason="更正", actor=bureau.office)
    entries = AuditEntry.objects.filter(verb="revise_case").order_by("seq")
    assert [json.loads(row.facts).get("late", False) for row in entries] == [True, False, False]


def test_who_was_slower_is_told(bureau: Bureau) -> None:
    case = bureau.case()
    with scope(bureau.office):
        same = AccidentCase.objects.get(pk=case.pk)
        revise(case, deaths=2, reason="更正", actor=bureau.office)
        with pytest.raises(Conflict):
            revise(same, deaths=3, reason="更正", actor=bureau.office)


def test_others_correct_nothing_and_nobody_what_was_set_aside(bureau: Bureau) -> None:
    case = bureau.case()
    for actor in (bureau.district, bureau.street):
        with scope(actor), pytest.raises(NotAllowed):
            revise(case, deaths=2, reason="更正", actor=actor)
    of_district = bureau.city.actor(Role.DEPARTMENT_OFFICER, "龙华区住房建设")
    with scope(of_district), pytest.raises(NotAllowed):
        revise(case, territory=bureau.city.territories["粤海街道"].pk, reason="更正", actor=of_district)
    bureau.step(case, "void", reason="重复")
    with scope(bureau.office), pytest.raises(Refused) as refused:
        revise(case, deaths=2, reason="更正", actor=bureau.office)
    assert refused.value.code == "wrong_state"


def test_only_causes_are_causes(bureau: Bureau) -> None:
    case = bureau.case()
    for wrong in ([code("type-2025", "01")], [987654321]):
        with scope(bureau.office), pytest.raises(Incomplete) as refused:
            code_causes(case, wrong, actor=bureau.office)
        assert list(refused.value.fields) == ["causes"]


def test_site_that_was_merged_is_a_revision(bureau: Bureau) -> None:
    kept, double = bureau.city.site(), bureau.city.site()
    case = bureau.case(street="", site=double.pk)
    with scope(bureau.office):
        merge_sites(kept, double, reason="同一地址", actor=bureau.office)
        assert [row.site for row in facts()] == [kept.pk]
        assert [(row.number, row.site_id) for row in Revision.objects.order_by("number")] == [
            (1, double.pk),
            (2, kept.pk),
        ]
    assert AccidentCase._unfiltered().get(pk=case.pk).site_id == kept.pk


def test_move_and_revision_of_one_moment_keep_their_day(bureau: Bureau) -> None:
    case = bureau.case("investigating")
    with unscoped(reason="test"):
        perform(case, "submit", bureau.office, on=date.fromisoformat(str(clock.today())), nature="liable")
        revise(case, serious=2, reason="补报", actor=bureau.office)
        rows = facts().rows
    assert [(row.serious, row.provisional) for row in rows] == [(2, True)]


def test_edit_that_says_nothing_new_of_the_place_leaves_the_case_where_it_lies(bureau: Bureau) -> None:
    with scope(bureau.district_office):
        case = enter(bureau.draft(street=""), actor=bureau.district_office)
    ground = (case.city, case.district, case.street)
    assert ground[1] and not ground[2]
    with scope(bureau.office):
        told = draft_of(case)
        revise(case, deaths=2, territory=told.territory, site=0, sector=told.sector, reason="更正", actor=bureau.office)
        assert (case.city, case.district, case.street) == ground
        revise(case, sector=bureau.city.sectors["道路客运"].pk, reason="更正", actor=bureau.office)
    assert (case.city, case.district, case.street) == ground
    assert case.line == bureau.city.lines["交通运输"].pk
