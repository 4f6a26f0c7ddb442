"""Writing what a page shows to a file, where the user says."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from PyQt5.QtCore import QCoreApplication, Qt
from PyQt5.QtWidgets import QFileDialog, QProgressDialog, QWidget

from vmt.qt.logviewer.comparison import Compared
from vmt.telemetry import Selection, open_run
from vmt.telemetry.export import Format, write_runs, write_table, written
from vmt.telemetry.export.chunks import ticks_of
from vmt.telemetry.selection import in_words

Shown = tuple[Compared, Selection]
"""A run, and what is shown of it."""
_PATIENCE = 500  # ms after which it is shown how far it is


class _CanceledError(Exception):
    """The user does not want the file any more."""


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("export", text))


@dataclass(frozen=True)
class Target:
    """A file to write; `may_replace`: the user has agreed to lose what is there."""

    path: Path
    may_replace: bool


def ask_for_file(parent: QWidget, folder: Path, name: str) -> Target | None:
    """Ask for a file to write; None: the user does not want to."""
    kinds = {
        tr("CSV (*.csv)"): Format.CSV,
        tr("JSON lines (*.jsonl)"): Format.JSONL,
    }
    chosen, kind = QFileDialog.getSaveFileName(
        parent,
        tr("Export what is shown"),
        str(folder / f"{name}.{Format.CSV}"),
        ";;".join(kinds),
    )
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix.lower() in {f".{form}" for form in kinds.values()}:
        return Target(path, may_replace=True)  # the dialog has asked
    path = path.with_name(f"{path.name}.{kinds.get(kind, Format.CSV)}")
    return Target(path, may_replace=False)


def export(parent: QWidget, shown: Sequence[Shown], table: str, target: Target) -> str:
    """Write rows of a table to a file, and return what was done in words.

    Of several runs, the first column has their labels. It can be canceled while it
    goes on; then there is no file.

    Parameters
    ----------
    shown : sequence of (Compared, Selection)
        The runs, and what is written of each.

    Raises
    ------
    TelemetryError
        A run cannot be read, or the file not written.
    """
    path = target.path
    progress = QProgressDialog(
        tr("Writing {0}").format(path.name), tr("Cancel"), 0, 0, parent
    )
    progress.setWindowModality(Qt.WindowModal)
    progress.setMinimumDuration(_PATIENCE)

    def go_on(ticks: int) -> None:
        progress.setValue(progress.value() + ticks)
        if progress.wasCanceled():
            raise _CanceledError

    form = Format(path.suffix.lower().lstrip("."))
    try:
        with ExitStack() as opened:
            runs = {
                run.label: (opened.enter_context(open_run(run.path, run.run_id)), part)
                for run, part in shown
            }
            total = sum(len(ticks_of(*each)) for each in runs.values())
            progress.setMaximum(total)
            beside = opened.enter_context(written(path, replace=target.may_replace))
            with beside.open("wb") as file:
                if len(runs) == 1:
                    ((run, part),) = runs.values()
                    rows = write_table(run, table, file, form, part, on_ticks=go_on)
                else:
                    rows = write_runs(runs, table, file, form, on_ticks=go_on)
    except _CanceledError:
        return tr("{0} was not written").format(path)
    finally:
        progress.close()
        progress.deleteLater()
    words = in_words(shown[0][1], table)
    return tr("{0}: {1:,} rows ({2})").format(path, rows, words)
