"""Editors of single values, one for each kind of key.

An editor takes whatever is in a file, also what is no value of its kind, and gives it
back unchanged until the user writes something else.
"""

from decimal import Decimal
from typing import Any

from PyQt5.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt, pyqtSignal
from PyQt5.QtGui import QFocusEvent, QValidator
from PyQt5.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from vmt.qt.forms.rows import MISSING, NUMBERS, Kind, Row, write

_COLUMNS = 14  # letters that a number has room for
_LINES = 3  # of a text


class Editor(QObject):
    """Shows and changes the value of one key.

    Parameters
    ----------
    row : Row
    widget : QWidget
        What the user writes into.
    """

    edited = pyqtSignal()
    """The user has changed the value."""

    def __init__(self, row: Row, widget: QWidget) -> None:
        super().__init__(widget)
        self.row = row
        self.widget = widget
        widget.setAccessibleName(row.words)
        # The wheel scrolls the form; it changes the value that is being edited only.
        widget.setFocusPolicy(Qt.StrongFocus)
        # A file that is dropped here is for the window, and no text for the field.
        for field in (widget, *widget.findChildren(QLineEdit)):
            field.setAcceptDrops(False)
        widget.installEventFilter(self)

    def value(self) -> object:
        """Return the value; `MISSING` where nothing is written."""
        raise NotImplementedError

    def show_value(self, value: object) -> None:
        """Show a value, without telling that it was edited."""
        raise NotImplementedError

    def show_default(self, default: object) -> None:
        """Take what holds where nothing is written."""

    def is_empty(self) -> bool:
        """Tell whether nothing is written."""
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the wheel from changing what has not the focus."""
        if event.type() == QEvent.Wheel and not self.widget.hasFocus():
            event.ignore()
            return True
        return bool(super().eventFilter(watched, event))


class _NumberField(QAbstractSpinBox):
    """A line for a number, with buttons that step its last digit."""

    def __init__(self, row: Row) -> None:
        super().__init__()
        self._row = row
        self.default: object = MISSING
        letter = self.fontMetrics().averageCharWidth()
        self._width = (_COLUMNS + 3) * letter

    def sizeHint(self) -> QSize:
        return QSize(self._width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def validate(self, text: str, position: int) -> tuple[Any, str, int]:
        # Being told what is wrong helps more than a key that does nothing.
        return QValidator.Acceptable, text, position

    def fixup(self, text: str) -> str:
        return text

    def stepEnabled(self) -> Any:
        return QAbstractSpinBox.StepUpEnabled | QAbstractSpinBox.StepDownEnabled

    def stepBy(self, steps: int) -> None:
        current = self._row.read(self.lineEdit().text())
        if not isinstance(current, int | float | Decimal):
            current = self.default
        if not isinstance(current, int | float | Decimal):
            current = self._row.least or 0
        number = Decimal(str(current))
        exponent = number.normalize().as_tuple().exponent
        last = min(int(exponent), 0) if isinstance(exponent, int) else 0
        if self._row.kind is Kind.NUMBER and last == 0:
            last = -1
        if self._row.kind is Kind.WHOLE:
            last = 0
        number += steps * Decimal(1).scaleb(last)
        if self._row.least is not None:
            number = max(number, Decimal(str(self._row.least)))
        if self._row.most is not None:
            number = min(number, Decimal(str(self._row.most)))
        typed = int(number) if self._row.kind is Kind.WHOLE else number
        self.lineEdit().setText(write(typed))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in {Qt.TabFocusReason, Qt.BacktabFocusReason}:
            self.selectAll()


class NumberEditor(Editor):
    """A number; nothing written means the default."""

    def __init__(self, row: Row) -> None:
        self.field = _NumberField(row)
        super().__init__(row, self.field)
        self._shown: tuple[str, object] = "", MISSING
        self.field.lineEdit().textChanged.connect(lambda _text: self.edited.emit())

    def value(self) -> object:
        """Return the number, or the text that is none."""
        text, value = self.field.lineEdit().text(), self._shown[1]
        if text == self._shown[0]:
            return value
        return self.row.read(text) if text.strip() else self.field.default

    def show_value(self, value: object) -> None:
        """Show a number; one that is written differently already stays so."""
        line = self.field.lineEdit()
        text = "" if value is None or value is MISSING else write(value)
        if self.is_empty() and self.field.hasFocus() and value == self.field.default:
            text = ""  # somebody is about to write another
        if not text or self.row.read(line.text()) != self.row.read(text):
            with QSignalBlocker(line):
                line.setText(text)
            self.field.update()
        self._shown = line.text(), value

    def is_empty(self) -> bool:
        """Tell whether nothing is written."""
        return not self.field.lineEdit().text().strip()

    def show_default(self, default: object) -> None:
        """Take the number that nothing written means."""
        self.field.default = default
        hint = self.row.shown_default if default is None else write(default)
        if default is MISSING:
            hint = self.tr("required")
        self.field.lineEdit().setPlaceholderText(hint)


class TruthEditor(Editor):
    """Yes or no."""

    def __init__(self, row: Row) -> None:
        self.box = QCheckBox()
        super().__init__(row, self.box)
        self._foreign: object = None
        self.box.clicked.connect(self._click)
        self.box.stateChanged.connect(self._label)

    def value(self) -> object:
        """Return the truth value, or what was shown and is none."""
        if self.box.checkState() == Qt.PartiallyChecked:
            return self._foreign
        return bool(self.box.isChecked())

    def show_value(self, value: object) -> None:
        """Show a truth value; anything else as neither."""
        self._foreign = value
        if isinstance(value, bool):
            self.box.setTristate(False)
            self.box.setChecked(value)
        else:
            self.box.setCheckState(Qt.PartiallyChecked)
        self._label()

    def _click(self) -> None:
        self.box.setTristate(False)
        self.edited.emit()

    def _label(self) -> None:
        unclear = self.box.checkState() == Qt.PartiallyChecked
        words = self.tr("yes") if self.box.isChecked() else self.tr("no")
        self.box.setText(str(self._foreign) if unclear else words)


class ChoiceEditor(Editor):
    """One of a few values."""

    def __init__(self, row: Row) -> None:
        self.box = QComboBox()
        super().__init__(row, self.box)
        self._unset = row.default is None or row.default is MISSING
        if self._unset:
            hint = "–" if row.default is MISSING else row.shown_default
            self.box.addItem(hint, row.default)
        for word in row.choices:
            self.box.addItem(str(word).replace("_", " "), word)
        self.box.activated.connect(lambda _index: self.edited.emit())

    def value(self) -> object:
        """Return the word."""
        return self.box.currentData()

    def show_value(self, value: object) -> None:
        """Show a word; one that is no choice is added to them."""
        index = next(
            (i for i in range(self.box.count()) if self.box.itemData(i) == value), -1
        )
        if index < 0:
            self.box.addItem(str(value), value)
            index = self.box.count() - 1
        self.box.setCurrentIndex(index)


class LineEditor(Editor):
    """One line of text, or words with commas between them."""

    def __init__(self, row: Row) -> None:
        self.field = QLineEdit()
        super().__init__(row, self.field)
        self._shown: tuple[str, object] = "", MISSING
        self.field.textEdited.connect(lambda _text: self.edited.emit())

    def value(self) -> object:
        """Return the text, or the words as a tuple."""
        text = self.field.text()
        if text == self._shown[0]:
            return self._shown[1]
        if self.row.kind is Kind.WORDS:
            return tuple(word.strip() for word in text.split(",") if word.strip())
        return text if text else self.row.default

    def show_value(self, value: object) -> None:
        """Show a text, or words; what is written differently already stays so."""
        if self.value() != value:
            text = "" if value is None or value is MISSING else str(value)
            if isinstance(value, tuple | list):
                text = ", ".join(map(str, value))
            self.field.setText(text)
        self._shown = self.field.text(), value

    def is_empty(self) -> bool:
        """Tell whether nothing is written."""
        return not self.field.text().strip()

    def show_default(self, default: object) -> None:
        """Take what nothing written means."""
        required = default is MISSING
        shown = self.tr("required") if required else self.row.shown_default
        self.field.setPlaceholderText(shown)


class TextEditor(Editor):
    """Text of some lines."""

    def __init__(self, row: Row) -> None:
        self.field = QPlainTextEdit()
        super().__init__(row, self.field)
        self.field.setTabChangesFocus(True)
        line = self.field.fontMetrics().lineSpacing()
        self.field.setFixedHeight(round((_LINES + 0.8) * line))
        self._shown: tuple[str, object] = "", ""
        self.field.textChanged.connect(self.edited)

    def value(self) -> object:
        """Return the text."""
        text = raw_text(self.field)
        return self._shown[1] if text == self._shown[0] else text

    def is_empty(self) -> bool:
        """Tell whether nothing is written."""
        return not raw_text(self.field).strip()

    def show_value(self, value: object) -> None:
        """Show a text; blanks around it are of no account."""
        text = "" if value is None or value is MISSING else str(value).strip()
        if raw_text(self.field).strip() != text:
            with QSignalBlocker(self.field):
                self.field.setPlainText(text)
        self._shown = raw_text(self.field), value


def raw_text(field: QPlainTextEdit) -> str:
    """Return what is in a field, unbreakable blanks and all."""
    # toPlainText would make ordinary blanks of them.
    return str(field.document().toRawText()).replace("\u2029", "\n")


def editor_for(row: Row) -> Editor:
    """Return an editor for a row; it shows nothing yet."""
    if row.kind in NUMBERS:
        return NumberEditor(row)
    return {
        Kind.TRUTH: TruthEditor,
        Kind.CHOICE: ChoiceEditor,
        Kind.TEXT: TextEditor,
    }.get(row.kind, LineEditor)(row)
