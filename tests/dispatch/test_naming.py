"""The right of reply: a named unit sees its own name and answers once and in time; the office decides; the bulletin
says so, and is approved only then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.dispatch.city import NOW, City
from tests.dispatch.conftest import answering
from tests.dispatch.facts import hazard, task
from tests.factories.photos import PNG

from zhiben.dispatch import operations, queries
from zhiben.dispatch.lifecycle import naming
from zhiben.dispatch.models import NamedItem, NamedUnit, Round
from zhiben.dispatch.vocab import Part
from zhiben.documents.models import OfficialDocument
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.audit import verify
from zhiben.foundation.files import store
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.foundation.rendering import Para, Table
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role

RoundAt = Callable[..., Round]
PAST, FUTURE = date(2024, 9, 30), date(2024, 12, 31)
DEADLINE = datetime(2024, 10, 17, 17, 30, tzinfo=clock.TZ)
AFTER = DEADLINE + timedelta(minutes=1)
HOUSING, DISTRICT = "市住房建设局", "罗湖区政府"


@pytest.fixture
def staged(city: City, round_at: RoundAt) -> Round:
    """A drafted round that names the housing bureau twice and a district once."""
    task(city, HOUSING, PAST, title="外墙脱落排查")
    hazard(city, "罗湖区", PAST, title="有限空间无通风")
    return round_at("draft")


def name_of(one: Round, unit: str, reason: str = "") -> NamedUnit:
    return next(name for name in one.names if name.unit_name == unit and reason in ("", name.reason))


def own(name: NamedUnit, actor: Actor) -> NamedUnit:
    with scope(actor):
        return queries.name_of(name.pk, actor)


def agree(city: City, name: NamedUnit) -> None:
    actor = answering(city, name.unit_name)
    with scope(actor):
        operations.agree(own(name, actor), actor=actor)


def contest(city: City, name: NamedUnit, text: str = "已按期办结，登记滞后。") -> None:
    actor = answering(city, name.unit_name)
    with scope(actor):
        operations.contest(own(name, actor), text, actor=actor)


def decide(city: City, name: NamedUnit, move: str, opinion: str = "维持，以系统记录为准") -> None:
    with scope(city.officer):
        getattr(operations, move)(queries.name_of(name.pk, city.officer), opinion, actor=city.officer)


def fresh(one: Round) -> Round:
    with unscoped(reason="a test reads"):
        return queries.round_of(one.pk)


def approve(city: City, one: Round) -> None:
    with scope(city.leader):
        operations.approve(queries.round_of(one.pk), actor=city.leader)


def notes(one: Round) -> dict[str, list[str]]:
    """What stands beside each name in the bulletin as stored, by the reason."""
    with unscoped(reason="a test reads"):
        paper = queries.bulletin_of(fresh(one)).paper
    told: dict[str, list[str]] = {}
    for table in (one for one in paper.blocks if isinstance(one, Table) and one.caption.startswith("表3")):
        for unit, reason, count, answer in table.rows:
            told.setdefault(CAPTIONS[reason], []).append(f"{unit}（{count}项）{answer}")
    return told


CAPTIONS = {"重点任务逾期未办结": "tasks", "重大事故隐患逾期未整改": "hazards", "本期未报进展，也未作零报告": "reports"}


def test_draft_asks_every_named_unit_until_half_past_five_of_the_next_working_day(staged: Round) -> None:
    assert [(name.unit_name, name.state, name.reply_by) for name in staged.names] == [
        (HOUSING, "named", DEADLINE),
        (DISTRICT, "named", DEADLINE),
        (HOUSING, "named", DEADLINE),
    ]
    assert notes(staged)["hazards"] == ["罗湖区政府（1项）待答复"]


def test_nobody_is_asked_before_the_draft(city: City, round_at: RoundAt) -> None:
    task(city, HOUSING, PAST)
    one = round_at("close")
    actor = answering(city, HOUSING)
    with scope(actor), pytest.raises(NotFound):
        queries.name_of(one.names[0].pk, actor)


def test_unit_sees_its_own_names_and_items_and_nothing_else(city: City, staged: Round) -> None:
    actor = answering(city, HOUSING)
    with scope(actor):
        assert [name.unit_name for name in queries.names_to_answer(actor)] == [HOUSING, HOUSING]
        assert set(NamedUnit.objects.values_list("unit_name", flat=True)) == {HOUSING}
        assert set(NamedItem.objects.values_list("named__unit_name", flat=True)) == {HOUSING}
        assert (list(queries.rounds()), OfficialDocument.objects.count()) == ([], 0)
        with pytest.raises(NotFound):
            queries.name_of(name_of(staged, DISTRICT).pk, actor)


def test_stranger_sees_no_name(city: City, staged: Round) -> None:
    for unit, role in (("市交通运输局", "department_officer"), ("福田区安委办", "office_officer")):
        stranger = city.actor(unit, role)
        with scope(stranger):
            assert (list(NamedUnit.objects.all()), queries.names_to_answer(stranger)) == ([], [])
            with pytest.raises(NotFound):
                operations.agree(staged.names[0], actor=stranger)


def test_answers_are_printed_beside_the_name(city: City, staged: Round) -> None:
    agree(city, name_of(staged, DISTRICT))
    contest(city, name_of(staged, HOUSING, "overdue_tasks"))
    assert notes(staged) == {
        "tasks": ["市住房建设局（1项）答复：已按期办结，登记滞后"],
        "hazards": ["罗湖区政府（1项）答复：无异议"],
        "reports": ["市住房建设局（1项）待答复"],
    }
    decide(city, name_of(staged, HOUSING, "overdue_tasks"), "keep")
    assert notes(staged)["tasks"] == ["市住房建设局（1项）答复：已按期办结，登记滞后；安委办意见：维持，以系统记录为准"]


def test_draft_keeps_a_persons_wording_while_it_follows_answers(city: City, staged: Round) -> None:
    with scope(city.officer):
        operations.write_section(fresh(staged), Part.NEXT, "三日内办结。", actor=city.officer)
    agree(city, name_of(staged, DISTRICT))
    with unscoped(reason="a test reads"):
        paper = queries.bulletin_of(fresh(staged)).paper
    assert paper.blocks[-1] == Para("1.三日内办结。")


def test_unit_answers_once(city: City, staged: Round) -> None:
    name = name_of(staged, DISTRICT)
    agree(city, name)
    with pytest.raises(Refused) as refusal:
        contest(city, name)
    assert refusal.value.code == "wrong_state"


def test_contesting_needs_words_that_fit_the_paper(city: City, staged: Round) -> None:
    name = name_of(staged, DISTRICT)
    for text in ("", "长" * 501):
        with pytest.raises(Incomplete):
            contest(city, name, text)
    assert name_of(staged, DISTRICT).state == "named"


def test_files_come_along_and_are_seen_by_unit_and_office_only(city: City, staged: Round) -> None:
    actor, name = answering(city, DISTRICT), name_of(staged, DISTRICT)
    with scope(actor):
        file = store(PNG, name="验收.png", actor_id=actor.id)
        operations.contest(own(name, actor), "已整改", files=[file.pk], actor=actor)
    from zhiben.foundation.files.seeing import visible_file

    with scope(city.officer):
        assert visible_file(file.pk, city.officer) == file
    stranger = answering(city, HOUSING)
    with scope(stranger), pytest.raises(NotFound):
        visible_file(file.pk, stranger)


@pytest.mark.parametrize(("moment", "accepted"), [(DEADLINE, True), (DEADLINE + timedelta(seconds=1), False)])
def test_window_ends_at_its_minute(city: City, staged: Round, moment: datetime, accepted: bool) -> None:
    name = name_of(staged, DISTRICT)
    with clock.at(moment):
        if accepted:
            agree(city, name)
        else:
            with pytest.raises(NotAllowed) as refusal:
                agree(city, name)
            assert "2024年10月17日17时30分截止" in refusal.value.text
            assert "书面告知安委办" in refusal.value.text
    assert name_of(staged, DISTRICT).state == ("agreed" if accepted else "named")


def test_office_notes_what_came_late_on_the_units_behalf(city: City, staged: Round) -> None:
    name = name_of(staged, DISTRICT)
    with scope(city.officer), pytest.raises(NotAllowed, match="答复期限未到"):
        operations.note_late(queries.name_of(name.pk, city.officer), "来函说明", actor=city.officer)
    with clock.at(AFTER), scope(city.officer):
        operations.note_late(queries.name_of(name.pk, city.officer), "来函说明", actor=city.officer)
    assert (name_of(staged, DISTRICT).late, name_of(staged, DISTRICT).state) == (True, "contested")
    assert notes(staged)["hazards"] == ["罗湖区政府（1项）逾期答复（安委办代记）：来函说明"]


def test_late_letter_without_objection_leaves_nothing_to_decide(city: City, staged: Round) -> None:
    name = name_of(staged, DISTRICT)
    with scope(city.officer), pytest.raises(NotAllowed, match="答复期限未到"):
        operations.note_agreed(queries.name_of(name.pk, city.officer), actor=city.officer, files=[])
    with clock.at(AFTER):
        with scope(city.officer):
            with pytest.raises(Incomplete) as refusal:
                operations.note_agreed(queries.name_of(name.pk, city.officer), actor=city.officer, files=[])
            assert (list(refusal.value.fields), name_of(staged, DISTRICT).state) == (["files"], "named")
            letter = store(b"%PDF-1.4", name="来函.pdf", actor_id=city.officer.id)
            operations.note_agreed(queries.name_of(name.pk, city.officer), actor=city.officer, files=[letter.pk])
            assert queries.waiting_for(city.officer) == []
        assert notes(staged)["hazards"] == ["罗湖区政府（1项）逾期答复（安委办代记）：无异议"]
        approve(city, staged)
    assert (name_of(staged, DISTRICT).late, name_of(staged, DISTRICT).state) == (True, "agreed")


def test_approval_waits_for_units_within_their_time(city: City, staged: Round) -> None:
    agree(city, name_of(staged, DISTRICT))
    with pytest.raises(NotAllowed) as refusal:
        approve(city, staged)
    assert "尚未答复的有：市住房建设局" in refusal.value.text
    assert "罗湖区政府" not in refusal.value.text
    assert fresh(staged).state == "drafted"


def test_approval_needs_no_waiting_once_all_have_answered(city: City, staged: Round) -> None:
    for name in staged.names:
        agree(city, name)
    approve(city, staged)
    assert fresh(staged).state == "approved"


def test_approval_after_the_window_prints_who_kept_silent(city: City, staged: Round) -> None:
    with clock.at(AFTER):
        approve(city, staged)
    assert notes(staged)["hazards"] == ["罗湖区政府（1项）未在期限内答复"]


def test_approval_waits_for_the_offices_decision(city: City, staged: Round) -> None:
    contest(city, name_of(staged, DISTRICT))
    with clock.at(AFTER):
        with pytest.raises(NotAllowed, match="异议尚未处理：罗湖区政府"):
            approve(city, staged)
        decide(city, name_of(staged, DISTRICT), "keep")
        approve(city, staged)
    assert fresh(staged).state == "approved"


def test_clock_lets_the_draft_say_once_who_kept_silent(city: City, staged: Round) -> None:
    def drafts_built(at: datetime) -> bool:
        with CaptureQueriesContext(connection) as asked:
            operations.open_due(at)
        return any(FrozenMeasure._meta.db_table in row["sql"] for row in asked)

    assert [drafts_built(at) for at in (clock.now(), AFTER, AFTER + timedelta(minutes=5))] == [False, True, False]
    assert notes(staged)["hazards"] == ["罗湖区政府（1项）未在期限内答复"]


def test_struck_name_is_counted_and_not_printed_but_stands_in_seal_and_ledger(city: City, staged: Round) -> None:
    contest(city, name_of(staged, DISTRICT))
    decide(city, name_of(staged, DISTRICT), "strike", "核实属实")
    assert "hazards" not in notes(staged)
    with unscoped(reason="a test reads"):
        document = queries.bulletin_of(fresh(staged))
    assert ("另有1条拟点名经单位答复" in document.paper_json, "罗湖区政府（1项）" in document.paper_json) == (
        True,
        False,
    )
    name = name_of(staged, DISTRICT)
    assert (name.count, name.opinion) == (1, "核实属实")
    with scope(city.officer):
        assert [line.verb for line in audit.of(name)] == ["begin", "contest", "strike"]
    assert [found.why for found in verify().mismatched if found.model == "dispatch.round"] == []


def test_office_thinks_better_of_a_name_it_kept(city: City, staged: Round) -> None:
    contest(city, name_of(staged, DISTRICT))
    decide(city, name_of(staged, DISTRICT), "keep")
    decide(city, name_of(staged, DISTRICT), "strike", "复核后属实")
    assert name_of(staged, DISTRICT).state == "struck"


def test_nothing_about_a_name_changes_once_the_bulletin_is_approved(city: City, staged: Round) -> None:
    contest(city, name_of(staged, DISTRICT))
    decide(city, name_of(staged, DISTRICT), "keep")
    with clock.at(AFTER):
        approve(city, staged)
        for move, text in (("strike", "太迟"), ("note_late", "太迟")):
            name = name_of(staged, DISTRICT if move == "strike" else HOUSING)
            with pytest.raises(NotAllowed, match="简报不在起草中"):
                decide(city, name, move, text)


def test_names_are_read_at_once_with_all_that_their_moves_ask_for(
    city: City, staged: Round, django_assert_num_queries: Any
) -> None:
    with scope(city.officer):
        with django_assert_num_queries(2):
            offered = [offers(name, city.officer) for name in queries.names(staged)]
        with django_assert_num_queries(1):
            own = queries.names_to_answer(city.officer)
    assert ([len(moves) for moves in offered], own) == ([4, 4, 4], [])


def test_who_answers_is_the_same_in_the_list_as_at_the_door(city: City, round_at: RoundAt) -> None:
    """The condition in SQL beside the permission of the move, for everybody, in a round of the city and in one of a
    district that names its own government."""
    hazard(city, "福田区", PAST)
    task(city, HOUSING, PAST)
    for office in ("市安委办", "福田区安委办"):
        round_at("draft", office=office)
    posts = [(unit, role) for unit in city.units for role in Role]
    with unscoped(reason="a test reads"):
        every = list(NamedUnit.objects.order_by("pk"))
    assert len(every) >= 3
    found = set[int]()
    for unit, role in posts:
        actor = city.actor(unit, role)
        with scope(actor):
            listed = {name.pk for name in queries.names_to_answer(actor)}
            opened = {name.pk for name in every if _opens(name.pk, actor)}
        answered = {name.pk for name in every if naming.answering(actor, name) is not None}
        home = {name.pk for name in every if name.is_home_to(actor)}
        assert (listed, opened) == (answered, answered | home), (unit, role)
        found |= listed
    assert found == {name.pk for name in every}


def _opens(pk: int, actor: Actor) -> bool:
    try:
        return bool(queries.name_of(pk, actor))
    except NotFound:
        return False


def test_who_answers_while_the_leader_signs_is_not_lost(city: City, staged: Round) -> None:
    """The leader read the round before the answer came: one of both gives way."""
    with scope(city.leader), clock.at(AFTER):
        stale = queries.round_of(staged.pk)
    agree(city, name_of(staged, DISTRICT))
    with scope(city.leader), clock.at(AFTER), pytest.raises(Refused):
        operations.approve(stale, actor=city.leader)
    assert fresh(staged).state == "drafted"


def test_answers_wait_with_whoever_gives_them(city: City, staged: Round) -> None:
    def steps(actor: Actor) -> list[tuple[str, str]]:
        with scope(actor):
            return [(str(one.record), one.step) for one in queries.waiting_for(actor)]

    district = answering(city, DISTRICT)
    assert steps(district) == [("罗湖区政府：重大事故隐患逾期未整改（1项）", "答复点名")]
    assert (steps(city.officer), steps(city.leader)) == ([], [])
    contest(city, name_of(staged, DISTRICT))
    assert steps(district) == []
    assert steps(city.officer) == [("罗湖区政府：重大事故隐患逾期未整改（1项）", "处理异议")]
    decide(city, name_of(staged, DISTRICT), "keep")
    with clock.at(AFTER):
        assert steps(city.leader) == [("2024年10月上半月调度", "核准并签发文件")]
        assert steps(answering(city, HOUSING)) == []


def test_district_office_answers_for_its_government(city: City, round_at: RoundAt) -> None:
    hazard(city, "福田区", PAST)
    one = round_at("draft")
    office = city.actor("福田区安委办", "office_officer")
    with scope(office):
        operations.agree(queries.name_of(one.names[0].pk, office), actor=office)
    assert one.names[0].state == "agreed"
    assert NOW < DEADLINE
