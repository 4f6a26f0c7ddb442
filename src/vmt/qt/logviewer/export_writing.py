"""What writes rows to a file in a process of its own."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from vmt.qt.own_process import Send
from vmt.telemetry import Selection, open_run
from vmt.telemetry.export import Format, write_runs, write_table
from vmt.telemetry.export.chunks import ticks_of

PROGRESS, ROWS = "progress", "rows"


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a run.

    Attributes
    ----------
    path : Path
    run_id : int
    label : str
        What tells the run from the others.
    selection : Selection
    """

    path: Path
    run_id: int
    label: str
    selection: Selection


@dataclass(frozen=True, slots=True)
class Writing:
    """What is written, and where.

    Attributes
    ----------
    parts : sequence of Part
    table : str
    form : Format
    file : Path
        Empty, and there already.
    """

    parts: Sequence[Part]
    table: str
    form: Format
    file: Path


def write(wanted: Writing, send: Send) -> None:
    """Write a file; send how many ticks are done, of how many, and at the end the rows.

    Raises
    ------
    TelemetryError
        A run cannot be read.
    """
    done = 0
    with ExitStack() as opened:
        runs = {
            part.label: (
                opened.enter_context(open_run(part.path, part.run_id)),
                part.selection,
            )
            for part in wanted.parts
        }
        total = sum(len(ticks_of(*each)) for each in runs.values())

        def go_on(ticks: int) -> None:
            nonlocal done
            done += ticks
            send(PROGRESS, (done, total))

        file = opened.enter_context(wanted.file.open("wb"))
        if len(runs) > 1:
            rows = write_runs(runs, wanted.table, file, wanted.form, on_ticks=go_on)
        else:
            ((run, selection),) = runs.values()
            rows = write_table(
                run, wanted.table, file, wanted.form, selection, on_ticks=go_on
            )
    send(ROWS, rows)
