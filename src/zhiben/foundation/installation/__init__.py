"""What this installation is: a demonstration or not, and whether it lives on a day of its own."""

from zhiben.foundation.installation.setting import current, follow_clock, mark_demonstration, set_clock

__all__ = ["current", "follow_clock", "mark_demonstration", "set_clock"]
