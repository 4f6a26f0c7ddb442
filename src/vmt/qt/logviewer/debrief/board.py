"""What an audience sees of a scene: all of it in letters for the last row."""

from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtGui import QResizeEvent
from PyQt5.QtWidgets import QApplication, QLabel, QStackedLayout, QVBoxLayout, QWidget

from vmt.qt.logviewer.debrief.stages import Scene
from vmt.qt.logviewer.plots.palette import colour
from vmt.qt.logviewer.plots.plot_view import PlotView

_NUMBER, _NUMBERS = 7.0, 2.4
"""Heights of letters in lines: of one number, and where there is one for each run."""


class Board(QWidget):
    """Shows a scene, and grows its letters with the screen.

    Parameters
    ----------
    names : str
        Of the runs; they stay.
    keys : str
        What can be done, in small letters.
    parent : QWidget, optional
    """

    def __init__(self, names: str, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.Window)
        self.scene = Scene("", "", words=self.tr("The run is being read…"))
        self.name, self.title, self.sentence = QLabel(names), QLabel(), QLabel()
        self.words, self.keys = QLabel(self.scene.words), QLabel(keys)
        self.view = PlotView()
        self.view.plot.setFocusPolicy(Qt.NoFocus)
        self.view.plot.setAttribute(Qt.WA_TransparentForMouseEvents)
        self.view.title.hide()
        for label in (self.name, self.title, self.sentence, self.words, self.keys):
            label.setTextFormat(Qt.PlainText)
            label.setWordWrap(True)
        for label in (self.words, self.sentence, self.keys):
            label.setAlignment(Qt.AlignCenter)
        self.setFocusPolicy(Qt.StrongFocus)
        middle = QWidget()
        self._stack = QStackedLayout(middle)
        self._stack.addWidget(self.words)
        self._stack.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.addWidget(self.name)
        layout.addWidget(self.title)
        layout.addWidget(middle, 1)
        layout.addWidget(self.sentence)
        layout.addWidget(self.keys)
        self._paint()

    def show_scene(self, shown: Scene) -> None:
        """Show another scene."""
        self.scene = shown
        self.title.setText(shown.title)
        # What is said of several runs has a line for each.
        between = "\n" if "\n" in shown.sentence else " "
        said = between.join(filter(None, (shown.sentence, shown.meaning)))
        self.sentence.setText(said)
        self.sentence.setVisible(bool(said))
        self.words.setText(shown.words)
        if shown.figure is not None:
            self.view.show_figure(shown.figure)
            self._stack.setCurrentWidget(self.view)
        else:
            self._stack.setCurrentWidget(self.words)
        everything = " ".join((shown.title, shown.words, said)).strip()
        self.setAccessibleDescription(everything)
        self._write_large()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as large as the screen allows."""
        super().resizeEvent(event)
        self._write_large()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.PaletteChange and hasattr(self, "_stack"):
            self._paint()

    def _write_large(self) -> None:
        """Give everything letters of a size that follows that of the screen."""
        is_number = self.scene.is_number
        of_words = 1.6
        if is_number:
            of_words = _NUMBERS if "\n" in self.scene.words else _NUMBER
        line = max(12, min(self.height() // 26, self.width() // 42))
        for widget, size, bold in (
            (self.name, 0.8, False),
            (self.title, 1.7, True),
            (self.sentence, 1.0, False),
            (self.words, of_words, is_number),
            (self.keys, 0.55, False),
            (self.view, 0.9, False),
        ):
            font = QApplication.font()
            font.setPixelSize(round(line * size))
            font.setBold(bold)
            if font != widget.font():
                widget.setFont(font)
        margin = line
        self.layout().setContentsMargins(margin, margin // 2, margin, margin // 2)

    def _paint(self) -> None:
        for label, role in (
            (self.name, "quiet"),
            (self.keys, "quiet"),
            (self.title, "text"),
            (self.sentence, "text"),
            (self.words, "text"),
        ):
            # Not a palette: with another style sheet of the theme the old one is back.
            label.setStyleSheet(f"color: {colour(role).name()};")
