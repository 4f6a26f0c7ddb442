"""What else is chosen for a plot: an agent, or a utility function."""

from collections.abc import Sequence

from PyQt5.QtCore import QSignalBlocker, pyqtSignal
from PyQt5.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from vmt.qt.logviewer.plots.catalogue import Choice


class Choices(QWidget):
    """Asks for the one or the other, or for nothing.

    Attributes
    ----------
    agent : QSpinBox
    taste : QComboBox
    """

    agent_chosen = pyqtSignal()
    taste_chosen = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.agent = QSpinBox()
        self.agent.setAccessibleName(self.tr("Agent"))
        self.agent.setToolTip(self.tr("The agent to look at (Alt+G)"))
        self.agent.setKeyboardTracking(False)
        agent_label = QLabel(self.tr("A&gent"))
        agent_label.setBuddy(self.agent)
        self.taste = QComboBox()
        self.taste.setAccessibleName(self.tr("Utility function"))
        self.taste.setToolTip(self.tr("Whose utility to look at (Alt+I)"))
        self.taste.setSizeAdjustPolicy(QComboBox.AdjustToContents)
        taste_label = QLabel(self.tr("Ut&ility function"))
        taste_label.setBuddy(self.taste)
        self._of_agent = agent_label, self.agent
        self._of_taste = taste_label, self.taste
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (*self._of_agent, *self._of_taste):
            layout.addWidget(widget)
        self.agent.valueChanged.connect(lambda _: self.agent_chosen.emit())
        self.taste.currentIndexChanged.connect(lambda _: self.taste_chosen.emit())

    def show_choice(self, choice: Choice) -> None:
        """Ask for what a plot needs."""
        for widget in self._of_agent:
            widget.setVisible(choice is Choice.AGENT)
        for widget in self._of_taste:
            widget.setVisible(choice is Choice.TASTE)

    def offer_agents(self, number: int) -> None:
        """Let one of so many agents be chosen."""
        most = max(0, number - 1)
        self.agent.setRange(0, most)
        self.agent.setSuffix(self.tr(" of 0 to {0}").format(most))

    def offer_tastes(self, names: Sequence[str]) -> None:
        """Let one of these utility functions be chosen."""
        if list(names) != [self.taste.itemText(i) for i in range(self.taste.count())]:
            with QSignalBlocker(self.taste):
                self.taste.clear()
                self.taste.addItems(names)
