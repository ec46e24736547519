"""Checklists: kept by the office's officers, in editions that replace one another from a day on, in and out by a
workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from tests.factories.checklists import BUILDING, ITEMS, checklist, items
from tests.factories.pages import browser
from tests.factories.supervision import Ground, drawn, goers, ground, visited

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.importing import export, run
from zhiben.foundation.importing.importing import ImportReport
from zhiben.foundation.importing.undoing import take_back
from zhiben.foundation.scope import scope
from zhiben.hazards.models import Criterion
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import catalogue
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, papers, queries, starting
from zhiben.supervision.models import Checklist, Edition, Finding, Item
from zhiben.supervision.operations import ChecklistDraft, ItemDraft
from zhiben.supervision.vocab import EDITING_NOTE

pytestmark = pytest.mark.django_db

HEAD = "检查表名称,检查内容,部位或环节,判定条款,其他依据,不符合时作为,适用行业领域,适用督导,施行日期\n"
ROWS = (
    f"示例施工检查表,临边有防护,作业面,GM-3(1),,事故隐患,{BUILDING},综合督导、专项督导,\n"
    "示例施工检查表,开过例会,管理,,安全生产法第四十一条,攻坚工作问题,,,\n"
)


@pytest.fixture
def built() -> Ground:
    return ground(1)


@pytest.fixture
def clause() -> Criterion:
    return Criterion.objects.select_related("standard").get(code="GM-3(1)")


def taken(text: str, actor: Actor, head: str = HEAD) -> ImportReport:
    with scope(actor):
        return run(catalogue()["checklists"], (head + text).encode(), name="检查表.csv", actor=actor)


def test_only_the_offices_officers_keep_checklists(built: Ground) -> None:
    for role, unit in (
        (Role.OFFICE_LEADER, "市安委办"),
        (Role.INSPECTOR, "市住房建设"),
        (Role.DISTRICT_OFFICER, "龙华区"),
    ):
        actor = built.built.actor(role, unit)
        with scope(actor), pytest.raises(NotAllowed):
            operations.add_checklist(built.office, ChecklistDraft("示例"), ITEMS, actor=actor)
    one = checklist(built)
    entry = AuditEntry.objects.get(verb="add_checklist")
    assert (entry.record, entry.actor) == (one.pk, built.keeper.id)


@pytest.mark.parametrize(
    ("title", "drafts", "fields"),
    [
        (" ", ITEMS, {"title": "请填写检查表名称"}),
        ("示例施工检查表", ITEMS, {"title": "本安委办已有这张检查表，要改的请另出一版"}),
        ("另一张", (), {"items": "请至少写一项检查内容"}),
        ("另一张", (ItemDraft(" "),), {"items": "请至少写一项检查内容"}),
        ("另一张", (ItemDraft("同"), ItemDraft(" 同")), {"items": "有两项检查内容相同，请删去一项"}),
        ("另一张", [ItemDraft(str(n)) for n in range(301)], {"items": "一张检查表最多300项，请分成几张"}),
    ],
)
def test_a_checklist_that_is_not_sound_is_refused(
    built: Ground, title: str, drafts: list[ItemDraft], fields: dict[str, str]
) -> None:
    checklist(built)
    with scope(built.keeper), pytest.raises(Incomplete) as refusal:
        operations.add_checklist(built.office, ChecklistDraft(title), drafts, actor=built.keeper)
    assert (refusal.value.fields, Checklist.objects.count()) == (fields, 1)


def test_an_edition_holds_from_its_day_until_the_next(built: Ground) -> None:
    one, today = checklist(built), clock.today()
    later = today + timedelta(days=7)
    with scope(built.keeper):
        with pytest.raises(Refused) as same:
            operations.add_edition(one, ITEMS, actor=built.keeper)
        with pytest.raises(Incomplete):
            operations.add_edition(one, ITEMS[:1], valid_from=today - timedelta(days=1), actor=built.keeper)
        operations.add_edition(one, ITEMS[:2], valid_from=later, actor=built.keeper)
        with pytest.raises(Incomplete):
            operations.add_edition(one, ITEMS[:1], valid_from=today, actor=built.keeper)
    assert same.value.text == "与第1版相同，没有改动"
    editions = queries.editions_of(one)
    held = [queries.edition_on(editions, day) for day in (date(2024, 9, 30), today, later)]
    assert [each and each.number for each in held] == [None, 1, 2]


def test_workbook_brings_checklists_and_says_what_they_apply_to(built: Ground, clause: Criterion) -> None:
    report = taken(ROWS, built.keeper)
    assert (report.refused, report.created) == ((), 2)
    one = Checklist.objects.get()
    assert (one.office_id, one.sectors, one.kinds) == (
        built.office,
        [built.built.sectors[BUILDING].pk],
        ["comprehensive", "special"],
    )
    assert [(row.text, row.section, row.citation, row.becomes) for row in items(one)] == [
        ("临边有防护", "作业面", clause.citation, "hazard"),
        ("开过例会", "管理", "安全生产法第四十一条", "work"),
    ]
    again = taken(ROWS, built.keeper)
    assert (again.created, again.unchanged, Edition.objects.count()) == (0, 2, 1)


def test_workbook_that_says_otherwise_is_a_new_edition_and_can_be_taken_back(built: Ground, clause: Criterion) -> None:
    taken(ROWS, built.keeper)
    report = taken(ROWS.replace("开过例会", "开过例会、有记录"), built.keeper)
    one = Checklist.objects.get()
    assert (report.created, [row.number for row in queries.editions_of(one)]) == (2, [2, 1])
    sheet = catalogue()["checklists"]
    assert sheet.undo is not None
    marks = sheet.undo.marks([each.record for each in report.effects])
    with scope(built.keeper):
        take_back(sheet, [(each, marks[each.record]) for each in report.effects], actor=built.keeper)
    assert ([row.number for row in queries.editions_of(one)], Item.objects.count()) == ([1], 2)


def test_an_import_that_was_used_on_a_visit_is_not_taken_back(built: Ground, clause: Criterion) -> None:
    report = taken(ROWS, built.keeper)
    visit = visited(built, drawn(built, size=3))
    actor = goers(visit)[0]
    with scope(actor):
        first = items(Checklist.objects.get())[0]
        operations.answer_item(queries.visit_of(visit.pk), first.pk, "meets", actor=actor)
    sheet = catalogue()["checklists"]
    assert sheet.undo is not None
    marks = sheet.undo.marks([each.record for each in report.effects])
    with scope(built.keeper), pytest.raises(Refused) as refusal:
        take_back(sheet, [(each, marks[each.record]) for each in report.effects], actor=built.keeper)
    assert "已被使用，不能撤销" in refusal.value.text
    assert Item.objects.count() == 2


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        (ROWS.replace("GM-3(1)", "GM-99"), [("D2", "unknown_clause")]),
        (ROWS.replace("综合督导", "全面督导"), [("H2", "unknown_kind")]),
        (ROWS.replace(f"{BUILDING},", "没有的行业,"), [("G2", "unknown_name")]),
        (
            ROWS + f"示例施工检查表,有人看护,,,,,{BUILDING},帮扶指导,\n",
            [("H4", "differs_within_checklist")],
        ),
        (ROWS.replace("开过例会", ""), [("B3", "required")]),
    ],
)
def test_workbook_with_a_fault_tells_its_cell_and_writes_nothing(
    built: Ground, clause: Criterion, rows: str, cells: list[tuple[str, str]]
) -> None:
    report = taken(rows, built.keeper)
    assert [(each.cell, each.code) for each in report.refused] == cells
    assert (Checklist.objects.count(), Item.objects.count()) == (0, 0)


def test_what_is_exported_is_taken_in_again_as_the_same(built: Ground, clause: Criterion) -> None:
    taken(ROWS, built.keeper)
    sheet = catalogue()["checklists"]
    with scope(built.keeper):
        assert sheet.read is not None
        book = export(sheet, sheet.read(built.keeper))
        report = run(sheet, book, name="检查表.xlsx", actor=built.keeper)
    assert (report.refused, report.created, report.unchanged) == ((), 0, 2)


def test_three_musts_are_offered_as_a_default_and_quote_the_law_alone(built: Ground) -> None:
    begun = starting.CHECKLISTS["three_musts"]
    assert {each.basis for each in begun.items} == {starting.LAW, ""}
    assert {each.becomes for each in begun.items} == {"work"}
    assert begun.initial["note"] == "本产品默认，请核对修改后使用"
    one = checklist(built, begun.title, begun.items, about=begun.about, sectors=(), kinds=list(begun.kinds))
    comprehensive = visited(built, drawn(built, size=3))
    with scope(goers(comprehensive)[0]):
        assert queries.parts_of(queries.visit_of(comprehensive.pk)) == []
    special = visited(built, drawn(built, kind="special", title="示例专项", recent_days=0, size=3, mode="covert"))
    with scope(goers(special)[0]):
        (part,) = queries.parts_of(queries.visit_of(special.pk))
    assert (part.checklist.pk, part.departments) == (one.pk, "市住房建设")


def test_what_is_printed_of_a_checklist_stays_once_it_was_used(built: Ground) -> None:
    """Its title, whom it asks and which departments; where it is brought along may change."""
    one = checklist(built)
    visit = visited(built, drawn(built, size=3))
    actor = goers(visit)[0]

    def amended(**said: object) -> Checklist:
        draft = replace(ChecklistDraft(one.title, sectors=one.sectors), **said)  # type: ignore[arg-type]
        with scope(built.keeper):
            return operations.amend_checklist(Checklist.objects.get(pk=one.pk), draft, actor=built.keeper)

    assert amended(title="示例工地检查表").title == "示例工地检查表"
    amended()
    with scope(actor):
        operations.answer_item(queries.visit_of(visit.pk), items(one)[0].pk, "meets", actor=actor)
    unit = built.built.unit("市住房建设").pk
    for said, fields in (
        ({"title": "示例工地检查表"}, ["title"]),
        ({"about": "of_departments"}, ["about"]),
        ({"about": "of_departments", "departments": (unit,)}, ["about", "departments"]),
    ):
        with pytest.raises(Incomplete, match="已在检查中用过") as refusal:
            amended(**said)
        assert list(refusal.value.fields) == fields
    assert amended(note="示例", kinds=("special",)).kinds == ["special"]
    with scope(actor):
        (part,) = queries.parts_of(queries.visit_of(visit.pk))
    assert part.checklist.title == "示例施工检查表"


@pytest.mark.parametrize(("basis", "cited"), [(EDITING_NOTE, ""), (starting.LAW, starting.LAW)])
def test_that_a_list_is_still_to_be_edited_is_no_basis_of_what_is_found_by_it(
    built: Ground, basis: str, cited: str
) -> None:
    """Editions that were made when the default carried the note as a basis are read without it."""
    one = checklist(built, items=[ItemDraft("某项", basis=basis, becomes="work")], note=EDITING_NOTE)
    visit = visited(built, drawn(built, size=3))
    actor = goers(visit)[0]
    with scope(actor):
        answer = operations.answer_item(queries.visit_of(visit.pk), items(one)[0].pk, "fails", actor=actor)
        (part,) = queries.parts_of(queries.visit_of(visit.pk))
        (kept,) = queries.as_values(part)["items"]
    assert answer.finding is not None
    assert (answer.finding.basis, answer.finding.citation, kept["clause"]) == (cited, cited, cited)
    assert [row[2] for row in papers._answers(part).rows] == [cited]
    assert Finding(basis=basis).citation == cited
    keeper = browser(built.keeper)
    for address in (one.get_absolute_url(), reverse("supervision:new_edition", args=[one.pk])):
        page = keeper.get(address).content.decode()
        assert (page.count(EDITING_NOTE), cited in page) == (1, True)
