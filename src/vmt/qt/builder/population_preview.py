"""Who gets which tastes, and what they own, as a run would draw it."""

from collections import Counter

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel, QVBoxLayout, QWidget

from vmt.qt.builder.drawn import Drawn
from vmt.qt.builder.population_strip import PopulationStrip, letter_of


class PopulationPreview(QWidget):
    """How many agents get each entry of the mix, and which."""

    def __init__(self) -> None:
        super().__init__()
        self.strip = PopulationStrip()
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.PlainText)
        self.label.setTextInteractionFlags(Qt.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.addWidget(self.label)
        layout.addWidget(self.strip)

    def show_drawn(self, drawn: Drawn) -> None:
        """Show the population of a scenario."""
        entries, tastes = drawn.entries, drawn.tastes()
        counts = Counter(entries)
        words = (
            f"{letter_of(entry)} {taste.partition(' (')[0]} {counts[entry]}"
            for entry, taste in enumerate(tastes)
        )
        self.label.setText(
            self.tr("With seed {0}, of {1} agents: {2}").format(
                drawn.seed, len(entries), ", ".join(words)
            )
        )
        about = self.tr("Agent {0}: {1}; owns {2} A and {3} B")
        held = zip(entries, drawn.holdings(0), drawn.holdings(1), strict=True)
        self.strip.show_agents(
            entries,
            [
                about.format(agent, tastes[entry], a, b)
                for agent, (entry, a, b) in enumerate(held)
            ],
        )
        self.strip.show()

    def say(self, text: str) -> None:
        """Show why there is nothing to show."""
        self.label.setText(text)
        self.strip.show_agents([], [])
        self.strip.hide()
