"""What is wrong with this installation, in sentences, each with its remedy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from zhiben.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: fine or not, and what to do about it."""

    name: str
    ok: bool
    remedy: str = ""


def examine() -> list[Check]:
    """Look at everything; a check that breaks is itself a finding."""
    found = []
    for title, look, remedy in LOOKS:
        try:
            trouble = look()
        except (DatabaseError, OSError) as error:
            trouble = str(error)
        found.append(Check(title, not trouble, f"{trouble}；{remedy}" if trouble else ""))
        if trouble and look is _tables:
            break
    return found


def _tables() -> str:
    waiting = MigrationExecutor(connection).migration_plan(MigrationExecutor(connection).loader.graph.leaf_nodes())
    return f"有{len(waiting)}项表结构变更未应用" if waiting else ""


def _ledger() -> str:
    from zhiben.foundation.audit import heads, verify
    from zhiben.kernel.errors import Refused

    try:
        last = heads.newest()
    except Refused as refusal:
        return refusal.text
    return verify(heads=last).trouble


def _heads() -> str:
    from zhiben.foundation import installation
    from zhiben.foundation.audit import heads

    if installation.current().demonstration:
        return ""  # its clock stands
    try:
        since = heads.overdue()
    except Refused as refusal:
        return refusal.text
    return f"自{since}起没有写出链尾" if since else ""


def _guards() -> str:
    from zhiben.foundation import guards

    missing = guards.missing(connection)
    return f"数据库中缺少触发器：{'、'.join(missing)}" if missing else ""


def _policies() -> str:
    from zhiben.foundation.rls import standing

    missing = standing.missing(connection)
    return f"数据表缺少行级安全策略或策略已变：{'、'.join(missing)}" if missing else ""


def _role() -> str:
    from zhiben.foundation.rls import standing

    role = standing.unbound(connection)
    return standing.UNBOUND.format(role=role) if role else ""


def _keys() -> str:
    from zhiben.foundation.secrets.turning import listed

    try:
        missing = [line for line in listed() if line.missing]
    except Refused as refusal:
        return refusal.text
    return "；".join(f"密钥{line.id}锁着{line.values}项内容，不在密钥文件中" for line in missing)


def _fonts() -> str:
    wanted = ("FandolFang", "FandolHei", "FandolKai", "NotoSerifCJK")
    folders = [Path(folder) for folder in settings.ZHIBEN_FONTS]
    names = [path.name for folder in folders if folder.is_dir() for path in folder.iterdir()]
    missing = [font for font in wanted if not any(name.startswith(font) for name in names)]
    return f"缺少字体：{'、'.join(missing)}" if missing else ""


def _home() -> str:
    home = Path(settings.ZHIBEN_HOME)
    probe = home / ".writable"
    probe.write_text("")
    probe.unlink()
    return ""


def _private() -> str:
    home = Path(settings.ZHIBEN_HOME)
    if home.stat().st_mode & OTHERS == 0:
        return ""
    ours = [home / "files", *home.glob("zhiben.sqlite3*")]
    told = [one.name for one in ours if one.exists() and one.stat().st_mode & OTHERS]
    return f"本机其他用户可以读到：{'、'.join(sorted(told))}" if told else ""


OTHERS = 0o007
"""What a file's mode says of those who are neither its owner nor of its group."""


def _assets() -> str:
    vendor = Path(__file__).resolve().parent.parent / "web" / "static" / "vendor"
    return "" if any(vendor.rglob("tabler.min.css")) else "页面所需的样式和脚本没有安装"


def _administrators() -> str:
    from zhiben.orgs.queries import administrators_missing

    missing = administrators_missing()
    return f"尚无{'、'.join(missing)}" if missing else ""


def _failed_jobs() -> str:
    from zhiben.foundation.jobs.models import Job, JobState

    failed = Job.objects.filter(state=JobState.FAILED).count()
    return f"有{failed}项后台任务失败" if failed else ""


def _expired() -> str:
    from zhiben.foundation import retention

    late = retention.overdue()
    told = [("最近一次失败", [line.kind.title for line in late if line.failed])]
    told.append(("已超过两天没有运行", [line.kind.title for line in late if not line.failed]))
    return "；".join(f"{why}：{'、'.join(titles)}" for why, titles in told if titles)


def _undelivered() -> str:
    from zhiben.inbox.queries import robots_given_up, undelivered

    told = [f"有{count}封邮件多次未能送达"] if (count := undelivered().count()) else []
    told += [f"有{count}条消息多次未能发给群机器人"] if (count := robots_given_up()) else []
    return "，".join(told)


def _holidays() -> str:
    from datetime import timedelta

    from zhiben.kernel import clock
    from zhiben.orgs.queries import last_known_year

    known = last_known_year()
    soon = (clock.today() + timedelta(days=HOLIDAYS_AHEAD)).year
    return f"节假日安排只到{known}年，{soon}年的工作日会算错" if soon > known else ""


HOLIDAYS_AHEAD = 30
"""So many days before a year begins its days off should be known: they are announced in November."""

LOOKS: tuple[tuple[str, Callable[[], str], str], ...] = (
    ("数据目录可写", _home, "检查ZHIBEN_HOME所指目录的权限"),
    ("数据库和文件只有属主可读", _private, "运行 chmod -R o-rwx，对ZHIBEN_HOME所指目录"),
    ("数据库表是最新的", _tables, "运行 zhiben migrate"),
    ("台账哈希链完整，记录与冻结数据同台账一致", _ledger, "从备份核对该处，勿再写入，并报告审计管理员"),
    ("台账的链尾按日写出", _heads, "检查后台进程和失败的任务；可运行 zhiben audit head 查明原因"),
    ("数据库自身的防护在位", _guards, "运行 zhiben migrate 重建，并查明是谁删去的"),
    ("数据库的行级安全策略在位", _policies, "运行 zhiben migrate 重建，并查明是谁改动的"),
    (
        "连接数据库的角色受行级安全约束",
        _role,
        "用不是超级用户、没有BYPASSRLS的角色连接（见运维说明），再运行 zhiben doctor",
    ),
    ("密钥文件在位，只有属主可读", _keys, "从单独保存的备份恢复密钥文件（ZHIBEN_KEYRING，默认keyring.json），权限0600"),
    ("公文字体齐全", _fonts, "运行 make fonts，或把字体放进 ZHIBEN_HOME/fonts"),
    ("页面资源齐全", _assets, "运行 make assets"),
    ("三员管理员齐备", _administrators, "用 zhiben people administrators 建立系统、安全、审计管理员"),
    ("没有失败的后台任务", _failed_jobs, "在“后台任务”页面查看原因后重试"),
    ("到期内容按期删除", _expired, "看日志中的原因，排除后运行 zhiben retention run；没有运行的，检查后台进程"),
    ("节假日安排未过期", _holidays, "把国务院办公厅公布的下一年放假安排填入“调休日历”表，由系统管理员导入"),
    ("邮件都已送达", _undelivered, "核对ZHIBEN_MAIL_URL、收件地址和群机器人，由系统管理员在“未送达”页重发或不再提示"),
)
