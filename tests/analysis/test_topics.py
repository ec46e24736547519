"""Topics are the same each time, come with typical narratives, and find what was put in."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.analysis.test_novelty import KINDS, city

from zhiben.analysis.topics import TYPICAL, find


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
