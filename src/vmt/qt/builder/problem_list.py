"""What is wrong with the text, one line a problem; each leads to its place."""

from collections.abc import Sequence

from PyQt5.QtCore import QSize, Qt, pyqtSignal
from PyQt5.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from vmt.qt.icons import icon
from vmt.scenario import Problem

_ProblemRole = Qt.UserRole
_LINES = 6  # that there is room for at first


class ProblemList(QListWidget):
    """Lists problems, and what is odd below them."""

    chosen = pyqtSignal(object)
    """The user wants to go to this `Problem`."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Problems"))
        self.setWordWrap(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)

    def sizeHint(self) -> QSize:
        """Return room for a few problems."""
        line = self.fontMetrics().lineSpacing()
        return QSize(20 * line, _LINES * line)

    def show_problems(
        self, problems: Sequence[Problem], notes: Sequence[Problem]
    ) -> None:
        """Show problems and notes instead of those before."""
        row = self.currentRow()
        self.clear()
        for name, found in (("failed", problems), ("warning", notes)):
            for problem in found:
                place = (
                    "" if problem.line is None else f"{problem.line}:{problem.column}  "
                )
                item = QListWidgetItem(icon(name), f"{place}{problem.message}")
                item.setData(_ProblemRole, problem)
                item.setToolTip(self.tr("Go there"))
                self.addItem(item)
        if not problems and not notes:
            item = QListWidgetItem(icon("ended"), self.tr("Everything is all right."))
            item.setFlags(Qt.ItemIsEnabled)
            self.addItem(item)
        self.setCurrentRow(min(row, self.count() - 1))

    def go_to_next(self) -> None:
        """Choose the next problem; behind the last comes the first."""
        row = (self.currentRow() + 1) % max(self.count(), 1)
        self.setCurrentRow(row)
        if item := self.item(row):
            self._choose(item)

    def _choose(self, item: QListWidgetItem) -> None:
        problem = item.data(_ProblemRole)
        if problem is not None:
            self.chosen.emit(problem)
