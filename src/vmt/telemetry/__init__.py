"""Recorded runs: one SQLite file a run, written whole ticks at a time."""

from vmt.telemetry.recorded_run import RecordedRun, open_run
from vmt.telemetry.selection import Selection

__all__ = ["RecordedRun", "Selection", "open_run"]
