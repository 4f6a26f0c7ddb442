"""The tastes of a population: the entries of the mix and their weights."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from vmt.qt import theme
from vmt.qt.builder.drawn import Drawn
from vmt.qt.builder.mix_entry import MixEntry
from vmt.qt.builder.page import Part, mapping_at, problem_label
from vmt.qt.builder.tastes import TASTES
from vmt.scenario.document import Steps
from vmt.scenario.editing import REMOVED, Change

_MIX: Steps = ("utilities", "mix")


class MixPart(Part):
    """The entries of ``utilities.mix``."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[MixEntry] = []
        self._mix: tuple[Any, ...] = ()
        self.sum = QLabel()
        self.problem = problem_label()
        self.add_button = QPushButton(self.tr("&Add tastes"))
        self.add_button.clicked.connect(self._add)
        self.normalise_button = QPushButton(self.tr("&Normalise weights"))
        self.normalise_button.setToolTip(
            self.tr("Divide all weights by their sum, so that they sum to 1")
        )
        self.normalise_button.clicked.connect(self._normalise)
        buttons = QHBoxLayout()
        buttons.addWidget(self.sum, 1)
        buttons.addWidget(self.normalise_button)
        buttons.addWidget(self.add_button)
        self._column = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(buttons)
        layout.addWidget(self.problem)
        layout.addLayout(self._column)

    def show_data(self, data: Mapping[str, Any]) -> None:
        """Show the entries of a file."""
        mix = mapping_at(data, _MIX[:1]).get("mix")
        self._mix = mix if isinstance(mix, tuple) else ()
        while len(self.entries) > len(self._mix):
            entry = self.entries.pop()
            entry.hide()
            entry.deleteLater()
        while len(self.entries) < len(self._mix):
            entry = MixEntry(len(self.entries))
            entry.wrote.connect(self.wrote)
            entry.explained.connect(self.explained)
            entry.removed.connect(self._remove)
            self.entries.append(entry)
            self._column.addWidget(entry)
        for entry in self.entries:
            entry.show_data(data)
            entry.remove_button.setEnabled(len(self.entries) > 1)
        total = sum(self._weights())
        self.sum.setText(self.tr("Sum of the weights: {0}").format(f"{total:.6g}"))
        self.normalise_button.setEnabled(total > 0 and abs(total - 1) > 1e-9)

    def show_problems(self, problems: Mapping[Steps, str]) -> None:
        """Show what is wrong with the mix; with an entry, beside it."""
        sentence = problems.get(_MIX, problems.get(_MIX[:1], ""))
        self.problem.setText(sentence)
        self.problem.setStyleSheet(f"color: {theme.current().error}")
        self.problem.setVisible(bool(sentence))
        for entry in self.entries:
            entry.show_problems(problems)

    def show_drawn(self, drawn: Drawn | None) -> None:
        """Show how many agents get each entry."""
        counts = Counter(drawn.entries if drawn else [])
        for number, entry in enumerate(self.entries):
            entry.show_count(counts[number] if drawn else None)

    def has(self, steps: Steps) -> bool:
        """Tell whether a way leads to the mix or an entry."""
        return steps[:1] == _MIX[:1]

    def focus(self, steps: Steps) -> None:
        """Put the cursor to an entry, or to the first weight."""
        entry = next((each for each in self.entries if each.has(steps)), None)
        if entry:
            entry.focus(steps)
        elif self.entries:
            self.entries[0].focus((*_MIX, 0, "weight"))
        else:
            self.add_button.setFocus(Qt.OtherFocusReason)

    def _weights(self) -> list[float]:
        weights = (entry.get("weight") for entry in self._mix if _is_mapping(entry))
        return [float(w) for w in weights if isinstance(w, int | float)]

    def _add(self) -> None:
        taste = TASTES[0]
        entry = {
            "type": taste.type,
            "weight": 0 if self._mix else 1,
            "params": taste.start,
        }
        self.wrote.emit([Change((*_MIX, len(self._mix)), entry)])

    def _remove(self, index: int) -> None:
        self.wrote.emit([Change((*_MIX, index), REMOVED)])

    def _normalise(self) -> None:
        """Make the weights sum to 1, in as few digits as can be."""
        weights = [
            entry.get("weight") if _is_mapping(entry) else None for entry in self._mix
        ]
        numbers = [w if isinstance(w, int | float) and w > 0 else 0 for w in weights]
        total = sum(numbers)
        shares = [round(number / total, 4) for number in numbers]
        largest = shares.index(max(shares))
        rest = sum(share for i, share in enumerate(shares) if i != largest)
        shares[largest] = round(1 - rest, 4)
        self.wrote.emit(
            [
                Change((*_MIX, index, "weight"), share)
                for index, share in enumerate(shares)
                if share != weights[index]
            ]
        )


def _is_mapping(entry: object) -> bool:
    return isinstance(entry, Mapping)
