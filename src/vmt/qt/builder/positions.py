"""The first cell of each agent: drawn at random, or given."""

import re
from collections.abc import Mapping
from typing import Any

from PyQt5.QtCore import QSignalBlocker, Qt
from PyQt5.QtWidgets import QCheckBox, QGroupBox, QPlainTextEdit, QVBoxLayout

from vmt.qt import theme
from vmt.qt.builder.page import Part, problem_label
from vmt.qt.forms.editors import raw_text
from vmt.scenario.document import Steps
from vmt.scenario.editing import REMOVED, Change
from vmt.scenario.model import ScenarioModel

_STEPS: Steps = ("agent_positions",)
_CELL = re.compile(r"(-?\d{1,9})\s*,\s*(-?\d{1,9})")
_LINES = 4


class PositionsPart(Part):
    """``agent_positions``: cells such as ``0, 0`` and ``3, 4``, one a line."""

    def __init__(self) -> None:
        super().__init__()
        self._data: Mapping[str, Any] = {}
        self.box = QCheckBox(self.tr("&Drawn at random"))
        self.box.clicked.connect(self._switch)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setAcceptDrops(False)
        self.text.setAccessibleName(self.tr("First cells of the agents"))
        field = ScenarioModel.model_fields["agent_positions"]
        self.text.setToolTip(field.description or "")
        line = self.text.fontMetrics().lineSpacing()
        self.text.setFixedHeight((_LINES + 1) * line)
        self.text.textChanged.connect(self._write)
        self.problem = problem_label()
        frame = QGroupBox(self.tr("First cells of the agents"))
        inner = QVBoxLayout(frame)
        for widget in (self.box, self.text, self.problem):
            inner.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def show_data(self, data: Mapping[str, Any]) -> None:
        """Show what a file says."""
        self._data = data
        cells = data.get("agent_positions")
        self.box.setChecked(cells is None)
        self.text.setVisible(cells is not None)
        if isinstance(cells, tuple) and _read(raw_text(self.text)) != list(cells):
            with QSignalBlocker(self.text):
                self.text.setPlainText("\n".join(map(_line, cells)))

    def show_problems(self, problems: Mapping[Steps, str]) -> None:
        """Show the first thing that is wrong with the cells."""
        sentence = next(
            (text for steps, text in problems.items() if steps[:1] == _STEPS), ""
        )
        self.problem.setText(sentence)
        self.problem.setStyleSheet(f"color: {theme.current().error}")
        self.problem.setVisible(bool(sentence))

    def has(self, steps: Steps) -> bool:
        """Tell whether a way leads to the cells."""
        return steps[:1] == _STEPS

    def focus(self, steps: Steps) -> None:  # noqa: ARG002 - they are one field
        """Put the cursor to the cells."""
        (self.box if self.box.isChecked() else self.text).setFocus(Qt.OtherFocusReason)

    def _switch(self) -> None:
        value: object = REMOVED
        if not self.box.isChecked():
            value = self._spread_out()
        self.wrote.emit([Change(_STEPS, value)])

    def _spread_out(self) -> list[tuple[int, int]]:
        """Return a cell for each agent, row by row: something to start from."""
        size, number = (
            value if isinstance(value, int) and value > 0 else 1
            for value in (self._data.get("N"), self._data.get("agents"))
        )
        return [(i % size, i // size % size) for i in range(min(number, 1000))]

    def _write(self) -> None:
        self.wrote.emit([Change(_STEPS, _read(raw_text(self.text)))])


def _read(text: str) -> list[Any]:
    """Return the cells of a text; a line that is none as it is."""
    lines = (line.strip() for line in text.splitlines())
    return [
        (int(cell[1]), int(cell[2]))
        if (cell := _CELL.fullmatch(line.strip("[]() ")))
        else line
        for line in lines
        if line
    ]


def _line(cell: object) -> str:
    return ", ".join(map(str, cell)) if isinstance(cell, tuple) else str(cell)
