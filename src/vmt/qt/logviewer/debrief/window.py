"""The debrief: a full screen for a lecture, from key to key."""

from collections.abc import Callable, Sequence
from functools import partial

from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtGui import QCloseEvent, QKeyEvent, QShowEvent
from PyQt5.QtWidgets import QWidget

from vmt.qt import theme
from vmt.qt.background import Job, Pulse, Reader
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.debrief.board import Board
from vmt.qt.logviewer.debrief.stages import Scene, Stage, scene, tr
from vmt.qt.logviewer.debrief.story import Story, read_story
from vmt.qt.logviewer.debrief.together import together
from vmt.telemetry import RecordedRun
from vmt.telemetry.reader import Database

_STEP = 100  # ms for which a moment of the path is shown
_STEPS = 200  # moments that a path is played in, at most
_FORWARD = {Qt.Key_Space, Qt.Key_Right, Qt.Key_PageDown, Qt.Key_Return}
_BACK = {Qt.Key_Left, Qt.Key_PageUp, Qt.Key_Backspace}
"""A presenter's remote control sends the page keys."""
MOST_RUNS = 2
"""Runs that are told of side by side; of more nobody in the last row could read."""


class DebriefWindow(Board):
    """Tells of a run in large letters: the path of prices first, then the theory.

    Two runs are told of side by side.

    Space or → goes on, ← goes back, P plays the path again or pauses, D turns the
    light on or off, Esc leaves.

    Parameters
    ----------
    runs : sequence of (Compared, Reader)
        With the readers of their files, which are asked for what there is to tell; of
        more than `MOST_RUNS` the first ones are told of.
    parent : QWidget, optional
        The window that it is opened from.
    """

    def __init__(
        self,
        runs: Sequence[tuple[Compared, Reader]],
        parent: QWidget | None = None,
    ) -> None:
        told = [run for run, _ in runs[:MOST_RUNS]]
        self.labels = [run.label or run.run.scenario_name for run in told]
        super().__init__(*_words(self.labels, len(runs) - len(told)), parent)
        self.setAttribute(Qt.WA_DeleteOnClose)
        name = told[0].run.scenario_name
        self.setWindowTitle(self.tr("Debrief – {0}").format(name))
        self.stage = Stage.PATH
        self.tick = -1
        self._found: dict[int, Story] = {}
        self._theme_before = theme.current()
        self._playing = QTimer(self)
        self._playing.setInterval(_STEP)
        self._playing.timeout.connect(self._play_on)
        self._jobs: list[Job] = [
            reader.submit(
                _question(run), done=partial(self._take, number), failed=self._fail
            )
            for number, (run, reader) in enumerate(runs[:MOST_RUNS])
        ]

    @property
    def stories(self) -> list[Story]:
        """What there is to tell of each run; empty until all of it is read."""
        if len(self._found) < len(self.labels):
            return []
        return [self._found[number] for number in range(len(self.labels))]

    @property
    def n_ticks(self) -> int:
        """How long the longest of the runs is."""
        return max((story.n_ticks for story in self.stories), default=0)

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
        if self.stories:
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
        self.show_scene(self.scene)  # a style sheet makes all letters small again

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

    def showEvent(self, event: QShowEvent) -> None:
        """Take the keys."""
        super().showEvent(event)
        self.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Read nothing more, and leave the light as it was."""
        self._playing.stop()
        for job in self._jobs:
            job.cancel()
        if theme.current() is not self._theme_before:
            theme.apply(self._theme_before)
        super().closeEvent(event)

    @property
    def _has_ended(self) -> bool:
        return self.tick >= self.n_ticks - 1

    def _take(self, number: int, story: Story) -> None:
        self._found[number] = story
        self.play()

    def _fail(self, reason: str) -> None:
        self.show_scene(Scene("", "", words=reason))

    def _go_to(self, stage: int) -> None:
        if not self.stories:
            return
        self._playing.stop()
        self.tick = self.n_ticks - 1
        self.stage = Stage(stage)
        self._show()

    def _play_on(self) -> None:
        if self._has_ended:
            self._playing.stop()
            return
        step = max(1, self.n_ticks // _STEPS)
        self.tick = min(self.tick + step, self.n_ticks - 1)
        self._show()

    def _show(self) -> None:
        stories = self.stories
        if not stories:
            return
        scenes = [scene(each, self.stage, self.tick, len(stories)) for each in stories]
        self.show_scene(together(self.labels, scenes))


def _words(labels: Sequence[str], n_left_out: int) -> tuple[str, str]:
    """Return what the window is headed by, and what keys do."""
    names = " · ".join(labels)
    if n_left_out:
        names = tr("{0} (without {1} more)").format(names, n_left_out)
    return names, tr("Space or → on · ← back · P play or pause · D dark · Esc leave")


def _question(run: Compared) -> Callable[[Database, Pulse], Story]:
    n_ticks = run.last + 1

    def work(database: Database, pulse: Pulse) -> Story:
        return read_story(RecordedRun(database, run.run), n_ticks, pulse)

    return work
