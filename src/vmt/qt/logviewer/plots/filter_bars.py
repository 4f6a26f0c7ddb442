"""The widgets of the filter above a plot: those of the table that counts there."""

from PyQt5.QtWidgets import QVBoxLayout, QWidget

from vmt.qt.logviewer.filter import Filter
from vmt.qt.logviewer.filter_bar import SOME_TICKS, FilterBar
from vmt.qt.logviewer.plots.filtering import AGENTS, CELLS, TRADES, names
from vmt.telemetry.tables import TABLES


class FilterBars(QWidget):
    """Shows the widgets for one of the tables, or none.

    Parameters
    ----------
    chosen : Filter
    """

    def __init__(self, chosen: Filter) -> None:
        super().__init__()
        self._bars: dict[str, FilterBar] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for table, text, extents in (
            (TRADES, self.tr("Trades that are shown"), SOME_TICKS),
            (AGENTS, self.tr("Agents that count"), SOME_TICKS),
            (CELLS, self.tr("Cells that are shown"), ()),
        ):
            bar = FilterBar(chosen, TABLES[table], names(table), extents=extents)
            bar.caption.setText(text)
            layout.addWidget(bar)
            self._bars[table] = bar

    def of(self, table: str) -> FilterBar | None:
        """Return the widgets for a table; none, where the filter does not count."""
        return self._bars.get(table)

    def show_table(self, table: str) -> None:
        """Show the widgets for a table; without a table, none."""
        for name, bar in self._bars.items():
            bar.setVisible(name == table)
        self.setVisible(table in self._bars)

    def show_range(self, first: int, last: int) -> None:
        """Show which ticks there are to choose from."""
        for bar in self._bars.values():
            bar.show_range(first, last)
