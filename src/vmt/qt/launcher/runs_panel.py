"""The runs and the buttons for them."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from vmt.qt.launcher.actions import Actions
from vmt.qt.launcher.programs import LaunchedRun, Programs
from vmt.qt.launcher.run_list import RunList
from vmt.qt.launcher.run_row import RunRow
from vmt.qt.launcher.runs_menu import RunsMenu
from vmt.qt.launcher.runs_view import RunsView
from vmt.qt.views import tool_button

_BUTTONS = ("replay", "repeat", "verify", "report", "words", "delete_run")


class RunsPanel(QWidget):
    """Lists runs, newest first, with buttons for what can be done with them.

    Parameters
    ----------
    programs : Programs
    actions : Actions
        Those of the menu of runs are connected, and enabled as they make sense.
    title : str
        Of dialogs.
    """

    said = pyqtSignal(str)
    """Sent with a sentence for the status bar."""

    def __init__(self, programs: Programs, actions: Actions, title: str) -> None:
        super().__init__()
        self.list = RunList(self)
        self.view = RunsView()
        self.menu = RunsMenu(
            self, programs, actions, self.list, lambda: self.view.selected, title
        )
        self._arrange(actions)
        self.view.setContextMenuPolicy(Qt.ActionsContextMenu)
        self.view.addActions(
            [actions[name] for name in ("logs", *_BUTTONS, "repeat_headless", "stop")]
        )
        # Elsewhere the key is for other things.
        actions["delete_run"].setShortcutContext(Qt.WidgetShortcut)
        self.view.selected_changed.connect(self.menu.update_actions)
        self.view.doubleClicked.connect(lambda _: self.menu.look_at())
        self.list.changed.connect(self._show)
        self.list.failed.connect(self._complain)
        self.menu.said.connect(self.said)
        self.menu.started.connect(self.add)
        programs.run_ended.connect(self._run_ended)
        self.menu.update_actions()

    @property
    def rows(self) -> list[RunRow]:
        """The runs, newest first."""
        return list(self.view.runs.rows)

    @property
    def selected(self) -> RunRow | None:
        """The one run that is selected."""
        return self.menu.row

    def add(self, run: LaunchedRun) -> None:
        """Put a run that was just started on top, and select it."""
        self.list.add(run)
        self.view.select(run.recording)

    def look(self) -> None:
        """Look once more which runs there are."""
        self.list.look()

    def close_down(self) -> None:
        """Read nothing more."""
        self.list.close_down()

    def _arrange(self, actions: Actions) -> None:
        actions["logs"].setIconText(self.tr("View logs"))
        self.logs_button = tool_button(actions["logs"])
        self.stop_button = tool_button(actions["stop"])
        for button in (self.logs_button, self.stop_button):
            button.setToolButtonStyle(Qt.ToolButtonTextBesideIcon)
        bar = QHBoxLayout()
        bar.setSpacing(2)
        bar.addWidget(self.logs_button)
        for name in _BUTTONS:
            bar.addWidget(tool_button(actions[name]))
        bar.addStretch(1)
        bar.addWidget(self.stop_button)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.PlainText)
        self.problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(bar)
        column.addWidget(self.problem)
        column.addWidget(self.view, 1)

    def _show(self) -> None:
        self.view.runs.set_rows(self.list.rows)
        self.menu.update_actions()

    def _complain(self, wrong: str) -> None:
        """Say above the list why there may be less in it than there should be."""
        self.problem.setText(wrong)
        self.problem.setVisible(bool(wrong))

    def _run_ended(self, run: LaunchedRun) -> None:
        self.list.refresh()
        self.list.look()
        self.said.emit(f"{run.name}: {run.state}")
