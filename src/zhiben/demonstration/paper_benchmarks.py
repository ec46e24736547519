"""How fast papers are made: letters as PDF beside LibreOffice converting the same ones, DOCX beside python-docx writing
the same words without any look of ours. LibreOffice is a developers' tool, and may be absent."""

from __future__ import annotations

import io
import os
import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from zhiben.demonstration import libreoffice
from zhiben.demonstration.stopwatch import Benchmark, milliseconds
from zhiben.foundation.rendering import (
    Block,
    Column,
    Copies,
    Paper,
    Para,
    Style,
    Table,
    render,
    render_all,
    render_docx,
)
from zhiben.foundation.rendering.engine import configured
from zhiben.kernel.abreast import processors

LETTERS, ROWS, TIMES = 42, 60, 5
ROUNDS = 3
"""How often either side makes all the papers."""
_OFFICE = "某市安全生产委员会办公室"


def letters() -> Benchmark:
    """Forty-two letters as PDF, and LibreOffice converting the DOCX of the same letters in one process."""
    return beside_libreoffice("letters", _letters())


def beside_libreoffice(name: str, papers: Sequence[Paper]) -> Benchmark:
    """Papers as PDF, and LibreOffice converting the DOCX of the same papers in one process; either some times, in turn,
    and the median of each, since a machine that is busy for a moment is busy for one of the two."""
    for paper in papers[:1]:  # fonts are read once a process
        render(replace(paper, addressee="各单位："))
    if not libreoffice.program():
        ours, _cpu = _median([_spent(lambda: render_all(papers)) for _ in range(ROUNDS)])
        return Benchmark(name, ours, f"本机未安装LibreOffice（{libreoffice.PACKAGE}），未比较", None)
    documents = {f"paper-{number}": render_docx(paper).content for number, paper in enumerate(papers)}
    with tempfile.TemporaryDirectory() as folder:
        converter = libreoffice.Converter(Path(folder), configured())
        converter.pdfs({"first": documents["paper-0"]})  # its profile is made once, too
        sides: tuple[Callable[[], object], ...] = (lambda: render_all(papers), lambda: converter.pdfs(documents))
        taken = [[_spent(side) for side in sides] for _ in range(ROUNDS)]
    (ours, ours_cpu), (theirs, theirs_cpu) = map(_median, zip(*taken, strict=True))
    told = f"处理器时间{ours_cpu:.0f} ms，LibreOffice {theirs_cpu:.0f} ms；{processors()}个处理器"
    return Benchmark(name, ours, f"LibreOffice一次批量转换同样{len(papers)}份DOCX", theirs, told=told)


def _spent(do: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and of the processors, with those of other processes that it waited for."""
    before = sum(os.times()[:4])
    return milliseconds(do), 1000 * (sum(os.times()[:4]) - before)


def _median(taken: Sequence[tuple[float, float]]) -> tuple[float, float]:
    clock, processors_time = zip(*taken, strict=True)
    return statistics.median(clock), statistics.median(processors_time)


def docx() -> Benchmark:
    """The letters and a notice with a table of sixty rows as DOCX, and bare python-docx calls for the same words."""
    papers = [*_letters(), _notice()]
    render_docx(papers[0])
    ours = statistics.median(milliseconds(lambda: [render_docx(paper) for paper in papers]) for _ in range(TIMES))
    from docx import Document

    bare = statistics.median(
        milliseconds(lambda: [_plainly(Document(), paper) for paper in papers]) for _ in range(TIMES)
    )
    return Benchmark("docx", ours, f"python-docx写出同样{len(papers)}份文件的文字和表格，不设任何格式", bare)


def _plainly(document: Any, paper: Paper) -> bytes:
    """The same paragraphs and cells by the library's own calls, the fast ones where it has several."""
    lines = [paper.masthead, paper.number, paper.title, paper.addressee]
    lines += [block.text for block in paper.blocks if isinstance(block, Para)]
    lines += [paper.issuer, paper.date.isoformat(), paper.note]
    for line in lines:
        document.add_paragraph(line)
    for table in (block for block in paper.blocks if isinstance(block, Table)):
        _plain_table(document, [[column.title for column in table.columns], *table.rows])
    for copies in paper.copies:
        document.add_paragraph(copies.label + copies.to)
    document.core_properties.title, document.core_properties.author = paper.title, paper.issuer
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _plain_table(document: Any, rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    # Row by row: the library's `table.cell` looks through the whole table for every cell.
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


def _letters() -> list[Paper]:
    facts = Para("经查，你单位牵头的部分重点任务未按计划完成，重大事故隐患逾期未整改，问题反复出现。" * 3)
    duty = Para("请高度重视，逐项明确责任人和整改期限，于2024年7月15日17时前将整改情况书面反馈我办。" * 2)
    first = Paper(
        style=Style.LETTER,
        masthead=_OFFICE,
        title="关于督促整改重大事故隐患的提醒函",
        issuer=_OFFICE,
        date=date(2024, 7, 1),
        blocks=(facts, duty),
        note="联系人：王某，电话：0755-00000000",
        copies=(Copies("抄送", "市纪委监委，市委组织部。"),),
    )
    return [
        replace(first, number=f"某安办函〔2024〕{number}号", addressee=f"第{number}责任单位：")
        for number in range(1, LETTERS + 1)
    ]


def _notice() -> Paper:
    titles = ("序号", "责任单位", "问题描述", "整改期限", "逾期天数")
    rows = tuple(
        (str(n), f"第{n}责任单位", f"某工业园{n}栋疏散通道被占用，自动消防设施停用", "2024年8月1日", str(n))
        for n in range(1, ROWS + 1)
    )
    table: Block = Table("问题清单", tuple(map(Column, titles)), rows=rows)
    first = _letters()[0]
    return replace(first, style=Style.REDHEAD, masthead=_OFFICE + "文件", blocks=(*first.blocks, table))
