"""Writing what a page shows to a file, where the user says, beside the window."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from PyQt5.QtCore import QCoreApplication, QObject, pyqtSignal
from PyQt5.QtWidgets import QFileDialog, QWidget

from vmt.qt.background import Job, Pulse, Reader
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.export_writing import ROWS, Part, Writing, write
from vmt.qt.logviewer.progress_strip import ProgressStrip
from vmt.qt.own_process import messages
from vmt.telemetry import Selection
from vmt.telemetry.export import Format, written
from vmt.telemetry.reader import Database
from vmt.telemetry.selection import in_words

Shown = tuple[Compared, Selection]
"""A run, and what is shown of it."""


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


class Export(QObject):
    """Writes one file at a time beside the window; other runs can be looked at.

    Attributes
    ----------
    strip : ProgressStrip
        Shows how far it is.
    """

    changed = pyqtSignal()
    """Sent when it begins, and when it has ended."""
    done = pyqtSignal(str)
    """Sent with what was done, in words."""
    failed = pyqtSignal(str)
    """Sent with the reason when there is no file."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.strip = ProgressStrip(tr("Export"), tr("Stop writing; no file is left"))
        self.strip.canceled.connect(self.cancel)
        self._reader: Reader | None = None
        self._job: Job | None = None
        self._path, self._written = Path(), ""

    @property
    def is_busy(self) -> bool:
        """Whether a file is being written."""
        return self._reader is not None

    def begin(self, shown: Sequence[Shown], table: str, target: Target) -> None:
        """Write rows of a table to a file.

        Of several runs, the first column has their labels.

        Parameters
        ----------
        shown : sequence of (Compared, Selection)
            The runs, and what is written of each.
        """
        self.end()
        self._path = path = target.path
        self._reader = reader = Reader(shown[0][0].path, self)
        self.strip.begin(tr("Writing {0}").format(path.name))
        self._written, words = "", in_words(shown[0][1], table)

        def work(_database: Database, pulse: Pulse) -> None:
            rows = _write(shown, table, target, pulse)
            self._written = tr("{0}: {1:,} rows ({2})").format(path, rows, words)

        self._job = job = reader.submit(work, failed=self.failed.emit)
        job.progressed.connect(self.strip.show_progress)
        reader.idle.connect(self._close)
        self.changed.emit()

    def cancel(self) -> None:
        """Write no more; nothing is left of the file."""
        if self._job is not None:
            self._job.cancel()

    def end(self) -> None:
        """Write no more, and wait until nothing is left of the file."""
        if self._reader is not None:
            self._reader.close()
            self._close()

    def _close(self) -> None:
        reader, job = self._reader, self._job
        self._reader = self._job = None
        self.strip.end()
        if self._written:  # it may have been whole when it was canceled
            self.done.emit(self._written)
        elif job is not None and job.is_canceled:
            self.done.emit(tr("{0} was not written").format(self._path))
        if reader is not None:
            reader.close()
            reader.deleteLater()
        self.changed.emit()


def _write(shown: Sequence[Shown], table: str, target: Target, pulse: Pulse) -> int:
    """Have rows written to a file, beside the window; return how many they are."""
    form = Format(target.path.suffix.lower().lstrip("."))
    parts = [Part(run.path, run.run_id, run.label, part) for run, part in shown]
    done, total, rows = 0, 0, 0
    with written(target.path, replace=target.may_replace) as beside:
        wanted = Writing(parts, table, form, beside)
        with closing(messages(write, wanted, lambda: pulse(done, total))) as told:
            for kind, content in told:
                if kind == ROWS:
                    rows = content
                else:
                    done, total = content
                    pulse(done, total)
    return rows
