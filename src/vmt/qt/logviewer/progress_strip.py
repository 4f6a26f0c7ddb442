"""How far something is that goes on beside the window, with a button that ends it."""

from PyQt5.QtCore import QTimer, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

_PATIENCE = 500  # ms for which something may last before it is told


class ProgressStrip(QWidget):
    """A line for the status bar; nobody is told of what is over at once.

    Parameters
    ----------
    name : str
        What goes on, for those who cannot see it.
    help_ : str
        What its button does.
    """

    canceled = pyqtSignal()
    """Sent when it is not wanted any more."""

    def __init__(self, name: str, help_: str) -> None:
        super().__init__()
        self.label = QLabel()
        self.bar = QProgressBar()
        self.bar.setAccessibleName(name)
        self.bar.setFixedWidth(18 * self.fontMetrics().averageCharWidth())
        self.bar.setMaximumHeight(self.fontMetrics().height() + 4)
        self.button = QToolButton()
        self.button.setText(self.tr("Stop"))
        self.button.setToolTip(help_)
        self.button.setAccessibleName(help_)
        self.button.clicked.connect(self.canceled)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self.label, self.bar, self.button):
            layout.addWidget(widget)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(_PATIENCE)
        self._waiting.timeout.connect(self.show)
        self.hide()

    def begin(self, words: str) -> None:
        """Tell what goes on, unless it is over soon."""
        self.label.setText(words)
        self.bar.setRange(0, 0)
        self._waiting.start()

    def show_progress(self, done: int, total: int) -> None:
        """Show how much has been done, and of how much."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def end(self) -> None:
        """Tell that it is over."""
        self._waiting.stop()
        self.hide()
