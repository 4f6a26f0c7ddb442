"""What a recording must be like, whatever happened to the process that made it."""

from pathlib import Path

import numpy as np

from vmt.telemetry import RecordedRun, Selection
from vmt.telemetry.tables import TABLES
from vmt.telemetry.verification import verify


def assert_whole(found: RecordedRun, reference: RecordedRun) -> int:
    """Compare a recording with one of the same run that is complete.

    All tables must be those of the other up to the last tick, no row more and none
    less, and repeating it must give the same.

    Returns
    -------
    int
        How many ticks it holds.
    """
    ((verdict,),) = found.database.connection.execute("PRAGMA integrity_check")
    assert verdict == "ok"
    _, last = found.database.tick_range(found.run.run_id)
    assert found.database.run(found.run.run_id).total_ticks == last + 1
    for name, table in TABLES.items():
        selection = Selection(last_tick=last) if table.by_tick else Selection()
        ours = found.minor_table(name)
        theirs = reference.minor_table(name, selection)
        for column in table.columns:
            one, other = ours[column.name], theirs[column.name]
            np.testing.assert_array_equal(one, other, f"{name}.{column.name}")
    verified = verify(found.database, found.run.run_id)
    assert (verified.difference, verified.ticks) == (None, last + 1)
    return last + 1


def beside(path: Path) -> set[str]:
    """Return the names of what lies in the folder of a file, but for itself."""
    return {entry.name for entry in path.parent.iterdir()} - {path.name}
