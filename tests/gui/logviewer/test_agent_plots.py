"""From an agent in a table to its plots."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from log_viewer import settle
from vmt.qt.logviewer.window import LogViewerWindow


@pytest.fixture
def window(
    record: Callable[..., Path], viewer: Callable[[Path], LogViewerWindow]
) -> LogViewerWindow:
    """Open the agents of a run."""
    window = viewer(record())
    window.tabs.setCurrentWidget(window.agents)
    settle(window)
    return window


def test_plots_of_the_selected_agent_are_a_key_away(
    window: LogViewerWindow, qtbot: QtBot
) -> None:
    """The agent is the same, and so is the tick."""
    window.recording.go_to(7)
    settle(window)
    window.agents.table.selectRow(2)
    qtbot.keyClick(window, Qt.Key_L, Qt.ControlModifier)
    settle(window)

    assert window.tabs.page is window.plots
    assert window.plots.view.figure.title == "Holdings of agent 2"
    assert window.recording.tick == 7


def test_a_plot_of_one_agent_stays_that_plot(window: LogViewerWindow) -> None:
    """Who looks at ways goes on to look at ways."""
    window.plots.chooser.choose("way")
    window.agents.table.selectRow(3)
    window.agents.life.plots.click()
    settle(window)

    assert window.tabs.page is window.plots
    assert window.plots.view.figure.title == "Way of agent 3 up to the tick"


def test_a_double_click_shows_them_too(window: LogViewerWindow, qtbot: QtBot) -> None:
    """On any cell of the agent."""
    table = window.agents.table
    place = table.visualRect(window.agents.model.index(1, 4)).center()
    qtbot.mouseClick(table.viewport(), Qt.LeftButton, pos=place)
    qtbot.mouseDClick(table.viewport(), Qt.LeftButton, pos=place)
    settle(window)

    assert window.tabs.page is window.plots
    assert window.plots.agent.value() == 1


def test_without_an_agent_there_is_one_to_select(
    window: LogViewerWindow, qtbot: QtBot
) -> None:
    """The key leads to the table of the agents."""
    window.filter.choose(agents=(99,))
    settle(window)
    assert not window.agents.life.plots.isEnabled()
    window.tabs.setCurrentWidget(window.trades)
    qtbot.keyClick(window, Qt.Key_L, Qt.ControlModifier)
    QApplication.processEvents()

    assert window.tabs.page is window.agents
