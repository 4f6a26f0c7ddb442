"""What can be done in the log viewer: its actions, and the menus they are in."""

from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QMainWindow, QMenu

from vmt.qt.logviewer.timeline import Timeline
from vmt.qt.views import add_themes, make_action


class Actions:
    """The actions of the window, by name; each has its shortcut in a menu.

    Parameters
    ----------
    window : QMainWindow
        Gets the menus.
    timeline : Timeline
        Its actions have a menu of their own.
    """

    def __init__(self, window: QMainWindow, timeline: Timeline) -> None:
        tr = window.tr
        self.open = make_action(
            window, tr("&Open a recording…"), QKeySequence.Open, "folder"
        )
        self.folder = make_action(
            window, tr("Open a &folder of recordings…"), "Ctrl+Shift+O"
        )
        self.compare = make_action(window, tr("&Compare with other runs…"), "Ctrl+D")
        self.refresh = make_action(window, tr("&Refresh"), QKeySequence.Refresh)
        self.export = make_action(window, tr("&Export what is shown…"), "Ctrl+E")
        self.quit = make_action(window, tr("&Quit"), ["Ctrl+Q", "Ctrl+W"])
        self.debrief = make_action(window, tr("De&brief on a full screen"), "Ctrl+F5")
        self.plot_agent = make_action(
            window, tr("&Plots of the selected agent"), "Ctrl+L"
        )
        self.find = make_action(window, tr("Choose a&gents to list"), QKeySequence.Find)
        self.condition = make_action(window, tr("Add a &condition…"), "Ctrl+K")
        self.clear = make_action(window, tr("Clear the &filter"), "Ctrl+Shift+F")

        file = window.menuBar().addMenu(tr("&File"))
        file.addActions([self.open, self.folder])
        self.recent: QMenu = file.addMenu(tr("Open rece&nt"))
        file.addSeparator()
        file.addActions([self.compare, self.refresh, self.export])
        file.addSeparator()
        file.addAction(self.quit)
        tick = window.menuBar().addMenu(tr("&Tick"))
        tick.addActions(timeline.actions())
        tick.addMenu(timeline.bookmarks)
        view = window.menuBar().addMenu(tr("&View"))
        view.addActions([self.plot_agent, self.debrief])
        view.addSeparator()
        view.addActions([self.find, self.condition, self.clear])
        view.addSeparator()
        add_themes(window, view)
