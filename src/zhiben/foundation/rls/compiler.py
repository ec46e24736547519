"""Django's statements for PostgreSQL, each of which says to its connection whether it looks past the scope by name
(`_unfiltered`), or inserts, and which tables it joins to rows that it has filtered: of these it is shown all, for no
manager filters what is joined. All others are shown what the open scope shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql import compiler
from django.db.models import sql
from django.db.models.constants import OnConflict

from zhiben.foundation.rls import policies
from zhiben.foundation.scope.models import Home, Scoped, Through
from zhiben.kernel.rights import LINE_LEVELS, TERRITORY_LEVELS

if TYPE_CHECKING:
    from django.db.models.sql.compiler import SQLCompiler as Plain
else:
    Plain = object


class Said(Plain):
    """Notes for the statement being made, whichever of its parts says so, that it looks past the scope."""

    connection: Any

    def as_sql(self, *told: Any, **named: Any) -> Any:
        """The statement, or a part of one."""
        if self._looks_past():
            self.connection.look_past()
        return super().as_sql(*told, **named)

    def get_from_clause(self) -> Any:
        """The tables, while it is known which are joined."""
        self.connection.join(joined(self.query))
        return super().get_from_clause()

    def execute_sql(self, *told: Any, **named: Any) -> Any:
        """Made and sent; what was noted holds for this one alone."""
        with self.connection.one_statement():
            return super().execute_sql(*told, **named)

    def _looks_past(self) -> bool:
        return bool(getattr(self.query, "past_scope", False))


def joined(query: Any) -> set[str]:
    """Guarded tables that a query joins, save along the key through which one is seen like the other."""
    found = set()
    for alias, join in query.alias_map.items():
        field = getattr(join, "join_field", None)
        if field is None or not query.alias_refcount.get(alias) or join.table_name not in policies.tables():
            continue
        key = getattr(field, "field", field)  # of a relation that is gone backwards
        by = getattr(key.model, "scope_by", None)
        if not (isinstance(by, Through) and by.field == key.name):
            found.add(join.table_name)
    return found


class SQLCompiler(Said, compiler.SQLCompiler):
    """SELECT."""


class SQLAggregateCompiler(Said, compiler.SQLAggregateCompiler):
    """Figures over a SELECT, which says for itself where it looks."""


class SQLDeleteCompiler(Said, compiler.SQLDeleteCompiler):
    """DELETE."""


class SQLInsertCompiler(Said, compiler.SQLInsertCompiler):
    """INSERT: a row may be meant for others, or be seen only by those whose part in it is written next; its id comes
    back all the same. One that changes what it meets changes only what its scope shows."""

    def _looks_past(self) -> bool:
        query: Any = self.query
        meta = query.get_meta()
        if query.on_conflict == OnConflict.UPDATE:
            return super()._looks_past()
        return meta is not None and meta.db_table in policies.tables()


class SQLUpdateCompiler(Said, compiler.SQLUpdateCompiler):
    """UPDATE. The database would refuse one by which a row goes out of sight: where that may be, the rows in sight are
    looked for first, and these are changed, wherever they go."""

    def execute_sql(self, *told: Any, **named: Any) -> Any:
        """Made and sent; only rows in sight are changed."""
        if not self._looks_past() and not self.connection.sees_everything() and self._may_move():
            query: Any = self.query
            query.add_filter("pk__in", self._in_sight())
            query.past_scope = True
        return super().execute_sql(*told, **named)

    def _may_move(self) -> bool:
        model = self.query.model
        by = getattr(model, "scope_by", None) if model is not None and issubclass(model, Scoped) else None
        values: Any = self.query.values  # type: ignore[attr-defined]
        changed = {field.name for field, *_rest in values}
        if isinstance(by, Through):
            return by.field in changed
        places = {*TERRITORY_LEVELS, *LINE_LEVELS}
        return isinstance(by, Home) and bool(changed & (places | {by.site.removesuffix("_id")}))

    def _in_sight(self) -> list[Any]:
        query = self.query.chain(klass=sql.Query)
        query.clear_ordering(force=True)
        query.clear_select_clause()
        query.add_fields([query.get_meta().pk.name])
        with self.connection.one_statement():
            statement, values = query.get_compiler(connection=self.connection).as_sql()
            with self.connection.unseen_cursor() as cursor:
                cursor.execute(statement, values)
                return [row[0] for row in cursor.fetchall()]
