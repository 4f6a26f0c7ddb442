"""Writing answers to files, exactly."""

import csv
import json
from collections.abc import Generator
from itertools import count
from pathlib import Path
from typing import Any

from vmt.qt.logviewer.sql.answer import Piece
from vmt.qt.tables import exact
from vmt.telemetry.export import Format, written


def save(pieces: Generator[Piece, None, None], path: Path, *, replace: bool) -> int:
    """Write an answer, as CSV or as JSON lines by the suffix of the path.

    Parameters
    ----------
    pieces : iterator
        The titles, and then rows, some at a time.

    Returns
    -------
    int
        How many rows it has.

    Raises
    ------
    TelemetryError
        The file cannot be written.
    """
    is_json = path.suffix.lower() == f".{Format.JSONL}"
    n_rows = 0
    with (
        written(path, replace=replace) as beside,
        beside.open("w", encoding="utf-8", newline="") as file,
    ):
        titles = _told_apart(next(pieces)) if is_json else next(pieces)
        writer = csv.writer(file, lineterminator="\n")
        if not is_json:
            writer.writerow(titles)
        for rows in pieces:
            n_rows += len(rows)
            if is_json:
                for row in rows:
                    named = dict(zip(titles, map(_as_json, row), strict=True))
                    file.write(json.dumps(named, ensure_ascii=False) + "\n")
            else:
                writer.writerows([exact(value) for value in row] for row in rows)
    return n_rows


def _told_apart(titles: list[str]) -> list[str]:
    """Return names for the columns of which no two are the same, as JSON needs it."""
    names: dict[str, None] = {}
    for title in titles:
        tries = (title if n == 1 else f"{title}:{n}" for n in count(1))
        names[next(name for name in tries if name not in names)] = None
    return list(names)


def _as_json(value: Any) -> Any:
    if isinstance(value, bytes):
        return exact(value)
    if isinstance(value, float) and abs(value) == float("inf"):
        return str(value)  # which JSON has no number for
    return value
