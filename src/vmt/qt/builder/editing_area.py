"""Pages at the left, the text and its problems at the right; or all as pages."""

from collections.abc import Sequence

from PyQt5.QtCore import QEvent, QSize, Qt
from PyQt5.QtGui import QIcon, QPixmap, QResizeEvent
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from vmt.qt.builder.page import Page
from vmt.qt.builder.problem_list import ProblemList
from vmt.qt.builder.yaml_editor import YamlEditor
from vmt.qt.icons import icon

_WIDE = 60  # heights of a line from which the text stands beside the pages
_HELP = 3  # lines


class EditingArea(QWidget):
    """Arranges the pages, the text and the problems for the room that there is.

    Parameters
    ----------
    pages : sequence of Page
    """

    def __init__(self, pages: Sequence[Page]) -> None:
        super().__init__()
        self.pages = list(pages)
        self.editor = YamlEditor()
        self.problems = ProblemList()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Pages"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollPerPixel)
        self.stack = QStackedWidget()
        for page in self.pages:
            self.list.addItem(page.title)
            self.stack.addWidget(page)
            page.explained.connect(self.explain)
        blank = QPixmap(1, 1)
        blank.fill(Qt.transparent)
        self._no_icon = QIcon(blank)
        self._text_item = QListWidgetItem(self.tr("Text"))
        self._text_item.setIcon(self._no_icon)
        self.list.addItem(self._text_item)
        self.list.currentRowChanged.connect(self._turn_to)

        self.help = QLabel()
        self.help.setWordWrap(True)
        self.help.setTextFormat(Qt.RichText)
        self.help.setAlignment(Qt.AlignTop)
        self.help.setContentsMargins(8, 0, 8, 0)
        self.help.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Fixed)

        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack, 1)
        column.addWidget(self.help)
        self.text_side = QSplitter(Qt.Vertical)
        self.text_side.addWidget(self.editor)
        self.text_side.addWidget(self.problems)
        self.text_side.setChildrenCollapsible(False)
        self.text_side.setStretchFactor(0, 1)
        self.splitter = QSplitter(Qt.Horizontal)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.text_side)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes([1000, 1000])  # half and half
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.addWidget(self.list)
        layout.addWidget(self.splitter, 1)
        self._is_wide = True
        self._fit()
        self.list.setCurrentRow(0)

    @property
    def is_wide(self) -> bool:
        """Whether the text stands beside the pages."""
        return self._is_wide

    def go_to_page(self, number: int) -> None:
        """Turn to a page, and put the cursor to its list entry."""
        self.list.setCurrentRow(number)
        self.list.setFocus(Qt.OtherFocusReason)

    def go_to_text(self) -> None:
        """Put the cursor into the text."""
        if not self._is_wide:
            self.list.setCurrentRow(len(self.pages))
        self.editor.setFocus(Qt.OtherFocusReason)

    def focus(self, steps: tuple[str | int, ...]) -> bool:
        """Turn to the page of a value; return whether it is on one."""
        for number, page in enumerate(self.pages):
            if page.has(steps):
                # Only what is in sight can have the focus.
                self.list.setCurrentRow(number)
                page.focus(steps)
                return True
        return False

    def mark_pages(self, wrong: Sequence[tuple[str | int, ...]]) -> None:
        """Mark the pages on which something is wrong."""
        for number, page in enumerate(self.pages):
            is_wrong = any(page.has(steps) for steps in wrong)
            item = self.list.item(number)
            item.setIcon(icon("failed") if is_wrong else self._no_icon)
            item.setToolTip(self.tr("Something is wrong here") if is_wrong else "")

    def explain(self, html: str) -> None:
        """Show what is known of a key."""
        self.help.setText(html)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make a page of the text where there is no room beside the pages."""
        super().resizeEvent(event)
        wide = self.width() >= _WIDE * self.fontMetrics().height()
        if wide != self._is_wide:
            self._rearrange(wide=wide)

    def changeEvent(self, event: QEvent) -> None:
        """Fit the list of pages to another font."""
        super().changeEvent(event)
        if event.type() == QEvent.FontChange:
            self._fit()

    def _rearrange(self, *, wide: bool) -> None:
        self._is_wide = wide
        row = self.list.currentRow()
        if wide:
            self.splitter.addWidget(self.text_side)
            self.text_side.show()
        else:
            self.stack.addWidget(self.text_side)
        self._text_item.setHidden(wide)
        if wide and row == len(self.pages):
            row = 0
        self.list.setCurrentRow(row)
        self._turn_to(row)

    def _turn_to(self, row: int) -> None:
        if 0 <= row < self.stack.count():
            self.stack.setCurrentIndex(row)
            self.help.setVisible(row < len(self.pages))
            self.help.setText(self.tr("Click into a field to read what it means."))

    def _fit(self) -> None:
        letters = self.fontMetrics()
        line = letters.height()
        width = max(letters.horizontalAdvance(page.title) for page in self.pages)
        self.list.setFixedWidth(width + 4 * line)
        self.list.setIconSize(QSize(line, line))
        for number in range(self.list.count()):
            self.list.item(number).setSizeHint(QSize(0, 2 * line))
        self.help.setFixedHeight(round((_HELP + 1.6) * line))
        self._text_item.setHidden(self._is_wide)
