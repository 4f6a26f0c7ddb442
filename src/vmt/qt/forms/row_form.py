"""The rows of a form: labels, editors, units, what is wrong, and the way back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape

from PyQt5.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt5.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolButton, QWidget

from vmt.qt import theme
from vmt.qt.forms.editors import Editor, editor_for
from vmt.qt.forms.rows import MISSING, Kind, Row, tr
from vmt.qt.icons import icon

Check = Callable[[Mapping[str, object]], Mapping[str, str]]
"""Takes the values of a form; returns what is wrong, in a sentence by key."""

_LABEL = 16  # letters
_WIDE = {Kind.TEXT, Kind.LINE, Kind.WORDS}


@dataclass(frozen=True, slots=True)
class _Widgets:
    """What stands in one row."""

    label: QLabel
    editor: Editor
    reset: QToolButton
    problem: QLabel


class RowForm(QWidget):
    """One row for each key.

    Parameters
    ----------
    rows : iterable of Row
    defaults : mapping, optional
        What holds where nothing is written, instead of the defaults of the table.
    check : callable, optional
        Tells what is wrong with the values, after each change by the user.
    parent : QWidget, optional
    """

    changed = pyqtSignal()
    """The user has changed a value."""
    edited = pyqtSignal(str)
    """The user has changed the value of this key."""
    explained = pyqtSignal(str)
    """An editor has the focus: what is known of its key, as HTML."""

    def __init__(
        self,
        rows: Iterable[Row],
        defaults: Mapping[str, object] | None = None,
        check: Check | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._check = check
        self._told: dict[str, str] = {}
        self._rows: dict[str, _Widgets] = {}
        self._defaults: dict[str, object] = {}
        self._reset = ""
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(2, 1)
        letter = self.fontMetrics().averageCharWidth()
        self._grid.setHorizontalSpacing(letter)
        # Forms below each other are aligned.
        self._grid.setColumnMinimumWidth(0, _LABEL * letter)
        for row in rows:
            self._add(row)
        self.set_defaults(defaults or {})
        self.set_values({})

    @property
    def keys(self) -> list[str]:
        """The keys that have a row, from top to bottom."""
        return list(self._rows)

    def values(self) -> dict[str, object]:
        """Return the values that differ from the defaults.

        A text that is no value of its key is among them as it was written.
        """
        return {
            key: value
            for key in self._rows
            if (value := self.value(key)) is not MISSING and self._is_changed(key)
        }

    def value(self, key: str) -> object:
        """Return the value of a key; `MISSING` where a required one is not written."""
        return self._rows[key].editor.value()

    def set_values(self, values: Mapping[str, object]) -> None:
        """Show values; keys that are not among them get their defaults."""
        for key, widgets in self._rows.items():
            value = values.get(key, self._defaults[key])
            widgets.editor.show_value(widgets.editor.row.exact(value))
        self._show_state()

    def set_defaults(self, defaults: Mapping[str, object]) -> None:
        """Take what holds where nothing is written."""
        for key, widgets in self._rows.items():
            row = widgets.editor.row
            self._defaults[key] = row.exact(defaults.get(key, row.default))
            widgets.editor.show_default(self._defaults[key])
        self._show_state()

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Mark keys that are wrong, with a sentence each; all others are unmarked."""
        self._told = {key: text for key, text in problems.items() if key in self._rows}
        self._show_state()

    def problems(self) -> dict[str, str]:
        """Return what is wrong by key: what was told, and what the check finds."""
        found = self._check(self.values()) if self._check else {}
        return {**found, **self._told}

    def reset(self, key: str) -> None:
        """Give a key its default, as the button in its row does."""
        widgets = self._rows[key]
        widgets.editor.show_value(self._defaults[key])
        widgets.editor.widget.setFocus()
        self._reset = key
        self._edited(key)
        self._reset = ""

    def is_unset(self, key: str) -> bool:
        """Tell whether a key is to be left out: it is empty, or was just reset."""
        return key == self._reset or self._rows[key].editor.is_empty()

    def focus(self, key: str) -> bool:
        """Put the cursor into the row of a key; return whether there is one."""
        if key in self._rows:
            self._rows[key].editor.widget.setFocus(Qt.OtherFocusReason)
        return key in self._rows

    def widget_of(self, key: str) -> QWidget:
        """Return what the user writes the value of a key into."""
        return self._rows[key].editor.widget

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Explain the key that gets the focus."""
        if event.type() == QEvent.FocusIn:
            for widgets in self._rows.values():
                if widgets.editor.widget is watched:
                    self.explained.emit(explanation(widgets.editor.row))
        return bool(super().eventFilter(watched, event))

    def changeEvent(self, event: QEvent) -> None:
        """Write the labels in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.PaletteChange:
            self._show_state()

    def _add(self, row: Row) -> None:
        editor = editor_for(row)
        editor.edited.connect(lambda: self._edited(row.key))
        widget = editor.widget
        widget.installEventFilter(self)
        explained = explanation(row)
        label = QLabel()
        label.setTextFormat(Qt.RichText)
        label.setBuddy(widget)
        reset = QToolButton()
        reset.setIcon(icon("reset"))
        reset.setAutoRaise(True)
        reset.setToolTip(self.tr("Back to the default"))
        reset.setAccessibleName(self.tr("{0}: back to the default").format(row.words))
        policy = reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        reset.setSizePolicy(policy)
        reset.clicked.connect(lambda: self.reset(row.key))
        problem = QLabel()
        problem.setWordWrap(True)
        problem.setTextFormat(Qt.PlainText)
        problem.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Preferred)
        for each in (label, widget):
            each.setToolTip(explained)
        unit = QLabel(row.unit)
        line = 2 * len(self._rows)
        self._grid.addWidget(label, line, 0)
        if row.kind in _WIDE:
            self._grid.addWidget(widget, line, 1, 1, 2)
        else:
            self._grid.addWidget(widget, line, 1)
            self._grid.addWidget(unit, line, 2)
        self._grid.addWidget(reset, line, 3, Qt.AlignRight | Qt.AlignVCenter)
        self._grid.addWidget(problem, line + 1, 1, 1, 3)
        self._rows[row.key] = _Widgets(label, editor, reset, problem)

    def _edited(self, key: str) -> None:
        self._told.pop(key, None)
        self._show_state()
        self.edited.emit(key)
        self.changed.emit()

    def _is_changed(self, key: str) -> bool:
        return self.value(key) != self._defaults[key]

    def _show_state(self) -> None:
        """Show which rows are changed, and which are wrong."""
        if len(self._defaults) < len(self._rows):
            return
        colours = theme.current()
        wrong = self.problems()
        for name, widgets in self._rows.items():
            row = widgets.editor.row
            changed, sentence = self._is_changed(name), wrong.get(name, "")
            words = escape(row.words)
            if changed and row.default is not MISSING:
                words = f"<b>{words}</b>"
            colour = f"color: {colours.error}" if sentence else ""
            key = (
                f'<br><span style="color: {colours.quiet}; font-size: small">'
                f"{escape(row.key)}</span>"
            )
            is_word = row.words == row.key
            widgets.label.setText(
                f'<span style="{colour}">{words}</span>{"" if is_word else key}'
            )
            widgets.reset.setVisible(changed and self._defaults[name] is not MISSING)
            widgets.problem.setText(sentence)
            widgets.problem.setStyleSheet(f"color: {colours.error}")
            widgets.problem.setVisible(bool(sentence))
            widgets.editor.widget.setAccessibleDescription(sentence or row.meaning)


def explanation(row: Row) -> str:
    """Return what the table says of a key, as HTML."""
    allowed = f"{row.allowed} ({row.unit})" if row.unit else row.allowed
    text = " ".join(filter(None, [row.meaning, row.advice]))
    # Tooltips wrap where they are HTML.
    bounds = tr("Allowed: {0}. Default: {1}.").format(allowed, row.shown_default)
    return (
        f"<p><b>{escape(row.words)}</b> ({escape(row.key)}): {escape(text)}</p>"
        f"<p>{escape(bounds)}</p>"
    )
