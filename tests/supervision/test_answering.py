"""Item by item on a visit: the right checklists come, an answer counts until a colleague says otherwise, "no" is a
finding, nothing changes after the signature, and what was open before is seen again."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.factories.checklists import BUILDING, checklist, fresh, items
from tests.factories.supervision import Ground, drawn, goers, ground, signed, visited

from zhiben.documents import operations as documents
from zhiben.documents.vocab import Numbering
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import past_guard, scope
from zhiben.hazards import queries as hazards
from zhiben.hazards.models import Criterion
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotAllowed, Refused
from zhiben.supervision import operations, queries
from zhiben.supervision.models import Answer, Brought, Checklist, Finding, Item, SeenAgain, Visit, guarding
from zhiben.supervision.operations import Answered, Batch, Found, ItemDraft
from zhiben.supervision.vocab import About, Kind, Verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> Ground:
    return ground()


@pytest.fixture
def one(built: Ground) -> Checklist:
    return checklist(built)


@pytest.fixture
def visit(built: Ground, one: Checklist) -> Visit:
    return visited(built, drawn(built))


def answered(visit: Visit, item: Item, verdict: str, who: int = 0, **said: object) -> Answer:
    actor = goers(visit)[who]
    with scope(actor):
        return operations.answer_item(fresh(visit), item.pk, verdict, actor=actor, **said)  # type: ignore[arg-type]


def standing(visit: Visit) -> dict[int, tuple[str, int]]:
    rows = Answer._unfiltered().filter(visit=visit, standing=True)
    return {row.item.position: (row.verdict, row.person) for row in rows.select_related("item")}


def test_checklists_come_by_sector_and_kind(built: Ground, one: Checklist, visit: Visit) -> None:
    checklist(built, "示例消防检查表", sectors=[built.built.sectors[_other(built)].pk])
    checklist(built, "示例专项检查表", kinds=[Kind.SPECIAL.value])
    everywhere = checklist(built, "示例通用检查表", sectors=())
    retired = checklist(built, "示例旧检查表", sectors=())
    Checklist.objects.filter(pk=retired.pk).update(retired_on="2024-10-02")
    with scope(goers(visit)[0]):
        parts = queries.parts_of(fresh(visit))
    assert [part.checklist.pk for part in parts] == [one.pk, everywhere.pk]
    assert queries.counted(parts) == (0, 6)
    site = visit.site_id
    told = queries.checklists_for([site], kind=Kind.COMPREHENSIVE)[site]
    assert [each["title"] for each in told] == ["示例施工检查表", "示例通用检查表"]
    assert told[0] | {"items": len(told[0]["items"])} == {
        "id": one.pk,
        "title": "示例施工检查表",
        "about": "of_sites",
        "departments": "",
        "kinds": [],
        "edition": 1,
        "items": 3,
    }
    assert told[0]["items"][1] == {
        "id": items(one)[1].pk,
        "section": "作业面",
        "text": "动火有审批、有人看护",
        "clause": "动火管理制度",
        "becomes": "hazard",
    }
    assert [each["title"] for each in queries.checklists_for([site])[site]][1] == "示例专项检查表"


def _other(built: Ground) -> str:
    return next(name for name in built.built.sectors if name != BUILDING)


def test_last_answer_of_either_counts_and_the_others_stay(visit: Visit, one: Checklist) -> None:
    first = items(one)[0]
    answered(visit, first, Verdict.NOT_APPLICABLE)
    answered(visit, first, Verdict.MEETS, who=1)
    assert standing(visit) == {1: ("meets", goers(visit)[1].id)}
    with scope(goers(visit)[0]):
        said = queries.answers_to(visit, first.pk)
    assert [(row.verdict, row.standing) for row in said] == [("not_applicable", False), ("meets", True)]
    entries = AuditEntry.objects.filter(verb="answer_item", record=visit.pk).order_by("seq")
    assert [(entry.actor, json.loads(entry.facts)["verdict"]) for entry in entries] == [
        (goers(visit)[0].id, "not_applicable"),
        (goers(visit)[1].id, "meets"),
    ]


def test_no_makes_a_finding_once_and_yes_after_all_strikes_it(visit: Visit, one: Checklist) -> None:
    second = items(one)[1]
    row = answered(visit, second, Verdict.FAILS, key="k1")
    assert row.finding is not None
    found = row.finding
    assert (found.text, found.basis, found.becomes) == ("不符合“动火有审批、有人看护”的要求", "动火管理制度", "hazard")
    again = answered(visit, second, Verdict.FAILS, key="k1")
    other = answered(visit, second, Verdict.FAILS, who=1)
    assert (again.pk, other.finding_id, Finding._unfiltered().count()) == (row.pk, found.pk, 1)
    answered(visit, second, Verdict.MEETS)
    assert Finding._unfiltered().get(pk=found.pk).state == "struck"
    anew = answered(visit, second, Verdict.FAILS, said="二层动火没有人看护", becomes="note")
    assert anew.finding is not None
    assert (anew.finding.text, anew.finding.becomes) == ("二层动火没有人看护", "note")
    with scope(goers(visit)[0]):
        assert queries.item_behind(anew.finding.pk) == second
        assert queries.item_behind(found.pk) == second


def test_same_answer_twice_is_one_and_same_key_for_another_is_told(visit: Visit, one: Checklist) -> None:
    first, second, _third = items(one)
    row = answered(visit, first, Verdict.MEETS)
    assert answered(visit, first, Verdict.MEETS).pk == row.pk
    keyed = answered(visit, first, Verdict.MEETS, key="k2")
    assert answered(visit, first, Verdict.MEETS, key="k2").pk == keyed.pk
    with pytest.raises(Conflict):
        answered(visit, second, Verdict.MEETS, key="k2")


def test_many_are_answered_in_one_act_but_none_as_failing(built: Ground, visit: Visit, one: Checklist) -> None:
    first, second, third = items(one)
    answered(visit, first, Verdict.NOT_APPLICABLE)
    actor = goers(visit)[1]
    with scope(actor):
        with pytest.raises(Refused):
            operations.answer_items(fresh(visit), {second.pk: "fails"}, actor=actor)
        elsewhere = items(checklist(built, "示例专项检查表", kinds=[Kind.SPECIAL.value]))[0].pk
    with scope(actor):
        with pytest.raises(Refused):
            operations.answer_items(fresh(visit), {elsewhere: "meets"}, actor=actor)
        said = {first.pk: "meets", second.pk: "meets", third.pk: "not_applicable"}
        assert operations.answer_items(fresh(visit), said, actor=actor) == Answered(2, 1, 0)
        assert operations.answer_items(fresh(visit), said, actor=actor) == Answered(0, 3, 0)
    assert standing(visit) == {
        1: ("not_applicable", goers(visit)[0].id),
        2: ("meets", actor.id),
        3: ("not_applicable", actor.id),
    }
    assert Answer._unfiltered().count() == 3


def test_many_at_once_strike_no_finding_of_a_colleague(visit: Visit, one: Checklist) -> None:
    first, second, third = items(one)
    row = answered(visit, second, Verdict.FAILS)
    actor = goers(visit)[1]
    with scope(actor):
        said = dict.fromkeys((first.pk, second.pk, third.pk), "meets")
        assert operations.answer_items(fresh(visit), said, actor=actor) == Answered(2, 1, 1)
    assert Finding._unfiltered().get(pk=row.finding_id).state == "recorded"
    assert standing(visit)[2] == ("fails", goers(visit)[0].id)


def test_more_checklists_of_departments_cost_no_more_queries(built: Ground, visit: Visit, one: Checklist) -> None:
    def asked() -> tuple[list[bool], int]:
        with scope(goers(visit)[0]), CaptureQueriesContext(connection) as captured:
            parts = queries.parts_of(fresh(visit))
        return [bool(part.departments) for part in parts], len(captured)

    checklist(built, "示例履职检查表", sectors=(), about=About.DEPARTMENTS)
    told, few = asked()
    assert told == [False, True]
    for number in range(2):
        checklist(built, f"示例履职检查表{number}", sectors=(), about=About.DEPARTMENTS)
    assert asked() == ([False, True, True, True], few)


def test_only_who_is_there_answers_and_only_what_belongs_there(built: Ground, visit: Visit, one: Checklist) -> None:
    with scope(built.keeper), pytest.raises(NotAllowed):
        operations.answer_item(fresh(visit), items(one)[0].pk, Verdict.MEETS, actor=built.keeper)
    elsewhere = checklist(built, "示例专项检查表", kinds=[Kind.SPECIAL.value])
    with pytest.raises(Refused):
        answered(visit, items(elsewhere)[0], Verdict.MEETS)


def test_nothing_is_answered_after_the_signature(visit: Visit, one: Checklist) -> None:
    first, second, _third = items(one)
    row = answered(visit, first, Verdict.MEETS, key="k3")
    signed(visit)
    assert answered(visit, first, Verdict.MEETS, key="k3").pk == row.pk
    with pytest.raises(Refused) as refusal:
        answered(visit, second, Verdict.MEETS)
    assert refusal.value.code == "visit_signed"
    closing = AuditEntry.objects.get(verb="close", model="supervision.visit", record=visit.pk)
    assert json.loads(closing.facts)["unchecked"] == 2
    with scope(goers(visit)[0]):
        assert queries.counted(queries.parts_of(fresh(visit))) == (1, 3)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE supervision_answer SET verdict = 'fails' WHERE id = %(answer)s",
        "UPDATE supervision_answer SET standing = FALSE WHERE id = %(answer)s",
        "DELETE FROM supervision_answer WHERE id = %(answer)s",
        "INSERT INTO supervision_answer (visit_id, item_id, verdict, note, person, said_at, key, standing) "
        "SELECT visit_id, item_id, 'meets', '', person, said_at, 'late', FALSE FROM supervision_answer "
        "WHERE id = %(answer)s",
        "UPDATE supervision_item SET text = 'x' WHERE id = %(item)s",
        "DELETE FROM supervision_item WHERE id = %(item)s",
        "DELETE FROM supervision_brought",
    ],
)
def test_database_refuses_what_would_change_a_signed_visit(visit: Visit, one: Checklist, sql: str) -> None:
    row = answered(visit, items(one)[0], Verdict.MEETS)
    signed(visit)
    guarding.EDITIONS_KEPT.put_up(connection)
    guarding.SAID_KEPT.put_up(connection)
    with pytest.raises(IntegrityError), past_guard(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql % {"answer": row.pk, "item": items(one)[1].pk})
    assert standing(visit) == {1: ("meets", goers(visit)[0].id)}


def test_a_finding_of_an_item_brings_its_clause_into_the_ledger(built: Ground) -> None:
    clause = Criterion.objects.select_related("standard").get(code="GM-3(1)")
    one = checklist(built, items=[ItemDraft("统一管理承包单位", "", clause.pk)])
    visit = visited(built, drawn(built))
    row = answered(visit, items(one)[0], Verdict.FAILS)
    signed(visit)
    with scope(built.keeper):
        perform(queries.finding_of(row.finding_id or 0), "hand_on", built.keeper)
        (hazard,) = hazards.hazards_by_id([queries.finding_of(row.finding_id or 0).hazard])
    assert (hazard.title, hazard.criterion) == ("不符合“统一管理承包单位”的要求", clause.citation)


def test_database_keeps_what_was_said_before_the_signature_too(visit: Visit, one: Checklist) -> None:
    row = answered(visit, items(one)[0], Verdict.MEETS)
    with pytest.raises(IntegrityError), past_guard(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE supervision_answer SET person = 99 WHERE id = %s", [row.pk])


def test_a_new_edition_leaves_the_visits_before_it(built: Ground, visit: Visit, one: Checklist) -> None:
    answered(visit, items(one)[0], Verdict.MEETS)
    with scope(built.keeper):
        operations.add_edition(one, [ItemDraft("塔吊有检测报告")], actor=built.keeper)
    with scope(goers(visit)[0]):
        parts = queries.parts_of(fresh(visit))
    assert [(part.edition.number, len(part.lines)) for part in parts] == [(1, 3)]
    assert [row.edition.number for row in Brought._unfiltered().select_related("edition")] == [1]
    signed(visit)
    with scope(goers(visit)[0]):
        assert [part.edition.number for part in queries.parts_of(fresh(visit))] == [1]


def test_open_findings_of_earlier_visits_come_first(built: Ground, visit: Visit) -> None:
    actor = goers(visit)[0]
    with scope(actor):
        old = operations.record(fresh(visit), Found("没有台账", "work"), actor=actor)
        struck = operations.record(fresh(visit), Found("看错的", "work"), actor=actor)
        perform(queries.finding_of(struck.pk), "strike", actor, reason="看错")
    signed(visit)
    with scope(built.keeper):
        documents.set_issuing_body(
            built.office, full_name="深圳市安委办", code="深安办", numbering=Numbering.OWN, actor=built.keeper
        )
        district = {old.pk: built.built.unit("龙华区").pk}
        operations.issue(Batch("circular_notice", clock.today() + timedelta(days=15), district), actor=built.keeper)
    later = visited(built, drawn(built, title="示例综合督导第2轮", recent_days=0))
    assert later.pk != visit.pk
    Visit._unfiltered().filter(pk=later.pk).update(site=visit.site_id, arrived_at=visit.arrived_at + timedelta(days=1))
    there = goers(later)[0]
    with scope(there):
        assert [(one.finding, one.text, one.seen) for one in queries.open_before(fresh(later), there)] == [
            (old.pk, "没有台账", "")
        ]
        operations.see_again(fresh(later), "still", finding=old.pk, actor=there)
        operations.see_again(fresh(later), "mended", finding=old.pk, actor=there)
        assert [one.seen_label for one in queries.open_before(fresh(later), there)] == ["已整改"]
        with pytest.raises(Refused):
            operations.see_again(fresh(later), "still", finding=struck.pk, actor=there)
    assert [(row.verdict, row.standing) for row in SeenAgain._unfiltered().order_by("pk")] == [
        ("still", False),
        ("mended", True),
    ]
    with scope(built.keeper):
        assert queries.finding_of(old.pk).state == "proposed"
