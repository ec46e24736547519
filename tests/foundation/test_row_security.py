"""PostgreSQL's own guard, with the managers' filter out of the way: what it shows is what the scope shows, whichever
way a table says who sees its rows; what it keeps back nobody changes."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import DatabaseError, Error, connection, transaction
from django.db.models import QuerySet
from tests.factories.campaign import FACTS, task
from tests.factories.orgs import SINCE, City, city
from tests.factories.past_filter import changed, filter_off, shown
from tests.factories.supervision import again, drawn, ground, targets
from tests.foundation.places import SEEDS, Country, country, grants, made_sites, made_tasks

from zhiben.campaign.models import KeyTask, TaskReport
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.rls import policies, standing, telling
from zhiben.foundation.scope import past_guard, scope, unscoped, visible
from zhiben.foundation.scope.models import Confidant, Home, Participation, Scoped, part_in
from zhiben.kernel import clock
from zhiben.kernel.rights import EVERYWHERE, SYSTEM, Actor, Coordinates, Grant
from zhiben.orgs.models import Site
from zhiben.orgs.models.liaison import ForceMember, TaskForce
from zhiben.orgs.vocab import MEMBER_UNIT, OF_UNITS, Role
from zhiben.supervision.models import Target

pytestmark = [pytest.mark.django_db, pytest.mark.served]

TODAY = date(2024, 10, 16)
NOON = clock.day_start(TODAY) + timedelta(hours=12)


def person(*held: Grant) -> Actor:
    return Actor(1, "甲", held)


def agreed(model: type[Scoped], actor: Actor) -> set[int]:
    """What the database shows by itself, which is what the filter shows."""
    with scope(actor):
        by_database = shown(model)
        assert set(model.objects.values_list("pk", flat=True)) == by_database
    assert set(model._unfiltered().filter(visible(model, actor)).values_list("pk", flat=True)) == by_database
    return by_database


def test_every_scoped_table_has_the_policy_that_is_meant() -> None:
    assert standing.missing(connection) == []
    assert {one.table for one in policies.policies()} == {
        *(model._meta.db_table for model in telling.scoped()),
        "foundation_participation",
        "foundation_confidant",
    }
    assert len(telling.scoped()) > 100


@pytest.mark.parametrize(
    "done",
    [
        "ALTER TABLE orgs_site DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE orgs_site NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY zhiben_scope ON orgs_site",
        "CREATE POLICY wider ON orgs_site USING (true)",
        """CREATE POLICY "much ""wider" ON orgs_site AS RESTRICTIVE USING (true)""",
        "ALTER POLICY zhiben_scope ON orgs_site USING (true)",
        "ALTER POLICY zhiben_scope ON orgs_site WITH CHECK (true)",
        "COMMENT ON POLICY zhiben_scope ON orgs_site IS NULL",
    ],
)
def test_a_policy_that_was_altered_is_missed_and_put_up_again(done: str) -> None:
    changed(done)
    assert standing.missing(connection) == ["orgs_site"]
    standing.put_up(connection)
    assert standing.missing(connection) == []


def test_a_table_that_says_otherwise_than_its_policy_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    meant = policies.policies()
    with monkeypatch.context() as patch:
        patch.setattr(Site, "scope_by", Home())
        policies.policies.cache_clear()
        assert standing.missing(connection) == ["orgs_site"]
    policies.policies.cache_clear()
    assert policies.policies() == meant


def test_before_migrations_policies_name_no_column_and_keep_everybody_out() -> None:
    made_sites(country(), Random(1), 3)
    changed("SET CONSTRAINTS ALL IMMEDIATE")
    standing.step_back(connection)
    with scope(person(Grant(1, "x", EVERYWHERE))):
        assert shown(Site) == set()
    changed("ALTER TABLE orgs_site ALTER COLUMN street TYPE numeric")
    with connection.schema_editor():
        assert len(shown(Site)) == 3
    changed("ALTER TABLE orgs_site ALTER COLUMN street TYPE bigint")
    standing.put_up(connection)
    assert standing.missing(connection) == []


def test_a_table_that_lacks_columns_shows_nothing() -> None:
    made_sites(country(), Random(1), 3)
    changed("SET CONSTRAINTS ALL IMMEDIATE")
    changed("ALTER TABLE orgs_site DROP COLUMN subline CASCADE")
    standing.put_up(connection)
    assert "orgs_site" in standing.missing(connection)
    with past_guard():
        assert shown(Site) == set()


def test_the_role_is_bound_and_it_is_told_when_one_is_not() -> None:
    assert standing.unbound(connection) == ""
    changed("SET ROLE overseer")
    assert standing.unbound(connection) == "overseer"
    changed("RESET ROLE")


@pytest.mark.parametrize("seed", SEEDS)
def test_sites_are_shown_to_whom_a_grant_covers_them(seed: int) -> None:
    chance = Random(seed)
    land = country()
    sites = made_sites(land, chance, 120)
    for _ in range(25):
        actor = person(*grants(land, chance, sites=[s.pk for s in sites]))
        expected = {s.pk for s in sites if any(g.covers(s.coordinates) for g in actor.reading_grants())}
        assert agreed(Site, actor) == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_tasks_are_shown_at_home_and_to_those_who_take_part(seed: int) -> None:
    chance = Random(seed)
    land = country()
    tasks = made_tasks(land, chance, 120)
    with scope(SYSTEM):
        places = {one.pk: [one.coordinates, *(place for _part, place in one.participants)] for one in tasks}
    for _ in range(25):
        actor = person(*grants(land, chance))
        covered = {pk for pk, at in places.items() if any(g.covers(x) for g in actor.reading_grants() for x in at)}
        assert agreed(KeyTask, actor) == covered


def made_forces(land: Country, chance: Random) -> dict[int, tuple[Coordinates, list[tuple[Coordinates, date | None]]]]:
    """Task forces anywhere, each with a member; units take part without end, until a day before or after today."""
    found = {}
    for number in range(60):
        force = TaskForce(office=land.unit, host=land.unit, name=f"示例专班{number}", valid_from=SINCE)
        force.place_at(land.somewhere(chance))
        force.save()
        parts = []
        for unit in range(chance.choice((0, 1, 2))):
            until = chance.choice((None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=9)))
            parts.append((land.somewhere(chance), until))
            part_in(force, MEMBER_UNIT, unit, parts[-1][0], until=until).save()
        ForceMember.objects.create(force=force, unit=land.unit, name="示例成员", role="member", valid_from=SINCE)
        found[force.pk] = (force.coordinates, parts)
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_what_lies_on_an_offices_desk_is_shown_to_offices_and_to_who_takes_part_today(seed: int) -> None:
    chance = Random(seed)
    land = country()
    with unscoped(reason="a test fills tables"), clock.at(NOON):
        forces = made_forces(land, chance)
        of_force = dict(ForceMember.objects.values_list("pk", "force"))
    roles = (Role.OFFICE_OFFICER, *OF_UNITS)
    for _ in range(25):
        held = [Grant(g.id, chance.choice(roles), g.at, reads=g.reads) for g in grants(land, chance)]
        actor = person(*held)
        reading = actor.reading_grants()
        expected = {
            pk
            for pk, (home, parts) in forces.items()
            if any(g.covers(home) for g in reading if g.role not in OF_UNITS)
            or any(g.covers(at) for g in reading for at, until in parts if until is None or until >= TODAY)
        }
        with clock.at(NOON):
            assert agreed(TaskForce, actor) == expected
            assert agreed(ForceMember, actor) == {pk for pk, force in of_force.items() if force in expected}


def test_what_is_sealed_is_shown_to_its_confidants_alone() -> None:
    with clock.at(NOON):
        found = ground()
        one = drawn(found)
        listed = {target.pk for target in targets(found, one)}
        assert len(listed) == 6
        keeper = again(found.keeper.id)
        assert agreed(Target, keeper) == listed
        for actor in (again(found.leader.id), SYSTEM, person(Grant(1, "x", EVERYWHERE))):
            assert agreed(Target, actor) == set()
        substitute = Actor(keeper.id, "甲", tuple(Grant(0, g.role, g.at, g.unit, 9) for g in keeper.grants))
        assert agreed(Target, substitute) == set()
        for goer in map(again, (each.id for each in found.inspectors)):
            with unscoped(reason="a test looks at who is in"):
                mine = Confidant.objects.filter(person=goer.id, since__lte=NOON).values_list("record", flat=True)
                expected = set(mine) & listed
            assert agreed(Target, goer) == expected
        with scope(keeper):
            assert {row.person for row in Confidant.objects.all()} == {keeper.id}
    with clock.at(NOON - timedelta(days=300)):
        assert agreed(Target, keeper) == set()


@pytest.fixture
def built() -> City:
    return city()


def reported(built: City, record: KeyTask) -> TaskReport:
    lead = built.actor(Role.STREET_OFFICER, record.lead_unit.name)
    with scope(lead):
        perform(record, "nil", lead, **FACTS["nil"])
        return TaskReport.objects.get(task=record)


def test_with_the_filter_off_a_street_sees_its_own_rows_only(built: City, monkeypatch: pytest.MonkeyPatch) -> None:
    own, other = built.site("民治街道"), built.site("粤海街道")
    mine, theirs = task(built, lead="民治街道"), task(built, lead="粤海街道")
    joint = task(built, lead="粤海街道", assisting=("民治街道",))
    ours, report = reported(built, joint), reported(built, theirs)
    street = built.actor(Role.STREET_OFFICER, "民治街道")
    with scope(street), filter_off(monkeypatch):
        assert list(Site.objects.values_list("pk", flat=True)) == [own.pk] != [other.pk]
        assert set(KeyTask.objects.values_list("pk", flat=True)) == {mine.pk, joint.pk}
        assert KeyTask.objects.count() == 2
        assert list(TaskReport.objects.values_list("pk", flat=True)) == [ours.pk] != [report.pk]
        assert list(TaskReport.objects.filter(task=theirs.pk).select_related("task")) == []
        assert not KeyTask.objects.filter(pk=theirs.pk).exists()
        assert set(KeyTask.objects.filter(reports__isnull=False).values_list("pk", flat=True)) == {joint.pk}
    with filter_off(monkeypatch):
        assert KeyTask.objects.count() == 0
        assert list(Site.objects.all()) == []
        assert shown(Participation) == set()


def test_rows_that_are_joined_are_shown_to_who_sees_those_that_join_them(
    built: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A task's part lies elsewhere; the whole is seen from there, as the filter has it, and not by itself."""
    whole, other = task(built, lead="民治街道", title="上级任务"), task(built, lead="民治街道")
    part = task(built, lead="粤海街道")
    with unscoped(reason="a test fills tables"):
        KeyTask.objects.filter(pk=part.pk).update(parent=whole.pk)
    street = built.actor(Role.STREET_OFFICER, "粤海街道")
    with scope(street):
        rows = KeyTask.objects.filter(parent__title="上级任务").values_list("pk", "parent__title")
        assert list(rows) == [(part.pk, "上级任务")]
        assert [one.parent.title for one in KeyTask.objects.select_related("parent")] == ["上级任务"]
        assert shown(KeyTask) == {part.pk}
    with scope(street), filter_off(monkeypatch):
        assert list(TaskReport.objects.filter(task__title="上级任务")) == []
        assert list(TaskReport.objects.filter(task__parent__title="上级任务")) == []
        assert not Site.objects.filter(merged_into__name="没有", pk__gt=0).exists()
        assert KeyTask.objects.filter(lead_unit__name="民治街道").count() == 0
    assert other.pk not in {part.pk, whole.pk}


def test_with_the_filter_off_nobody_changes_what_they_do_not_see(built: City, monkeypatch: pytest.MonkeyPatch) -> None:
    own, other = built.site("民治街道"), built.site("粤海街道")
    street = built.actor(Role.STREET_OFFICER, "民治街道")
    with scope(street), filter_off(monkeypatch):
        assert Site.objects.update(name="改名") == 1
        assert Site.objects.update(street=0) == 1
        assert changed("UPDATE orgs_site SET name = '又改名'") == 0  # the row has gone to no street
    with scope(street), filter_off(monkeypatch):
        assert changed(f"UPDATE orgs_site SET name = '改名' WHERE id = {other.pk}") == 0
        assert Site.objects.filter(pk=other.pk).delete() == (0, {})
        assert changed("DELETE FROM orgs_site") == 0
    with filter_off(monkeypatch):
        assert Site.objects.update(name="改名") == 0
    with unscoped(reason="a test looks at all rows"):
        names = dict(Site.objects.values_list("pk", "name"))
    assert (names[own.pk], names[other.pk]) == ("改名", other.name)


def test_a_row_may_be_saved_where_its_writer_will_not_see_it(built: City) -> None:
    own = built.site("民治街道")
    street = built.actor(Role.STREET_OFFICER, "民治街道")
    with scope(street):
        own.place_at(built.site("粤海街道").coordinates)
        own.save()
        assert not Site.objects.filter(pk=own.pk).exists()
        with pytest.raises(DatabaseError, match="did not affect any rows"), transaction.atomic():
            own.save(force_update=True)
    with unscoped(reason="a test looks at all rows"):
        assert Site.objects.get(pk=own.pk).street == own.street


def test_a_new_row_gets_its_id_though_its_writer_does_not_see_it(built: City) -> None:
    own, other = built.site("民治街道"), built.site("粤海街道")
    fields: dict[str, Any] = {"territory": other.territory, "sector": other.sector}
    with scope(built.actor(Role.STREET_OFFICER, "民治街道")):
        made = Site(name="示例新场所", local_id="N-1", **fields)
        made.place_at(other.coordinates)
        made.save()
        assert made.pk > max(own.pk, other.pk)
        assert shown(Site) == {own.pk}


def test_an_insert_that_changes_what_it_meets_changes_only_what_is_in_sight(built: City) -> None:
    mine, theirs = built.site("民治街道"), built.site("粤海街道")
    changed("SET CONSTRAINTS ALL IMMEDIATE")
    street = built.actor(Role.STREET_OFFICER, "民治街道")

    def renamed(site: Site) -> None:
        row = Site._unfiltered().get(pk=site.pk)
        row.name = "改了"
        with scope(street), transaction.atomic():
            plain = QuerySet(Site)
            plain.bulk_create([row], update_conflicts=True, unique_fields=["id"], update_fields=["name"])

    renamed(mine)
    with pytest.raises(DatabaseError, match="row-level security"):
        renamed(theirs)
    names = dict(Site._unfiltered().values_list("pk", "name"))
    assert (names[mine.pk], names[theirs.pk]) == ("改了", theirs.name)


def test_a_plain_insert_takes_a_scope(built: City) -> None:
    where = built.site("民治街道")
    names = "name, local_id, territory_id, sector_id"
    blank = [
        field
        for field in Site._meta.concrete_fields
        if field.column not in ("id", *names.split(", ")) and not field.null
    ]
    columns = ", ".join([names, *(f'"{field.column}"' for field in blank)])
    values = [field.get_db_prep_save(field.get_default(), connection) for field in blank]
    marks = ", ".join(["%s"] * (len(blank) + 4))
    row = ["示例场所", "P-1", where.territory_id, where.sector_id, *values]
    statement = f"INSERT INTO orgs_site ({columns}) VALUES ({marks})"
    with pytest.raises(Error, match="row-level security"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, row)
    with scope(SYSTEM), connection.cursor() as cursor:
        cursor.execute(statement, row)
        assert cursor.rowcount == 1


def test_rows_past_the_scope_are_named_loudly_wherever_they_stand_in_a_statement(built: City) -> None:
    own, other = built.site("民治街道"), built.site("粤海街道")
    mine, theirs = task(built, lead="民治街道"), task(built, lead="粤海街道")
    with scope(built.actor(Role.STREET_OFFICER, "民治街道")):
        assert set(Site._unfiltered().values_list("pk", flat=True)) == {own.pk, other.pk}
        assert Site._unfiltered().count() == 2
        assert Site._unfiltered().filter(pk=other.pk).update(name="示例改名") == 1
        assert KeyTask.objects.filter(lead_unit__in=KeyTask._unfiltered().values("lead_unit")).count() == 1
        leads = Site._unfiltered().filter(street=other.street).values("territory")
        assert KeyTask._unfiltered().filter(lead_unit__territory__in=leads).get() == theirs
        assert Site._unfiltered().filter(pk=other.pk).delete()[1] == {"orgs.Site": 1}
        assert shown(Site) == {own.pk}
        assert shown(KeyTask) == {mine.pk}


def test_a_grant_at_a_node_that_no_numbering_gives_is_refused() -> None:
    with pytest.raises(ValueError, match="street"):
        telling.key(Coordinates(street=1 << 29))
    assert telling.key(Coordinates(street=(1 << 29) - 1, subline=(1 << 29) - 1)) < 1 << 63
