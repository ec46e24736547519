"""`zhiben keys`: the keys of what is kept secret, and who has read it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from zhiben.cli.output import Answer, answering

if TYPE_CHECKING:
    from zhiben.foundation.secrets.disclosing import Read

ALGORITHMS = ("SM4-GCM", "AES-256-GCM")


@click.group()
def keys() -> None:
    """加密保存的内容所用的密钥。

    例：zhiben keys list
    """


@keys.command("list")
@answering
def keys_list() -> Answer:
    """列出密钥、各锁着多少项内容，不显示密钥本身。

    例：zhiben keys list --json
    """
    from zhiben.foundation.secrets.turning import KeyLine, listed

    def told(one: KeyLine) -> str:
        if one.missing:
            return "不在密钥文件中"
        return f"已于{one.destroyed[:10]}销毁" if one.destroyed else ("现用" if one.active else "只供读出")

    rows = listed()
    lines = [f"{one.id}  {one.algorithm:<12}  {one.made[:10]}  {told(one)}  {one.values}项" for one in rows]
    return Answer({"keys": [asdict(one) for one in rows]}, "\n".join(lines) or "还没有密钥")


@keys.command("add")
@click.option("--algorithm", type=click.Choice(ALGORITHMS), default=ALGORITHMS[0], show_default=True, help="算法")
@answering
def keys_add(algorithm: str) -> Answer:
    """启用一把新密钥：此后保存的内容用它，原有密钥仍可读出原有内容。

    例：zhiben keys add
    """
    from zhiben.foundation.secrets.turning import add_key
    from zhiben.kernel.rights import SYSTEM

    key = add_key(algorithm, actor=SYSTEM)
    return Answer({"key": key.id, "algorithm": algorithm}, f"已启用密钥{key.id}（{algorithm}）；请备份密钥文件")


@keys.command("rotate")
@answering
def keys_rotate() -> Answer:
    """把其余密钥锁着的内容分批改用现用密钥，不用停机；中断后再运行即接着做。

    例：zhiben keys rotate
    """
    from zhiben.foundation.secrets.turning import rotate
    from zhiben.kernel.rights import SYSTEM

    found = rotate(actor=SYSTEM)
    text = f"已改用密钥{found.key}：{found.turned}项"
    if found.unreadable:
        text += f"；另有{found.unreadable}项读不出，未动，原因见 zhiben keys list 和 zhiben doctor"
    return Answer(asdict(found), text, refused=bool(found.unreadable))


@keys.command("redigest")
@answering
def keys_redigest() -> Answer:
    """用新密钥重算查重用的摘要（一人一个账号的手机号），并销毁旧的查重密钥；中断后再运行即接着做。

    例：zhiben keys redigest
    """
    from zhiben.foundation.secrets.digests import redigest
    from zhiben.kernel.rights import SYSTEM

    key, count = redigest(actor=SYSTEM)
    return Answer({"key": key, "digests": count}, f"已用密钥{key}重算{count}项摘要；请备份密钥文件")


@keys.command("destroy")
@click.argument("key")
@click.option("--values", type=click.IntRange(min=0), default=0, help="它还锁着的项数；这些内容从此读不出")
@answering
def keys_destroy(key: str, values: int) -> Answer:
    """销毁一把密钥，它锁着的内容即告删除，备份中的也一样；记入台账为凭。

    例：zhiben keys destroy 3f9a01bc --values 12
    """
    from zhiben.foundation.secrets.turning import destroy_key
    from zhiben.kernel.rights import SYSTEM

    count = destroy_key(key, values=values, actor=SYSTEM)
    return Answer({"key": key, "values": count}, f"密钥{key}已销毁，{count}项内容从此读不出；请一并销毁密钥文件的备份")


@keys.command("disclosures")
@click.option("--count", type=click.IntRange(1, 10_000), default=100, show_default=True, help="最近多少条")
@answering
def keys_disclosures(count: int) -> Answer:
    """谁看过加密保存的内容、为什么，最近的在前。

    例：zhiben keys disclosures --count 20
    """
    from zhiben.foundation.secrets import newest
    from zhiben.kernel import clock

    rows = newest(count)
    value = [asdict(one) | {"at": one.at.astimezone(clock.TZ).isoformat()} for one in rows]
    lines = [
        f"{one.at.astimezone(clock.TZ):%Y-%m-%d %H:%M}  {one.who}  {one.field}{_which(one)}  {one.purpose} {one.reason}"
        for one in rows
    ]
    return Answer({"disclosures": value}, "\n".join(lines) or "还没有人看过")


def _which(one: Read) -> str:
    return one.called[0] if not one.records else f"{len(one.records)}项"


COMMANDS = {"keys": keys}
