"""Issuing: tasks of a measure that is left out are asked for one by one; the signed file is kept, and searched as far
as it can be read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.factories.campaign import task
from tests.factories.orgs import City
from tests.factories.pages import browser
from tests.factories.papers import docx, locked, pdf, scan
from tests.factories.plans import Planners, fresh

from zhiben.campaign import queries
from zhiben.campaign.models import KeyTask, MeasureWording, Plan, PlanMeasure, PlanVersion
from zhiben.campaign.operations import KEEP, attach_signed, hang_tasks, issue_plan, revise_plan, set_measures
from zhiben.foundation.audit import verify
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.files import store
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role


@pytest.fixture
def planners(city: City) -> Planners:
    return Planners(city)


class Revision:
    """A plan in force with two measures, on the first of which a task hangs; its revision, under review, has the
    second and a third."""

    def __init__(self, planners: Planners) -> None:
        self.planners, self.leader = planners, planners.leader
        self.plan: Plan = planners.of_sector((planners.measure("1"), planners.measure("2")), state="issued")
        self.task = task(planners.city)
        with scope(planners.officer):
            self.measures = {one.number: one for one in PlanMeasure.objects.order_by("number")}
            hang_tasks(self.measures["1"], [self.task], actor=planners.officer)
        with scope(planners.department):
            self.version = revise_plan(self.plan, reason="合并", actor=planners.department)
            drafts = [planners.measure("2"), planners.measure("3", action=planners.action(10))]
            set_measures(self.version, drafts, actor=planners.department)
        planners.bring(self.version, "reviewing", planners.department)

    def issue(self, answers: dict[int, int]) -> PlanVersion:
        with scope(self.leader):
            version = PlanVersion.objects.select_related("plan__current").get(pk=self.version.pk)
            return issue_plan(version, issued_on=clock.today(), answers=answers, actor=self.leader)

    def third(self) -> PlanMeasure:
        return PlanMeasure._unfiltered().get(plan=self.plan, number="3")


@pytest.fixture
def revision(planners: Planners) -> Revision:
    return Revision(planners)


def test_hanging_a_task_gives_it_the_action_and_stands_in_the_ledger(planners: Planners, revision: Revision) -> None:
    one = KeyTask._unfiltered().get()
    assert (one.measure_id, one.action_id) == (revision.measures["1"].pk, planners.action(3))
    facts = json.loads(AuditEntry.objects.get(verb="hang_tasks").facts)
    assert facts == {"from": None, "to": one.measure_id, "action": one.action_id}
    with scope(planners.department), pytest.raises(NotAllowed):
        hang_tasks(revision.measures["2"], [revision.task], actor=planners.department)


def test_task_on_a_removed_measure_stops_the_issue(revision: Revision) -> None:
    with scope(revision.leader), pytest.raises(Refused) as refusal:
        perform(revision.version, "issue", revision.leader, issued_on=clock.today())
    assert refusal.value.code == "tasks_hang"
    with pytest.raises(Incomplete) as question:
        revision.issue({})
    assert list(question.value.fields) == [f"task_{revision.task.pk}"]
    assert PlanVersion._unfiltered().get(pk=revision.version.pk).state == "reviewing"


def test_task_goes_over_to_a_measure_of_the_new_version(planners: Planners, revision: Revision) -> None:
    revision.issue({revision.task.pk: revision.third().pk})
    one = KeyTask._unfiltered().get()
    assert (one.measure_id, one.action_id) == (revision.third().pk, planners.action(10))
    assert PlanMeasure._unfiltered().get(pk=revision.measures["1"].pk).dropped is True
    assert AuditEntry.objects.filter(verb="hang_tasks", record=one.pk).count() == 2
    with scope(planners.officer), pytest.raises(Refused):
        hang_tasks(revision.measures["1"], [one], actor=planners.officer)
    assert verify().ok


def test_measure_that_is_kept_stays_with_its_words(planners: Planners, revision: Revision) -> None:
    version = revision.issue({revision.task.pk: KEEP})
    with scope(planners.officer):
        said = {one.measure.number: one.text for one in queries.wordings_of(version)}
    assert sorted(said) == ["1", "2", "3"]
    assert said["1"] == planners.measure("1").text
    assert (KeyTask._unfiltered().get().measure_id, fresh(revision.plan).current_id) == (
        revision.measures["1"].pk,
        version.pk,
    )
    assert json.loads(AuditEntry.objects.get(verb="keep_measure").facts) == {"measures": ["1"]}


def test_answer_that_is_no_measure_of_the_version_changes_nothing(revision: Revision) -> None:
    with pytest.raises(NotFound):
        revision.issue({revision.task.pk: revision.measures["1"].pk})
    assert KeyTask._unfiltered().get().measure_id == revision.measures["1"].pk
    assert PlanVersion._unfiltered().get(pk=revision.version.pk).state == "reviewing"


def test_tasks_that_were_set_aside_ask_nothing(planners: Planners, revision: Revision) -> None:
    with scope(planners.leader):
        one = KeyTask.objects.get()
        perform(one, "cancel", planners.leader, reason="合并")
    assert revision.issue({}).state == "issued"


def test_page_asks_for_each_task_and_does_it_in_one_go(planners: Planners, revision: Revision) -> None:
    leader = browser(planners.city.person(Role.OFFICE_LEADER, "市安委办"))
    address = reverse("campaign:plan_move", args=[revision.version.pk, "issue"])
    page = leader.get(address).content.decode()
    assert (revision.task.number in page, "保留原措施" in page, "市住房建设" in page) == (True, True, True)
    said = {"issued_on": str(clock.today()), "document_no": "示例〔2024〕9号"}
    wrong = leader.post(address, said)
    assert (wrong.status_code, "还有任务没有选择去处" in wrong.content.decode()) == (422, True)
    done = leader.post(address, {**said, f"task_{revision.task.pk}": str(revision.third().pk)})
    assert (done.status_code, done["Location"]) == (302, revision.version.get_absolute_url())
    assert KeyTask._unfiltered().get().measure_id == revision.third().pk
    officer = browser(planners.city.person(Role.OFFICE_OFFICER, "市安委办"))
    assert "您不能办理这一步" in officer.get(address).content.decode()


def file(content: bytes, name: str, actor: Actor) -> int:
    return store(content, name=name, actor_id=actor.id).pk


@pytest.mark.parametrize(
    ("content", "name"),
    [(docx("强化动火作业审批", "建立台账"), "方案.docx"), (pdf("Hot work permits, 动火作业审批"), "方案.pdf")],
)
def test_signed_file_is_searched(planners: Planners, content: bytes, name: str) -> None:
    plan = planners.master(state="reviewing")
    with scope(planners.leader):
        version = plan.versions.get()
        signed = [file(content, name, planners.leader)]
        issue_plan(version, issued_on=clock.today(), signed=signed, actor=planners.leader)
        hits = queries.search("动火作业审批")
    assert [(hit.version, [place.where for place in hit.places]) for hit in hits] == [(version, ["印发件"])]
    assert hits[0].places[0].words == "动火作业审批"


def test_scan_is_kept_though_nothing_can_be_read(planners: Planners) -> None:
    plan = planners.master()
    version = plan.current
    assert version is not None
    officer = browser(planners.city.person(Role.OFFICE_OFFICER, "市安委办"))
    upload = SimpleUploadedFile("扫描件.pdf", scan())
    answer = officer.post(reverse("campaign:plan_signed", args=[version.pk]), {"signed": upload}, follow=True)
    page = answer.content.decode()
    assert ("没有读出文字" in page, "扫描件.pdf" in page) == (True, True)
    assert PlanVersion._unfiltered().get(pk=version.pk).text == ""


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (locked("secret"), "加密.pdf", "有密码"),
        (b"%PDF-1.7 and nothing more", "坏.pdf", "已损坏"),
        (docx("方案")[:-200], "坏.docx", "已损坏"),
        (b"a,b\n1,2\n", "表.csv", "不是DOCX或PDF文件"),
        (b"\x00\x01 cut off", "坏.docx", "“坏.docx”不能作为DOCX或PDF打开，可能已损坏或是别的格式；请重新导出DOCX"),
        (b"PK\x03\x04 cut off", "坏.docx", "“坏.docx”不能作为DOCX或PDF打开，可能已损坏"),
    ],
)
def test_file_that_cannot_be_opened_is_refused_and_not_kept(
    planners: Planners, content: bytes, name: str, sentence: str
) -> None:
    version = planners.master().current
    assert version is not None
    officer = browser(planners.city.person(Role.OFFICE_OFFICER, "市安委办"))
    address = reverse("campaign:plan_signed", args=[version.pk])
    answer = officer.post(address, {"signed": SimpleUploadedFile(name, content)})
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert AuditEntry.objects.filter(verb="attach_signed").count() == 0


def test_only_who_answers_or_decides_lays_a_signed_file_beside(planners: Planners) -> None:
    version = planners.master().current
    assert version is not None
    for actor in (planners.department, planners.other):
        with scope(actor), pytest.raises(NotAllowed):
            attach_signed(version, [file(scan(), "扫描件.pdf", actor)], actor=actor)


def test_search_finds_goals_and_measures_of_what_one_may_read(planners: Planners) -> None:
    planners.master((planners.measure("1", text="排查燃气管道占压", assisting=()),))
    draft = planners.of_sector((planners.measure("7", goal="燃气报警器全覆盖", assisting=()),), state="drafted")

    def found(actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
        with scope(actor):
            hits = queries.search("燃气")
        return [(str(hit.version), [(place.where, place.words) for place in hit.places]) for hit in hits]

    master = ("安全生产治本攻坚三年行动总体方案（第1版）", [("措施1", "燃气")])
    assert found(planners.department) == [master, (f"{draft}（第1版）", [("措施7的目标", "燃气")])]
    stranger = planners.city.actor(Role.DEPARTMENT_OFFICER, "市交通运输")
    district = planners.city.actor(Role.DISTRICT_OFFICER, "龙华区")
    assert (found(stranger), found(district)) == ([], [master])
    with scope(planners.officer):
        assert queries.search("   ") == []


def test_nothing_is_found_by_signs_of_a_pattern(planners: Planners) -> None:
    planners.master()
    with scope(planners.officer):
        assert (queries.search("9%5"), queries.search("_")) == ([], [])
    assert MeasureWording._unfiltered().count() == 2


def test_words_of_other_files_are_not_read(planners: Planners) -> None:
    from zhiben.foundation.files import words_of

    content: Any = docx("一  二", "", "三")
    assert words_of(content, "docx", name="方案.docx") == "一 二\n三"
