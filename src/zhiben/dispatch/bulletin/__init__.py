"""From a round's frozen facts to the paper that airs them: 简报. Its figures are those that were frozen when the round
closed; beside them stand what units answered, and what was restated. People may write other words."""

from zhiben.dispatch.bulletin.bound import unbound
from zhiben.dispatch.bulletin.building import Standing, Suggested, build, standing_of, suggested
from zhiben.dispatch.bulletin.correcting import Wording, correction
from zhiben.dispatch.bulletin.sections import lines, words

__all__ = [
    "Standing",
    "Suggested",
    "Wording",
    "build",
    "correction",
    "lines",
    "standing_of",
    "suggested",
    "unbound",
    "words",
]
