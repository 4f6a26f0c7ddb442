"""The page of the plots: a list of them, and the one that is looked at."""

from dataclasses import replace
from pathlib import Path

from PyQt5.QtCore import QEvent, Qt, pyqtSignal
from PyQt5.QtWidgets import (
    QAction,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
)

from vmt.qt.logviewer.filter import Filter
from vmt.qt.logviewer.filter_bar import FilterBar
from vmt.qt.logviewer.pages import Page
from vmt.qt.logviewer.plots.catalogue import Choice, Looked, Plot, all_plots
from vmt.qt.logviewer.plots.choices import Choices
from vmt.qt.logviewer.plots.chooser import Chooser
from vmt.qt.logviewer.plots.filter_bars import FilterBars
from vmt.qt.logviewer.plots.filtering import left_out, wanted
from vmt.qt.logviewer.plots.known import Known
from vmt.qt.logviewer.plots.plot_view import PlotView
from vmt.qt.logviewer.plots.saving import SUFFIXES, save
from vmt.qt.logviewer.plots.studies import Studies
from vmt.qt.logviewer.plots.words import sentence
from vmt.qt.logviewer.recording import Recording
from vmt.qt.settings import open_settings
from vmt.qt.views import make_action, tool_button
from vmt.telemetry.errors import TelemetryError


class PlotsPage(Page):
    """Shows one plot of the runs that are looked at, and goes on reading for it.

    Parameters
    ----------
    chosen : Filter
        Plots show what it lets through, as far as it counts there, at all ticks or
        some: at one tick there is little to draw.
    """

    saved = pyqtSignal(str)
    """Sent with what was written, in words."""

    def __init__(self, chosen: Filter) -> None:
        super().__init__()
        self._settings = open_settings("logviewer")
        self._filter = chosen
        self.bars = FilterBars(chosen)
        self._recording: Recording | None = None
        self.studies = Studies(self)
        self.chooser = Chooser(all_plots())
        self.view = PlotView()
        self.choices = Choices()
        self.agent, self.taste = self.choices.agent, self.choices.taste
        self.save_action = make_action(self, self.tr("&Save the plot…"), "Ctrl+S")
        self.copy_action = make_action(
            self, self.tr("&Copy the picture"), "Ctrl+Shift+C"
        )
        self.whole_action = make_action(self, self.tr("&Show all of it"), "Ctrl+0")
        for action, short in zip(
            self._actions,
            (self.tr("Save…"), self.tr("Copy"), self.tr("All of it")),
            strict=True,
        ):
            action.setIconText(short)  # on its button, where there is little room
            action.setShortcutContext(Qt.WidgetWithChildrenShortcut)
        self._arrange()
        self._connect()
        self._show_choices(self.chooser.plot)

    @property
    def is_busy(self) -> bool:
        """Whether something is being read for the plot."""
        return self.studies.is_busy

    @property
    def filter_bar(self) -> FilterBar | None:
        """The widgets of the filter, where the plot shows what it lets through."""
        return self.bars.of(self.plot.filtered)

    @property
    def has_table(self) -> bool:
        """Whether it shows a table; a plot is saved in its own way."""
        return False

    @property
    def plot(self) -> Plot:
        """The plot that is looked at."""
        return self.chooser.plot

    def show_recording(self, recording: Recording) -> None:
        """Show the runs and the tick that are looked at."""
        self._recording = recording
        runs = recording.comparison.runs
        if not runs:
            self.clear()
            return
        self.studies.look_at(recording.comparison)
        self.choices.offer_agents(max(run.run.num_agents for run in runs))
        self.bars.show_range(recording.first, recording.last)
        self._look()

    def show_agent(self, agent: int) -> None:
        """Show one agent: in the plot that is chosen, if it is of one."""
        self.agent.setValue(agent)
        if self.plot.choice is not Choice.AGENT:
            self.chooser.choose("holdings")

    def clear(self) -> None:
        """Show nothing."""
        self._recording = None
        self.studies.forget()
        self._show()

    def leave(self) -> bool:
        """Let go of trades, if there are many; they are read again when it is back."""
        if self.studies.let_go():
            self.view.clear()
        return False

    def save(self) -> None:
        """Ask for a file, and write the plot to it."""
        kinds = {
            self.tr("Picture (*.png)"): ".png",
            self.tr("Drawing (*.svg)"): ".svg",
            self.tr("The data (*.csv)"): ".csv",
        }
        folder = Path(self._settings.value("export_folder") or Path.home())
        name, kind = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the plot"),
            str(folder / f"{self._name()}.png"),
            ";;".join(kinds),
        )
        if not name:
            return
        path, may_replace = Path(name), True  # the dialog has asked
        if path.suffix.lower() not in SUFFIXES:
            path = path.with_name(path.name + kinds.get(kind, ".png"))
            may_replace = False
        self._settings.setValue("export_folder", str(path.parent))
        self.save_to(path, may_replace=may_replace)

    def save_to(self, path: Path, *, may_replace: bool) -> None:
        """Write the plot to a file as its suffix says, and tell what came of it."""
        view = self.view
        try:
            size = view.picture_size
            save(path, view.figure, view.draw, size, replace=may_replace)
        except TelemetryError as error:
            self.failed.emit(str(error))
        else:
            self.saved.emit(self.tr("{0} was written").format(path))

    def hideEvent(self, event: QEvent) -> None:
        """Read no more while nobody looks."""
        super().hideEvent(event)
        self.studies.stop()

    def showEvent(self, event: QEvent) -> None:
        """Go on."""
        super().showEvent(event)
        self._look()

    def changeEvent(self, event: QEvent) -> None:
        """Keep the list as wide as its letters need."""
        super().changeEvent(event)
        if event.type() == QEvent.FontChange and hasattr(self, "chooser"):
            self.chooser.fit()

    @property
    def _actions(self) -> tuple[QAction, ...]:
        return self.save_action, self.copy_action, self.whole_action

    def _arrange(self) -> None:
        label = QLabel(self.tr("Plot"))
        label.setBuddy(self.chooser)
        left = QVBoxLayout()
        left.addWidget(label)
        left.addWidget(self.chooser, 1)
        above = QHBoxLayout()
        above.addWidget(self.choices)
        above.addStretch(1)
        for action in self._actions:
            above.addWidget(tool_button(action))
            self.view.plot.addAction(action)
        right = QVBoxLayout()
        right.addLayout(above)
        right.addWidget(self.bars)
        right.addWidget(self.view, 1)
        layout = QHBoxLayout(self)
        layout.addLayout(left)
        layout.addLayout(right, 1)
        self.chooser.fit()

    def _connect(self) -> None:
        self.studies.changed.connect(self._show)
        self.studies.failed.connect(self._tell_problem)
        self.chooser.chosen.connect(self._choose)
        self.choices.agent_chosen.connect(self._look)
        self.choices.taste_chosen.connect(self._show)
        self.save_action.triggered.connect(self.save)
        self.copy_action.triggered.connect(self.view.copy)
        self.whole_action.triggered.connect(self.view.show_all)
        self.view.tick_chosen.connect(self._go_to)
        self.view.stepped.connect(self._step)

    def _choose(self, plot: Plot) -> None:
        self._show_choices(plot)
        self._look()

    def _show_choices(self, plot: Plot) -> None:
        self.choices.show_choice(plot.choice)
        self.bars.show_table(plot.filtered)

    def _look(self) -> None:
        """Have read what the plot needs, and show what there is of it."""
        recording = self._recording
        if recording is not None and self.isVisible():
            plot, agent = self.plot, self.agent.value()
            self.studies.want(
                wanted(self._filter, plot.filtered, plot.need, agent, recording.tick)
            )
        self._show()

    def _show(self) -> None:
        known = self.studies.known
        recording = self._recording
        if not known or recording is None:
            self.view.clear()
            return
        self._list_tastes(known[0])
        looked = Looked(
            recording.tick, self.agent.value(), max(0, self.taste.currentIndex())
        )
        figure = self.plot.make(known, looked)
        problem = self.studies.problem(self.plot.need)
        if problem and not figure.marks:
            figure = replace(figure, why_empty=problem)
        ignored = left_out(self._filter, self.plot.filtered)
        if ignored:
            figure = replace(figure, caption=f"{figure.caption} {sentence(ignored)}")
        self.view.show_figure(figure)
        self.view.show_tick(recording.tick)

    def _tell_problem(self, reason: str) -> None:
        self.failed.emit(reason)
        self._show()

    def _list_tastes(self, known: Known) -> None:
        economy = known.economy or known.part
        self.choices.offer_tastes([t.name for t in economy.tastes] if economy else [])

    def _go_to(self, tick: int) -> None:
        if self._recording is not None:
            self._recording.go_to(tick)

    def _step(self, ticks: int) -> None:
        if self._recording is not None:
            self._recording.go_to(self._recording.tick + ticks)

    def _name(self) -> str:
        recording = self._recording
        path = recording.path if recording is not None else None
        return f"{path.stem}-{self.plot.key}" if path else self.plot.key
