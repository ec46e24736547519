"""Tables of public tips."""

from zhiben.tips.models.beside import BesideTip, Recheck, Reward
from zhiben.tips.models.bounds import Asked, TermSetting
from zhiben.tips.models.tip import PublicTip, late, load_verifiers
from zhiben.tips.models.told import Verification, Word

__all__ = [
    "Asked",
    "BesideTip",
    "PublicTip",
    "Recheck",
    "Reward",
    "TermSetting",
    "Verification",
    "Word",
    "late",
    "load_verifiers",
]
