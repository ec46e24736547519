"""From a round's frozen facts to the paper that airs them: 简报. Its figures are those that were frozen when the round
closed; beside them stand what units answered, and what was restated."""

from zhiben.dispatch.bulletin.building import Standing, build, standing_of
from zhiben.dispatch.bulletin.correcting import correction
from zhiben.dispatch.bulletin.requirements import is_default, requirements_of, with_requirements

__all__ = [
    "Standing",
    "build",
    "correction",
    "is_default",
    "requirements_of",
    "standing_of",
    "with_requirements",
]
