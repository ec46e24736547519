"""`zhiben people`: accounts, roles and grants from the console."""

from __future__ import annotations

import secrets

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
@click.option("--password", help="初始口令；不给则随机生成并只显示一次")
@answering
def people_add(
    username: str, name: str, role: str, unit: str, phone: str, staff_number: str, password: str | None
) -> Answer:
    """新建账号并授予角色。

    例：zhiben people add li.ming --name 李明 --role department_officer --unit 市住房建设局
    """
    from zhiben.kernel.rights import SYSTEM
    from zhiben.orgs.operations import add_person_with_role

    chosen = password or secrets.token_urlsafe(9)
    person = add_person_with_role(
        username,
        name=name,
        role=role,
        unit=unit,
        password=chosen,
        phone=phone,
        staff_number=staff_number,
        actor=SYSTEM,
    )
    value = {"id": person.pk, "username": username, "role": role, "unit": unit}
    text = f"已建账号 {username}（{name}，{unit}）"
    if not password:
        value["password"] = chosen
        text += f"；初始口令（只显示这一次）：{chosen}"
    return Answer(value, text)


@people.command("list")
@answering
def people_list() -> Answer:
    """列出账号及其现行授权。

    例：zhiben people list --json
    """
    from zhiben.orgs.queries import roster

    rows = roster()
    lines = [
        f"{r['username']:<24}{r['name']}  " + "；".join(f"{g['role']}@{g['unit']}" for g in r["grants"]) for r in rows
    ]
    return Answer(rows, "\n".join(lines))


COMMANDS = {"people": people}
