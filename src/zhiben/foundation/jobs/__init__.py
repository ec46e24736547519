"""Background work in the application's own database: asked for once, claimed by one worker, seen by who asked."""

from zhiben.foundation.jobs.asking import again, ask, task
from zhiben.foundation.jobs.stopping import Stop
from zhiben.foundation.jobs.ticking import periodic, tick
from zhiben.foundation.jobs.worker import conclude, progress, run_pending, work

__all__ = ["Stop", "again", "ask", "conclude", "periodic", "progress", "run_pending", "task", "tick", "work"]
