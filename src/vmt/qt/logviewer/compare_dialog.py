"""Asks which runs a run is compared with."""

from collections.abc import Sequence
from pathlib import Path

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from vmt.qt.logviewer.comparison import Comparison, Key
from vmt.qt.logviewer.library import Recorded, recorded_in
from vmt.telemetry.files import SUFFIX


class CompareDialog(QDialog):
    """Lists the runs of the folder, and of files that are added, to be checked.

    Parameters
    ----------
    parent : QWidget
    comparison : Comparison
        What is compared now; its run that is looked at is left out.
    recorded : sequence of Recorded
        The runs of the folder.
    folder : Path
        Where a file dialog begins.
    """

    def __init__(
        self,
        parent: QWidget,
        comparison: Comparison,
        recorded: Sequence[Recorded],
        folder: Path,
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self.setWindowTitle(self.tr("Compare with other runs"))
        main = comparison.main
        self._main = main.key if main else None
        self._keys: set[Key] = set()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Runs to compare with"))
        self.list.setToolTip(self.tr("The space bar checks a run"))
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        title = QLabel(
            self.tr("Show these &beside {0}:").format(main.label if main else "")
        )
        title.setBuddy(self.list)
        title.setWordWrap(True)
        self.file_button = QPushButton(self.tr("Add a &file…"))
        self.file_button.clicked.connect(self._ask_for_file)
        self.none_button = QPushButton(self.tr("&None"))
        self.none_button.clicked.connect(self._uncheck)
        buttons = QDialogButtonBox(QDialogButtonBox.Ok | QDialogButtonBox.Cancel)
        buttons.addButton(self.file_button, QDialogButtonBox.ActionRole)
        buttons.addButton(self.none_button, QDialogButtonBox.ActionRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (title, self.list, self.problem, buttons):
            layout.addWidget(widget)
        line = self.fontMetrics().height()
        self.resize(36 * line, 20 * line)
        checked = {run.key for run in comparison.others}
        self._add(recorded, checked)
        elsewhere = sorted({path for path, _ in checked - self._keys})
        for path in elsewhere:
            self._add(recorded_in(path), checked)

    @property
    def chosen(self) -> list[Key]:
        """The runs that are checked, in their order."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [
            item.data(Qt.UserRole) for item in items if item.checkState() == Qt.Checked
        ]

    def add_file(self, path: Path) -> None:
        """Add the runs of a file, checked; or say why it has none."""
        found = recorded_in(path)
        self.problem.setText("\n".join(each.error for each in found if each.error))
        self.problem.setVisible(bool(self.problem.text()))
        keys = {each.key for each in found}
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.UserRole) in keys:
                self.list.item(row).setCheckState(Qt.Checked)
        self._add(found, keys)

    def _add(self, recorded: Sequence[Recorded], checked: set[Key]) -> None:
        for each in recorded:
            if each.run is None or each.key == self._main or each.key in self._keys:
                continue
            self._keys.add(each.key)
            item = QListWidgetItem(f"{each.label} · {each.path.name}")
            item.setToolTip(str(each.path))
            item.setData(Qt.UserRole, each.key)
            is_checked = each.key in checked
            item.setCheckState(Qt.Checked if is_checked else Qt.Unchecked)
            self.list.addItem(item)

    def _uncheck(self) -> None:
        for row in range(self.list.count()):
            self.list.item(row).setCheckState(Qt.Unchecked)

    def _ask_for_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Add a recording"),
            str(self._folder),
            self.tr("Recordings (*{0});;All files (*)").format(SUFFIX),
        )
        if name:
            self.add_file(Path(name))
