"""Backups: database and files as of one moment, in one file that any altered, missing or added byte makes invalid;
taken while people work, proved before anything is put back."""

from zhiben.foundation.backup.restoring import Restored, examined, restore
from zhiben.foundation.backup.taking import Taken, take

__all__ = ["Restored", "Taken", "examined", "restore", "take"]
