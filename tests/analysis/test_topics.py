"""Topics are the same each time, come with typical narratives, and find what was put in."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from tests.analysis.test_novelty import KINDS, PLACES, city

from zhiben.analysis import narratives
from zhiben.analysis.narratives import FUNCTION
from zhiben.analysis.topics import TYPICAL, find, without_filler


def test_topics_are_the_kinds_that_were_put_in() -> None:
    texts = [*city(*KINDS), "太短"]
    found = find(texts, topics=len(KINDS))
    assert len(found.topics) == len(KINDS)
    names = list(KINDS)
    of_topic = {}
    for place, topic in enumerate(found.topics):
        kinds = {names[one // 60] for one in topic.typical}
        assert (len(topic.typical), len(kinds), topic.count) == (TYPICAL, 1, 60)
        of_topic[place] = kinds.pop()
    assert set(of_topic.values()) == set(names)
    agreeing = sum(of_topic[one] == names[place // 60] for place, one in enumerate(found.first) if one is not None)
    assert (agreeing, found.first[-1]) == (60 * len(KINDS), None)
    assert find(texts, topics=len(KINDS)) == found


def test_words_of_a_topic_are_whole_ones() -> None:
    words = {word for topic in find(city(*KINDS), topics=7).topics for word in topic.words}
    assert {"吸入硫化氢", "手臂", "电芯热失控喷射起火", "支护不足", "带电体"} <= words


FILLER = (
    "日常检查没有发现问题",
    "相关设备已停用",
    "街道应急人员到场处置",
    "救护车约二十分钟后到达",
    "项目已全面停工整顿",
    "视频监控已提取",
    "单位当即停工",
    "当天下着小雨",
)


def test_pasted_sentences_make_no_topic_and_no_words() -> None:
    """Sentences that stand anywhere, in as many narratives as a kind has, were topics of their own."""
    rng = np.random.default_rng(2)
    texts = [f"{text}，{'，'.join(rng.choice(FILLER, 2, replace=False))}。" for text in city(*KINDS)]
    found = find(texts, topics=len(KINDS))
    names = list(KINDS)
    for topic in found.topics:
        assert len({names[one // 60] for one in topic.typical}) == 1
    assert {names[topic.typical[0] // 60] for topic in found.topics} == set(names)
    told = {word for topic in found.topics for word in topic.words}
    assert not any(word in clause or clause in word for word in told for clause in FILLER)


def test_a_sentence_that_belongs_to_a_kind_is_no_filler() -> None:
    texts = [narratives.prepared(text) for text in city(*KINDS)]
    assert without_filler(texts) == texts


def test_words_are_no_fragments() -> None:
    """手架 and 关设备已停 were printed; a word ends where what follows varies, and begins with no measure word."""
    things = ("配电箱", "水泵", "电缆", "插座", "开关柜", "照明线路")
    texts = [
        f"发生一起触电事故，一名钢筋工在{thing}旁，当事人连续工作超过十二小时，出租方没有统一协调管理"
        for thing in things * 10
    ]
    others = [f"一台叉车在{place}倒车时，将一名装卸工撞倒" for place in PLACES * 10]
    words = {word for topic in find([*texts, *others], topics=2).topics for word in topic.words}
    assert {"当事人连续工作超过十二小时", "出租方没有统一协调管理", "钢筋工"} <= words
    assert not any(one != other and one in other for one in words for other in words)
    assert not any(word[0] in FUNCTION or word[-1] in FUNCTION - {"时"} for word in words)


def test_few_or_wordless_narratives_have_no_topics() -> None:
    for texts, topics in ((city("坠落")[:49], 2), (city("坠落"), 1), (city("坠落"), 13)):
        with pytest.raises(ValueError, match="five for each"):
            find(texts, topics=topics)
    strangers = ["".join(chr(0x4E00 + 40 * place + one) for one in range(20)) for place in range(60)]
    with pytest.raises(ValueError, match="share no words"):
        find(strangers, topics=2)


def test_real_causes_make_topics_that_follow_their_labels(shared_data: Path) -> None:
    """Of six classes the most frequent has 19 %; of the typical texts of a topic far more share one."""
    with (shared_data / "mine-accident-causes-zh" / "causes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found = find([row["text"] for row in rows], topics=12)
    same = 0
    for topic in found.topics:
        labels = [rows[place]["label"] for place in topic.typical]
        same += max(labels.count(one) for one in labels)
    assert same / (TYPICAL * len(found.topics)) > 0.6
