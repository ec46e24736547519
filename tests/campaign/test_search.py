"""Searching the list: every part of a text finds its task, within the scope, in step with every verb that writes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction
from tests.factories.campaign import task
from tests.factories.orgs import City

from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations import Draft, draft_tasks, retract_tasks
from zhiben.campaign.operations.correcting import correct
from zhiben.campaign.tables import Filters
from zhiben.foundation import search
from zhiben.foundation.scope import paging, scope
from zhiben.foundation.search import bits, sifting
from zhiben.foundation.search.words import asked, fold
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role

TITLES = (
    "开展粉尘涉爆企业专项排查整治",
    "电动自行车充电场所消防通道清理",
    "安全 生产责任体系建设（第2批）",
    "ＡＢＣ类仓库Gas报警器加装",
    "㎡以上厂房隐患排查“回头看”",
)


def drafted(city: City, titles: tuple[str, ...] = TITLES, lead: str = "市住房建设") -> list[KeyTask]:
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    drafts = [
        Draft(f"ZD-{place:04d}", title, f"目标{place}", city.unit(lead).pk, date(2024, 11, 1 + place), topic="消防")
        for place, title in enumerate(titles, start=1)
    ]
    with scope(office):
        return draft_tasks(drafts, actor=office)


def found(actor: Actor, query: str, **more: str) -> list[str]:
    with scope(actor):
        return [row.title for row in Filters({"q": query, "state": "", **more}, actor).page().rows]


@pytest.fixture
def office(city: City) -> Iterator[Actor]:
    yield city.actor(Role.OFFICE_OFFICER, "市安委办")


def test_every_part_of_every_title_finds_its_task(city: City, office: Actor) -> None:
    rows = drafted(city)
    for row in rows:
        text = fold(row.title)
        for length in (1, 2, 3, 5):
            for start in range(len(text) - length + 1):
                word = text[start : start + length]
                holding = [one.title for one in rows if any(word in said for said in KeyTask.found_by.texts(one))]
                assert found(office, word) == holding, word


def test_words_are_met_together_whatever_their_width_and_case(city: City, office: Actor) -> None:
    drafted(city)
    for query, titles in (
        ("abc gAS", [TITLES[3]]),
        ("安全生产", [TITLES[2]]),
        ("m2以上", [TITLES[4]]),
        ("消防　排查", [TITLES[0], TITLES[4]]),
        ("ZD-0002", [TITLES[1]]),
        ("通道 粉尘", []),
        ("道通", []),
        ("排查“回头看”", [TITLES[4]]),
    ):
        assert found(office, query) == titles, query


@pytest.mark.parametrize("query", ["%", "_", "\\", "'", '"', "\0", "  ", "(a OR", "*", "~", "💥💥", "a" * 60])
def test_wild_input_finds_nothing_and_harms_nothing(city: City, office: Actor, query: str) -> None:
    drafted(city, ("粉尘",))
    assert found(office, query) == (["粉尘"] if not fold(query) else [])


def test_search_keeps_the_scope(city: City) -> None:
    drafted(city)
    stranger = city.actor(Role.DEPARTMENT_OFFICER, "南山区住房建设")
    assert found(stranger, "粉尘") == []
    helper = city.actor(Role.DEPARTMENT_OFFICER, "龙华区应急管理")
    helped = task(city, assisting=("龙华区应急管理",))
    assert found(helper, "示例") == [helped.title]


def test_index_keeps_step_with_corrections_and_undone_imports(city: City, office: Actor) -> None:
    one = drafted(city, ("粉尘涉爆排查",))[0]
    with scope(office):
        assert correct(one, {"title": "锂电池仓库排查"}, None, actor=office) == ""
    assert found(office, "粉尘") == []
    assert found(office, "锂电") == found(office, "排查") == ["锂电池仓库排查"]
    with scope(office):
        retract_tasks([one.pk], actor=office)
        assert found(office, "锂电", state="drafted") == []


def test_filters_narrow_what_is_found(city: City, office: Actor) -> None:
    drafted(city)
    other = city.unit("市消防救援").pk
    assert found(office, "排查", lead=str(other)) == []
    assert found(office, "排查", due_to="2024-11-02") == [TITLES[0]]
    assert found(office, "排查", sort="late") == [TITLES[4], TITLES[0]]


@pytest.mark.parametrize("few", [0, 3000])
def test_search_among_open_tasks_shows_no_finished_ones(
    city: City, office: Actor, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sifting, "FEW", few)
    rows = {state: task(city, state) for state in ("under_way", "submitted", "done")}
    word = rows["done"].title[:2]
    with scope(office):
        asked_for = {state: Filters({"q": word, "state": state}, office) for state in ("open", "done", "")}
        met = {state: {row.state for row in one.page().rows} for state, one in asked_for.items()}
    assert met == {
        "open": {"under_way", "submitted"},
        "done": {"done"},
        "": {"under_way", "submitted", "done"},
    }


@pytest.mark.parametrize("few", [0, 3000])
@pytest.mark.parametrize("cap", [7, 10_000])
def test_looking_up_and_walking_give_the_same_pages(
    city: City, office: Actor, monkeypatch: pytest.MonkeyPatch, few: int, cap: int
) -> None:
    monkeypatch.setattr(sifting, "FEW", few)
    monkeypatch.setattr(sifting, "CAP", cap)
    chance = random.Random(few + cap)
    titles = tuple("".join(chance.choices("消防通道排查", k=6)) for _ in range(25))
    rows = drafted(city, titles)
    for query in ("消防", "消防通", "排查 通道"):
        expected = [
            row.pk
            for row in rows
            if all(any(word in said for said in KeyTask.found_by.texts(row)) for word in asked(query))
        ]
        met, after = [], ""
        with scope(office):
            while True:
                page = Filters({"q": query, "state": ""}, office).page(after, limit=4)
                met += [row.pk for row in page.rows]
                after = page.next_after
                if not after:
                    break
            whole = Filters({"q": query, "state": ""}, office).page(limit=100)
        assert met == expected, query
        if few or cap > 25 or not expected:
            assert (whole.count, whole.capped) == (len(expected), False)
        else:
            assert whole.capped


def test_a_walk_that_meets_nothing_says_that_it_can_go_on(
    city: City, office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sifting, "FEW", 0)
    monkeypatch.setattr(sifting, "CAP", 1)
    drafted(city, (*("甲甲",) * 8, "粉尘"))
    with scope(office):
        first = Filters({"q": "粉尘", "state": ""}, office).page(limit=2)
        assert ([row.title for row in first.rows], first.count, first.capped) == ([], 0, True)
        later = Filters({"q": "粉尘", "state": ""}, office).page(first.next_after, limit=2)
        assert [row.title for row in later.rows] == ["粉尘"]


def test_what_finds_too_much_is_counted_by_the_texts(
    city: City, office: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted(city)
    with scope(office):
        filters = Filters({"q": "排查", "state": ""}, office)
        exact = set(filters.rows().values_list("title", flat=True))
        monkeypatch.setattr(sifting, "FEW", 0)
        assert set(filters.rows().values_list("title", flat=True)) == exact == {TITLES[0], TITLES[4]}


def test_bits_are_stored_and_read_alike() -> None:
    chance = random.Random(1)
    for size in (0, 1, 3, bits.FEW, bits.FEW + 1, 2000, bits.SIZE):
        places = sorted(chance.sample(range(bits.SIZE), size))
        number = sum(1 << place for place in places)
        assert bits.unpacked(bits.packed(number)) == number
        assert list(bits.records(3, number)) == [3 * bits.SIZE + place for place in places]
        assert len(bits.packed(number)) <= 1 + bits.SIZE // 8


@pytest.mark.django_db
def test_records_of_different_blocks_are_found_together() -> None:
    index = search.Index("test", ("title",))
    with transaction.atomic():
        search.index.enter_texts("test", {5: ["消防"], 5 + bits.SIZE: ["消防"], 9_000_000: ["消防栓"]})
        search.index.enter_texts("test", {6: ["防消"]})
    hits = search.find(index, "消防")
    assert hits is not None and list(hits.records()) == [5, 5 + bits.SIZE, 9_000_000]
    assert (hits.count, 6 in hits, 5 in hits) == (3, False, True)
    assert search.find(index, " 　") is None


def test_a_page_of_hits_is_ordered_and_counted_like_the_list(city: City, office: Actor) -> None:
    drafted(city)
    with scope(office):
        plain = Filters({"state": ""}, office).page()
        sifted = Filters({"state": "", "q": "消防"}, office).page()
    assert [row.pk for row in sifted.rows] == [row.pk for row in plain.rows]
    assert (sifted.count, sifted.capped) == (plain.count, plain.capped) == (5, False)
    assert isinstance(sifted, paging.Page)
