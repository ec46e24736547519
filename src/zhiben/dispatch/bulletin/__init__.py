"""From a round's frozen facts to the paper that airs them: 简报. Reads nothing that was not frozen when the round
closed."""

from zhiben.dispatch.bulletin.building import build
from zhiben.dispatch.bulletin.requirements import is_default, requirements_of, with_requirements

__all__ = ["build", "is_default", "requirements_of", "with_requirements"]
