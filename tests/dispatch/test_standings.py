"""How a month's papers place a unit beside its peers, and what they say of its strengths, gaps and efforts."""

from __future__ import annotations

from zhiben.dispatch.monthly import sections, standings
from zhiben.dispatch.monthly.indicators import OF_LEADERS, OF_PLACES
from zhiben.dispatch.monthly.standings import Group
from zhiben.foundation.rendering import Heading, Para


def test_unit_that_reported_nothing_is_a_class_of_its_own() -> None:
    found = standings.places(OF_LEADERS[2], {1: (0, 20), 2: (20, 20), 3: (18, 20), 4: (20, 20), 5: (3, 5), 6: (0, 0)})
    assert [found[unit].group for unit in range(1, 7)] == [
        Group.SILENT,
        Group.RANKED,
        Group.RANKED,
        Group.RANKED,
        Group.SMALL,
        Group.NONE,
    ]
    assert [found[unit].rank for unit in range(1, 7)] == [0, 1, 3, 1, 0, 0]


def test_share_of_which_nothing_was_reported_is_no_zero() -> None:
    done, _not_overdue, reported = OF_LEADERS
    counts = ((0, 12), (3, 12), (0, 0), None)
    assert [sections.told(reported, each) for each in counts] == ["未报", "25.0%", "—", "—"]
    assert sections.told(done, (0, 12)) == "0.0%"


def test_place_of_those_who_did_everything_is_shared_by_doing_everything() -> None:
    found = standings.places(OF_LEADERS[0], {1: (20, 20), 2: (7, 20)})
    assert found[2].step is not None
    assert (found[2].step.to_rank, found[2].step.work, found[2].step.reachable) == (1, 13, True)
    assert [(one.work, one.reached) for one in standings.efforts([found[2]])] == [(13, "并列第1（2个并列）")]


def test_place_inside_noise_is_a_class_with_the_places_that_it_reaches_over() -> None:
    counts = {1: (200, 200), 2: (150, 200), 3: (148, 200), 4: (20, 200), 5: (4, 5)}
    found = standings.places(OF_LEADERS[0], counts)
    assert [found[unit].shown for unit in counts] == [
        "1/4",
        "同一档（2—3/4）",
        "同一档（2—3/4）",
        "4/4",
        "基数不足10，不排名",
    ]
    # Two more pass 150 of 200, which is no gain; 200 of 200 is not passed, but shared.
    assert [one.work for one in standings.efforts([found[3]])] == []
    assert [(one.work, one.reached) for one in standings.efforts([found[4]])] == [(129, "同一档（2—4/4）")]
    # As the next paper has it when the work is done; nobody is passed so far as to be clear of chance.
    assert standings.places(OF_LEADERS[0], counts | {4: (149, 200)})[4].shown == "同一档（2—4/4）"
    assert [told.text for told in sections.gaps([found[4]])] == ["1.任务办结率：再办结任务129项可升至同一档（2—4/4）。"]


def test_nobody_is_strong_or_first_where_all_are_equal() -> None:
    found = standings.places(OF_PLACES[3], {unit: (11 + unit, 11 + unit) for unit in range(1, 12)})
    one = found[1]
    assert (one.shown, one.tied, one.level) == ("并列第1（11个并列）", 10, True)
    assert [told.lead + told.text for told in sections.strengths([one])] == ["各项指标与整体没有明显差异。"]
    assert [told.text for told in sections.gaps([one])] == ["1.现场确认率：并列第1（11个并列）。"]
    two = standings.places(OF_PLACES[3], {1: (20, 20), 2: (200, 200), 3: (2, 20)})
    assert [two[unit].shown for unit in two] == ["同一档（1—2/3）", "同一档（1—2/3）", "3/3"]


def test_paper_lists_as_many_measures_as_it_says_and_why_they_are_fewer() -> None:
    def told(*lines: str) -> list[str]:
        return [block.text for block in sections.listed_efforts("六", lines) if isinstance(block, Heading | Para)]

    why = "其余指标或已全部完成、或没有应完成的事项、或不是再办几项就能提高的。"
    assert told("甲", "乙") == ["六、最见成效的两项措施", "1.甲", "2.乙", f"本期只有两项：{why}"]
    assert told("甲", "乙", "丙", "丁") == ["六、最见成效的三项措施", "1.甲", "2.乙", "3.丙"]
    assert told() == ["六、最见成效的措施", "应完成的事项都已完成，请保持。"]


def test_who_is_clearly_better_is_not_behind_and_the_middle_is_in_no_half() -> None:
    def told(counts: dict[int, tuple[int, int]]) -> list[list[str]]:
        found = standings.places(OF_PLACES[3], counts)
        return [[block.lead for block in sections.strengths([found[unit]])] for unit in counts]

    assert told({1: (300, 300), 2: (270, 300), 3: (20, 300)}) == [["长处。"], ["长处。"], ["短板。"]]
    assert told({1: (300, 300), 2: (200, 300), 3: (100, 300)}) == [["长处。"], [""], ["短板。"]]
    assert told({1: (600, 600), 2: (80, 100), 3: (600, 600), 4: (100, 300)})[1] == ["需留意。"]


def test_only_unit_that_is_ranked_is_not_the_first() -> None:
    found = standings.places(OF_PLACES[0], {1: (15, 20), 2: (3, 5)})
    assert [told.text for told in sections.gaps([found[1]])] == ["1.整改率：只有本单位参评。"]
