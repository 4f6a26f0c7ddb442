"""The list of scenarios: a tree by folder, with a filter."""

from pathlib import Path

from PyQt5.QtCore import QModelIndex, QSortFilterProxyModel, Qt, pyqtSignal
from PyQt5.QtGui import QStandardItem, QStandardItemModel
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from vmt.qt.icons import icon
from vmt.qt.launcher.catalogue import Listed

ListedRole = Qt.UserRole


class _Filter(QSortFilterProxyModel):
    """Keeps the scenarios in which all words are found, and their folders."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.words: list[str] = []
        self.setRecursiveFilteringEnabled(True)

    def set_text(self, text: str) -> None:
        self.words = text.casefold().split()
        self.invalidateFilter()

    def filterAcceptsRow(self, row: int, parent: QModelIndex) -> bool:
        index = self.sourceModel().index(row, 0, parent)
        scenario: Listed | None = index.data(ListedRole)
        return scenario is not None and scenario.matches(self.words)


class Picker(QWidget):
    """Lets the user pick a scenario."""

    picked = pyqtSignal(object)
    """Sent with the `Listed` scenario that is now picked, or None."""
    chosen = pyqtSignal()
    """Sent when the picked scenario is to be run."""

    def __init__(self) -> None:
        super().__init__()
        self.filter_field = QLineEdit()
        self.filter_field.setPlaceholderText(self.tr("Find a scenario"))
        self.filter_field.setClearButtonEnabled(True)
        self.filter_field.setAccessibleName(self.tr("Find a scenario"))
        self.filter_field.setToolTip(
            self.tr("Words from its name, file, description or question (Ctrl+F)")
        )

        self._model = QStandardItemModel(self)
        self._filter = _Filter(self)
        self._filter.setSourceModel(self._model)
        self.tree = QTreeView()
        self.tree.setModel(self._filter)
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setEditTriggers(QAbstractItemView.NoEditTriggers)
        self.tree.setAccessibleName(self.tr("Scenarios"))
        self.tree.setTextElideMode(Qt.ElideRight)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.filter_field)
        layout.addWidget(self.tree, 1)

        self.filter_field.textChanged.connect(self._filter_changed)
        self.tree.selectionModel().currentChanged.connect(
            lambda *_: self.picked.emit(self.scenario)
        )
        self.tree.doubleClicked.connect(self._double_clicked)

    @property
    def scenario(self) -> Listed | None:
        """The scenario that is picked."""
        index = self.tree.currentIndex()
        scenario: Listed | None = index.data(ListedRole) if index.isValid() else None
        return scenario

    @property
    def shown(self) -> list[Listed]:
        """The scenarios the filter lets through, from top to bottom."""
        return [index.data(ListedRole) for index in self._leaves()]

    def show_scenarios(self, scenarios: list[Listed]) -> None:
        """Show other scenarios; what was picked stays picked if it is there."""
        before = self.scenario
        folded = self._folded()
        selection = self.tree.selectionModel()
        selection.blockSignals(True)  # noqa: FBT003 - as Qt has it
        self._model.clear()
        folders: dict[tuple[str, str], QStandardItem] = {}
        for scenario in scenarios:
            key = (scenario.origin, scenario.folder)
            if key not in folders:
                folders[key] = self._folder(*key)
                self._model.appendRow(folders[key])
            folders[key].appendRow(_item(scenario))
        self.tree.expandAll()
        for row in range(self._filter.rowCount()):
            index = self._filter.index(row, 0)
            if index.data() in folded:
                self.tree.collapse(index)
        selection.blockSignals(False)  # noqa: FBT003 - as Qt has it
        if before is None or not self.pick(before.path):
            self._pick_first()
        self.picked.emit(self.scenario)

    def pick(self, path: Path) -> bool:
        """Pick a scenario by its file; return whether it is there."""
        for index in self._leaves():
            if index.data(ListedRole).path == path:
                self.tree.setCurrentIndex(index)
                self.tree.scrollTo(index)
                return True
        return False

    def _folder(self, origin: str, folder: str) -> QStandardItem:
        names = {"built-in": self.tr("Built-in"), "user": self.tr("My scenarios")}
        title = names.get(origin, origin)
        if folder != ".":
            title = f"{title} · {folder}"
        item = QStandardItem(icon("folder"), title)
        item.setFlags(Qt.ItemIsEnabled)
        return item

    def _leaves(self) -> list[QModelIndex]:
        model = self._filter
        return [
            model.index(row, 0, model.index(folder, 0))
            for folder in range(model.rowCount())
            for row in range(model.rowCount(model.index(folder, 0)))
        ]

    def _folded(self) -> set[str]:
        indexes = [self._filter.index(row, 0) for row in range(self._filter.rowCount())]
        return {i.data() for i in indexes if not self.tree.isExpanded(i)}

    def _pick_first(self) -> None:
        leaves = self._leaves()
        first = [i for i in leaves if i.data(ListedRole).is_for_beginners] or leaves
        if first:
            self.tree.setCurrentIndex(first[0])

    def _filter_changed(self, text: str) -> None:
        self._filter.set_text(text)
        self.tree.expandAll()
        if self.scenario is None:
            self._pick_first()

    def _double_clicked(self, index: QModelIndex) -> None:
        if index.data(ListedRole) is not None:
            self.chosen.emit()


def _item(scenario: Listed) -> QStandardItem:
    item = QStandardItem(scenario.title)
    item.setData(scenario, ListedRole)
    item.setToolTip(str(scenario.path))
    if scenario.scenario is None:
        item.setIcon(icon("warning"))
    return item
