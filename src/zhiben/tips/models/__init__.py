"""Tables of public tips."""

from zhiben.tips.models.beside import BesideTip, Recheck, Reward
from zhiben.tips.models.bounds import Asked, DaySalt, TermSetting
from zhiben.tips.models.tip import PublicTip, late, load_verifiers
from zhiben.tips.models.told import Verification, Word

__all__ = [
    "Asked",
    "BesideTip",
    "DaySalt",
    "PublicTip",
    "Recheck",
    "Reward",
    "TermSetting",
    "Verification",
    "Word",
    "late",
    "load_verifiers",
]
