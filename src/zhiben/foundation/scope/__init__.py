"""Which rows a person may see: said once by a model (`scope_by`), applied everywhere by its manager, and an error
where nobody has said who asks."""

from zhiben.foundation.scope.context import Scope, current, past_guard, scope, unscoped
from zhiben.foundation.scope.query import visible

__all__ = ["Scope", "current", "past_guard", "scope", "unscoped", "visible"]
