"""The pages of the log viewer: what they have in common, and the simplest one."""

from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QFontDatabase, QFontMetrics
from PyQt5.QtWidgets import QHeaderView, QPlainTextEdit, QVBoxLayout, QWidget

from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.filter_bar import FilterBar
from vmt.qt.logviewer.gathering import Gathering, Question
from vmt.qt.logviewer.recording import Recording
from vmt.qt.views import TableView
from vmt.telemetry.selection import Selection


class Page(QWidget):
    """A page that shows something of the recording when it is looked at.

    What it shows is read beside the window, and arrives a little later.
    """

    failed = pyqtSignal(str)
    """Sent when what it would show cannot be read."""

    def show_recording(self, recording: Recording) -> None:
        """Show the runs and the tick that are looked at now, as soon as they are read.

        Raises
        ------
        TelemetryError
            They cannot be read.
        """
        raise NotImplementedError

    def clear(self) -> None:
        """Show that there is nothing to show."""
        raise NotImplementedError

    @property
    def has_table(self) -> bool:
        """Whether it shows a table that can be exported."""
        return self.filter_bar is not None

    @property
    def filter_bar(self) -> FilterBar | None:
        """The widgets of the filter, if it shows what the filter wants."""
        return None

    def end(self) -> None:
        """Stop what goes on; called when the window is closed."""
        return

    def leave(self) -> bool:
        """Let go of what takes up much; called when another page comes to the front.

        Returns
        -------
        bool
            Whether it has to be filled again before it is looked at.
        """
        return False

    def shown(self) -> tuple[str, Selection] | None:
        """Return which rows of which table are shown, if it shows a table."""
        return None

    def shown_runs(self) -> list[tuple[Compared, Selection]]:
        """Return the runs that are shown, and which rows of each."""
        return []

    def ask(
        self,
        recording: Recording,
        question: Question,
        done: Callable[[list[Any]], object],
        *,
        takes_long: bool = False,
        only_main: bool = False,
        part: str = "",
    ) -> Gathering:
        """Ask all runs a question; the newest one counts.

        Parameters
        ----------
        question : callable
            Gets a run, its `Database` and a `Pulse`, in another thread.
        done : callable
            Gets the answers in the order of the runs.
        takes_long : bool, optional
            Whether it is asked where it keeps nothing else waiting.
        only_main : bool, optional
            Whether to ask the run that is looked at alone.
        part : str, optional
            Tells questions of one page from each other, so that both are answered.
        """
        comparison = recording.comparison
        asked = Gathering(
            comparison.computing if takes_long else comparison.readers,
            comparison.runs[:1] if only_main else comparison.runs,
            question,
            key=(self, part),
        )
        asked.done.connect(done)
        asked.failed.connect(self._fail)
        return asked

    def _fail(self, reason: str) -> None:
        self.clear()
        self.failed.emit(reason)


class TextPage(Page):
    """The scenario file as it was when the run was made."""

    def __init__(self) -> None:
        super().__init__()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTextInteractionFlags(
            Qt.TextSelectableByMouse | Qt.TextSelectableByKeyboard
        )
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.NoWrap)
        self.text.setAccessibleName(self.tr("Scenario file"))
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)

    def show_recording(self, recording: Recording) -> None:
        """Show the text of the scenario file."""
        run = recording.run
        if run is not None and run.is_public:
            text = self.tr("The files of the public VMT do not hold the scenario.")
        else:
            text = (run and run.scenario_yaml) or self.tr(
                "The run was made without a scenario file."
            )
        if text != self.text.toPlainText():
            self.text.setPlainText(text)

    def clear(self) -> None:
        """Show no text."""
        self.text.clear()


def fit_columns(table: TableView) -> None:
    """Give columns the width they ask for; a last one of texts fills up."""
    header = table.horizontalHeader()
    columns = table.model().columns
    # A number at the far end of an empty stretch is hard to follow.
    header.setStretchLastSection(bool(columns) and columns[-1].is_text)
    header.setSectionResizeMode(QHeaderView.Interactive)
    font = table.font()
    font.setBold(True)
    title, digit = QFontMetrics(font), table.fontMetrics().horizontalAdvance("0")
    for number, column in enumerate(columns):
        wanted = max(
            title.horizontalAdvance(column.title), (column.letters - 1) * digit
        )
        header.resizeSection(number, wanted + 4 * digit)
