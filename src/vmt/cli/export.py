"""``vmt export``: write the tables of a recorded run for other programs."""

import json
import os
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from vmt.cli.parser import nearest, whole_number
from vmt.cli.progress import progress
from vmt.cli.stopping import Stop
from vmt.errors import ExitCode, UserError
from vmt.telemetry import RecordedRun, Selection, open_run
from vmt.telemetry.export import Format, write_sqlite, write_table, written
from vmt.telemetry.export.chunks import ticks_of
from vmt.telemetry.selection import in_words
from vmt.telemetry.tables import TABLES

EXAMPLE = """\
run.db --table trades --ticks 10:20 --agent 3 7 -o trades.csv
run.db -o whole.sqlite"""

ALL = "all"
SQLITE = "sqlite"
_FORMATS = [*Format, SQLITE]
_SUFFIXES = {
    ".csv": Format.CSV,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".parquet": Format.PARQUET,
    ".sqlite": SQLITE,
    ".sqlite3": SQLITE,
    ".db": SQLITE,
}
_STDOUT = Path("-")


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a recorded run")
    parser.add_argument(
        "--table",
        type=_table,
        metavar="NAME",
        help=f"{', '.join(TABLES)}, {ALL} (default: trades)",
    )
    parser.add_argument(
        "--format",
        type=_format,
        metavar="F",
        help=f"{', '.join(_FORMATS)} (default: as OUT ends)",
    )
    parser.add_argument(
        "-o",
        type=Path,
        default=_STDOUT,
        dest="output",
        metavar="OUT",
        help="new file, or folder for all (default: stdout)",
    )
    parser.add_argument(
        "--run",
        type=int,
        metavar="N",
        help="number of the run in the file (default: the newest)",
    )
    parser.add_argument(
        "--ticks",
        type=_ticks,
        default=(None, None),
        metavar="A:B",
        help="from A to B, with both; or A:, or :B, or one tick",
    )
    parser.add_argument(
        "--agent",
        type=_agent,
        nargs="+",
        action="extend",
        metavar="N",
        help="only what these agents take part in",
    )
    parser.add_argument(
        "--minor", action="store_true", help="goods as integers of minor units"
    )
    parser.add_argument(
        "--force", action="store_true", help="replace files that are there"
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing on stderr")


def execute(arguments: Namespace) -> int:
    """Write the tables and return 0."""
    output, form = arguments.output, _format_of(arguments)
    table = arguments.table or (ALL if form == SQLITE else "trades")
    names = list(TABLES) if table == ALL else [table]
    to_stdout = output == _STDOUT
    if to_stdout and (table == ALL or form in {SQLITE, Format.PARQUET}):
        what = "all tables" if table == ALL else f"{table} as {form}"
        raise UserError(f"{what} cannot go to stdout; say where to with -o")
    first, last = arguments.ticks
    agents = arguments.agent and tuple(dict.fromkeys(arguments.agent))
    selection = Selection(first, last, agents)
    quiet = arguments.quiet or (to_stdout and sys.stdout.isatty())
    with open_run(arguments.file, arguments.run) as run:
        _require_agents(run, selection)
        total = len(names) * len(ticks_of(run, selection))
        with Stop() as stop, progress(total, run.run.scenario_name, quiet=quiet) as bar:

            def go_on(ticks: int) -> None:
                bar.update(ticks)
                if stop.signal is not None:
                    raise _StoppedError

            export = _Export(
                run, selection, form, arguments.minor, arguments.force, go_on
            )
            try:
                if to_stdout:
                    rows = export.to_stdout(table)
                elif form == SQLITE:
                    rows = export.to_sqlite(output, names)
                elif table == ALL:
                    rows = export.to_folder(output)
                else:
                    rows = export.to_file(output, table)
            except _StoppedError:
                return stop.exit_code
    if not (to_stdout or arguments.quiet):
        sys.stderr.write(f"{output}: {rows:,} rows ({in_words(selection)})\n")
    return ExitCode.OK


class _StoppedError(Exception):
    """Somebody asked for the end; what was begun is taken away."""


@dataclass(frozen=True)
class _Export:
    """What is exported, and how; the methods say where to, and return the rows."""

    run: RecordedRun
    selection: Selection
    form: str
    minor: bool
    force: bool
    on_ticks: Callable[[int], object]

    def to_stdout(self, table: str) -> int:
        return self._write(sys.stdout.buffer, table)

    def to_file(self, path: Path, table: str) -> int:
        with written(path, replace=self.force) as beside, beside.open("wb") as file:
            return self._write(file, table)

    def to_folder(self, folder: Path) -> int:
        """Write every table, and run.json with what the run is."""
        paths = {name: folder / f"{name}.{self.form}" for name in TABLES}
        about = folder / "run.json"
        # Before the first is written, so that none is half there.
        taken = [p.name for p in (about, *paths.values()) if os.path.lexists(p)]
        if taken and not self.force:
            raise UserError(
                f"{folder}: there are such files already ({', '.join(taken)}); choose"
                " another folder, or have them replaced (--force)"
            )
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise UserError(f"{folder}: {error.strerror}; name a folder") from error
        rows = sum(self.to_file(path, name) for name, path in paths.items())
        with written(about, replace=self.force) as beside:
            text = json.dumps(asdict(self.run.run), indent=2, ensure_ascii=False)
            beside.write_text(f"{text}\n", encoding="utf-8")
        return rows

    def to_sqlite(self, path: Path, tables: Sequence[str]) -> int:
        with written(path, replace=self.force) as beside:
            return write_sqlite(self.run, beside, self.selection, tables, self.on_ticks)

    def _write(self, file: BinaryIO, table: str) -> int:
        return write_table(
            self.run,
            table,
            file,
            Format(self.form),
            self.selection,
            minor=self.minor,
            on_ticks=self.on_ticks,
        )


def _format_of(arguments: Namespace) -> str:
    if arguments.format is not None:
        return str(arguments.format)
    suffix = arguments.output.suffix.lower()
    if suffix and suffix not in _SUFFIXES and arguments.table != ALL:
        raise UserError(
            f"{arguments.output}: which format? Give --format, or a name that ends in"
            f" one of {', '.join(_SUFFIXES)}"
        )
    return _SUFFIXES.get(suffix, Format.CSV)


def _require_agents(run: RecordedRun, selection: Selection) -> None:
    last = run.run.num_agents - 1
    unknown = [agent for agent in selection.agents or () if agent > last]
    if unknown:
        raise UserError(
            f"{run.path}: there is no agent {unknown[0]} in run {run.run.run_id}; its"
            f" agents are 0 to {last}"
        )


def _table(text: str) -> str:
    return _one_of(text, "table", [*TABLES, ALL])


def _format(text: str) -> str:
    return _one_of(text, "format", _FORMATS)


def _one_of(text: str, what: str, known: Sequence[str]) -> str:
    if text not in known:
        raise ArgumentTypeError(
            f"there is no {what} {text!r}{nearest(text, known)} (there are:"
            f" {', '.join(known)})"
        )
    return text


def _ticks(text: str) -> tuple[int | None, int | None]:
    found = re.fullmatch(r"(-?\d+)?(:)?(-?\d+)?", text)
    ends = [int(end) if end else None for end in found.group(1, 3)] if found else []
    match ends:
        case [int(first), int(last)] if ":" in text and first <= last:
            return first, last
        case [int(tick), None] if ":" not in text:
            return tick, tick
        case [int(_), None] | [None, int(_)] if ":" in text:
            return ends[0], ends[1]
    raise ArgumentTypeError(f"{text!r} are no ticks A:B, the first not after the last")


def _agent(text: str) -> int:
    return whole_number(text, 0, sys.maxsize)
