"""The page of queries: the schema, a query and its answer."""

from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path
from time import monotonic
from typing import Any

from PyQt5.QtCore import QSettings, Qt, QTimer
from PyQt5.QtWidgets import QFileDialog, QSplitter, QVBoxLayout

from vmt.qt.background import Job, Pulse
from vmt.qt.background.reader import Work
from vmt.qt.logviewer.comparison import Compared, Comparison
from vmt.qt.logviewer.gathering import Gathering
from vmt.qt.logviewer.pages import Page, fit_columns
from vmt.qt.logviewer.recording import Recording
from vmt.qt.logviewer.sql.answer import Piece, QueryError, Row
from vmt.qt.logviewer.sql.asking import Answer, answer, asked
from vmt.qt.logviewer.sql.beside import MOST
from vmt.qt.logviewer.sql.child import Question
from vmt.qt.logviewer.sql.editor import QueryEditor
from vmt.qt.logviewer.sql.files import save
from vmt.qt.logviewer.sql.saved import SavedQueries
from vmt.qt.logviewer.sql.schema import Schema, SchemaTree, read_schema
from vmt.qt.tables import Column, RecordModel
from vmt.qt.views import TableView, make_action, tool_button
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.reader import Database

_BEAT = 200  # ms between two looks at how long a query has been at work


class SqlPage(Page):
    """Answers queries to the files of the runs that are looked at; they can only read.

    Parameters
    ----------
    settings : QSettings
        Where queries are saved.
    """

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self._settings = settings
        self._path: Path | None = None
        self._comparison: Comparison | None = None
        self._job: Job | None = None
        self._answer: Answer | None = None
        self._files: list[Compared] = []
        self._beside: dict[str, Path] = {}
        self._at_work, self._began, self._n_rows = "", 0.0, 0
        self.schema = SchemaTree()
        self.editor = QueryEditor(SavedQueries(settings))
        self.model: RecordModel[Row] = RecordModel([])
        self.table = TableView(self.model, self.tr("Answer"))
        self.model.setParent(self.table)
        self.save_action = make_action(
            self, self.tr("S&ave the answer…"), "Ctrl+Shift+E"
        )
        self.save_action.setEnabled(False)
        self.editor.buttons.addWidget(tool_button(self.save_action))
        right = QSplitter(Qt.Vertical)
        right.addWidget(self.editor)
        right.addWidget(self.table)
        right.setSizes([200, 400])
        whole = QSplitter(Qt.Horizontal)
        whole.addWidget(self.schema)
        whole.addWidget(right)
        whole.setStretchFactor(1, 1)
        letter = self.fontMetrics().averageCharWidth()
        self.schema.setMinimumWidth(16 * letter)
        # The longest name, resource_snapshots_in_units, with its type beside it.
        whole.setSizes([44 * letter, 80 * letter])
        for splitter in (right, whole):
            splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.addWidget(whole)
        self._beating = QTimer(self)
        self._beating.setInterval(_BEAT)
        self._beating.timeout.connect(self._tell_progress)
        self.editor.asked.connect(self.ask_file)
        self.editor.canceled.connect(self.cancel)
        self.schema.picked.connect(self.editor.insert)
        self.save_action.triggered.connect(lambda _: self._choose_file())

    @property
    def is_running(self) -> bool:
        """Whether a query is being answered."""
        return self._job is not None

    def show_recording(self, recording: Recording) -> None:
        """Show the tables of the file; the answer stays while it is the same file."""
        if recording.run is None:
            self.clear()
            return
        comparison = recording.comparison
        if recording.path != self._path:
            self.clear()
            self._path = recording.path
        self._comparison = comparison
        files = list({run.path: run for run in reversed(comparison.runs)}.values())
        files.reverse()
        if [run.path for run in files] != [run.path for run in self._files]:
            self._files = files
            asked = Gathering(comparison.readers, files, read_schema, key=self)
            asked.done.connect(self._show_schemas)
            asked.failed.connect(self._fail)

    def clear(self) -> None:
        """Show no tables and no answer; the query stays."""
        self.cancel()
        self.editor.state.clear()
        self.schema.clear()
        self._path = self._comparison = None
        self._files, self._beside = [], {}
        self._show_rows(None)

    def ask_file(self, query: str) -> None:
        """Have a query answered beside the window."""
        if self._comparison is None or self._path is None:
            self.editor.state.setText(self.tr("No file is open; open one"))
            return
        question = Question(query, self._path, dict(self._beside))
        self._begin(
            lambda _database, pulse: answer(question, pulse),
            self._take,
            self.tr("At work for {0:.0f} s: {1:,} rows so far (Ctrl+. stops it)"),
        )

    def cancel(self) -> None:
        """Stop the query that is being answered, or the writing of its answer."""
        if self._job is not None:
            self._job.cancel()
            self._end()
            self.editor.state.setText(self.tr("Stopped"))

    def end(self) -> None:
        """Let go of the query that is being answered."""
        self.cancel()

    def save_to(self, path: Path, *, replace: bool) -> None:
        """Write all of the answer to a file beside the window.

        Where only the first rows are listed, the query is answered once more.
        """
        given = self._answer
        if given is None:
            return

        def write(_database: Database, pulse: Pulse) -> int:
            rows = _listed(given) if given.is_whole else asked(given.question, pulse)
            try:
                with closing(rows):
                    return save(rows, path, replace=replace)
            except QueryError as error:
                raise TelemetryError(error.problem) from error

        self._begin(
            write,
            lambda rows: self.editor.state.setText(
                self.tr("{0}: {1:,} rows").format(path, rows)
            ),
            self.tr(
                "Writing for {{0:.0f}} s: {{1:,}} rows so far (Ctrl+. stops it; {0} is"
                " there when it is whole)"
            ).format(path.name.replace("{", "{{").replace("}", "}}")),
        )

    def _take(self, found: Answer) -> None:
        if found.problem:
            self.editor.state.setText(found.problem)
            if found.place is not None:
                self.editor.mark(*found.place)
            return
        self._show_rows(found)
        number = len(found.rows)
        rows = self.tr("1 row") if number == 1 else self.tr("{0:,} rows").format(number)
        text = self.tr("{0} in {1:.2f} s").format(rows, found.seconds)
        if not found.is_whole:
            text = self.tr(
                "The first {0}; there are more. To have all of them, save the answer"
                " (Ctrl+Shift+E)."
            ).format(text)
        self.editor.state.setText(text)

    def _begin(self, work: Work, done: Callable[[Any], object], words: str) -> None:
        """Have something done beside the window, instead of what is done now."""
        assert self._comparison is not None and self._path is not None  # noqa: S101, PT018 - a file is open
        self.cancel()

        def take(found: object) -> None:
            self._end()
            done(found)

        job = self._comparison.querying.of(self._path).submit(
            work, done=take, failed=self._give_up, key=self
        )
        job.progressed.connect(self._count)
        self._job, self._at_work = job, words
        self._began, self._n_rows = monotonic(), 0
        self._beating.start()
        self.editor.show_running(is_running=True)
        self.save_action.setEnabled(False)
        self._tell_progress()

    def _show_schemas(self, found: list[Schema]) -> None:
        prefixes = []
        for number, schema in enumerate(found[1:], start=2):
            can_be_asked = schema.can_be_beside and number <= MOST + 1
            prefixes.append(f"run{number}" if can_be_asked else "")
        self._beside = {
            prefix: schema.run.path
            for prefix, schema in zip(prefixes, found[1:], strict=True)
            if prefix
        }
        self.schema.show_schemas(found, prefixes)

    def _give_up(self, reason: str) -> None:
        self._end()
        self.editor.state.clear()
        self.failed.emit(reason)

    def _end(self) -> None:
        self._job = None
        self._beating.stop()
        self.editor.show_running(is_running=False)
        self.save_action.setEnabled(self._answer is not None)

    def _count(self, done: int, _total: int) -> None:
        self._n_rows = done

    def _tell_progress(self) -> None:
        seconds = monotonic() - self._began
        self.editor.state.setText(self._at_work.format(seconds, self._n_rows))

    def _show_rows(self, found: Answer | None) -> None:
        self._answer = found
        self.save_action.setEnabled(found is not None)
        titles = found.titles if found else []
        rows = found.rows if found else []
        before = self.model
        self.table.empty = self.tr("No rows.") if found else ""
        self.model = RecordModel([_column(i, t, rows) for i, t in enumerate(titles)])
        self.model.set_records(rows)
        self.model.setParent(self.table)
        self.table.setModel(self.model)
        self.table.horizontalHeader().setSortIndicator(-1, Qt.AscendingOrder)
        before.deleteLater()
        fit_columns(self.table)

    def _choose_file(self) -> None:
        folder = Path(self._settings.value("export_folder") or Path.home())
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the answer"),
            str(folder / "answer.csv"),
            self.tr("CSV (*.csv);;JSON lines (*.jsonl)"),
        )
        if chosen:
            path = Path(chosen)
            self._settings.setValue("export_folder", str(path.parent))
            if path.suffix.lower() not in {".csv", ".jsonl"}:
                path = path.with_name(f"{path.name}.csv")
                self.save_to(path, replace=False)
            else:
                self.save_to(path, replace=True)  # the dialog has asked


def _listed(given: Answer) -> Generator[Piece, None, None]:
    yield given.titles
    yield given.rows


def _column(number: int, title: str, rows: list[Row]) -> Column[Row]:
    """Return a column of an answer; it is text if its first value is."""
    values = (row[number] for row in rows[:100] if row[number] is not None)
    return Column(
        title, lambda row: row[number], is_text=isinstance(next(values, 0), str | bytes)
    )
