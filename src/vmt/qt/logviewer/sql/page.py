"""The page of queries: the schema, a query and its answer."""

from pathlib import Path
from time import monotonic

from PyQt5.QtCore import QSettings, Qt, QTimer
from PyQt5.QtWidgets import QFileDialog, QSplitter, QVBoxLayout

from vmt.qt.background import Job
from vmt.qt.logviewer.comparison import Comparison
from vmt.qt.logviewer.pages import Page, fit_columns
from vmt.qt.logviewer.recording import Recording
from vmt.qt.logviewer.sql.answer import MOST_ROWS, Answer, answer
from vmt.qt.logviewer.sql.editor import QueryEditor
from vmt.qt.logviewer.sql.files import save
from vmt.qt.logviewer.sql.saved import SavedQueries
from vmt.qt.logviewer.sql.schema import SchemaTree, read_schema
from vmt.qt.tables import Column, RecordModel, Value
from vmt.qt.views import TableView, make_action, tool_button
from vmt.telemetry.errors import TelemetryError

_BEAT = 200  # ms between two looks at how long a query has been at work

Row = tuple[Value, ...]


class SqlPage(Page):
    """Answers queries to the file of the run that is looked at; they can only read.

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
        self._began, self._n_rows = 0.0, 0
        self.schema = SchemaTree()
        self.editor = QueryEditor(SavedQueries(settings))
        self.model: RecordModel[Row] = RecordModel([])
        self.table = TableView(self.model, self.tr("Answer"), self.tr("No rows."))
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
        self.schema.setMinimumWidth(16 * self.fontMetrics().averageCharWidth())
        whole.setSizes([260, 740])
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
        self._comparison = recording.comparison
        if recording.path != self._path:
            self.clear()
            self._comparison = recording.comparison
            self._path = recording.path
            self.ask(
                recording,
                read_schema,
                lambda found: self.schema.show_schema(found[0]),
                only_main=True,
            )

    def clear(self) -> None:
        """Show no tables and no answer; the query stays."""
        self.cancel()
        self.editor.state.clear()
        self.schema.clear()
        self._path = self._comparison = None
        self._show_rows(None)

    def ask_file(self, query: str) -> None:
        """Have a query answered beside the window."""
        if self._comparison is None or self._path is None:
            self.editor.state.setText(self.tr("No file is open; open one"))
            return
        self.cancel()
        job = self._comparison.querying.of(self._path).submit(
            lambda database, pulse: answer(database, pulse, query=query),
            done=self._take,
            failed=self._give_up,
            key=self,
        )
        job.progressed.connect(self._count)
        self._job, self._began, self._n_rows = job, monotonic(), 0
        self._beating.start()
        self.editor.show_running(is_running=True)
        self._tell_progress()

    def cancel(self) -> None:
        """Stop the query that is being answered."""
        if self._job is not None:
            self._job.cancel()
            self._end()
            self.editor.state.setText(self.tr("Stopped"))

    def end(self) -> None:
        """Let go of the query that is being answered."""
        self.cancel()

    def save_to(self, path: Path, *, replace: bool) -> None:
        """Write the answer to a file, and tell what came of it."""
        if self._answer is None:
            return
        try:
            save(self._answer, path, replace=replace)
        except TelemetryError as error:
            self.failed.emit(str(error))
        else:
            rows = len(self._answer.rows)
            self.editor.state.setText(self.tr("{0}: {1:,} rows").format(path, rows))

    def _take(self, found: Answer) -> None:
        self._end()
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
                "The first {0}: an answer has {1:,} rows or 64 MB at most. Narrow the"
                " query with WHERE, or go on with LIMIT and OFFSET."
            ).format(text, MOST_ROWS)
        self.editor.state.setText(text)

    def _give_up(self, reason: str) -> None:
        self._end()
        self.editor.state.setText(reason)

    def _end(self) -> None:
        self._job = None
        self._beating.stop()
        self.editor.show_running(is_running=False)

    def _count(self, done: int, _total: int) -> None:
        self._n_rows = done

    def _tell_progress(self) -> None:
        seconds = monotonic() - self._began
        text = self.tr("At work for {0:.0f} s: {1:,} rows so far (Ctrl+. stops it)")
        self.editor.state.setText(text.format(seconds, self._n_rows))

    def _show_rows(self, found: Answer | None) -> None:
        self._answer = found
        self.save_action.setEnabled(found is not None)
        titles = found.titles if found else []
        rows = found.rows if found else []
        before = self.model
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


def _column(number: int, title: str, rows: list[Row]) -> Column[Row]:
    """Return a column of an answer; it is text if its first value is."""
    values = (row[number] for row in rows[:100] if row[number] is not None)
    return Column(
        title, lambda row: row[number], is_text=isinstance(next(values, 0), str | bytes)
    )
