"""`zhiben demo`, `serve`, `worker`, `tick`, `migrate`: building the demonstration and keeping the house running."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import click

from zhiben.cli import moments
from zhiben.cli.output import Answer, answering, note, ready


@click.command()
@click.option("--serve", "serving", is_flag=True, help="建好后在本机启动网站和后台任务")
@click.option("--port", default=8345, show_default=True, help="网站端口")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="公文写到哪里")
@answering
def demo(serving: bool, port: int, out: Path) -> Answer:
    """建造（或重建）演示城市，关闭并印发10月1日至15日一期，写出简报。

    只动演示库；库里若是真实数据则拒绝。例：zhiben demo --serve
    """
    from zhiben.demonstration.build import build

    built = build(out, progress=note)
    value = {
        "url": f"http://127.0.0.1:{port}/",
        "people": built.people,
        "papers": [str(path) for path in built.papers],
        "seconds": round(built.seconds, 1),
        "password": built.password,
    }
    lines = [f"演示城市已建成（示例数据），用时{built.seconds:.0f}秒", *(f"  公文：{path}" for path in built.papers)]
    lines += [f"  {role}：{user}" for role, user in built.people.items()]
    lines.append(f"  统一口令（只显示这一次）：{built.password}")
    lines.append("  群众举报页不用登录：/tips/new/，查询进度：/tips/follow/")
    if not serving:
        home = f"ZHIBEN_HOME={told} " if (told := os.environ.get("ZHIBEN_HOME")) else ""
        return Answer(value, "\n".join([*lines, f"启动网站：{home}zhiben serve --port {port}"]))
    lines.append(f"网站：{value['url']}（Ctrl-C 结束）")
    return Answer(value, "\n".join(lines), then=lambda: _become_site(port))


def _become_site(port: int) -> None:
    """Serve in this process's place: building has set papers, and from such a process no site can be forked."""
    os.execv(sys.executable, [sys.executable, "-m", "zhiben.cli", "serve", "--port", str(port)])  # noqa: S606


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8345, show_default=True)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="网站进程数")
@click.option("--no-worker", is_flag=True, help="不同时启动后台任务")
def serve(host: str, port: int, workers: int, no_worker: bool) -> None:
    """启动网站（并在旁边启动一个后台任务进程）。

    例：zhiben serve --port 8345
    """
    ready()
    from zhiben.cli.keeping import run_site
    from zhiben.foundation.installation import current

    if current().demonstration and host not in ("127.0.0.1", "::1", "localhost"):
        raise click.UsageError("演示库只在本机（127.0.0.1）提供访问")
    click.echo(f"http://{host}:{port}/", err=True)
    run_site(host, port, workers=workers, with_worker=not no_worker)


@click.command()
@click.option("--beside", type=int, hidden=True, help="随该进程一同结束")
def worker(beside: int | None) -> None:
    """后台任务进程：办理排队的任务，并按时运行定期任务。

    例：zhiben worker
    """
    ready()
    from zhiben.cli.keeping import end_with_parent
    from zhiben.foundation.jobs import Stop, work

    stop = Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if beside is not None:
        end_with_parent(signal.SIGTERM, beside)
    work(stop)


@click.command()
@click.option("--now", metavar="TIME", help="以该时刻为现在；演示库的时钟随之拨到该时刻")
@answering
def tick(now: str | None) -> Answer:
    """按时钟走一步：开启到期的各期，发出当日的待办提示。停机一周后再走，各期会补齐，提示只发当日一次。

    例：zhiben tick --now 2024-11-01T09:00+08:00
    """
    from zhiben.dispatch.operations import open_due
    from zhiben.foundation.installation import current, set_clock
    from zhiben.inbox.operations import send_digests

    moment = moments.moment(now)
    if now and current().demonstration:
        set_clock(moment)
    note("开启、收集、关闭到期的各期…")
    opened = open_due(moment)
    told = send_digests(moment, progress=lambda done, all_: note(f"整理待办提示：{done}/{all_}人…"))
    return Answer(
        {"now": moment.isoformat(), "opened": [one.pk for one in opened], "digests": told},
        f"{moment:%Y-%m-%d %H:%M}：新开{len(opened)}期，发出待办提示{told}份",
    )


@click.command()
@answering
def migrate() -> Answer:
    """建立或升级数据库的表；在PostgreSQL上一并建立行级安全策略。

    例：zhiben migrate
    """
    from django.db import connection

    from zhiben.foundation import new_tables
    from zhiben.foundation.rls import standing

    new_tables.migrate()
    role = standing.unbound(connection)
    told = f"；但{standing.UNBOUND.format(role=role)}，请换用另外的角色（见运维说明）" if role else ""
    return Answer({"migrated": True, "unbound_role": role}, f"数据库已是最新{told}")


COMMANDS = {"demo": demo, "serve": serve, "worker": worker, "tick": tick, "migrate": migrate}
