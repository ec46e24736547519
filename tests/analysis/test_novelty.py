"""What novelty must find and must never flag, on invented narratives, and how well it tells kinds apart on real ones.
The limits lie a little below what was measured."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import roc_auc_score

from zhiben.analysis import narratives, novelty

KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "坠落": (
        ("外墙涂料", "幕墙安装", "拆除模板", "屋面防水"),
        ("脚手架", "吊篮", "屋面", "临边洞口"),
        "未系安全带，失足坠落至{}死亡",
    ),
    "触电": (
        ("检修配电箱", "移动电缆", "安装照明", "操作电焊机"),
        ("潮湿地面", "金属构架", "地下室", "配电房"),
        "未断电，手触及带电体在{}触电身亡",
    ),
    "坍塌": (
        ("开挖基坑", "清理沟槽", "浇筑楼板", "砌筑围墙"),
        ("沟底", "坑内", "支模架下", "墙根"),
        "支护不足，土方坍塌将其掩埋在{}",
    ),
    "机械": (
        ("清理输送带", "更换模具", "打磨工件", "调试注塑机"),
        ("滚筒", "冲床", "搅拌机", "压延机"),
        "未停机，手臂被卷入{}受重伤",
    ),
    "中毒": (
        ("清淤作业", "清洗储罐", "检查污水井", "疏通管网"),
        ("污水井", "化粪池", "储罐", "腌制池"),
        "未检测气体，吸入硫化氢在{}中毒窒息",
    ),
    "车辆": (
        ("指挥倒车", "装卸货物", "横穿通道", "引导停车"),
        ("叉车", "货车", "铲车", "泥头车"),
        "司机盲区未观察，被{}碾压死亡",
    ),
    "锂电": (
        ("维修无人机", "给共享滑板充电", "拆解储能电芯", "搬运电动自行车"),
        ("出租屋", "换电柜", "储能舱", "实验室"),
        "电芯热失控喷射起火，浓烟弥漫{}",
    ),
}
PLACES = ("一楼", "厂区东侧", "三号车间", "项目北区", "仓库门口", "二标段")


def told(kind: str, number: int) -> str:
    """All 96 of a kind differ; the first sixty have every word that the others have."""
    works, things, ending = KINDS[kind]
    number = number * 7 % 96
    work, thing = works[number % len(works)], things[number // len(works) % len(things)]
    place = PLACES[number // (len(works) * len(things)) % len(PLACES)]
    return f"工人在{place}{work}时，" + ending.format(thing)


def city(*kinds: str) -> list[str]:
    return [told(kind, number) for kind in kinds for number in range(60)]


@pytest.mark.parametrize("held", KINDS)
def test_kind_held_back_is_among_the_most_novel_fifth(held: str) -> None:
    others = [kind for kind in KINDS if kind != held]
    new = [told(kind, number) for kind in others for number in range(60, 70)] + [told(held, n) for n in range(12)]
    scores = [one.score for one in novelty.judge(city(*others), new).new]
    assert min(scores[60:]) > np.quantile(scores, 0.8)


def test_duplicates_are_never_flagged() -> None:
    past = city(*KINDS)
    found = novelty.judge(past, [*past, *(f"  {text}。" for text in past)]).new
    assert {one.flagged for one in found} == {False}
    assert {one.score for one in found} == {0.0}


@pytest.mark.parametrize("row", narratives.SYNONYMS, ids=lambda row: row[0])
def test_another_word_for_the_same_is_no_novelty(row: tuple[str, ...]) -> None:
    sentence = "工人在三层{}现场，情况如下所述" if not row[0].isascii() else "one man was {} near the conveyor there"
    past = [*city("坠落", "触电", "坍塌"), sentence.format(row[0])]
    for one in novelty.judge(past, [sentence.format(word) for word in row]).new:
        assert (one.flagged, one.score) == (False, 0.0)
        assert one.similarity == pytest.approx(1)


def test_new_kind_is_flagged_with_its_words_and_usual_ones_seldom() -> None:
    past = city("坠落", "触电", "坍塌", "机械", "中毒", "车辆")
    usual = [told(kind, number) for kind in ("坠落", "触电", "坍塌", "机械") for number in range(60, 90)]
    found = novelty.judge(past, [*usual, *(told("锂电", number) for number in range(10))]).new
    assert [one.flagged for one in found[120:]] == [True] * 10
    assert sum(one.flagged for one in found[:120]) <= 12
    assert {"电芯热失控喷射起火", "浓烟弥漫出租屋"} <= set(found[-10].unseen)
    assert found[-10].nearest is not None


def test_where_two_known_words_meet_is_no_new_word() -> None:
    """员进 and 人搬 were told as what is new of a narrative in which every word was known."""
    assert narratives.joined("人员进入仓库", {"员进"}) == ()
    assert narratives.joined("进入仓库", {"进入", "仓库"}) == ("进入", "仓库")
    assert narratives.joined("人员进入，无人搬运", {"员进", "人搬"}) == ()
    assert narratives.joined("操作无人机坠入水池", {"作无", "无人", "人机", "机坠", "坠入", "入水"}) == ("无人机坠入",)
    assert narratives.joined("无人机", {"无人", "人机"}) == ("无人机",)
    assert narratives.joined("drone fell", {"drone"}) == ("drone",)


def test_short_and_empty_narratives_tell_nothing() -> None:
    found = novelty.judge(city("坠落"), ["", "坠落", "一二三四五六七八九", "110"]).new
    assert [(one.short, one.score, one.flagged, one.nearest) for one in found] == [(True, 0.0, False, None)] * 4


def test_templates_go_to_data_quality_and_are_not_flagged() -> None:
    copies = [f"经查该起事故系从业人员违反操作规程冒险作业所致第{number}起" for number in range(25)]
    found = novelty.judge([*city("坠落", "触电"), *copies], copies[:1])
    assert found.templates == (*range(120, 145), 145)
    assert not any(one.flagged for one in found.past[120:])
    assert novelty.judge([*city("坠落", "触电"), *copies[:20]], []).templates == ()


def test_templates_among_new_ones_are_found_and_never_flagged() -> None:
    """A form filled in anew 25 times resembles nothing past, and was flagged 25 times."""
    copies = [f"经调阅监控视频确认当日值守巡更签到均已完成无异常情形第{number}号" for number in range(25)]
    found = novelty.judge(city("坠落", "触电"), copies)
    assert found.templates == tuple(range(120, 145))
    assert not any(one.flagged for one in found.new)
    few = novelty.judge(city("坠落", "触电"), copies[:3])
    assert (few.templates, [one.flagged for one in few.new]) == ((), [True] * 3)
    assert novelty.judge([], copies).templates == tuple(range(25))
    assert novelty.judge([], []).templates == ()


@pytest.mark.parametrize(
    "text",
    [
        "今天车间里没有人",
        "昨天车床已经检修",
        "管理人员工作不到位",
        "厂外架设的电缆",
        "在职工作三年",
        "正在操作工具箱",
        "电动车间的门",
    ],
)
def test_synonyms_are_not_found_inside_other_words(text: str) -> None:
    assert narratives.prepared(text) == text


def test_synonyms_are_read_in_running_text() -> None:
    assert narratives.prepared("天车吊物时员工被砸死，外架倒塌，操作工骑电动车离开") == (
        "起重机吊物时工人被砸中 脚手架坍塌 工人骑电动自行车离开"
    )


def test_few_past_narratives_flag_nothing() -> None:
    found = novelty.judge(city("坠落")[:29], [told("锂电", 1)])
    assert (found.score_limit, found.new[0].flagged) == (None, False)
    assert found.new[0].score > 0.5
    assert novelty.judge([], [told("锂电", 1)]).new[0].nearest is None


def test_past_ones_are_judged_without_themselves() -> None:
    found = novelty.judge([*city("坠落", "触电"), told("锂电", 1)], [])
    assert found.past[-1].flagged
    assert sum(one.flagged for one in found.past) <= 0.1 * 121


def test_weights_are_those_of_scikit_learn() -> None:
    texts = [narratives.prepared(text) for text in city("坠落", "锂电")]
    ours = narratives.weighted(narratives.grams(texts), len(texts))
    # Their runs go over spaces, so each stretch is told them as a text of its own.
    split = TfidfVectorizer(
        analyzer=lambda text: [
            run[i : i + n] for run in text.split() for n in (1, 2, 3) for i in range(len(run) - n + 1)
        ],
        sublinear_tf=True,
    ).fit_transform(texts)
    assert np.allclose((ours @ ours.T).toarray(), (split @ split.T).toarray(), atol=1e-5)


def test_personal_data_never_reaches_the_index() -> None:
    assert "三" not in narratives.prepared("死者张三（男，45岁），电话13800138000，驾驶粤B12345")


def area(past: list[str], usual: list[str], new: list[str]) -> float:
    found = novelty.judge(past, [*usual, *new]).new
    kept = [(one.score, place >= len(usual)) for place, one in enumerate(found) if not one.short]
    return float(roc_auc_score([is_new for _score, is_new in kept], [score for score, _new in kept]))


def held_back(texts: list[str], is_held: Callable[[int], bool]) -> float:
    held = [text for place, text in enumerate(texts) if is_held(place)]
    usual = [text for place, text in enumerate(texts) if not is_held(place)]
    order = np.random.default_rng(0).permutation(len(usual))
    cut = len(usual) * 4 // 5
    return area([usual[place] for place in order[:cut]], [usual[place] for place in order[cut:]], held)


@pytest.mark.parametrize(
    ("word", "least"),
    [("drown", 0.88), ("electrocut", 0.87), ("shot", 0.92), ("trench", 0.85), ("bee|wasp|sting", 0.84)],
)
def test_kinds_held_back_of_real_fatalities_stand_out(shared_data: Path, word: str, least: float) -> None:
    with (shared_data / "osha-fatalities" / "fatalities_to_2012.csv").open(encoding="utf-8") as file:
        texts = [row["description"] for row in csv.DictReader(file)]
    assert held_back(texts, lambda place: bool(re.search(word, texts[place].lower()))) > least


@pytest.mark.parametrize(
    ("label", "least"), [("0", 0.62), ("1", 0.81), ("2", 0.85), ("3", 0.57), ("4", 0.8), ("5", 0.79)]
)
def test_causes_held_back_of_real_phrases_stand_out_less(shared_data: Path, label: str, least: float) -> None:
    """Failures of management (0) and weak awareness (3) are said in the words of the others: hardly told apart."""
    with (shared_data / "mine-accident-causes-zh" / "causes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert held_back([row["text"] for row in rows], lambda place: rows[place]["label"] == label) > least


def test_words_beside_masked_data_are_no_content() -> None:
    told = narratives.prepared("死者张三（男，身份证号码：440301199001011234，联系电话13800138000）在车床旁触电")
    assert "身份证" not in told and "电话" not in told and "车床" in told


def test_a_measure_word_is_no_part_of_what_is_marked() -> None:
    assert narratives.joined("一名玩家", {"名玩", "玩家"}) == ("玩家",)
    assert narratives.joined("名家玩具", {"名家", "家玩", "玩具"}) == ("名家玩具",)
