"""A form for one section of a scenario file."""

from collections.abc import Collection, Mapping
from typing import Any

from pydantic import ValidationError
from PyQt5.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from vmt.qt.forms.row_form import Check, RowForm
from vmt.qt.forms.rows import rows_of
from vmt.scenario.fields import Section
from vmt.scenario.problems import found


class Scroller(QScrollArea):
    """Scrolls a column of widgets that fills its width."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.NoFocus)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self.setWidget(content)
        content.installEventFilter(self)
        QApplication.instance().focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Be as wide as the content needs: it scrolls up and down only."""
        if watched is self.widget() and event.type() in {
            QEvent.LayoutRequest,
            QEvent.Resize,
        }:
            bar = self.verticalScrollBar().sizeHint().width()
            self.setMinimumWidth(self.widget().minimumSizeHint().width() + bar)
        return bool(super().eventFilter(watched, event))

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        content = self.widget()
        if now is not None and content is not None and content.isAncestorOf(now):
            self.ensureWidgetVisible(now)


class ParameterForm(QWidget):
    """One row for each key of a section; it scrolls where there is no room.

    Keys that are sections or lists themselves have no row.

    Parameters
    ----------
    section : type of Section
    defaults : mapping, optional
        What holds where nothing is written, instead of the defaults of the table.
    parent : QWidget, optional
    keys : collection of str, optional
        The keys to show; all of them without it.
    """

    changed = pyqtSignal()
    """The user has changed a value."""

    def __init__(
        self,
        section: type[Section],
        defaults: Mapping[str, object] | None = None,
        parent: QWidget | None = None,
        *,
        keys: Collection[str] | None = None,
    ) -> None:
        super().__init__(parent)
        rows = [row for row in rows_of(section) if keys is None or row.key in keys]
        self.rows = RowForm(rows, defaults, checker(section))
        self.rows.changed.connect(self.changed)
        self.rows.explained.connect(self._explain)
        self.explanation = QLabel(self.tr("Click into a field to read what it means."))
        self.explanation.setWordWrap(True)
        self.explanation.setTextFormat(Qt.RichText)
        self.explanation.setAlignment(Qt.AlignTop)
        self.explanation.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Fixed)
        self.explanation.setFixedHeight(4 * self.fontMetrics().lineSpacing())

        column = QWidget()
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.rows)
        inner.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Scroller(column), 1)
        layout.addWidget(self.explanation)

    def values(self) -> dict[str, object]:
        """Return the values that differ from the defaults.

        Quantities are decimals. A text that is no value of its key is among them as
        it was written; `problems` tells of it.
        """
        return self.rows.values()

    def set_values(self, values: Mapping[str, object]) -> None:
        """Show values; keys that are not among them get their defaults."""
        self.rows.set_values(values)

    def set_defaults(self, defaults: Mapping[str, object]) -> None:
        """Take what holds where nothing is written."""
        self.rows.set_defaults(defaults)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Mark keys that are wrong, with a sentence each."""
        self.rows.show_problems(problems)

    def problems(self) -> dict[str, str]:
        """Return what is wrong with the values, in a sentence by key."""
        return self.rows.problems()

    def _explain(self, html: str) -> None:
        self.explanation.setText(html)


def checker(section: type[Section]) -> Check:
    """Return what checks the values of a section each by itself."""

    def check(values: Mapping[str, object]) -> dict[str, str]:
        try:
            section.model_validate(dict(values))
        except ValidationError as error:
            return _sentences(error, values)
        return {}

    return check


def _sentences(error: ValidationError, values: Mapping[str, Any]) -> dict[str, str]:
    sentences: dict[str, str] = {}
    for each in error.errors(include_url=False):
        key = str(each["loc"][0]) if each["loc"] else ""
        if each["type"] == "told" and key in values:
            sentences.setdefault(key, f"{key} {each['msg']}")
        elif key in values:
            sentences.setdefault(key, f"{key} cannot be {found(values[key])}")
    return sentences
