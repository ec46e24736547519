"""`zhiben import`, `export` and `template`: workbooks in and out, by the catalogue of sheets."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from zhiben.cli.output import Answer, answering


@click.command("import")
@click.argument("sheet", required=False)
@click.argument("file", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--list", "listing", is_flag=True, help="列出可以导入的表")
@click.option("--dry-run", is_flag=True, help="只检查，不写入")
@click.option("--by", metavar="USER", help="以该用户的名义和权限导入；默认以系统名义")
@answering
def import_(sheet: str | None, file: Path | None, listing: bool, dry_run: bool, by: str | None) -> Answer:
    """导入一张表；有一处错误就整表不写入，并逐格指出。

    例：zhiben import tasks 重点任务清单.xlsx --by office.officer；
    全国区划清单是一个文件夹：zhiben import territories 区划/
    """
    from zhiben.kernel.sheet import catalogue

    if listing:
        known = [{"name": s.name, "title": s.title} for s in catalogue().values()]
        return Answer(known, "\n".join(f"{row['name']:<24}{row['title']}" for row in known))
    if not sheet or not file:
        raise click.UsageError("请给出表名和文件；zhiben import --list 列出表名")
    from zhiben.foundation.importing import gathered
    from zhiben.inbox.operations import import_file

    report = import_file(_known(sheet), file, by=by, dry_run=dry_run)
    refused = [asdict(p) for p in report.refused]
    value = {
        "read": report.read,
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "refused": refused,
        "warnings": [asdict(one) for one in (*report.warnings, *report.doubts)],
    }
    text = f"读入{report.read}行：新增{report.created}，更新{report.updated}，未变{report.unchanged}"
    if refused:
        text = f"共{len(refused)}处问题，未写入任何数据\n" + "\n".join(
            f"  {one.sheet} {one.cell}：{one.message}" for one in gathered(report.refused)
        )
    text += "".join(f"\n  {one.sheet} {one.cell}：{one.message}" for one in (*report.warnings, *report.doubts))
    return Answer(value, text, refused=bool(refused))


@click.command()
@click.argument("sheet")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", metavar="USER", help="以该用户可见的范围导出；默认全部")
@answering
def export(sheet: str, file: Path, by: str | None) -> Answer:
    """按同样的列导出一张表。

    例：zhiben export hazards 隐患台账.xlsx
    """
    from zhiben.inbox.operations import export_file

    rows = export_file(_known(sheet), file, by=by)
    return Answer({"rows": rows}, f"已导出{rows}行到 {file}")


@click.command()
@click.argument("sheet")
@click.argument("file", type=click.Path(path_type=Path))
@answering
def template(sheet: str, file: Path) -> Answer:
    """写出一张空白表，含填写说明。

    例：zhiben template tasks 空白任务清单.xlsx
    """
    from zhiben.foundation.importing import template as blank
    from zhiben.kernel.sheet import catalogue

    file.write_bytes(blank(catalogue()[_known(sheet)]))
    return Answer({"file": str(file)}, f"已写出 {file}")


def _known(sheet: str) -> str:
    from zhiben.kernel.sheet import catalogue

    if sheet not in catalogue():
        raise click.UsageError(f"没有名为“{sheet}”的表；可用：{'、'.join(catalogue())}")
    return sheet


COMMANDS = {"import": import_, "export": export, "template": template}
