"""The time line: which tick is looked at."""

from collections.abc import Sequence

from PyQt5.QtCore import QSignalBlocker, Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSpinBox,
    QToolButton,
    QWidget,
)

from vmt.qt.icons import icon
from vmt.qt.logviewer.bookmarks import Bookmark, read_bookmarks
from vmt.qt.logviewer.gathering import Gathering
from vmt.qt.logviewer.marked_slider import MarkedSlider, describe
from vmt.qt.logviewer.recording import Recording
from vmt.qt.views import add_shortcut_to_tooltip, make_action, tool_button

_STEP = 200  # ms for which a tick is shown while playing


class Timeline(QWidget):
    """Slider, number and buttons that all show the same tick."""

    moved = pyqtSignal(int)
    """Sent with the tick the user asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.slider = MarkedSlider()
        self.slider.setAccessibleName(self.tr("Tick"))
        self.slider.setFocusPolicy(Qt.StrongFocus)
        self.number = QSpinBox()
        self.number.setAccessibleName(self.tr("Tick"))
        self.number.setKeyboardTracking(False)
        self.extent = QLabel()
        self._playing = QTimer(self)
        self._playing.setInterval(_STEP)
        self._playing.timeout.connect(self._play_on)

        self.first_action = make_action(
            self, self.tr("To the &start"), "Ctrl+Home", "first"
        )
        self.previous_action = make_action(
            self, self.tr("&Previous tick"), "Ctrl+Left", "back"
        )
        self.play_action = make_action(self, self.tr("P&lay"), "Ctrl+Space", "play")
        self.next_action = make_action(
            self, self.tr("&Next tick"), "Ctrl+Right", "forward"
        )
        self.last_action = make_action(self, self.tr("To the &end"), "Ctrl+End", "last")
        self.mark_before_action = make_action(
            self, self.tr("Bookmark &before"), "Ctrl+Shift+Left"
        )
        self.mark_after_action = make_action(
            self, self.tr("Bookmark &after"), "Ctrl+Shift+Right"
        )
        self.bookmarks = QMenu(self.tr("B&ookmarks"), self)
        self.bookmarks_button = QToolButton()
        self.bookmarks_button.setText(self.tr("Bookmarks"))
        self.bookmarks_button.setToolTip(
            self.tr("What happened when (Ctrl+Shift+Right goes to the next)")
        )
        self.bookmarks_button.setMenu(self.bookmarks)
        self.bookmarks_button.setPopupMode(QToolButton.InstantPopup)
        self.bookmarks_button.setFocusPolicy(Qt.TabFocus)
        self._recording: Recording | None = None
        self.first_action.triggered.connect(lambda: self._ask(self.slider.minimum()))
        self.previous_action.triggered.connect(lambda: self._ask(self.tick - 1))
        self.play_action.triggered.connect(self.toggle)
        self.next_action.triggered.connect(lambda: self._ask(self.tick + 1))
        self.last_action.triggered.connect(lambda: self._ask(self.slider.maximum()))

        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for action in self.actions()[:5]:
            layout.addWidget(tool_button(action))
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.bookmarks_button)
        layout.addWidget(QLabel(self.tr("Tick")))
        layout.addWidget(self.number)
        layout.addWidget(self.extent)
        self.mark_before_action.triggered.connect(lambda: self._go_to_mark(-1))
        self.mark_after_action.triggered.connect(lambda: self._go_to_mark(1))
        self.slider.picked.connect(self._ask)
        self.slider.valueChanged.connect(self._ask)
        self.number.valueChanged.connect(self._ask)
        self.show_bookmarks([])
        self.show_range(-1, -1)

    @property
    def tick(self) -> int:
        """The tick that is shown."""
        return int(self.slider.value())

    @property
    def is_playing(self) -> bool:
        """Whether one tick after the other is shown."""
        return bool(self._playing.isActive())

    def follow(self, recording: Recording) -> None:
        """Move a recording, and show what happened when in the run it looks at."""
        self._recording = recording
        self.moved.connect(recording.go_to)
        recording.changed.connect(self._read_bookmarks)
        recording.grown.connect(self._read_bookmarks)

    def show_range(self, first: int, last: int) -> None:
        """Show which ticks there are."""
        with QSignalBlocker(self.slider), QSignalBlocker(self.number):
            for widget in (self.slider, self.number):
                widget.setRange(first, last)
        # Only tick -1 is the start; some files begin with the end of tick 0.
        self.number.setSpecialValueText(self.tr("start") if first < 0 else "")
        self.slider.setPageStep(max(1, (last - first) // 20))
        self.extent.setText(self.tr("of {0}").format(last))
        self.setEnabled(last > first)
        if last <= first:
            self.pause()

    def show_bookmarks(self, marks: Sequence[Bookmark]) -> None:
        """Show at which ticks something happened."""
        self.slider.set_marks(marks)
        self.bookmarks.clear()
        for mark in marks:
            action = self.bookmarks.addAction(describe(mark))
            action.triggered.connect(lambda _checked, tick=mark.tick: self._ask(tick))
        for widget in (self.bookmarks_button, self.bookmarks.menuAction()):
            widget.setEnabled(bool(marks))
        for action in (self.mark_before_action, self.mark_after_action):
            action.setEnabled(bool(marks))

    def show_tick(self, tick: int) -> None:
        """Show which tick is looked at."""
        with QSignalBlocker(self.slider), QSignalBlocker(self.number):
            self.slider.setValue(tick)
            self.number.setValue(tick)
        at_start, at_end = tick <= self.slider.minimum(), tick >= self.slider.maximum()
        self.first_action.setEnabled(not at_start)
        self.previous_action.setEnabled(not at_start)
        self.next_action.setEnabled(not at_end)
        self.last_action.setEnabled(not at_end)

    def toggle(self) -> None:
        """Play from here, or from the start if this is the end; or pause."""
        if self.is_playing:
            self.pause()
            return
        if self.tick >= self.slider.maximum():
            self._ask(self.slider.minimum())
        self._playing.start()
        self._show_playing(self.tr("Pause"), "pause")

    def _read_bookmarks(self) -> None:
        if self._recording is None or self._recording.run is None:
            self.show_bookmarks([])
            return
        comparison = self._recording.comparison
        asked = Gathering(
            comparison.computing, comparison.runs[:1], read_bookmarks, key="bookmarks"
        )
        asked.done.connect(lambda found: self.show_bookmarks(found[0]))
        asked.failed.connect(lambda _: self.show_bookmarks([]))

    def _go_to_mark(self, direction: int) -> None:
        """Go to the next bookmark in a direction, if there is one."""
        ticks = [mark.tick for mark in self.slider.marks]
        beyond = [t for t in ticks if (t - self.tick) * direction > 0]
        if beyond:
            self._ask(min(beyond, key=lambda tick: abs(tick - self.tick)))

    def _play_on(self) -> None:
        if self._recording is not None and self._recording.comparison.readers.is_busy:
            return  # or nothing would be seen of this tick
        if self.tick < self.slider.maximum():
            self._ask(self.tick + 1)
        if self.tick >= self.slider.maximum():
            self.pause()

    def pause(self) -> None:
        """Show no further tick by itself."""
        self._playing.stop()
        self._show_playing(self.tr("Play"), "play")

    def _show_playing(self, text: str, name: str) -> None:
        self.play_action.setText(text)
        self.play_action.setIcon(icon(name))
        add_shortcut_to_tooltip(self.play_action, text)

    def _ask(self, tick: int) -> None:
        self.moved.emit(tick)
