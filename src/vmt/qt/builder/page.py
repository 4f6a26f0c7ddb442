"""What all pages of the builder have in common."""

from collections.abc import Mapping, Sequence
from typing import Any

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QGroupBox, QLabel, QSizePolicy, QVBoxLayout, QWidget

from vmt.qt.builder.checking import Checked
from vmt.qt.builder.drawn import Drawn
from vmt.qt.forms.parameter_form import Scroller
from vmt.qt.forms.row_form import RowForm
from vmt.qt.forms.rows import MISSING, rows_of
from vmt.scenario.document import Steps
from vmt.scenario.editing import REMOVED, Change
from vmt.scenario.fields import Section


class Part(QWidget):
    """A part of a page: shows some values of a scenario and writes them."""

    wrote = pyqtSignal(list)
    """The user wants these `Change` objects to be made."""
    explained = pyqtSignal(str)
    """What is known of the key that has the focus, as HTML."""

    def show_data(self, data: Mapping[str, Any]) -> None:
        """Show what a file says."""
        raise NotImplementedError

    def show_problems(self, problems: Mapping[Steps, str]) -> None:
        """Show what is wrong, in a sentence by the way to it."""
        raise NotImplementedError

    def show_drawn(self, drawn: Drawn | None) -> None:
        """Show what a run would begin with, if that is known."""

    def has(self, steps: Steps) -> bool:
        """Tell whether the value at the end of a way is shown here."""
        raise NotImplementedError

    def focus(self, steps: Steps) -> None:
        """Put the cursor to a value that is shown here."""
        raise NotImplementedError


class SectionPart(Part):
    """A form for keys of one section.

    Parameters
    ----------
    steps : tuple
        The way to the section.
    section : type of Section
    keys : sequence of str, optional
        The keys to show; all of them without it.
    title : str
        Of the frame around them; there is none without it.
    """

    def __init__(
        self,
        steps: Steps,
        section: type[Section],
        keys: Sequence[str] | None = None,
        title: str = "",
    ) -> None:
        super().__init__()
        self._steps = steps
        self._written: Mapping[str, Any] = {}
        rows = {row.key: row for row in rows_of(section)}
        self.form = RowForm(rows[key] for key in keys or rows)
        self.form.edited.connect(self._write)
        self.form.explained.connect(self.explained)
        frame_around(self, [self.form], title)

    def show_data(self, data: Mapping[str, Any]) -> None:
        """Show what a file says."""
        self._written = mapping_at(data, self._steps)
        self.form.set_values(self._written)

    def show_problems(self, problems: Mapping[Steps, str]) -> None:
        """Show what is wrong with a key beside it."""
        self.form.show_problems(
            {
                key: text
                for steps, text in problems.items()
                if (key := self._key(steps)) is not None
            }
        )

    def has(self, steps: Steps) -> bool:
        """Tell whether a way leads to one of the keys."""
        return self._key(steps) is not None

    def focus(self, steps: Steps) -> None:
        """Put the cursor to a key."""
        self.form.focus(self._key(steps) or "")

    def _key(self, steps: Steps) -> str | None:
        """Return the key of the form that a way leads to."""
        length = len(self._steps)
        if steps[:length] != self._steps:
            return None
        keys = self.form.keys
        if len(steps) == length:
            # The section itself: its first key, unless that is all of the file.
            return keys[0] if length else None
        return str(steps[length]) if steps[length] in keys else None

    def _write(self, key: str) -> None:
        value = self.form.value(key)
        if self.form.is_unset(key) or value is MISSING:
            value = REMOVED
        elif key not in self._written and key not in self.form.values():
            return
        self.wrote.emit([Change((*self._steps, key), value)])


class Page(QWidget):
    """Parts below each other; it scrolls where there is no room.

    Parameters
    ----------
    title : str
        What it is about, in the list of pages.
    about : str
        A sentence above the parts.
    parts : sequence of Part
    last, below : QWidget, optional
        What stands behind the parts and scrolls with them; what is always in sight.
    """

    wrote = pyqtSignal(list)
    explained = pyqtSignal(str)

    def __init__(
        self,
        title: str,
        about: str,
        parts: Sequence[Part],
        *,
        last: QWidget | None = None,
        below: QWidget | None = None,
    ) -> None:
        super().__init__()
        self.title = title
        self.parts = list(parts)
        intro = QLabel(about)
        intro.setWordWrap(True)
        column = QWidget()
        inner = QVBoxLayout(column)
        inner.setContentsMargins(8, 4, 8, 4)
        inner.addWidget(intro)
        for part in self.parts:
            part.wrote.connect(self.wrote)
            part.explained.connect(self.explained)
            inner.addWidget(part)
        if last is not None:
            inner.addWidget(last)
        inner.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(Scroller(column), 1)
        if below is not None:
            layout.addWidget(below)

    def show_checked(self, checked: Checked) -> None:
        """Show what a text says; it can be written where it could be read."""
        self.setEnabled(checked.data is not None)
        for part in self.parts:
            if checked.data is not None:
                part.show_data(checked.data)
            part.show_problems(checked.by_steps)

    def show_drawn(self, drawn: Drawn | None) -> None:
        """Show what a run would begin with, if that is known."""
        for part in self.parts:
            part.show_drawn(drawn)

    def has(self, steps: Steps) -> bool:
        """Tell whether a value is on this page."""
        return any(part.has(steps) for part in self.parts)

    def focus(self, steps: Steps) -> None:
        """Put the cursor to a value of this page."""
        next(part for part in self.parts if part.has(steps)).focus(steps)


def mapping_at(data: Mapping[str, Any], steps: Steps) -> Mapping[str, Any]:
    """Return the mapping at the end of a way; an empty one if there is none."""
    inner: Any = data
    for step in steps:
        try:
            inner = inner[step]
        except (LookupError, TypeError):
            return {}
    return inner if isinstance(inner, Mapping) else {}


def problem_label() -> QLabel:
    """Return a label for a sentence about something that is wrong."""
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.PlainText)
    label.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Preferred)
    label.hide()
    return label


def frame_around(part: QWidget, widgets: Sequence[QWidget], title: str = "") -> None:
    """Put widgets below each other into a part, in a frame if it has a title."""
    layout = QVBoxLayout(part)
    layout.setContentsMargins(0, 0, 0, 0)
    if title:
        box = QGroupBox(title)
        layout.addWidget(box)
        layout = QVBoxLayout(box)
    for widget in widgets:
        layout.addWidget(widget)
