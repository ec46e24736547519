"""The key-task list at a million tasks beside itself at 1,232, and its search beside a page of it: whole pages as the
site makes them, with rights and templates, by the processor's time. All of it is 示例数据."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from time import process_time
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client, override_settings

from zhiben.campaign import operations
from zhiben.campaign.operations import Draft
from zhiben.demonstration import texts
from zhiben.demonstration.speed.crowd import Crowd
from zhiben.demonstration.stopwatch import Benchmark
from zhiben.foundation.inserting import Prepared, prepared
from zhiben.foundation.scope import scope
from zhiben.foundation.search.index import enter_texts
from zhiben.foundation.search.words import fold
from zhiben.kernel import clock
from zhiben.orgs.vocab import Role

LISTED, MILLION = 1232, 1_000_000
ASKED, AT_ONCE = 15, 65_536
LIST = "/tasks/"
SEARCHES = ("消防", "执法", "粉尘涉爆", "电动自行车", "排查 燃气", "测速-0417", "0417", "案例曝光", "水", "没有此词")
"""Frequent and rare words of one to six characters, several together, numbers, and one that stands nowhere."""
DAYS = 700
"""Over so many days the million is due."""


def measured(crowd: Crowd, say: Callable[[str], None]) -> Iterator[Benchmark]:
    """The list's growth, and the dearest search, each for the person for whom it is the dearest."""
    listed = type(_draft(crowd)[0])
    clients = _people(crowd)
    small = {name: _page(client, "") for name, client in clients.items()}
    _grow(listed, say)
    large = {name: _page(client, "") for name, client in clients.items()}
    worst = max(clients, key=lambda name: large[name] / small[name])
    yield Benchmark(
        "tasks_1m",
        large[worst],
        f"{LISTED}项时的同一页（处理器时间）",
        small[worst],
        goal="P14",
        limit=1.5,
        told="；".join(f"{name} {small[name]:.1f} → {large[name]:.1f} ms" for name in clients),
    )
    asked = {(name, word): _page(client, word) for name, client in clients.items() for word in SEARCHES}
    name, word = max(asked, key=lambda one: asked[one] / large[one[0]])
    yield Benchmark(
        "tasks_search_1m",
        asked[name, word],
        f"同一人不搜索时清单的一页（{MILLION}项）",
        large[name],
        goal="P14 search",
        limit=3.0,
        told=f"最慢的是{name}搜“{word}”；" + "；".join(f"{one} {asked['city office', one]:.1f} ms" for one in SEARCHES),
    )


def _draft(crowd: Crowd) -> list[Any]:
    """As many tasks as the city has, by the verb that lists them."""
    city = crowd.city
    office = city.actor(Role.OFFICE_OFFICER, city.office)
    said = list(product(texts.TASK_VERBS, (*texts.SECTORS, *texts.TASK_TOPICS)))
    drafts = []
    for number in range(LISTED):
        verb, topic = said[number * 7 % len(said)]
        drafts.append(
            Draft(
                number=f"测速-{number:04d}",
                title=verb.format(topic=topic),
                target=texts.TASK_TARGETS[number % len(texts.TASK_TARGETS)],
                lead_unit=city.leads[number % len(city.leads)],
                due=clock.today() + timedelta(days=1 + number % DAYS),
                topic=topic,
                evidence_required="检查记录（示例数据）",
            )
        )
    with scope(office):
        made = operations.draft_tasks(drafts, actor=office)
        operations.assign_all(made[: LISTED // 2], actor=office)
    return made


def _grow(listed: Any, say: Callable[[str], None]) -> None:
    """The same tasks again and again under other numbers and days, entered as the verb would leave them, without what
    the ledger would tell of them."""
    stock = list(listed._unfiltered().order_by("pk"))
    columns = prepared(stock).columns
    first, days = stock[-1].pk + 1, listed._meta.get_field("due")
    end = first + MILLION - len(stock)
    if connection.vendor == "sqlite":  # a million rows in a dozen indexes; what is measured is read afterwards
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size=-200000")
    for start in range(first, end, AT_ONCE):
        ids = range(start, min(start + AT_ONCE, end))
        places = [(place - first) % len(stock) for place in ids]
        rows = {name: [values[place] for place in places] for name, values in columns.items()}
        numbers = [f"测速-{place:07d}" for place in ids]
        due = [days.get_db_prep_save(_due(place), connection) for place in ids]
        with transaction.atomic():
            Prepared(listed, {**rows, "id": list(ids), "number": numbers, "due": due}).write()
            said = zip(ids, numbers, places, strict=True)
            enter_texts(listed.found_by.name, {pk: _said(number, stock[place]) for pk, number, place in said})
        say(f"已列入{ids[-1]}项任务")
    connection.close()


def _said(number: str, one: Any) -> list[str]:
    return [fold(text) for text in (number, one.title, one.topic, one.target)]


def _due(place: int) -> date:
    return clock.today() + timedelta(days=1 + place * 7919 % DAYS)


def _people(crowd: Crowd) -> dict[str, Client]:
    city, (street, line) = crowd.city, crowd.city.home
    posts = {
        "city office": (Role.OFFICE_OFFICER, city.office),
        "city department": (Role.DEPARTMENT_OFFICER, city.leads[14]),
        "district": (Role.DISTRICT_OFFICER, street.district.government),
        "district department": (Role.DEPARTMENT_OFFICER, street.district.departments[line]),
    }
    clients = {}
    for name, post in posts.items():
        clients[name] = Client()
        clients[name].force_login(get_user_model().objects.get(pk=city.people[post][0]))
    return clients


def _page(client: Client, word: str) -> float:
    """Milliseconds of the processor for one page, the median of some. Raises RuntimeError when it is refused."""
    taken = []
    address = LIST + ("?" + urlencode({"state": "open", "q": word}) if word else "?state=open")
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        for _ in range(ASKED):
            began = process_time()
            answer = client.get(address)
            taken.append(1000 * (process_time() - began))
            if answer.status_code != 200:
                raise RuntimeError(f"{address}: {answer.status_code}")
    return statistics.median(taken)
