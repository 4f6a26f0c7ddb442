"""What agents do when: all the time the same, or foraging and trading in turn."""

from collections.abc import Mapping
from typing import Any

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QButtonGroup, QGroupBox, QRadioButton, QVBoxLayout

from vmt.qt import theme
from vmt.qt.builder.page import Part, SectionPart, problem_label
from vmt.scenario.document import Steps
from vmt.scenario.editing import REMOVED, Change
from vmt.scenario.model import ModeSchedule

_SCHEDULE: Steps = ("mode_schedule",)
_START = {"type": "global_cycle", "forage_ticks": 10, "trade_ticks": 10}


class ModePart(Part):
    """``mode``, or ``mode_schedule`` in its place."""

    def __init__(self) -> None:
        super().__init__()
        self._data: Mapping[str, Any] = {}
        self.buttons = {
            "both": QRadioButton(self.tr("Foraging and trading at any ti&me")),
            "forage": QRadioButton(self.tr("F&oraging only")),
            "trade": QRadioButton(self.tr("T&rading only")),
            "schedule": QRadioButton(self.tr("Foraging and trading &in turn")),
        }
        group = QButtonGroup(self)
        self.problem = problem_label()
        frame = QGroupBox()
        inner = QVBoxLayout(frame)
        for name, button in self.buttons.items():
            group.addButton(button)
            button.clicked.connect(lambda _on, name=name: self._choose(name))
            inner.addWidget(button)
        inner.addWidget(self.problem)
        keys = ["forage_ticks", "trade_ticks", "start_mode"]
        self.schedule = SectionPart(_SCHEDULE, ModeSchedule, keys, self.tr("The cycle"))
        self.schedule.wrote.connect(self.wrote)
        self.schedule.explained.connect(self.explained)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)
        layout.addWidget(self.schedule)

    def show_data(self, data: Mapping[str, Any]) -> None:
        """Show what a file says."""
        self._data = data
        name = self._chosen()
        self.buttons[name].setChecked(True)
        self.schedule.setVisible(name == "schedule")
        self.schedule.show_data(data)

    def show_problems(self, problems: Mapping[Steps, str]) -> None:
        """Show what is wrong with the mode, and with the cycle beside its keys."""
        self.schedule.show_problems(problems)
        others = [("mode",), (*_SCHEDULE, "type")]
        sentence = " ".join(problems[steps] for steps in others if steps in problems)
        self.problem.setText(sentence)
        self.problem.setStyleSheet(f"color: {theme.current().error}")
        self.problem.setVisible(bool(sentence))

    def has(self, steps: Steps) -> bool:
        """Tell whether a way leads to the mode or the cycle."""
        return steps[:1] in {("mode",), _SCHEDULE}

    def focus(self, steps: Steps) -> None:
        """Put the cursor to what was chosen, or into the cycle."""
        if self.schedule.has(steps):
            self.schedule.focus(steps)
        else:
            self.buttons[self._chosen()].setFocus(Qt.OtherFocusReason)

    def _chosen(self) -> str:
        if self._data.get("mode_schedule") is not None:
            return "schedule"
        mode = self._data.get("mode")
        return mode if isinstance(mode, str) and mode in self.buttons else "both"

    def _choose(self, name: str) -> None:
        if name == self._chosen() and name != "both":
            return
        if name == "schedule":
            changes = [Change(("mode",), REMOVED), Change(_SCHEDULE, _START)]
        else:
            mode = REMOVED if name == "both" else name
            changes = [Change(_SCHEDULE, REMOVED), Change(("mode",), mode)]
        self.wrote.emit(changes)
