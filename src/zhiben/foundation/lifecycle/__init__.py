"""The only door through which a state changes, and what pages derive from a machine: offers and forms."""

from zhiben.foundation.lifecycle.beginning import Beginning, begin, begin_many, beginning
from zhiben.foundation.lifecycle.door import Change, Step, effect, hindrances, perform, perform_many, prepare
from zhiben.foundation.lifecycle.offers import Offer, offers
from zhiben.foundation.lifecycle.redating import Entered, redates
from zhiben.foundation.lifecycle.together import MOST, Outcome, act_on_each
from zhiben.foundation.lifecycle.waiting import Waiting, waiting
from zhiben.foundation.lifecycle.writing import amend

__all__ = [
    "MOST",
    "Beginning",
    "Change",
    "Entered",
    "Offer",
    "Outcome",
    "Step",
    "Waiting",
    "act_on_each",
    "amend",
    "begin",
    "begin_many",
    "beginning",
    "effect",
    "hindrances",
    "offers",
    "perform",
    "perform_many",
    "prepare",
    "redates",
    "waiting",
]
