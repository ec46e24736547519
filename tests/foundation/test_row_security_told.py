"""What PostgreSQL was told of the open scope is never wider than the scope that is open: through rollbacks, errors,
other connections, threads, nested scopes, answers that are sent on, rows that are fetched later."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.http import HttpRequest, StreamingHttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from tests.factories.orgs import City, city
from tests.factories.past_filter import shown, told

from zhiben.foundation.jobs import worker
from zhiben.foundation.jobs.asking import ask, task
from zhiben.foundation.jobs.models import Job
from zhiben.foundation.scope import past_guard, scope, unscoped
from zhiben.identity.middleware import ScopeMiddleware
from zhiben.identity.sessions import SessionStore
from zhiben.kernel.rights import Actor
from zhiben.orgs.models import Site
from zhiben.orgs.vocab import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.served]

EVERYTHING = "a test looks at all rows"


class Two:
    """Two streets with a site each, and who sees them."""

    def __init__(self, built: City) -> None:
        self.built = built
        self.here, self.there = ({built.site(name).pk} for name in ("民治街道", "粤海街道"))
        self.near, self.far = (built.actor(Role.STREET_OFFICER, name) for name in ("民治街道", "粤海街道"))
        self.city = built.actor(Role.OFFICE_OFFICER, "市安委办")
        self.all = self.here | self.there


@pytest.fixture
def two() -> Two:
    return Two(city())


def test_scopes_follow_one_another_and_lie_in_one_another(two: Two) -> None:
    with scope(two.city):
        assert shown(Site) == two.all
        with scope(two.near):
            assert shown(Site) == two.here
            with unscoped(reason=EVERYTHING):
                assert shown(Site) == two.all
            assert shown(Site) == two.here
            with past_guard():
                assert shown(Site) == two.all
            assert shown(Site) == two.here
        assert shown(Site) == two.all
    assert shown(Site) == set()
    with scope(two.far):
        assert shown(Site) == two.there


@pytest.mark.parametrize("point", [False, True], ids=["transaction", "savepoint"])
@pytest.mark.parametrize("by_hand", [False, True])
def test_what_was_told_in_what_is_rolled_back_is_told_again(two: Two, point: bool, by_hand: bool) -> None:
    def narrow_and_back() -> None:
        with transaction.atomic():
            with scope(two.near):
                assert shown(Site) == two.here
            if by_hand and point:
                with connection.cursor() as cursor:
                    cursor.execute("SAVEPOINT mine")
                    with scope(two.far):
                        assert shown(Site) == two.there
                    cursor.execute("rollback to mine")
                with scope(two.far):
                    assert shown(Site) == two.there
            raise ZeroDivisionError

    with scope(two.city):
        assert shown(Site) == two.all
    if point:
        with transaction.atomic():
            with unscoped(reason=EVERYTHING):
                assert shown(Site) == two.all
            with pytest.raises(ZeroDivisionError):
                narrow_and_back()
            with scope(two.near):
                assert shown(Site) == two.here
    else:
        with pytest.raises(ZeroDivisionError):
            narrow_and_back()
        with scope(two.near):
            assert shown(Site) == two.here
    assert shown(Site) == set()


def test_a_rollback_to_a_wider_scope_shows_no_more(two: Two) -> None:
    with unscoped(reason=EVERYTHING):
        assert shown(Site) == two.all
    with scope(two.near), transaction.atomic():
        assert shown(Site) == two.here
        transaction.set_rollback(True)
    with scope(two.near):
        assert shown(Site) == two.here


@pytest.mark.parametrize("end", ["ROLLBACK", "/* so */ rollback", "SELECT 1; ROLLBACK", "RESET ALL", "DISCARD ALL"])
def test_statements_by_hand_that_take_back_are_noticed(two: Two, end: str) -> None:
    with unscoped(reason=EVERYTHING):
        assert shown(Site) == two.all
    with connection.cursor() as cursor, scope(two.near):
        if "ROLLBACK" in end.upper():
            cursor.execute("BEGIN")
        assert shown(Site) == two.here
        cursor.execute(end)
        assert shown(Site) == two.here


def test_an_error_leaves_no_wider_scope(two: Two) -> None:
    with unscoped(reason=EVERYTHING):
        assert shown(Site) == two.all
    with scope(two.near):
        with pytest.raises(Error), transaction.atomic():
            assert shown(Site) == two.here
            with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT 1/0")
            assert shown(Site) == two.here
            with connection.cursor() as cursor:
                cursor.execute("SELECT nothing FROM nowhere")
        assert shown(Site) == two.here
    assert shown(Site) == set()


def test_a_commit_that_fails_leaves_no_wider_scope(two: Two) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE late (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    with unscoped(reason=EVERYTHING):
        assert shown(Site) == two.all
    with scope(two.near):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            assert shown(Site) == two.here
            cursor.execute("INSERT INTO late VALUES (1), (1)")
        assert shown(Site) == two.here


def test_another_connection_knows_nothing(two: Two) -> None:
    with unscoped(reason=EVERYTHING):
        assert shown(Site) == two.all
    connection.close()
    assert shown(Site) == set()
    with scope(two.near):
        assert shown(Site) == two.here
        connection.close()
        assert shown(Site) == two.here
    connection.close_if_unusable_or_obsolete()
    assert shown(Site) == set()


def test_threads_see_nothing_of_each_others_scopes(two: Two) -> None:
    seen: dict[str, set[int]] = {}

    def look(name: str, actor: Actor | None) -> None:
        try:
            if actor is None:
                seen[name] = shown(Site)
                return
            with scope(actor):
                seen[name] = shown(Site)
        finally:
            connection.close()

    with unscoped(reason=EVERYTHING):
        assert shown(Site) == two.all
        for name, actor in (("nobody", None), ("near", two.near), ("far", two.far)):
            thread = threading.Thread(target=look, args=(name, actor))
            thread.start()
            thread.join()
    assert seen == {"nobody": set(), "near": two.here, "far": two.there}


def test_an_answer_that_is_sent_on_after_its_scope_sees_nothing(two: Two) -> None:
    def answer(_request: HttpRequest) -> StreamingHttpResponse:
        def lines() -> Iterator[str]:
            yield str(sorted(shown(Site)))

        return StreamingHttpResponse(lines())

    request = RequestFactory().get("/hazards/")
    request.user, request.session = two.built.person(Role.OFFICE_OFFICER, "市安委办"), SessionStore()
    asked: Callable[[HttpRequest], Any] = ScopeMiddleware(answer)
    sent = asked(request)
    with scope(two.city):
        assert shown(Site) == two.all
    assert b"".join(sent.streaming_content) == b"[]"


@pytest.mark.parametrize("held", [False, True], ids=["in a transaction", "held"])
def test_rows_that_are_fetched_later_are_those_of_the_scope_in_which_they_were_asked(two: Two, held: bool) -> None:
    with transaction.atomic() if not held else scope(two.near):
        with scope(two.near):
            rows = Site.objects.values_list("pk", flat=True).order_by("-pk").iterator(1)
            first = [next(rows)]
        with unscoped(reason=EVERYTHING):
            assert shown(Site) == two.all
            assert {*first, *rows} == two.here
            rows = Site._unfiltered().values_list("pk", flat=True).order_by("pk").iterator(1)
        with scope(two.near):
            first = [next(rows)]
            assert shown(Site) == two.here
            assert {*first, *rows} == two.all
            assert shown(Site) == two.here


def test_a_session_is_told_once_and_no_page_counts_it(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    with told(monkeypatch) as heard, CaptureQueriesContext(connection) as asked:
        for _ in range(2):
            with scope(two.near):
                for _ in range(3):
                    assert Site.objects.count() == 1
        with scope(two.far):
            assert Site.objects.count() == 1
            assert Site._unfiltered().count() == 2
            assert Site._unfiltered().count() == 2
    assert heard == [str(two.near.id), str(two.far.id), "everything"]
    assert len(asked) == 9


@task(title="看一看")
def look_around() -> list[int]:
    return sorted(shown(Site))


def test_a_job_sees_what_who_asked_for_it_sees(two: Two) -> None:
    for actor_id in (two.near.id, two.city.id, two.far.id, None):
        ask(look_around, actor_id=actor_id)
        with unscoped(reason=EVERYTHING):
            assert shown(Site) == two.all
    assert worker.run_pending() == 4
    results = list(Job.objects.order_by("pk").values_list("result", flat=True))
    assert [set(found) for found in results] == [two.here, two.all, two.there, set()]
