"""`zhiben evidence`: one record's whole chain as a file that proves itself."""

from __future__ import annotations

from pathlib import Path

import click

from zhiben.cli.output import Answer, answering


@click.command()
@click.argument("record")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="写到哪个ZIP文件")
@click.option("--by", metavar="USER", help="以该用户的名义和可见范围导出；默认以系统名义")
@answering
def evidence(record: str, out: Path, by: str | None) -> Answer:
    """导出一项隐患的证据包：全部经过、照片、公文、台账条目和校验程序，可离线校验。

    例：zhiben evidence YH2024-00001 --out 证据包.zip
    """
    from zhiben.foundation.scope import scope, unscoped
    from zhiben.hazards.operations import export_evidence
    from zhiben.hazards.queries import hazard_numbered
    from zhiben.kernel.errors import Refused
    from zhiben.kernel.rights import SYSTEM
    from zhiben.orgs.queries import actor_named

    actor = actor_named(by) if by else SYSTEM
    with scope(actor) if by else unscoped(reason="a record's evidence, asked for at the console in the system's name"):
        hazard = hazard_numbered(record)
        draft = out.with_name(f".{out.name}.part")
        try:
            with draft.open("w+b") as file:
                packed = export_evidence(hazard, file, actor=actor)
            draft.replace(out)
        except OSError as error:
            raise Refused(f"写不到“{out}”：{error.strerror}") from error
        finally:
            draft.unlink(missing_ok=True)
    value = {"record": hazard.number, "out": str(out), "files": packed.files, "sums": packed.sums}
    return Answer(value, f"已导出{packed.files}个文件到 {out}；清单摘要 {packed.sums}")


COMMANDS = {"evidence": evidence}
