"""Three triggers over facts: what each finds, which cases are queued by their code alone, and that answers count."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

from tests.factories.facts import fact

from zhiben.accidents.queries import Fact
from zhiben.insight.answers import new_types

AS_OF = date(2024, 6, 30)
SECTORS = {1: "房屋建筑施工", 2: "仓储"}
USUAL = "作业人员在{n}号楼外墙作业时未系安全带，从脚手架坠落至地面死亡"
NEW = "快递站内三轮车换电柜锂电池热失控，浓烟涌入夹层，值守人员吸入有毒烟气"


def past(count: int = 40) -> list[Fact]:
    return [fact(number, date(2022, 1, 5) + timedelta(days=15 * number)) for number in range(1, count + 1)]


def found(rows: list[Fact], texts: dict[int, str] | None = None, **given: Any) -> dict[str, Any]:
    told = {row.case: USUAL.format(n=row.case) for row in rows} | (texts or {})
    ordered = sorted(rows, key=lambda row: (row.occurred_on, row.case))
    return dict(new_types.found(ordered, texts=told, sectors=SECTORS, as_of=AS_OF, **given).result)


def triggers(result: dict[str, Any]) -> dict[int, list[str]]:
    return {one["case"]: [why["trigger"] for why in one["reasons"]] for one in result["cases"]}


def test_a_usual_case_is_not_queued() -> None:
    assert found([*past(), fact(100, date(2024, 5, 1))])["cases"] == []


def test_a_combination_that_was_not_there_is_queued_by_its_code() -> None:
    result = found([*past(), fact(100, date(2024, 5, 1), "16", 2)])
    assert triggers(result) == {100: ["code"]}
    (why,) = result["cases"][0]["reasons"]
    assert why["told"] == "“火灾×仓储”自有编码的2022-01-20以来没有出现过"


def test_a_case_coded_as_other_is_queued_by_its_code() -> None:
    assert triggers(found([*past(), fact(100, date(2024, 5, 1), "20")])) == {100: ["code"]}


def test_a_new_narrative_is_queued_with_its_words_and_the_nearest_case() -> None:
    result = found([*past(), fact(100, date(2024, 5, 1))], {100: NEW})
    assert triggers(result) == {100: ["text"]}
    (one,) = result["cases"]
    words = [NEW[first:last] for first, last in one["unseen"]]
    assert any("锂电池" in word or "换电柜" in word for word in words)
    assert one["nearest"]["number"].startswith("SG-")
    assert 0 <= one["similarity"] < 0.5 < one["share"] <= 1


def test_a_combination_that_grows_is_queued() -> None:
    many = [fact(100 + number, date(2024, 3, 1) + timedelta(days=number)) for number in range(40)]
    result = found([*past(), *many])
    assert result["cases"] == []
    (one,) = result["growing"]
    assert (one["type"], one["sector"], one["combination"]) == ("09", 1, ["高处坠落", "房屋建筑施工"])
    assert len(one["cases"]) == 40 and "有40起" in one["told"]


def test_an_answered_combination_grows_no_more_until_another_case_comes() -> None:
    many = [fact(100 + number, date(2024, 3, 1) + timedelta(days=number)) for number in range(40)]
    rows, answered = [*past(), *many], {row.case for row in many}
    assert found(rows, answered=answered)["growing"] == []
    again = found([*rows, fact(200, date(2024, 6, 1))], answered=answered)
    assert [one["case"] for one in again["growing"][0]["cases"]] == [200]


def test_short_narratives_are_listed_apart_and_queued_by_code_only() -> None:
    result = found([*past(), fact(100, date(2024, 5, 1), "16", 2)], {100: "着火了"})
    assert triggers(result) == {100: ["code"]}
    assert [one["case"] for one in result["short"]] == [100]
    assert (result["cases"][0]["similarity"], result["cases"][0]["unseen"]) == (None, [])


def test_pasted_narratives_are_listed_apart_and_are_no_new_text() -> None:
    pasted = [fact(200 + number, date(2024, 4, 1) + timedelta(days=number)) for number in range(25)]
    result = found([*past(), *pasted], {row.case: NEW for row in pasted})
    assert {one["case"] for one in result["templates"]} == {row.case for row in pasted}
    assert "text" not in {why for found_by in triggers(result).values() for why in found_by}


def test_an_answer_makes_code_and_narrative_known() -> None:
    rows = [*past(), fact(100, date(2024, 5, 1), "16", 2), fact(101, date(2024, 6, 1), "16", 2)]
    texts = {100: NEW, 101: NEW.replace("三轮车", "两轮车")}
    assert triggers(found(rows, texts)) == {100: ["code", "text"], 101: ["code", "text"]}
    assert triggers(found(rows, texts, answered={100})) == {}


def test_few_narratives_flag_nothing_by_text_and_say_so() -> None:
    rows = [*past(12), fact(100, date(2024, 5, 1))]
    texts = {row.case: USUAL.format(n=row.case) for row in rows} | {100: NEW}
    kept = new_types.found(rows, texts=texts, sectors=SECTORS, as_of=AS_OF)
    assert kept.result["cases"] == []
    assert kept.warnings == ["过去的事故经过不足30段，文字触发不报，只列相似度"]
    assert len(kept.rows) == len(rows) == 13


def test_no_narrative_is_kept() -> None:
    rows = [*past(), fact(100, date(2024, 5, 1))]
    texts = {row.case: USUAL.format(n=row.case) for row in rows} | {100: NEW}
    kept = new_types.found(rows, texts=texts, sectors=SECTORS, as_of=AS_OF)
    told = f"{kept.rows} {kept.result}"
    assert "锂电池" not in told and "脚手架" not in told
    assert kept.rows[-1][4] == hashlib.sha256(NEW.encode()).hexdigest()[:16]


def test_a_case_of_a_district_is_compared_with_the_whole_city() -> None:
    """A motorcycle on a crossing was a new type to a district that had none, and known to the city."""
    rows = [*past(), fact(99, date(2023, 1, 1), "16", 2), fact(100, date(2024, 5, 1)), fact(101, date(2024, 5, 2))]
    texts = {99: NEW, 100: NEW, 101: "无人机电芯热失控喷射起火，浓烟弥漫换电柜，值守人员窒息"}
    own = {row.case for row in rows[::2]} | {100, 101}
    assert triggers(found(rows, {**texts, 99: USUAL.format(n=9)}, own=own)) == {100: ["text"], 101: ["text"]}
    result = found(rows, texts, own=own - {99})
    assert (triggers(result), result["recent"], result["wider"]) == ({101: ["text"]}, 2, True)
    (one,) = result["cases"]
    assert one["nearest"] == {"case": 0, "number": "本范围以外的一起", "on": None}
    assert "与最相近的一起（在本范围以外）相似度" in one["reasons"][0]["told"]


def test_cases_beyond_the_ground_are_neither_shown_nor_named_in_the_inputs() -> None:
    rows = [*past(), fact(100, date(2024, 5, 1), "16", 2), fact(101, date(2024, 5, 1), "16", 2)]
    texts = {row.case: USUAL.format(n=row.case) for row in rows}
    kept = new_types.found(rows, texts=texts, sectors=SECTORS, as_of=AS_OF, own={1, 2, 100})
    assert [one["case"] for one in kept.result["cases"]] == [100]
    assert [row[0] for row in kept.rows if row[1]] == ["SG-0001", "SG-0002", "SG-0100"]
    assert {row[0] for row in kept.rows if not row[1]} == {"本范围以外的一起"}


def test_a_narrative_is_told_with_how_many_places_are_marked() -> None:
    result = found([*past(), fact(100, date(2024, 5, 1))], {100: NEW})
    (one,) = result["cases"]
    told = one["reasons"][0]["told"]
    assert f"标出的有{len(one['unseen'])}处" in told and "相邻两字的组合有" in told
