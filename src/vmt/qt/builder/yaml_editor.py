"""The text of a scenario, with line numbers and marks where something is wrong."""

from collections.abc import Sequence

from PyQt5.QtCore import QEvent, QMimeData, QRect, QSize, Qt, pyqtSignal
from PyQt5.QtGui import (
    QColor,
    QFontDatabase,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
)
from PyQt5.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from vmt.qt import theme
from vmt.qt.builder.highlighter import YamlHighlighter
from vmt.qt.forms.editors import raw_text
from vmt.scenario import Problem


class YamlEditor(QPlainTextEdit):
    """Shows and changes a YAML text."""

    written = pyqtSignal()
    """The text has changed, by whatever means."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Text of the scenario, YAML"))
        font = QFontDatabase.systemFont(QFontDatabase.FixedFont)
        font.setPointSizeF(self.font().pointSizeF())
        self.setFont(font)
        self.setLineWrapMode(QPlainTextEdit.NoWrap)
        self.setTabChangesFocus(True)  # YAML is indented with blanks
        self._highlighter = YamlHighlighter(self.document())
        self._margin = _Margin(self)
        self._problems: list[Problem] = []
        self._notes: list[Problem] = []
        self.document().contentsChange.connect(self._tell)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scroll_margin)
        self._make_room()

    def text(self) -> str:
        """Return the text."""
        return raw_text(self)

    def load(self, text: str) -> None:
        """Show another text; what was done to the one before cannot be undone."""
        self.setPlainText(text)
        self.document().setModified(False)

    def replace(self, text: str, *, joins: bool) -> None:
        """Change the text into another, as one step that can be undone.

        Parameters
        ----------
        text : str
        joins : bool
            Whether it belongs to the step before.
        """
        before = self.text()
        if text == before:
            return
        start = _common(before, text)
        end = _common(before[start:][::-1], text[start:][::-1])
        cursor = QTextCursor(self.document())
        if joins:
            cursor.joinPreviousEditBlock()
        else:
            cursor.beginEditBlock()
        cursor.setPosition(_units(before[:start]))
        cursor.setPosition(_units(before[: len(before) - end]), QTextCursor.KeepAnchor)
        cursor.insertText(text[start : len(text) - end])
        cursor.endEditBlock()

    def show_problems(
        self, problems: Sequence[Problem], notes: Sequence[Problem]
    ) -> None:
        """Mark lines in which something is wrong or odd."""
        self._problems, self._notes = list(problems), list(notes)
        self._mark()

    def go_to(self, line: int, column: int) -> None:
        """Put the cursor at a place; both count from 1."""
        block = self.document().findBlockByNumber(line - 1)
        if not block.isValid():
            block = self.document().lastBlock()
        text = block.text()
        # Columns count characters, and the cursor counts halves of rare ones.
        place = _units(text[: column - 1])
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + min(place, block.length() - 1))
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus(Qt.OtherFocusReason)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Leave files that are dropped here to the window."""
        return not source.hasUrls() and bool(super().canInsertFromMimeData(source))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Begin a new line below the beginning of the one before."""
        if event.key() not in {Qt.Key_Return, Qt.Key_Enter} or event.modifiers():
            super().keyPressEvent(event)
            return
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        indent = before[: len(before) - len(before.lstrip(" "))]
        cursor.insertText(f"\n{indent}")
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the line numbers at the left edge."""
        super().resizeEvent(event)
        inside = self.contentsRect()
        width = self._margin.sizeHint().width()
        self._margin.setGeometry(inside.left(), inside.top(), width, inside.height())

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme, and the size of another font."""
        super().changeEvent(event)
        if event.type() == QEvent.PaletteChange:
            self._highlighter.take_theme()
            self._mark()

    def wrong_lines(self) -> dict[int, bool]:
        """Return the numbers of marked lines, and whether it is for a problem."""
        lines = {note.line: False for note in self._notes if note.line}
        lines |= {problem.line: True for problem in self._problems if problem.line}
        return lines

    def _tell(self, _position: int, removed: int, added: int) -> None:
        # A change of colours is no change of the text.
        if removed or added:
            self.written.emit()

    def _mark(self) -> None:
        colours = theme.current()
        selections = []
        for problems, colour in (
            (self._notes, colours.warning),
            (self._problems, colours.error),
        ):
            shape = QTextCharFormat()
            shape.setUnderlineStyle(QTextCharFormat.WaveUnderline)
            shape.setUnderlineColor(QColor(colour))
            for problem in problems:
                block = self.document().findBlockByNumber((problem.line or 0) - 1)
                if not block.isValid():
                    continue
                text = block.text()
                selection = QTextEdit.ExtraSelection()
                selection.format = shape
                cursor = QTextCursor(block)
                shift = _units(text[: (problem.column or 1) - 1])
                cursor.setPosition(block.position() + min(shift, len(text)))
                cursor.movePosition(QTextCursor.EndOfBlock, QTextCursor.KeepAnchor)
                selection.cursor = cursor
                selections.append(selection)
        self.setExtraSelections(selections)
        self._margin.update()

    def _make_room(self) -> None:
        self.setViewportMargins(self._margin.sizeHint().width(), 0, 0, 0)

    def _scroll_margin(self, rect: QRect, dy: int) -> None:
        if dy:
            self._margin.scroll(0, dy)
        else:
            self._margin.update(0, rect.y(), self._margin.width(), rect.height())


class _Margin(QWidget):
    """The line numbers, with a bar where something is wrong."""

    def __init__(self, editor: YamlEditor) -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:
        digits = max(3, len(str(self._editor.blockCount())))
        letter = self._editor.fontMetrics().horizontalAdvance("9")
        return QSize((digits + 2) * letter, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        editor, colours = self._editor, theme.current()
        painter = QPainter(self)
        painter.setFont(editor.font())
        painter.fillRect(event.rect(), QColor(colours.stripe))
        wrong = editor.wrong_lines()
        letter = editor.fontMetrics().horizontalAdvance("9")
        block = editor.firstVisibleBlock()
        shift = editor.contentOffset()
        while block.isValid():
            box = editor.blockBoundingGeometry(block).translated(shift)
            if box.top() > event.rect().bottom():
                break
            number = block.blockNumber() + 1
            colour = colours.quiet
            if number in wrong:
                colour = colours.error if wrong[number] else colours.warning
                top, height = round(box.top()), round(box.height())
                painter.fillRect(0, top, max(letter // 2, 3), height, QColor(colour))
            painter.setPen(QColor(colour))
            painter.drawText(
                *(0, round(box.top()), self.width() - letter, round(box.height())),
                *(Qt.AlignRight | Qt.AlignVCenter, str(number)),
            )
            block = block.next()


def _common(one: str, other: str) -> int:
    """Return how many characters two texts begin with in common."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _units(text: str) -> int:
    """Return how far Qt counts a text: characters beyond U+FFFF count as two."""
    return len(text) + sum(character > "\uffff" for character in text)
