"""`zhiben stats gi-star` and `zhiben stats scan`: where high rates lie together, from areas with their coordinates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from zhiben.cli.output import Answer, answering_alone
from zhiben.cli.stats_areas import AREAS, Table, answered, areas_of
from zhiben.kernel.errors import Refused

PLACED = AREAS | {"longitude": ("经度", "lon"), "latitude": ("纬度", "lat")}
MANY = "几十个街道同时看，偶然也会有个别超过1.96"
LEAST = 8
"""With fewer areas, nobody is far from anybody: a page refuses."""
FEW = "不足{least}个街道，说明不了是否连片"


@click.command("gi-star")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--nearest", type=click.IntRange(min=1), default=6, show_default=True, help="每个街道看最近的几个")
@click.option(
    "--borders", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="邻接表（.gal）：谁和谁接壤"
)
@click.option("--within", type=click.FloatRange(min=0, min_open=True), help="改为看多少公里以内的")
@click.option("--fit", type=click.Choice(["ml", "marshall"]), default="ml", help="边际极大似然（缺省）或Marshall矩估计")
@answering_alone
def gi_star(file: Path, nearest: int, borders: Path | None, within: float | None, fit: str) -> Answer:
    """高发街道是否连片：对经验贝叶斯估计的率算Gi*（列：area、count、exposure，和经纬度或--borders）。

    例：zhiben stats gi-star 街道.csv --nearest 6 --json
    """
    from zhiben.analysis import spatial
    from zhiben.analysis.empirical_bayes import fitted, updated

    table = areas_of(file, AREAS if borders else PLACED)
    counts, exposures = table.column("count"), table.column("exposure")
    if len(counts) < 3:
        raise Refused("“{name}”里可用的街道不足3个，谈不上连片", name=file.name)
    if borders:
        beside = spatial.beside(len(counts), _pairs(borders, table))
    else:
        plane = spatial.projected(table.column("longitude"), table.column("latitude"))
        beside = spatial.within(plane, within) if within else spatial.nearest(plane, min(nearest, len(plane) - 1))
    rates = updated(fitted(counts, exposures, fit), counts, exposures).mean
    scores = spatial.gi_star(rates, beside).tolist()
    areas = [
        {"area": area, "eb": rate, "gi": score}
        for area, rate, score in zip(table.areas, rates.tolist(), scores, strict=True)
    ]
    value = table.answer("gi-star", spatial.VERSION, [_few(len(areas)) or MANY], areas=areas)
    ordered = sorted(areas, key=lambda one: -one["gi"])
    return answered(value, [f"{one['area']}：Gi*={one['gi']:+.2f}，估计率{one['eb']:.4g}" for one in ordered])


def _pairs(borders: Path, table: Table) -> list[tuple[int, int]]:
    """Places of areas with a border in common, from lines of an area with how many neighbours and of these, by turns.
    Areas go by their names, or by their numbers from 1 where no name is found and no row was left out."""
    words = [
        line.split() for line in borders.read_text(encoding="utf-8-sig", errors="replace").splitlines() if line.split()
    ]
    places = {area: place for place, area in enumerate(table.areas)}
    lists = list(zip(words[1::2], words[2::2], strict=False)) if _is_gal(words) else []
    if lists and not any(head[0] in places for head, _others in lists) and not table.excluded:
        places = {str(place + 1): place for place in range(len(table.areas))}
    if not any(head[0] in places for head, _others in lists):
        raise Refused("“{name}”不是邻接表（.gal），或里面的街道和数据对不上", name=borders.name)
    return [
        (places[head[0]], places[other])
        for head, others in lists
        if head[0] in places
        for other in others
        if other in places
    ]


def _is_gal(words: list[list[str]]) -> bool:
    pairs = list(zip(words[1::2], words[2::2], strict=False))
    return len(words) > 2 and all(len(head) == 2 and head[1] == str(len(others)) for head, others in pairs)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--widest", type=click.FloatRange(0, 0.5, min_open=True), default=0.15, show_default=True, help="窗口最多占多少规模"
)
@click.option("--times", type=click.IntRange(min=19), default=999, show_default=True, help="随机撒多少次")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="随机撒的种子")
@answering_alone
def scan(file: Path, widest: float, times: int, seed: int) -> Answer:
    """事故聚集区扫描：哪一片合起来比应有的多（列：area、count、exposure、longitude、latitude）。

    例：zhiben stats scan 街道.csv --json
    """
    from zhiben.analysis import scan_statistic as statistic
    from zhiben.analysis.spatial import projected

    table = areas_of(file, PLACED)
    plane = projected(table.column("longitude"), table.column("latitude"))
    found = statistic.scanned(
        table.column("count"), table.column("exposure"), plane, seed=seed, widest=widest, times=times
    )
    wide = "窗口超过全部规模的20%，找到的可能是大半个城市" if widest > 0.2 else ""
    clusters: list[dict[str, Any]] = [
        {
            "areas": [table.areas[place] for place in one.areas],
            "count": one.events,
            "expected": one.expected,
            "llr": one.unusual,
            "p": one.p,
        }
        for one in found
    ]
    warnings = [warning for warning in (_few(len(table.areas)), wide) if warning]
    value = table.answer("scan", statistic.VERSION, warnings, seed=seed, times=times, widest=widest, clusters=clusters)
    lines = [
        f"{'、'.join(one['areas'])}：{one['count']}起，应有{one['expected']:.1f}起，p={one['p']:.3g}{_by_chance(one['p'])}"
        for one in clusters
    ]
    return answered(value, lines or ["没有一处多于应有的起数"])


def _by_chance(p: float) -> str:
    return "，在偶然范围内" if p > 0.05 else ""


def _few(areas: int) -> str:
    return FEW.format(least=LEAST) if areas < LEAST else ""
