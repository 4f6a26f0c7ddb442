"""What is said below a plot: its legend and its caption, as high as there is room."""

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

MOST = 0.4
"""Of the height of a plot with all that is said; where it takes more, it scrolls."""


class Explanation(QScrollArea):
    """Shows widgets whose heights depend on their width, one below the other."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        inside = QWidget()
        self._layout = QVBoxLayout(inside)
        self._layout.setContentsMargins(0, 0, 0, 0)
        for part in parts:
            self._layout.addWidget(part)
        self._layout.addStretch()
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        # It is no field to write in, and has the colour of the window.
        self.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)

    def fit(self, height: int) -> None:
        """Take as much as is needed, and no more than a share of a height."""
        needed = self._layout.heightForWidth(self.width())
        self.setFixedHeight(max(0, min(needed, round(MOST * height))))

    def minimumSizeHint(self) -> QSize:
        """Return that it can be as narrow as anything."""
        return QSize(1, 1)
