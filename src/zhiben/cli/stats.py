"""`zhiben stats`: methods of analysis on bare files, without a database. Each answer names its method and version, how
much went in, what was left out and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.columns import left_out, rows_of
from zhiben.cli.output import Answer, answering_alone
from zhiben.cli.stats_areas import before_after, eb, rate_ratio
from zhiben.cli.stats_causes import cross_table, kappa, pareto, rules
from zhiben.cli.stats_composite import composite
from zhiben.cli.stats_dates import gaps, reporting_delay
from zhiben.cli.stats_listing import nothing_done, power, severity, spf
from zhiben.cli.stats_rates import funnel, interval, rank_gain
from zhiben.cli.stats_series import change_point, forecast, step, surveillance
from zhiben.cli.stats_space import gi_star, scan
from zhiben.cli.stats_texts import keywords, novelty, topics
from zhiben.kernel.errors import Refused

if TYPE_CHECKING:
    from zhiben.analysis.photos.grouping import Pair, Photo

METHODS = {
    "photos": "文件夹里的照片，哪些是同一张（含缩放、加水印、翻转、旋转过的）",
    "texts": "一列文字，哪些是照抄的（列：id、text）",
    "digits": "一列数，末位数字是否偏向某些数（列：value）",
    "interval": "率或件数的95%区间（列：unit、numerator、denominator，或unit、count）",
    "funnel": "各单位的率是否超出偶然（列：unit、numerator、denominator，或unit、count、expected）",
    "rank-gain": "升一位要多做多少，安全垫多厚（列：unit、numerator、denominator，或unit、value）",
    "composite": "多项指标合成一个得分，名次随权重会变到哪里（列：unit和各项指标；--scheme 方案）",
    "eb": "经验贝叶斯估计：哪些街道事故多得超出偶然，名次有多可靠（列：area、count、exposure）",
    "before-after": "整治有没有用，扣除必然回落和全市升降（列：area、listed、before、after、"
    "exposure_before、exposure_after）",
    "rate-ratio": "两个时期的率之比，精确区间和检验（列：unit、count、time）",
    "power": "能不能看出效果：起数够不够多（--before、--mean，不读文件）",
    "nothing-done": "什么也不做也会回落几成（列：area、count、exposure）",
    "severity": "严重程度：分类估计后加权（列：area、exposure、deaths、serious、other）",
    "spf": "同类街道的应有起数（列：area、count，加--covariate指明的列）",
    "gi-star": "高发街道是否连片（列：area、count、exposure、longitude、latitude，或--borders邻接表）",
    "scan": "哪一片合起来比应有的多（列：area、count、exposure、longitude、latitude）",
    "step": "中断时间序列：某月起水平变为几倍（列：period、count，可有exposure、control；--break）",
    "change-point": "变点：最可能从哪一期起变了（列：period、count，可有exposure）",
    "surveillance": "预警：哪几期多得超出偶然（列：period、count；--method farrington|ears|cusum）",
    "rules": "哪些事实经常同时出现（一行一起事故，一列一项事实）",
    "cross-table": "两项事实的交叉表，带区间和校正后的检验（--rows、--columns）",
    "pareto": "各原因的可预防份额，带区间（一行一起事故，一列一个原因）",
    "kappa": "两人编码的一致程度（列：id、one、other）",
    "novelty": "新类型：编码、文字、增长三种触发（列：id、date、text、type，可有sector、object）",
    "topics": "事故经过的主题和典型案例（列：id、text）",
    "keywords": "按关键词建议原因，看否定词（列：id、text）",
    "gaps": "罕见事件的间隔天数，短得超出偶然的报警（列：date）",
    "reporting-delay": "迟报曲线：过去几个月后数字齐了几成（列：date、reported）",
    "forecast": "预测：带80%区间，比去年同期准才用（列：period、count）",
}

CHECK = "相同的文字只是线索，请核实后再下结论；法定用语和通用语句可用--allow排除"
LARGEST = 50 * 2**20
FAULTS = {"dark": "画面过暗，不按画面比对", "blank": "画面一片空白，不按画面比对"}
VERDICTS = {"exact": "字节相同", "same": "同一画面", "look": "相近，须人工比对"}


@click.group(invoke_without_command=True)
@click.option("--list", "listing", is_flag=True, help="列出可用的方法")
@click.pass_context
def stats(context: click.Context, listing: bool) -> None:
    """对文件作统计分析，不需要数据库。

    例：zhiben stats --list；zhiben stats photos 照片文件夹 --json
    """
    if listing or context.invoked_subcommand is None:
        click.echo("\n".join(f"{name}  {what}" for name, what in METHODS.items()))


@stats.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@answering_alone
def photos(folder: Path) -> Answer:
    """找出一个文件夹（含下级）里画面相同的照片。

    例：zhiben stats photos 照片文件夹 --json
    """
    from zhiben.analysis.photos.grouping import VERSION, groups

    names: list[str] = []
    read: list[Photo] = []
    unreadable: list[dict[str, str]] = []
    for name, path in _files(folder):
        try:
            read.append(_photo(path, name))
            names.append(name)
        except Refused as refusal:
            unreadable.append({"file": name, "reason": refusal.text})
    found = groups(read)
    pairs = [pair for group in found for pair in group.pairs]
    look = sum(pair.verdict == "look" for pair in pairs)
    value = {
        "method": "photos",
        "version": VERSION,
        "n": len(read),
        "warnings": [f"{look}对只是相近，须人工比对；固定机位的照片本来就相近"] if look else [],
        "excluded": [
            {"file": name, "reason": FAULTS[photo.tone.fault]}
            for name, photo in zip(names, read, strict=True)
            if photo.tone.fault
        ],
        "unreadable": unreadable,
        "groups": [[names[place] for place in group.members] for group in found],
        "pairs": [_value(pair, names) for pair in pairs],
    }
    return Answer(value, _text(value))


@stats.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--allow", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="通用语句，一行一句，不作比对"
)
@answering_alone
def texts(file: Path, allow: Path | None) -> Answer:
    """找出一列文字里照抄的：标点、空格以外相同，或三字连串的余弦不低于0.9。

    例：zhiben stats texts 整改措施.csv --json
    """
    from zhiben.analysis import fabrication as f

    allowed = [*map(f.normal, _lines(allow))] if allow else []
    kept: list[tuple[str, str]] = []
    excluded = []
    for number, row in rows_of(file, {"id": ("编号",), "text": ("内容", "文字")}):
        words = len(f.own_words(row["text"], allowed))
        if words >= f.LEAST_CHARACTERS:
            kept.append((row["id"] or f"第{number}行", row["text"]))
        else:
            excluded.append({"id": row["id"], "row": number, "reason": f"除通用语句外只有{words}个字，不作比对"})
    names = [name for name, _text in kept]
    pairs = f.copies([text for _name, text in kept], templates=allowed)
    grouped = f.groups([(pair.one, pair.other) for pair in pairs])
    warnings = [CHECK] if pairs else []
    value = {
        "method": "texts",
        "version": f.VERSION,
        "n": len(kept),
        "warnings": warnings,
        "excluded": excluded,
        "copies": {
            "pairs": [
                {"one": names[one.one], "other": names[one.other], "likeness": round(one.likeness, 4)} for one in pairs
            ],
            "groups": [[names[place] for place in group] for group in grouped],
        },
    }
    lines = [f"共{len(kept)}段文字，{len(grouped)}组照抄或几乎照抄"]
    lines += [f"第{number}组：{'、'.join(names[place] for place in group)}" for number, group in enumerate(grouped, 1)]
    return Answer(value, "\n".join([*lines, *warnings, *left_out(excluded)]))


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise Refused("“{name}”不是UTF-8文本，请另存为UTF-8后再试", name=file.name) from error


@stats.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@answering_alone
def digits(file: Path) -> Answer:
    """看一列数的末位数字是否均匀（卡方，自由度9），0和5占多少。

    例：zhiben stats digits 检查次数.csv --json
    """
    from zhiben.analysis import fabrication as f

    counts, excluded = [0] * 10, []
    for number, row in rows_of(file, {"value": ("数值",)}):
        text = row["value"].replace(",", "")
        if (why := _no_number(text, f.LEAST_DIGITS)) is None:
            counts[int(text[-1])] += 1
        else:
            excluded.append({"value": row["value"], "row": number, "reason": why})
    if not sum(counts):
        raise Refused("“{name}”的value列没有可用的数：须为两位以上的数", name=file.name)
    told, n = f.last_digits(counts), sum(counts)
    warnings = [f"只有{n}个数，少于{f.LEAST_VALUES}个，结果不可靠"] if n < f.LEAST_VALUES else []
    value = {
        "method": "digits",
        "version": f.VERSION,
        "n": n,
        "warnings": warnings,
        "excluded": excluded,
        "counts": counts,
        "chi2": told.chi2,
        "df": 9,
        "p": told.p,
        "share_0_5": told.share_of_0_and_5,
    }
    text = f"{n}个数，末位0至9各{counts}；卡方{told.chi2:.2f}，p={told.p:.3g}；0和5占{told.share_of_0_and_5:.1%}"
    return Answer(value, "\n".join([text, *warnings, *left_out(excluded)]))


def _no_number(text: str, least: int) -> str | None:
    """Why a cell does not count."""
    if not (text.isascii() and text.lstrip("+-").replace(".", "", 1).isdigit() and text[-1] != "."):
        return "不是数"
    figures = sum(one.isdigit() for one in text)
    return f"不足{least}位数" if figures < least else None


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file below `folder` by its name in it; what systems hide there on their own account is passed over."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(".") and path.name.lower() not in ("thumbs.db", "desktop.ini"):
            yield path.relative_to(folder).as_posix(), path


def _photo(path: Path, name: str) -> Photo:
    from zhiben.analysis.photos.grouping import Photo
    from zhiben.analysis.photos.hashing import hashes, tone
    from zhiben.analysis.photos.opening import grey

    if path.stat().st_size > LARGEST:
        raise Refused("“{name}”超过{limit}兆字节，没有读取", name=name, limit=LARGEST // 2**20)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refused("“{name}”读不出：{why}", name=name, why=error.strerror or str(error)) from error
    picture = grey(data, name=name)
    return Photo(hashlib.sha256(data).hexdigest(), *hashes(picture), tone(picture))


def _value(pair: Pair, names: list[str]) -> dict[str, Any]:
    match = pair.match
    return {
        "one": names[pair.one],
        "other": names[pair.other],
        "verdict": pair.verdict,
        "variant": match.variant if match else "plain",
        "phash": match.phash if match else 0,
        "dhash": match.dhash if match else 0,
    }


def _text(value: dict[str, Any]) -> str:
    lines = [f"共{value['n']}张照片，{len(value['groups'])}组画面相同或相近"]
    for number, group in enumerate(value["groups"], 1):
        lines.append(f"第{number}组：{'、'.join(group)}")
        lines += [
            f"  {pair['one']} ~ {pair['other']}：{VERDICTS[pair['verdict']]}"
            for pair in value["pairs"]
            if pair["one"] in group
        ]
    lines += value["warnings"]
    lines += [f"{one['file']}：{one['reason']}" for one in value["excluded"]]
    lines += [f"未能读取：{one['reason']}" for one in value["unreadable"]]
    return "\n".join(lines)


for method in (interval, funnel, rank_gain, composite, eb, before_after, rate_ratio, gi_star, scan):
    stats.add_command(method)
for method in (power, nothing_done, severity, spf):
    stats.add_command(method)
for method in (step, change_point, surveillance, forecast, gaps, reporting_delay):
    stats.add_command(method)
for method in (rules, cross_table, pareto, kappa, novelty, topics, keywords):
    stats.add_command(method)

COMMANDS = {"stats": stats}
