"""What a run is started with: seed, options and the buttons."""

import random

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import (
    QAction,
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpacerItem,
    QSpinBox,
    QWidget,
)

from vmt.qt.launcher.actions import Actions
from vmt.qt.launcher.run_options import RunOptions
from vmt.qt.views import tool_button

DEFAULT_SEED = 42
LARGEST_SEED = 999_999_999
_LETTERS = 40  # that the main button is wide at most where there is room
_NO_LIMIT = 16_777_215  # pixels, as Qt has it
_FIXED = QSizePolicy.Fixed


class StartBar(QWidget):
    """The seed, how many options are changed, and the buttons that run.

    Parameters
    ----------
    actions : Actions
    """

    seed_changed = pyqtSignal()

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.seed_field = QSpinBox()
        self.seed_field.setRange(0, LARGEST_SEED)
        self.seed_field.setValue(DEFAULT_SEED)
        self.seed_field.setAccessibleName(self.tr("Seed"))
        self.seed_field.setToolTip(
            self.tr("The same scenario with the same seed gives the same run (Alt+S)")
        )
        self.seed_field.valueChanged.connect(lambda _: self.seed_changed.emit())
        actions["random"].triggered.connect(self.draw_seed)
        self.options_button = _button(actions["options"], self.tr("&Options…"))
        self.run_button = _button(actions["run"], self.tr("Run in the viewer"))
        self.run_button.setObjectName("primary")
        self.run_button.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)
        self.headless_button = _button(actions["headless"], self.tr("Run &headless"))
        label = QLabel(self.tr("&Seed"))
        label.setBuddy(self.seed_field)

        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(label)
        first.addWidget(self.seed_field)
        first.addWidget(tool_button(actions["random"]))
        first.addStretch(1)
        first.addWidget(self.options_button)
        second.addWidget(self.run_button, 1)
        second.addWidget(self.headless_button)
        self._end = QSpacerItem(0, 0, _FIXED)
        second.addSpacerItem(self._end)
        self._rows = QBoxLayout(QBoxLayout.TopToBottom, self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.addLayout(first)
        self._rows.addLayout(second, 1)

    @property
    def seed(self) -> int:
        """The seed that is written in the field."""
        self.seed_field.interpretText()
        return int(self.seed_field.value())

    def set_seed(self, seed: int | None) -> None:
        """Write a seed; None: the usual one."""
        self.seed_field.setValue(DEFAULT_SEED if seed is None else seed)

    def draw_seed(self) -> None:
        """Put a seed into the field that nobody has thought of."""
        self.seed_field.setValue(random.SystemRandom().randint(0, LARGEST_SEED))

    def show_options(self, options: RunOptions) -> None:
        """Say on the button how much is changed."""
        text = self.tr("&Options…")
        if options.is_changed:
            text = self.tr("&Options ({0} changed)…").format(options.count)
        self.options_button.setText(text)
        font = self.options_button.font()
        font.setBold(options.is_changed)
        self.options_button.setFont(font)

    def set_wide(self, *, is_wide: bool) -> None:
        """Stand in one row, or in two."""
        ways = (QBoxLayout.TopToBottom, QBoxLayout.LeftToRight)
        self._rows.setDirection(ways[is_wide])
        letters = _LETTERS * self.fontMetrics().averageCharWidth()
        self.run_button.setMaximumWidth(letters if is_wide else _NO_LIMIT)
        self._end.changeSize(0, 0, QSizePolicy.Expanding if is_wide else _FIXED)
        self._rows.invalidate()


def _button(action: QAction, text: str) -> QPushButton:
    """Return a button that does what an action does, as long as it can."""
    button = QPushButton(action.icon(), text)
    button.setToolTip(action.toolTip())
    button.setEnabled(action.isEnabled())
    button.clicked.connect(action.trigger)
    action.changed.connect(lambda: button.setEnabled(action.isEnabled()))
    return button
