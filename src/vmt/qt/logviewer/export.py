"""Writing what a page shows to a file, where the user says."""

from dataclasses import dataclass
from pathlib import Path

from PyQt5.QtCore import QCoreApplication, Qt
from PyQt5.QtWidgets import QFileDialog, QProgressDialog, QWidget

from vmt.telemetry import RecordedRun, Selection
from vmt.telemetry.export import Format, write_table, written
from vmt.telemetry.export.chunks import ticks_of
from vmt.telemetry.selection import in_words

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


def export(
    parent: QWidget, run: RecordedRun, table: str, selection: Selection, target: Target
) -> str:
    """Write rows of a table to a file, and return what was done in words.

    It can be canceled while it goes on; then there is no file.

    Raises
    ------
    TelemetryError
        The run cannot be read, or the file not written.
    """
    path = target.path
    total = len(ticks_of(run, selection))
    progress = QProgressDialog(
        tr("Writing {0}").format(path.name), tr("Cancel"), 0, total, parent
    )
    progress.setWindowModality(Qt.WindowModal)
    progress.setMinimumDuration(_PATIENCE)

    def go_on(ticks: int) -> None:
        progress.setValue(progress.value() + ticks)
        if progress.wasCanceled():
            raise _CanceledError

    form = Format(path.suffix.lower().lstrip("."))
    try:
        with (
            written(path, replace=target.may_replace) as beside,
            beside.open("wb") as file,
        ):
            rows = write_table(run, table, file, form, selection, on_ticks=go_on)
    except _CanceledError:
        return tr("{0} was not written").format(path)
    finally:
        progress.close()
        progress.deleteLater()
    return tr("{0}: {1:,} rows ({2})").format(path, rows, in_words(selection))
