"""`zhiben people`: accounts, roles and grants from the console."""

from __future__ import annotations

from typing import Any

import click

from zhiben.cli.output import Answer, answering


@click.group()
def people() -> None:
    """人员、角色与授权。

    例：zhiben people list
    """


@people.command("add")
@click.argument("username")
@click.option("--name", required=True, help="姓名")
@click.option("--role", required=True, help="角色，如 office_officer、department_officer")
@click.option("--unit", required=True, help="单位名称")
@click.option("--phone", default="", help="手机号，一人一个账号")
@click.option("--staff-number", default="", help="工号，一人一个账号")
@answering
def people_add(username: str, name: str, role: str, unit: str, phone: str, staff_number: str) -> Answer:
    """新建账号并授予角色，印出本人设置口令用的一次性链接。

    例：zhiben people add li.ming --name 李明 --role department_officer --unit 市住房建设局
    """
    from zhiben.foundation.audit import batch
    from zhiben.kernel.rights import SYSTEM
    from zhiben.orgs.operations import add_person_with_role

    own = {"phone": phone, "staff_number": staff_number}
    with batch():
        person = add_person_with_role(username, name=name, role=role, unit=unit, password=None, actor=SYSTEM, **own)
        link = _issued(person)
    value = {"id": person.pk, "username": username, "role": role, "unit": unit, "link": link}
    return Answer(value, f"已建账号 {username}（{name}，{unit}）；{LINK}{link}")


LINK = "一次性设置链接（只显示这一次）："


def _issued(person: Any) -> str:
    """The address of a new set-up link."""
    from zhiben.identity.operations import issue_link
    from zhiben.identity.views.accounts import link_of
    from zhiben.kernel.rights import SYSTEM

    return link_of(issue_link(person, actor=SYSTEM))


def _named(username: str) -> Any:
    """The account of that name. Raises NotFound."""
    from zhiben.kernel.rights import SYSTEM
    from zhiben.orgs.queries import actor_named
    from zhiben.orgs.queries.accounts import account

    return account(SYSTEM, actor_named(username).id)


@people.command("administrators")
@click.option("--unit", required=True, help="单位名称，一般是市安委办")
@click.option("--system", "system_admin", required=True, help="系统管理员的用户名")
@click.option("--security", "security_admin", required=True, help="安全管理员的用户名")
@click.option("--audit", "audit_admin", required=True, help="审计管理员的用户名")
@answering
def people_administrators(unit: str, **named: str) -> Answer:
    """建立三员账号，各印出一条一次性设置链接，分别交给本人。

    例：zhiben people administrators --unit 市安委办 --system sys --security sec --audit aud
    """
    from zhiben.foundation.audit import batch
    from zhiben.kernel.rights import SYSTEM
    from zhiben.orgs.operations import add_person_with_role
    from zhiben.orgs.vocab import ADMINISTRATORS

    value = []
    with batch():
        for role in ADMINISTRATORS:
            name = named[role]
            one = add_person_with_role(name, name=role.label, role=role, unit=unit, password=None, actor=SYSTEM)
            value.append({"id": one.pk, "username": name, "role": role.value, "link": _issued(one)})
    lines = [f"{one['role']:<16}{one['username']:<20}{one['link']}" for one in value]
    return Answer(value, "\n".join([LINK, *lines]))


@people.command("link")
@click.argument("username")
@answering
def people_link(username: str) -> Answer:
    """给账号重新发放一次性设置链接，以前发放的随即失效。

    例：zhiben people link li.ming
    """
    link = _issued(_named(username))
    return Answer({"username": username, "link": link}, f"{LINK}{link}")


@people.command("unlock")
@click.argument("username")
@answering
def people_unlock(username: str) -> Answer:
    """解除账号的锁定，本人可立即再试。

    例：zhiben people unlock secadmin
    """
    from zhiben.identity.operations import unlock
    from zhiben.kernel.rights import SYSTEM

    unlock(_named(username), actor=SYSTEM)
    return Answer({"username": username, "unlocked": True}, f"已解除 {username} 的锁定")


@people.command("activate")
@click.argument("username")
@answering
def people_activate(username: str) -> Answer:
    """重新启用停用的账号；再用 zhiben people link 发放设置链接。

    例：zhiben people activate secadmin
    """
    from zhiben.kernel.rights import SYSTEM
    from zhiben.orgs.operations import set_active

    set_active(_named(username), active=True, actor=SYSTEM)
    return Answer({"username": username, "active": True}, f"已启用 {username}")


@people.command("reset-factors")
@click.argument("username")
@answering
def people_reset(username: str) -> Answer:
    """清除账号的第二因子和口令，印出一次性设置链接。

    例：zhiben people reset-factors secadmin
    """
    from zhiben.identity.operations import issue_link, reset_factors
    from zhiben.identity.views.accounts import link_of
    from zhiben.kernel.rights import SYSTEM

    person = _named(username)
    reset_factors(person, actor=SYSTEM)
    link = link_of(issue_link(person, actor=SYSTEM))
    return Answer({"username": username, "link": link}, f"第二因子和口令已清除；{LINK}{link}")


@people.command("any-network")
@answering
def people_any_network() -> Answer:
    """取消对管理员登录网络的限制（网络改了、谁都进不来时用）。

    例：zhiben people any-network
    """
    from dataclasses import replace

    from zhiben.identity.operations import set_rules
    from zhiben.identity.queries import rules_in_force
    from zhiben.kernel.rights import SYSTEM

    set_rules(replace(rules_in_force(), networks=()), actor=SYSTEM)
    return Answer({"networks": []}, "已取消限制，管理员可从任何网络登录；请尽快在“登录规则”中重新设定")


@people.command("list")
@answering
def people_list() -> Answer:
    """列出账号及其现行授权。

    例：zhiben people list --json
    """
    from zhiben.orgs.queries import roster

    rows = roster()
    lines = []
    for row in rows:
        held = "；".join(f"{one['role']}@{one['unit']}" for one in row["grants"])
        lines.append(f"{row['username']:<24}{row['name']}{'' if row['active'] else '（停用）'}  {held}")
    return Answer(rows, "\n".join(lines))


COMMANDS = {"people": people}
