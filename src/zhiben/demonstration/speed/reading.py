"""Five thousand narratives judged for novelty, each against all others, beside one sparse product of their matrix with
itself. The narratives are invented: words as frequent as words are, and one in ten a phrase that many share."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from time import process_time

from zhiben.demonstration.stopwatch import Benchmark

NARRATIVES, WORDS, LENGTH, TIMES = 5_000, 6_000, 40, 3
PHRASES = (
    "工人未系安全带作业时坠落",
    "未断电检修设备时触电身亡",
    "基坑边坡坍塌将其掩埋",
    "吊物捆绑不牢坠落砸中下方人员",
)


def measured(say: Callable[[str], None], narratives: int = NARRATIVES) -> Iterator[Benchmark]:
    """Needs no database. Raises RuntimeError where a narrative is lost."""
    from zhiben.analysis import novelty
    from zhiben.analysis.narratives import grams, prepared, weighted

    texts = invented(narratives)
    say(f"{narratives}段经过，平均{sum(map(len, texts)) / narratives:.0f}字")
    table = weighted(grams([prepared(text) for text in texts]), narratives)
    turned = table.T.tocsr()
    ours, bare = [], []
    for _time in range(TIMES):
        prepared.cache_clear()
        began = process_time()
        found = novelty.judge(texts, [])
        ours.append(1000 * (process_time() - began))
        if sum(one.nearest is not None for one in found.past) != narratives:
            raise RuntimeError("a narrative was not judged")
        began = process_time()
        product = table @ turned
        bare.append(1000 * (process_time() - began))
        del product
    yield Benchmark(
        "novelty",
        statistics.median(ours),
        "同一矩阵与其转置的一次scipy稀疏乘法，处理器时间",
        statistics.median(bare),
        goal="C4 novelty",
        limit=3.0,
        told=f"{narratives}段经过逐段与其余比较，含遮盖个人信息、统一同义词、一至三字连串的TF-IDF、新词",
    )


def invented(narratives: int) -> list[str]:
    """The same ones each time."""
    import numpy as np

    rng = np.random.default_rng(5)
    letters = np.array([chr(code) for code in range(0x4E00, 0x4E00 + 2_500)])
    frequent = 1 / np.arange(1, len(letters) + 1)
    pairs = rng.choice(letters, (WORDS, 2), p=frequent / frequent.sum())
    words = np.array(["".join(pair) for pair in pairs])
    ranks = 1 / np.arange(1, WORDS + 1)
    drawn = rng.choice(words, (narratives, LENGTH), p=ranks / ranks.sum())
    phrases = rng.integers(0, 10 * len(PHRASES), narratives)
    return [
        "".join(row) + (PHRASES[phrase] if phrase < len(PHRASES) else "，") + f"，第{number}起"
        for number, (row, phrase) in enumerate(zip(drawn, phrases.tolist(), strict=True))
    ]
