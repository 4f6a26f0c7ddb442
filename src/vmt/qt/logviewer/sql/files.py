"""Writing an answer to a file, exactly."""

import csv
import json
from pathlib import Path
from typing import Any

from vmt.qt.logviewer.sql.answer import Answer
from vmt.qt.tables import exact
from vmt.telemetry.export import Format, written


def save(answer: Answer, path: Path, *, replace: bool) -> None:
    """Write the rows of an answer, as CSV or as JSON lines by the suffix of the path.

    Raises
    ------
    TelemetryError
        The file cannot be written.
    """
    is_json = path.suffix.lower() == f".{Format.JSONL}"
    with (
        written(path, replace=replace) as beside,
        beside.open("w", encoding="utf-8", newline="") as file,
    ):
        if is_json:
            for row in answer.rows:
                values = (_as_json(value) for value in row)
                named = dict(zip(answer.titles, values, strict=True))
                file.write(json.dumps(named, ensure_ascii=False) + "\n")
        else:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(answer.titles)
            writer.writerows([exact(value) for value in row] for row in answer.rows)


def _as_json(value: Any) -> Any:
    if isinstance(value, bytes):
        return exact(value)
    if isinstance(value, float) and abs(value) == float("inf"):
        return str(value)  # which JSON has no number for
    return value
