"""Writes `docs/generated/` from the declarations: machines with diagrams, measures, sheets, cycles, kinds of
supervision, methods of analysis. `--check` only says whether it is current."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from zhiben.kernel import cycle, machine, measure, sheet
from zhiben.kernel.machine import Machine, Move

TARGET = Path(__file__).resolve().parents[3] / "docs" / "generated"
MADE = "<!-- Written by `make docs` from the declarations; edits here are lost. -->\n"


def pages() -> dict[str, str]:
    """File name → content of every generated page."""
    found = {f"machine-{one.name}.md": "\n".join(_machine(one)) + "\n" for one in machine.registered().values()}
    found["measures.md"] = "\n".join(_measures()) + "\n"
    found["sheets.md"] = "\n".join(_sheets()) + "\n"
    found["cycles.md"] = "\n".join(_cycles()) + "\n"
    found["supervision-kinds.md"] = "\n".join(_kinds()) + "\n"
    found["methods.md"] = "\n".join(_methods()) + "\n"
    links = "\n".join(f"- [{name.removesuffix('.md')}]({name})" for name in sorted(found))
    found["index.md"] = f"{MADE}# Generated from the declarations\n\n{links}\n"
    return found


def _machine(one: Machine) -> Iterator[str]:
    yield f"{MADE}# {one.title} `{one.name}`\n"
    yield "```mermaid\nstateDiagram-v2"
    yield from (f"    {s.key}: {s.label}" for s in one.states)
    yield f"    [*] --> {one.initial}"
    for move in one.moves:
        if move.target and not move.undoes:
            yield from (f"    {source} --> {move.target}: {move.label}" for source in move.sources)
    yield from (f"    {state} --> [*]" for state in one.final)
    yield "```\n"
    yield "| move | 名称 | from | to | who | needs |\n| --- | --- | --- | --- | --- | --- |"
    for move in one.moves:
        yield f"| {_cells(move)} |"


def _cells(move: Move) -> str:
    needs = "、".join(n.label + ("" if n.required else "（可不填）") for n in move.needs)
    sign = "（两人会签）" if move.together else ""
    sources = ", ".join(move.sources)
    return " | ".join([move.name, move.label + sign, sources, move.target or "不变", move.may.label, needs])


def _measures() -> Iterator[str]:
    yield f"{MADE}# 指标\n"
    yield "| id | 名称 | 口径 | 单位 | 最小分母 |\n| --- | --- | --- | --- | --- |"
    for one in measure.registered().values():
        yield f"| {one.id} | {one.title} | {one.formula} | {one.unit} | {one.minimum if one.is_rate else ''} |"


def _sheets() -> Iterator[str]:
    yield f"{MADE}# 导入导出的表\n"
    for one in sheet.catalogue().values():
        yield f"## {one.title} `{one.name}`\n\n主键：{one.titles(one.key)}\n"
        yield "| 列 | 也可写作 | 类型 | 必填 | 示例 | 说明 |\n| --- | --- | --- | --- | --- | --- |"
        for column in one.columns:
            choices = "、".join(label for _, label in column.choices)
            cells = [column.title, "、".join(column.aliases), column.kind, "是" if column.required else ""]
            note = sheet.NOT_READ if column.read_only else column.help or choices
            yield f"| {' | '.join([*cells, column.example, note])} |"
        yield ""


def _cycles() -> Iterator[str]:
    yield f"{MADE}# 调度周期\n"
    heads = ("name", "名称", "冻结的指标", "点名的事实", "相互比较的指标", "误点名（个/年，默认值）", "印发")
    yield f"| {' | '.join(heads)} | 答复期限（工作日，默认值） | 期末后印发（工作日，默认值） |"
    yield f"|{' --- |' * 9}"
    for one in cycle.registered().values():
        cells = [one.name, one.title, "、".join(one.measures), "、".join(one.reasons), "、".join(one.judged)]
        cells += [f"{one.budget:g}" if one.judged else "", one.paper, str(one.reply_days)]
        cells.append(str(one.issue_days) if one.paper else "")
        yield f"| {' | '.join(cells)} |"


def _kinds() -> Iterator[str]:
    from zhiben.supervision.kinds import KINDS

    yield f"{MADE}# 督导种类\n"
    heads = ("name", "名称", "做什么", "依据", "抽样框", "怎样定对象", "方式", "回避当地人员", "每组至少")
    yield f"| {' | '.join(heads)} | 发现的问题成为 | 文书 | 整改期限（工作日，默认值） | 报告期限（工作日，默认值） |"
    yield f"|{' --- |' * 13}"
    for one in KINDS.values():
        cells = [one.kind.value, one.label, one.purpose, one.basis]
        cells += ["、".join(each.label for each in words) for words in (one.frames, one.choosing, one.modes)]
        cells += ["是" if one.from_outside else "", str(one.team)]
        cells += ["、".join(each.label for each in words) for words in (one.becomes, one.papers)]
        cells += [str(one.rectify_days), str(one.report_days)]
        yield f"| {' | '.join(cells)} |"


def _methods() -> Iterator[str]:
    from zhiben.analysis.area_methods import AREA_METHODS
    from zhiben.analysis.cause_methods import CAUSE_METHODS
    from zhiben.analysis.composite import METHOD as COMPOSITE

    yield f"{MADE}# 分析方法：怎么算的"
    for one in (*AREA_METHODS, *CAUSE_METHODS, COMPOSITE):
        yield f"\n## {one.title} `{one.key}`\n\n{one.how}\n\n不能这样说：{one.never}\n"
        yield f"方法版本{one.version}；来源：{one.reference}"


def main(arguments: list[str]) -> int:
    """Write the pages, or with --check name those that are not current; 0 when all is well."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiben.config.settings")
    import django

    django.setup()
    wanted = pages()
    present = {path.name: path.read_text(encoding="utf-8") for path in TARGET.glob("*.md")}
    stale = sorted(name for name in {*wanted, *present} if wanted.get(name) != present.get(name))
    if "--check" in arguments:
        print("generated docs are current" if not stale else f"not current, run `make docs`: {', '.join(stale)}")
        return 1 if stale else 0
    TARGET.mkdir(parents=True, exist_ok=True)
    for name in stale:
        path = TARGET / name
        path.write_text(wanted[name], encoding="utf-8") if name in wanted else path.unlink()
    print(f"{len(wanted)} pages, {len(stale)} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
