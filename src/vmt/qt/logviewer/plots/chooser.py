"""The list of the plots, under the headings of their groups."""

from collections.abc import Sequence

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QFont
from PyQt5.QtWidgets import QListWidget, QListWidgetItem

from vmt.qt.logviewer.plots.catalogue import Plot


class Chooser(QListWidget):
    """Lists plots to choose one from; headings cannot be chosen.

    Parameters
    ----------
    plots : sequence of Plot
        Those of one group one after the other.
    """

    chosen = pyqtSignal(object)
    """Sent with the plot that is chosen."""

    def __init__(self, plots: Sequence[Plot]) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Plot"))
        self.setToolTip(self.tr("The plot to look at (Alt+L)"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        group = None
        for plot in plots:
            if plot.group != group:
                group = plot.group
                heading = QListWidgetItem(group)
                heading.setFlags(Qt.NoItemFlags)
                font = QFont(self.font())
                font.setBold(True)
                heading.setFont(font)
                self.addItem(heading)
            item = QListWidgetItem(f"  {plot.title}")
            item.setData(Qt.UserRole, plot)
            item.setData(Qt.AccessibleTextRole, f"{plot.group}: {plot.title}")
            self.addItem(item)
        self.setCurrentRow(1)
        self.currentItemChanged.connect(lambda _: self.chosen.emit(self.plot))

    @property
    def plot(self) -> Plot:
        """The plot that is chosen."""
        plot: Plot = self.currentItem().data(Qt.UserRole)
        return plot

    def choose(self, key: str) -> None:
        """Choose a plot by its key; nothing happens if there is none."""
        for row in range(self.count()):
            plot = self.item(row).data(Qt.UserRole)
            if plot is not None and plot.key == key:
                self.setCurrentRow(row)

    def fit(self) -> None:
        """Take the width that the longest name needs."""
        bar = self.verticalScrollBar().sizeHint().width()
        self.setFixedWidth(self.sizeHintForColumn(0) + bar + 4 * self.frameWidth())
