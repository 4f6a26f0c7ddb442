"""The debrief: a full screen for a lecture, from key to key."""

from collections.abc import Callable

from PyQt5.QtCore import QEvent, Qt, QTimer
from PyQt5.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PyQt5.QtWidgets import QApplication, QLabel, QStackedLayout, QVBoxLayout, QWidget

from vmt.qt import theme
from vmt.qt.background import Job, Pulse, Reader
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.debrief.stages import Scene, Stage, scene
from vmt.qt.logviewer.debrief.story import Story, read_story
from vmt.qt.logviewer.plots.palette import colour
from vmt.qt.logviewer.plots.plot_view import PlotView
from vmt.telemetry import RecordedRun
from vmt.telemetry.reader import Database

_STEP = 100  # ms for which a moment of the path is shown
_STEPS = 200  # moments that a path is played in, at most
_FORWARD = {Qt.Key_Space, Qt.Key_Right, Qt.Key_PageDown, Qt.Key_Return}
_BACK = {Qt.Key_Left, Qt.Key_PageUp, Qt.Key_Backspace}
"""A presenter's remote control sends the page keys."""


class DebriefWindow(QWidget):
    """Tells of one run in large letters: the path of prices first, then the theory.

    Space or → goes on, ← goes back, P plays the path again or pauses, D turns the
    light on or off, Esc leaves.

    Parameters
    ----------
    run : Compared
    reader : Reader
        Of its file; it is asked for what there is to tell.
    parent : QWidget, optional
        The window that it is opened from.
    """

    def __init__(
        self, run: Compared, reader: Reader, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.Window)
        self.setAttribute(Qt.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Debrief – {0}").format(run.run.scenario_name))
        self.stage = Stage.PATH
        self.tick = -1
        self.story: Story | None = None
        self._theme_before = theme.current()
        self._make_widgets(run)
        self._playing = QTimer(self)
        self._playing.setInterval(_STEP)
        self._playing.timeout.connect(self._play_on)
        self._job: Job = reader.submit(
            _question(run), done=self._begin, failed=self._fail
        )

    @property
    def is_playing(self) -> bool:
        """Whether the path of prices is being drawn."""
        return bool(self._playing.isActive())

    def go_on(self) -> None:
        """Show the next stage; at the last one nothing happens."""
        self._go_to(min(self.stage + 1, max(Stage)))

    def go_back(self) -> None:
        """Show the stage before; before the first one the path is played again."""
        if self.stage == Stage.PATH:
            self.play()
        else:
            self._go_to(self.stage - 1)

    def play(self) -> None:
        """Draw the path of prices from its start."""
        if self.story is not None:
            self.stage, self.tick = Stage.PATH, -1
            self._playing.start()
            self._show()

    def toggle(self) -> None:
        """Pause, go on, or play the path again if it has ended."""
        if self.is_playing:
            self._playing.stop()
        elif self.stage != Stage.PATH or self._has_ended:
            self.play()
        else:
            self._playing.start()
        self._show()

    def toggle_light(self) -> None:
        """Change between light and dark, for this room only."""
        theme.apply(theme.LIGHT if theme.current() is theme.DARK else theme.DARK)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key stands for."""
        key = event.key()
        if key in _FORWARD:
            self.go_on()
        elif key in _BACK:
            self.go_back()
        elif key == Qt.Key_P:
            self.toggle()
        elif key == Qt.Key_D:
            self.toggle_light()
        elif key == Qt.Key_Home:
            self.play()
        elif key == Qt.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write as large as the screen allows."""
        super().resizeEvent(event)
        self._write_large()

    def showEvent(self, event: QShowEvent) -> None:
        """Take the keys."""
        super().showEvent(event)
        self.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.PaletteChange and hasattr(self, "_playing"):
            self._paint()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Read nothing more, and leave the light as it was."""
        self._playing.stop()
        self._job.cancel()
        if theme.current() is not self._theme_before:
            theme.apply(self._theme_before)
        super().closeEvent(event)

    def _make_widgets(self, run: Compared) -> None:
        self.name = QLabel(run.label or run.run.scenario_name)
        self.title = QLabel()
        self.sentence = QLabel()
        self.words = QLabel(self.tr("The run is being read…"))
        self.keys = QLabel(
            self.tr("Space or → on · ← back · P play or pause · D dark · Esc leave")
        )
        self.view = PlotView()
        self.view.plot.setFocusPolicy(Qt.NoFocus)
        self.view.plot.box.setMouseEnabled(x=False, y=False)
        self.view.title.hide()
        for label in self._labels:
            label.setTextFormat(Qt.PlainText)
            label.setWordWrap(True)
        self.words.setAlignment(Qt.AlignCenter)
        self.sentence.setAlignment(Qt.AlignCenter)
        self.keys.setAlignment(Qt.AlignCenter)
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

    @property
    def _labels(self) -> tuple[QLabel, ...]:
        return self.name, self.title, self.sentence, self.words, self.keys

    @property
    def _has_ended(self) -> bool:
        return self.story is not None and self.tick >= self.story.n_ticks - 1

    def _begin(self, story: Story) -> None:
        self.story = story
        self.play()

    def _fail(self, reason: str) -> None:
        self.words.setText(reason)

    def _go_to(self, stage: int) -> None:
        if self.story is None:
            return
        self._playing.stop()
        self.tick = self.story.n_ticks - 1
        self.stage = Stage(stage)
        self._show()

    def _play_on(self) -> None:
        if self.story is None or self._has_ended:
            self._playing.stop()
            return
        step = max(1, self.story.n_ticks // _STEPS)
        self.tick = min(self.tick + step, self.story.n_ticks - 1)
        self._show()

    def _show(self) -> None:
        if self.story is None:
            return
        shown: Scene = scene(self.story, self.stage, self.tick)
        self.title.setText(shown.title)
        self.sentence.setText(shown.sentence)
        self.sentence.setVisible(bool(shown.sentence))
        self.words.setText(shown.words)
        if shown.figure is not None:
            self.view.show_figure(shown.figure)
            self._stack.setCurrentWidget(self.view)
        else:
            self._stack.setCurrentWidget(self.words)
        said = " ".join((shown.title, shown.words, shown.sentence)).strip()
        self.setAccessibleDescription(said)
        self._write_large(is_number=shown.is_number)

    def _write_large(self, *, is_number: bool = False) -> None:
        """Give everything letters of a size that follows that of the screen."""
        line = max(12, min(self.height() // 26, self.width() // 42))
        for widget, size, bold in (
            (self.name, 0.8, False),
            (self.title, 1.7, True),
            (self.sentence, 1.0, False),
            (self.words, 7.0 if is_number else 1.6, is_number),
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
            # Not a palette: another style sheet of the theme brings the one before back.
            label.setStyleSheet(f"color: {colour(role).name()};")


def _question(run: Compared) -> Callable[[Database, Pulse], Story]:
    n_ticks = run.last + 1

    def work(database: Database, pulse: Pulse) -> Story:
        return read_story(RecordedRun(database, run.run), n_ticks, pulse)

    return work
