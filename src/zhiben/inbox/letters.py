"""Notices as plain text, links only where the site's address is configured. Mail is built in the scope of who receives
it: nothing that the person may not read at the moment of sending, no names of people. Robots are told kinds and counts
alone: nobody knows who reads along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from zhiben.foundation import installation
from zhiben.inbox import queries
from zhiben.inbox.channels import Letter
from zhiben.inbox.models import Notice
from zhiben.inbox.vocab import Urgency, kind_label
from zhiben.kernel import clock
from zhiben.kernel.text import N_

MARK = N_("【治本】")
EXAMPLE = N_("【示例数据】")
UNTOLD = N_("所涉事项已不在您的范围内，请登录查看")
CLOSE = N_("本邮件由系统自动发出，请勿回复。不需要的，可在“消息设置”中关闭。")


def letter_of(notice: Notice, key: str) -> Letter:
    """The letter for a notice, in the open scope of its person."""
    if notice.digest is not None:
        title, body = notice.title, list(_digest(notice))
    else:
        title, body = _title(notice), list(_notice(notice))
    return letter(key, title, body)


def letter(key: str, title: str, body: list[str]) -> Letter:
    """A letter with our mark, and the one of a demonstration."""
    example = [EXAMPLE] if installation.current().demonstration else []
    head = "".join([*example, MARK])
    return Letter(key, f"{head}{title}", "\n".join([*example, *body, "", CLOSE]) + "\n")


def tally(counts: Mapping[str, int]) -> str:
    """What a robot is told: how many messages of each kind came, and where they are read."""
    told = [N_("{kind}{count}条").format(kind=kind_label(kind), count=counts[kind]) for kind in sorted(counts)]
    return _to_robots(N_("有新消息：{told}").format(told="，".join(told)))


def trial() -> str:
    """What a robot is told to see whether it can be told anything."""
    return _to_robots(N_("这是一条测试消息"))


def _to_robots(sentence: str) -> str:
    example = EXAMPLE if installation.current().demonstration else ""
    found = link(reverse("inbox:messages"))
    where = N_("请登录查看：{link}").format(link=found) if found else N_("请登录平台查看“消息”页。")
    return f"{example}{MARK}{sentence}\n{where}"


def link(address: str) -> str:
    """The full address of a page; empty while the site's own is not configured."""
    base: str = settings.ZHIBEN_BASE_URL
    return f"{base.rstrip('/')}{address}" if base and address else ""


def _title(notice: Notice) -> str:
    about = (notice.about_model, notice.about_record)
    return notice.title if not notice.about_model or about in queries.seen_of([about]) else UNTOLD


def _notice(notice: Notice) -> Iterator[str]:
    title = _title(notice)
    yield N_("{kind}：{title}").format(kind=kind_label(notice.kind), title=title)
    if notice.instead_of:
        yield N_("您因代理收到本消息。")
    if title == notice.title and (found := link(reverse("inbox:message", args=[notice.pk]))):
        yield found


def _digest(notice: Notice) -> Iterator[str]:
    told: dict[str, Any] = notice.digest or {}
    moment = notice.at.astimezone(clock.TZ)
    yield N_("截至{day}{time}，等您办理的事项共{count}件：").format(
        day=clock.in_words(moment.date()), time=f"{moment:%H:%M}", count=told["count"]
    )
    for one in told["kinds"]:
        yield N_("　{kind}：{count}件").format(**one)
    yield N_("其中逾期{late}件，今天到期{today}件，新到{new}件。").format(**told)
    yield ""
    for number, line in enumerate(queries.digest_lines(notice), start=1):
        yield f"{number}. {line_text(line)}"
        if found := link(line["address"]):
            yield f"   {found}"
    if found := link(reverse("overview:waiting")):
        yield ""
        yield N_("全部待办：{link}").format(link=found)


def line_text(line: dict[str, Any]) -> str:
    """One line of a digest: how urgent, which step, what, until when; whose place is told by the word alone."""
    due = date.fromisoformat(line["due"]) if line["due"] else None
    marks = [Urgency(line["urgency"]).label] if line["urgency"] in (Urgency.LATE, Urgency.TODAY) else []
    marks += [N_("新")] if line["new"] else []
    told = [N_("{day}到期").format(day=clock.in_words(due))] if due else []
    told += [N_("代理")] if line["place"] else []
    head = f"〔{'、'.join(marks)}〕" if marks else ""
    tail = f"（{'，'.join(told)}）" if told else ""
    return f"{head}{line['step']}　{line['title']}{tail}"
