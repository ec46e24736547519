"""The catalogue of determination standards: what it begins with, how it is kept, and what a major hazard rests on."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.factories.hazards import CITED, CLAUSE, FUTURE, Cast, cast_in_city, hazard
from tests.factories.orgs import City
from tests.factories.pages import browser, send, text

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.importing import ImportReport, run
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.hazards import operations, queries
from zhiben.hazards.models import Criterion, CriterionStandard, Hazard
from zhiben.hazards.operations import ClauseDraft, StandardDraft
from zhiben.hazards.queries.criteria import Catalogue, editions_of
from zhiben.hazards.vocab import NEEDS_CLAUSE, Mark
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.sheet import catalogue
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return cast_in_city()


@pytest.fixture
def officer(cast: Cast) -> Actor:
    """Who keeps the catalogue."""
    return cast.city.actor(Role.OFFICE_OFFICER, "市安委办")


@pytest.fixture
def known(db: None) -> CriterionStandard:
    """The standard for industry and trade."""
    operations.enter_known_standards()
    return CriterionStandard.objects.get(code="GM")


def clause(code: str = CLAUSE) -> Criterion:
    return Criterion.objects.select_related("standard").get(code=code, valid_to__isnull=True)


def now(one: Hazard) -> Hazard:
    with unscoped(reason="a test reads"):
        return Hazard.objects.get(pk=one.pk)


def refusal(cast: Cast, one: Hazard, criterion: str) -> str:
    """What is said at the field when a major hazard is judged by this."""
    with pytest.raises(Incomplete) as refused:
        cast.step(one, "verify", criterion=criterion)
    assert now(one).state == "reported"
    return refused.value.fields["criterion"]


def verbs(model: str, record: int) -> list[str]:
    return list(AuditEntry.objects.filter(model=model, record=record).order_by("seq").values_list("verb", flat=True))


# What it begins with


def test_catalogue_begins_with_what_is_known_and_says_how_far(known: CriterionStandard) -> None:
    assert (known.document_no, known.issued_on, known.effective_on) == (
        "应急管理部令第10号",
        date(2023, 4, 14),
        date(2023, 5, 15),
    )
    codes = list(Criterion.objects.order_by("pk").values_list("code", flat=True))
    items = dict(zip(range(3, 14), (3, 8, 13, 8, 7, 7, 2, 2, 10, 2, 2), strict=True))
    assert codes == [f"GM-{a}({i})" for a, count in items.items() for i in range(1, count + 1)] + ["GM-14"]
    assert len(codes) == 64 + 1
    marks = {code: clause(code).mark for code in ("GM-3(1)", "GM-4(4)", "GM-4(5)", "GM-11(3)", "GM-11(6)", "GM-13(2)")}
    assert list(marks.values()) == ["read", "part", "memory", "read", "memory", "part"]
    assert not Criterion.objects.exclude(verified_by=0).exists()
    assert not CriterionStandard.objects.exclude(verified_by=0).exists()


def test_superseded_standards_name_what_superseded_them(known: CriterionStandard) -> None:
    pairs = CriterionStandard.objects.exclude(superseded_by=None).values_list(
        "document_no", "superseded_by__document_no"
    )
    assert dict(pairs) == {
        "应急管理部令第4号": "应急管理部令第21号",
        "GB 35181-2017": "GB 35181-2025",
        "建质规〔2022〕2号": "建质规〔2024〕5号",
    }
    fire = CriterionStandard.objects.get(code="XF-2017")
    assert (fire.since, fire.until) == (date(2017, 1, 1), date(2025, 11, 1))


def test_entering_again_changes_nothing_that_the_office_has_made(known: CriterionStandard) -> None:
    operations.amend_standard(known, StandardDraft("GM", "工贸判定标准（本市用名）", sectors="工贸通用"), actor=SYSTEM)
    operations.end_criterion(clause("GM-14"), last=clock.today(), actor=SYSTEM)
    operations.revise_criterion(clause("GM-3(1)"), ClauseDraft("GM-3(1)", "改写过的"), actor=SYSTEM)
    CriterionStandard.objects.get(code="DC-01").delete()
    count = Criterion.objects.count()
    operations.enter_known_standards()
    assert CriterionStandard.objects.get(code="GM").title == "工贸判定标准（本市用名）"
    assert (Criterion.objects.count(), clause("GM-3(1)").summary) == (count, "改写过的")
    assert CriterionStandard.objects.filter(code="DC-01").exists()


# What a major hazard rests on


@pytest.mark.parametrize(
    "cited",
    [
        "GM-11(3)",
        " gm-11（3） ",
        "GM-11(3) 干式除尘系统",
        "应急管理部令第10号第十一条第（三）项",
        "应急管理部令第10号第十一条第三项：除尘系统无泄爆",
        "应急管理部令第 10 号 第11条第3项",
    ],
)
def test_major_hazard_is_judged_by_the_clause_that_is_cited(cast: Cast, cited: str) -> None:
    one = hazard(cast)
    cast.step(one, "verify", criterion=cited)
    verified = now(one)
    assert verified.clause == clause("GM-11(3)")
    assert verified.criterion == "应急管理部令第10号第十一条第（三）项"
    facts = json.loads(AuditEntry.objects.get(model="hazards.hazard", record=one.pk, verb="verify").facts)
    assert (facts["criterion"], facts["clause"]) == (cited.strip(), "GM-11(3) 第1版")
    assert queries.clauses_of([verified, hazard(cast)]) == {one.pk: clause("GM-11(3)")}


def test_citation_that_the_ledger_prints_is_understood_again(cast: Cast) -> None:
    one = hazard(cast, "verified")
    with unscoped(reason="a test withdraws"):
        perform(one, "withdraw_verify", cast.department, reason="写错")
    assert (now(one).clause, now(one).criterion) == (None, CITED)
    cast.step(one, "verify", criterion=now(one).criterion)
    assert now(one).clause == clause()


def test_citation_that_names_no_clause_is_refused_with_the_nearest(cast: Cast) -> None:
    one = hazard(cast)
    several = refusal(cast, one, "应急管理部令第10号第十三条")
    assert several.startswith("“应急管理部令第10号第十三条”对应多个条款，请写明是哪一项：GM-13(1) 未对有限空间辨识")
    near = refusal(cast, one, "除尘系统没有泄爆")
    assert near.startswith("判定标准目录里没有“除尘系统没有泄爆”这一条款，是否指：GM-11(3) 干式除尘系统")
    assert refusal(cast, one, "建质规〔2024〕5号") == (
        "建质规〔2024〕5号的条款尚未录入，请市安委办先录入判定标准目录，或改引其他标准"
    )
    assert refusal(cast, one, "GM-99(9)") == (
        "判定标准目录里没有“GM-99(9)”这一条款，请填条款代号（如GM-11(3)）或文号加条款"
    )


def test_clause_must_have_been_in_force_when_the_hazard_was_found(cast: Cast) -> None:
    early, first = hazard(cast, found=date(2023, 5, 14)), hazard(cast, found=date(2023, 5, 15))
    assert refusal(cast, early, CLAUSE) == "“GM-3(2)”在发现日期（2023年5月14日）未在施行，请改引当日有效的条款"
    cast.step(first, "verify")
    assert now(first).clause == clause()
    operations.end_criterion(clause(), last=date(2024, 6, 30), actor=SYSTEM)
    last, late = hazard(cast, found=date(2024, 6, 30)), hazard(cast, found=date(2024, 7, 1))
    cast.step(last, "verify")
    assert now(last).state == "verified"
    assert "未在施行" in refusal(cast, late, CLAUSE)


def test_general_hazard_may_rest_on_any_words(cast: Cast) -> None:
    one, other = hazard(cast), hazard(cast)
    cast.step(one, "verify", level="general", criterion="本单位制度第三条")
    assert (now(one).criterion, now(one).clause) == ("本单位制度第三条", None)
    cast.step(other, "verify", level="general", criterion=CLAUSE)
    assert (now(other).criterion, now(other).clause) == (CITED, clause())


def test_database_holds_no_verified_major_hazard_without_a_clause(cast: Cast) -> None:
    one = hazard(cast, "closed")
    for state in NEEDS_CLAUSE:
        with unscoped(reason="a test writes past the door"), pytest.raises(IntegrityError), transaction.atomic():
            Hazard.objects.filter(pk=one.pk).update(state=state, clause=None)
    with unscoped(reason="a test writes past the door"):
        Hazard.objects.filter(pk=one.pk).update(state="closed", clause=None, level="general")


def test_revision_is_a_new_edition_and_hazards_keep_theirs(cast: Cast, officer: Actor) -> None:
    before, found = hazard(cast, "verified"), clause()
    draft = ClauseDraft(CLAUSE, "特种作业人员无证上岗", "第三条", "2", valid_from=clock.today() - timedelta(days=9))
    operations.revise_criterion(found, draft, actor=officer)
    assert now(before).clause == found
    page = text(browser(cast.office), "hazards:page", before.pk)
    assert "特种作业人员未经专门培训" in page and "第1版" in page and "特种作业人员无证上岗" not in page
    new, stock = hazard(cast, "verified"), hazard(cast, found=clock.today() - timedelta(days=10))
    cast.step(stock, "verify")
    assert (now(new).clause, now(stock).clause) == (clause(), found)
    assert (clause().edition, clause().mark, Mark(found.mark)) == (2, Mark.ENTERED, Mark.READ)
    assert [(one.code, one.edition) for one in editions_of(found.standard)][1:3] == [(CLAUSE, 2), (CLAUSE, 1)]
    with pytest.raises(Refused, match="该版条款已终止"):
        operations.revise_criterion(now(before).clause or found, draft, actor=officer)


def test_standard_that_hazards_were_judged_by_keeps_number_and_name(cast: Cast, officer: Actor) -> None:
    hazard(cast, "verified")
    known = clause().standard
    drafted = operations.standard_draft(known)
    with pytest.raises(Refused, match="已有隐患按此标准判定"):
        operations.amend_standard(known, _replaced(drafted, document_no="应急管理部令第11号"), actor=officer)
    operations.amend_standard(known, _replaced(drafted, repealed_on=FUTURE), actor=officer)
    assert (known.document_no, known.repealed_on) == ("应急管理部令第10号", FUTURE)


def _replaced(draft: StandardDraft, **given: Any) -> StandardDraft:
    from dataclasses import replace

    return replace(draft, **given)


# Keeping it


def test_city_office_keeps_the_catalogue_and_nobody_else(cast: Cast, officer: Actor) -> None:
    for stranger in (cast.office, cast.department, cast.city.actor(Role.OFFICE_LEADER, "市安委办")):
        with pytest.raises(NotAllowed, match="判定标准目录由市安委办工作人员维护"):
            operations.add_standard(StandardDraft("X", "某标准"), actor=stranger)
        with pytest.raises(NotAllowed):
            operations.verify_criterion(clause(), on=clock.today(), actor=stranger)
    row = operations.add_standard(StandardDraft("X", "某标准", sectors="邮政，快递 , 邮政"), actor=officer)
    assert (row.mark, row.sector_words) == (Mark.ENTERED, ("邮政", "快递"))
    one = operations.add_criterion(row, ClauseDraft("X-1", " 某情形 "), actor=officer)
    operations.verify_standard(row, source="公报", on=clock.today(), actor=officer)
    operations.verify_criterion(one, on=clock.today(), actor=officer)
    assert (row.trust.key, one.trust.key, one.verified_by) == ("verified", "verified", officer.id)
    assert operations.revise_criterion(one, ClauseDraft("X-1", "某情形", keywords="甲，乙"), actor=officer) == one
    assert (one.keywords, one.trust.key) == ("甲、乙", "verified")
    operations.amend_standard(row, StandardDraft("X", "某标准", "某发〔2026〕1号"), actor=officer)
    assert row.trust.key == "entered"
    assert verbs("hazards.criterionstandard", row.pk) == ["add_standard", "verify_standard", "amend_standard"]
    assert verbs("hazards.criterion", one.pk) == ["add_criterion", "verify_criterion", "amend_criterion"]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (StandardDraft("GM", "另一标准"), "code"),
        (StandardDraft("X", " "), "title"),
        (StandardDraft("X", "某", issued_on=date(2024, 1, 2), effective_on=date(2024, 1, 1)), "effective_on"),
        (StandardDraft("X", "某", effective_on=date(2024, 1, 2), repealed_on=date(2024, 1, 1)), "repealed_on"),
        (StandardDraft("X", "某", superseded_by=987_654_321), "superseded_by"),
    ],
)
def test_unsound_standard_is_refused_at_its_field(known: CriterionStandard, draft: StandardDraft, field: str) -> None:
    with pytest.raises(Incomplete) as refused:
        operations.add_standard(draft, actor=SYSTEM)
    assert list(refused.value.fields) == [field]


def test_standards_cannot_supersede_each_other(known: CriterionStandard) -> None:
    newer = CriterionStandard.objects.get(code="FJ-2024")
    older = CriterionStandard.objects.get(code="FJ-2022")
    drafted = operations.standard_draft(newer)
    with pytest.raises(Incomplete) as refused:
        operations.amend_standard(newer, _replaced(drafted, superseded_by=older.pk), actor=SYSTEM)
    assert refused.value.fields == {"superseded_by": "两个标准不能互相代替"}


def test_code_of_a_clause_is_used_once(known: CriterionStandard) -> None:
    operations.end_criterion(clause(), last=clock.today(), actor=SYSTEM)
    with pytest.raises(Incomplete, match="已有代号为“GM-3"):
        operations.add_criterion(known, ClauseDraft(CLAUSE, "又一条"), actor=SYSTEM)


def test_what_was_carried_over_from_former_records_is_offered_no_longer(known: CriterionStandard) -> None:
    old = operations.add_standard(StandardDraft("JL", "沿用旧记录"), actor=SYSTEM, mark=Mark.CARRIED)
    operations.add_criterion(old, ClauseDraft("JL-1", "旧文字"), actor=SYSTEM, mark=Mark.CARRIED)
    assert Catalogue().cited("JL-1", clock.today()) is None
    assert Catalogue().cited(CLAUSE, clock.today()) == clause()


# Pages


def test_catalogue_is_narrowed_by_sector_state_and_words(cast: Cast) -> None:
    def shown(query: str = "") -> set[str]:
        page = text(client, "hazards:criteria", query=query)
        return {row.code for row in CriterionStandard.objects.all() if f'href="{row.get_absolute_url()}"' in page}

    client, every = browser(cast.street), set(CriterionStandard.objects.values_list("code", flat=True))
    assert shown() == every - {"MK-2020", "XF-2017", "FJ-2022"}
    assert shown("?standing=superseded") == {"MK-2020", "XF-2017", "FJ-2022"}
    assert shown("?standing=") == shown("?standing=unverified") == every
    assert shown("?sector=房屋建筑施工&standing=") == {"FJ-2022", "FJ-2024"}
    assert shown("?q=泄爆") == {"GM"}
    assert shown("?sector=没有&standing=没有") == every
    assert "登记判定标准" not in text(client, "hazards:criteria")


def test_standard_shows_what_is_unverified_and_what_was_not_found(cast: Cast, officer: Actor) -> None:
    client = browser(officer)
    page = text(client, "hazards:standard", clause().standard_id)
    assert "已对照副本，待核对原文" in page and "凭记忆整理，使用前须核对" in page
    unknown = text(client, "hazards:standard", CriterionStandard.objects.get(code="DC-01").pk)
    assert "未查到" in unknown and "条款未录入；录入前，重大事故隐患不能按此标准核定" in unknown
    send(client, "hazards:verify_criterion", clause().pk, verified_on=clock.today())
    assert "已由人核对原文" in text(client, "hazards:standard", clause().standard_id)
    future = clock.today() + timedelta(days=1)
    refused = send(client, "hazards:verify_criterion", clause().pk, verified_on=future, status=422)
    assert "不能晚于今天" in refused


def test_office_enters_a_standard_and_its_clauses_by_page(cast: Cast, officer: Actor) -> None:
    client = browser(officer)
    send(client, "hazards:add_standard", code="YZ", title="邮政判定标准", effective_on="2025-01-01")
    row = CriterionStandard.objects.get(code="YZ")
    send(client, "hazards:add_criterion", row.pk, code="YZ-1", article="第一条", summary="违规充电")
    send(client, "hazards:edit_standard", row.pk, code="YZ", title="邮政判定标准", document_no="国邮发〔2025〕1号")
    one = clause("YZ-1")
    send(client, "hazards:revise_criterion", one.pk, article="第一条", summary="分拣区违规充电")
    send(client, "hazards:end_criterion", clause("YZ-1").pk, last=clock.today())
    told = [(one.edition, one.summary, one.valid_to) for one in editions_of(row)]
    tomorrow = clock.today() + timedelta(days=1)
    assert told == [(2, "分拣区违规充电", tomorrow), (1, "违规充电", clock.today())]
    assert "已有相同代号" in send(client, "hazards:add_standard", code="YZ", title="甲", status=422)


def test_verifying_offers_clauses_and_shows_which_was_cited(cast: Cast) -> None:
    one = hazard(cast, title="打磨车间除尘系统未采取泄爆措施")
    client = browser(cast.department)
    page = text(client, "hazards:move", one.pk, "verify")
    options = page.partition("<datalist")[2].partition("</datalist>")[0]
    assert options.count("<option") == 65 and options.index("GM-11(3)") < options.index("GM-3(1)")
    assert 'name="aid" value="GM-11(3)"' in page and "据“除尘系统未采取泄爆措施”" in page
    street = cast.city.unit("民治街道").pk
    given = {"level": "major", "due": FUTURE, "responsible_unit": street, "criterion": ""}
    taken = send(client, "hazards:move", one.pk, "verify", **given, aid="GM-11(3)", status=200)
    assert 'value="GM-11(3)"' in taken.partition("<datalist")[0] and now(one).state == "reported"
    assert f'value="{FUTURE}"' in taken and "请填写或选择此项" not in taken
    send(client, "hazards:move", one.pk, "verify", **{**given, "criterion": "GM-11(3)"})
    shown = text(client, "hazards:page", one.pk)
    assert "应急管理部令第10号第十一条第（三）项" in shown and "已对照副本，待核对原文" in shown


def test_words_of_a_report_bring_clauses_with_and_without_a_script(cast: Cast) -> None:
    client = browser(cast.street)
    address, words = reverse("hazards:suggestions"), "有限空间没有警示标志也没有台账"
    for asked, found in (
        ({"found_on": "2024-03-01"}, True),
        ({"sector": "x", "found_on": "2024-99-99"}, True),
        ({"found_on": "2020-01-01"}, False),
    ):
        piece = client.get(address, {"title": words, **asked}, headers={"X-Requested-With": "fetch"}).content.decode()
        assert "<html" not in piece
        assert ('value="GM-13(1)"' in piece, "没有相近的条款" in piece) == (found, not found)
    looked_up = text(client, "hazards:suggestions", query=f"?title={words}")
    assert f'<a href="{clause("GM-13(1)").get_absolute_url()}">GM-13(1)</a>' in looked_up
    assert "没有相近的条款" not in text(client, "hazards:report")
    given = {"site": cast.site.name, "title": "特种作业人员无证上岗", "found_on": clock.today(), "description": "焊工"}
    asked = send(client, "hazards:report", **given, aid="", status=200)
    assert 'value="GM-3(2)"' in asked and 'value="特种作业人员无证上岗"' in asked
    taken = send(client, "hazards:report", **given, aid="GM-3(2)", status=200)
    assert 'name="criterion" value="GM-3(2)"' in taken
    with unscoped(reason="a test reads"):
        assert not Hazard.objects.exists()


# Workbooks


def taken_in(name: str, content: str, actor: Actor) -> ImportReport:
    with scope(actor):
        return run(catalogue()[name], content.encode(), name="目录.csv", actor=actor)


def test_workbook_enters_standards_and_clauses_and_revises_them(cast: Cast, officer: Actor) -> None:
    first = taken_in("criterion_standards", "标准代号,标准名称,施行日期\nYZ,邮政判定标准,2025-01-01\n", officer)
    rows = "YZ-1,YZ,违规充电,充电\nGM-3(2),GM,特种作业人员无证上岗,证\n"
    second = taken_in("criteria", "条款代号,所属标准,判定情形,关键词\n" + rows, officer)
    assert (first.refused, first.created, second.refused) == ((), 1, ())
    assert (second.created, second.updated, clause().edition) == (1, 1, 2)
    again = taken_in("criteria", "条款代号,所属标准,判定情形,关键词\n" + rows, officer)
    assert (again.refused, again.created, again.updated, again.unchanged) == ((), 0, 0, 2)


def test_workbook_that_breaks_a_rule_is_refused_at_its_cell(cast: Cast, officer: Actor) -> None:
    hazard(cast, "verified")
    standards = "标准代号,标准名称,发布日期,施行日期\nGM,另一名称,2023-04-14,2023-05-15\nYZ,甲,2025-02-01,2025-01-01\n"
    report = taken_in("criterion_standards", standards, officer)
    assert [(one.cell, one.code) for one in report.refused] == [("D3", "incomplete"), ("A2", "refused")]
    moved = taken_in("criteria", "条款代号,所属标准,判定情形\nGM-3(2),HG,甲\n", officer)
    assert [(one.cell, one.message) for one in moved.refused] == [("B2", "已有的条款不能改属另一标准")]
    with pytest.raises(NotAllowed):
        taken_in("criteria", "条款代号,所属标准,判定情形\nGM-3(2),GM,甲\n", cast.office)
    assert (clause().edition, CriterionStandard.objects.filter(code="YZ").exists()) == (1, False)


def test_sectors_of_the_city_find_their_standards(cast: Cast) -> None:
    built: City = cast.city
    found = queries.suggest("除尘系统未采取泄爆措施", built.sectors["工贸通用"].pk, clock.today(), most=1)
    assert [(one.clause.code, one.matched) for one in found] == [("GM-11(3)", ("除尘系统未采取泄爆措施",))]
