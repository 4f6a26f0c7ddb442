"""Records a small run and tells, line by line, how far it is.

``recording_process.py PATH TICKS EVERY`` commits every so many ticks. It prints each
statement before SQLite carries it out, ``committed N`` when N ticks are in the file,
and ``finished`` when the recording is. Who reads the lines can end it at any of them.
"""

import os
import sqlite3
import sys
from pathlib import Path
from typing import Any

from small_market import MARKET, SEED
from vmt.engine.simulation import Simulation
from vmt.telemetry import recorder as recorder_module
from vmt.telemetry.recorder import Recorder

_connect = sqlite3.connect


def tell(line: str) -> None:
    """Print a line, at once."""
    os.write(1, f"{' '.join(line.split())}\n".encode())


def main(path: Path, ticks: int, every: int) -> None:
    """Record the run."""

    def connect(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = _connect(*arguments, **options)
        connection.set_trace_callback(lambda statement: tell(f"sql {statement[:40]}"))
        return connection

    sqlite3.connect = connect  # type: ignore[assignment]
    recorder_module.BATCH_SECONDS = 1e9  # not the clock but the lines tell the time
    simulation = Simulation(MARKET, SEED)
    with Recorder(path, None, simulation, ticks) as recorder:
        tell("committed 0")
        while simulation.tick < ticks:
            recorder.record(simulation, simulation.step())
            if simulation.tick % every == 0:
                recorder.flush()
                tell(f"committed {simulation.tick}")
    tell("finished")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
