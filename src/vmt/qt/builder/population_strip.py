"""Who has which tastes: one coloured cell an agent, with the letter of its entry."""

from collections.abc import Sequence

from PyQt5.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PyQt5.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PyQt5.QtWidgets import QSizePolicy, QToolTip, QWidget

from vmt.qt.world.class_marks import colour as class_colour

_MOST = 3000  # agents that are drawn


def letter_of(index: int) -> str:
    """Return the letter of an entry of the mix: a, b, c …; behind z comes a."""
    return chr(ord("a") + index % 26)


class Swatch(QWidget):
    """The colour and the letter of an entry."""

    def __init__(self, index: int) -> None:
        super().__init__()
        self._index = index
        side = round(1.5 * self.fontMetrics().height())
        self.setFixedSize(side, side)
        self.setToolTip(self.tr("Entry {0} of the mix").format(index + 1))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw a cell as the strip does."""
        painter = QPainter(self)
        _draw(painter, self.rect(), self._index, letter=True)


class PopulationStrip(QWidget):
    """The agents by number, from left to right and top to bottom."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: Sequence[int] = ()
        self._about: Sequence[str] = ()
        self.setSizePolicy(QSizePolicy.Preferred, QSizePolicy.Fixed)
        self.setAccessibleName(self.tr("Tastes of each agent"))

    def show_agents(self, entries: Sequence[int], about: Sequence[str]) -> None:
        """Show the entry of the mix that each agent has, and what is known of it."""
        self._entries, self._about = entries[:_MOST], about
        self.setAccessibleDescription("".join(map(letter_of, self._entries)))
        self.setFixedHeight(self._layout()[2])
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for a few dozen agents."""
        return QSize(20 * self.fontMetrics().height(), self._layout()[2])

    def resizeEvent(self, _event: QEvent) -> None:
        """Take as many lines as the agents need."""
        self.setFixedHeight(self._layout()[2])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw all cells."""
        side, across, _height = self._layout()
        painter = QPainter(self)
        letter = side >= self.fontMetrics().height()
        for agent, entry in enumerate(self._entries):
            x, y = agent % across * side, agent // across * side
            box = QRect(x, y, side - 1, side - 1)
            _draw(painter, box, entry, letter=letter)

    def event(self, event: QEvent) -> bool:
        """Tell of the agent under the pointer."""
        if event.type() == QEvent.ToolTip and isinstance(event, QHelpEvent):
            agent = self.agent_at(event.pos())
            text = self._about[agent] if 0 <= agent < len(self._about) else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return bool(super().event(event))

    def agent_at(self, place: QPoint) -> int:
        """Return the number of the agent that is drawn at a place, or -1."""
        side, across, _height = self._layout()
        column, line = place.x() // side, place.y() // side
        agent = line * across + column
        return agent if column < across and agent < len(self._entries) else -1

    def _layout(self) -> tuple[int, int, int]:
        """Return the side of a cell, how many stand in a line, and the height."""
        line = self.fontMetrics().height()
        count = max(len(self._entries), 1)
        side = next(
            (
                side
                for side in (round(1.3 * line), line, line // 2, line // 3)
                if -(-count // max(self.width() // side, 1)) * side <= 4 * line
            ),
            max(line // 5, 2),
        )
        across = max(self.width() // side, 1)
        return side, across, min(-(-count // across) * side, 5 * line)


def _draw(painter: QPainter, box: QRect, entry: int, *, letter: bool) -> None:
    colour = class_colour(entry)
    painter.fillRect(box, colour)
    if letter:
        painter.setPen(QColor("#000000" if colour.lightness() > 85 else "#ffffff"))
        painter.drawText(box, Qt.AlignCenter, letter_of(entry))
