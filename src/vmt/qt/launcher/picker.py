"""The scenarios as a tree of their folders, with a search."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from PyQt5.QtCore import (
    QMimeData,
    QModelIndex,
    QSortFilterProxyModel,
    Qt,
    QUrl,
    pyqtSignal,
)
from PyQt5.QtGui import QStandardItem, QStandardItemModel
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from vmt.qt.icons import icon
from vmt.qt.launcher.catalogue import USER, Listed

ListedRole = Qt.UserRole
Way = tuple[str, ...]
"""Whose scenarios they are, and the folders on the way to them."""
_WayRole = Qt.UserRole + 1


class _Model(QStandardItemModel):
    """Scenarios and folders; a scenario is dragged out as its file."""

    def supportedDragActions(self) -> Any:
        return Qt.CopyAction  # whoever moved the file would take it from here

    def mimeTypes(self) -> list[str]:
        return ["text/uri-list"]

    def mimeData(self, indexes: Iterable[QModelIndex]) -> QMimeData:
        data = QMimeData()
        listed = [each for i in indexes if (each := i.data(ListedRole)) is not None]
        data.setUrls([QUrl.fromLocalFile(str(each.path)) for each in listed])
        data.setText("\n".join(str(each.path) for each in listed))
        return data


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
        self.filter_field.setAcceptDrops(False)  # a file is for the window
        self.filter_field.setAccessibleName(self.tr("Find a scenario"))
        self.filter_field.setToolTip(
            self.tr("Words from its name, file, description or question (Ctrl+F)")
        )

        self._model = _Model(self)
        self._filter = _Filter(self)
        self._filter.setSourceModel(self._model)
        self.tree = QTreeView()
        self.tree.setModel(self._filter)
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setEditTriggers(QAbstractItemView.NoEditTriggers)
        self.tree.setAccessibleName(self.tr("Scenarios"))
        self.tree.setTextElideMode(Qt.ElideRight)
        self.tree.setIndentation(self.fontMetrics().height())
        self.tree.setDragEnabled(True)
        self.tree.setDragDropMode(QAbstractItemView.DragOnly)
        self.tree.setDefaultDropAction(Qt.CopyAction)
        self.tree.setContextMenuPolicy(Qt.ActionsContextMenu)

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

    @property
    def folded(self) -> list[Way]:
        """The folders whose scenarios are hidden."""
        return [
            index.data(_WayRole)
            for index in self._folders()
            if not self.tree.isExpanded(index)
        ]

    def fold(self, ways: Sequence[Way]) -> None:
        """Hide the scenarios of some folders."""
        for index in list(self._folders()):
            if index.data(_WayRole) in ways:
                self.tree.collapse(index)

    def show_scenarios(self, scenarios: list[Listed]) -> None:
        """Show other scenarios; what was picked stays picked if it is there."""
        before = self.scenario
        folded = self.folded
        selection = self.tree.selectionModel()
        selection.blockSignals(True)  # noqa: FBT003 - as Qt has it
        self._model.clear()
        folders: dict[Way, QStandardItem] = {}
        for scenario in scenarios:
            parts = PurePosixPath(scenario.label).parent.parts
            self._folder(folders, (scenario.origin, *parts)).appendRow(_item(scenario))
        self.tree.expandAll()
        selection.blockSignals(False)  # noqa: FBT003 - as Qt has it
        if before is None or not self.pick(before.path):
            self._pick_first()
        self.fold(folded)  # picking unfolds
        self.picked.emit(self.scenario)

    def pick(self, path: Path) -> bool:
        """Pick a scenario by its file; return whether it is there."""
        for index in self._leaves():
            if index.data(ListedRole).path == path:
                self.tree.setCurrentIndex(index)
                self.tree.scrollTo(index)
                return True
        return False

    def find(self) -> None:
        """Put the cursor into the search."""
        self.filter_field.setFocus(Qt.ShortcutFocusReason)
        self.filter_field.selectAll()

    def _folder(self, folders: dict[Way, QStandardItem], way: Way) -> QStandardItem:
        """Return the item of a folder, and make it where it is not there yet."""
        if way not in folders:
            above = (
                self._folder(folders, way[:-1])
                if len(way) > 1
                else self._model.invisibleRootItem()
            )
            names = {"built-in": self.tr("Built-in"), USER: self.tr("My scenarios")}
            title = names.get(way[0], way[0]) if len(way) == 1 else way[-1]
            folders[way] = QStandardItem(icon("folder"), title)
            folders[way].setFlags(Qt.ItemIsEnabled)
            folders[way].setData(way, _WayRole)
            above.appendRow(folders[way])
        return folders[way]

    def _walk(self, parent: QModelIndex | None = None) -> Iterator[QModelIndex]:
        parent = parent or QModelIndex()
        for row in range(self._filter.rowCount(parent)):
            index = self._filter.index(row, 0, parent)
            yield index
            yield from self._walk(index)

    def _leaves(self) -> list[QModelIndex]:
        return [i for i in self._walk() if i.data(ListedRole) is not None]

    def _folders(self) -> Iterator[QModelIndex]:
        return (i for i in self._walk() if i.data(ListedRole) is None)

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
    item.setFlags(Qt.ItemIsEnabled | Qt.ItemIsSelectable | Qt.ItemIsDragEnabled)
    if scenario.scenario is None:
        item.setIcon(icon("warning"))
    return item
