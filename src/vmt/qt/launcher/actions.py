"""The one table of what the launcher can do: menus, shortcuts, tooltips and help."""

from dataclasses import dataclass

from PyQt5.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QAction, QMainWindow

from vmt.qt.icons import icon
from vmt.qt.views import add_shortcut_to_tooltip

_CONTEXT = "Actions"


def _(text: str) -> str:
    """Mark a text for translators."""
    return str(QT_TRANSLATE_NOOP(_CONTEXT, text))


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate(_CONTEXT, text))


@dataclass(frozen=True, slots=True)
class Spec:
    """Something that the launcher can do.

    Attributes
    ----------
    name : str
        What the program calls it.
    text : str
        What its menu calls it, with a mnemonic.
    keys : tuple of str
        The first one stands in the menu.
    about : str
        A sentence for the help.
    icon : str
        Name of its icon; "": none.
    """

    name: str
    text: str
    keys: tuple[str, ...]
    about: str
    icon: str = ""


SEPARATOR = None
MENUS: tuple[tuple[str, tuple[Spec | None, ...]], ...] = (
    (
        _("&Scenario"),
        (
            Spec(
                "new",
                _("&New scenario…"),
                ("Ctrl+N",),
                _("Write a scenario of your own in a form."),
            ),
            Spec(
                "edit",
                _("&Edit…"),
                ("Ctrl+E",),
                _("Change the picked scenario, if it is one of yours."),
            ),
            Spec(
                "edit_copy",
                _("Edit a &copy…"),
                ("Ctrl+Shift+E",),
                _("Copy the picked scenario to yours, and change the copy."),
            ),
            Spec(
                "import",
                _("&Import…"),
                ("Ctrl+I",),
                _("Copy a scenario file to yours. You can also drop it here."),
            ),
            SEPARATOR,
            Spec(
                "folder",
                _("Show in f&older"),
                ("Ctrl+Shift+O",),
                _("Open the folder in which the file of the picked scenario is."),
                "folder",
            ),
            Spec(
                "copy_path",
                _("Copy &path"),
                ("Ctrl+Shift+C",),
                _("Put the path of the picked scenario on the clipboard."),
            ),
            Spec(
                "delete_scenario",
                _("&Delete…"),
                ("Ctrl+Shift+D",),
                _("Move the picked scenario to the trash, if it is one of yours."),
            ),
            SEPARATOR,
            Spec(
                "find",
                _("&Find a scenario"),
                ("Ctrl+F",),
                _("Look for words in names, files, descriptions and questions."),
            ),
            Spec(
                "reload",
                _("Read the files &again"),
                ("F5",),
                _("Look at the folders of scenarios and of runs once more."),
            ),
            SEPARATOR,
            Spec(
                "quit",
                _("&Quit"),
                ("Ctrl+Q", "Ctrl+W", "Ctrl+D"),
                _("Close the launcher. What runs goes on."),
            ),
        ),
    ),
    (
        _("&Run"),
        (
            Spec(
                "run",
                _("&Run in the viewer"),
                ("Return", "Enter"),
                _("Open a window in which the picked scenario runs."),
                "run",
            ),
            Spec(
                "headless",
                _("Run &headless"),
                ("Ctrl+Return", "Ctrl+Enter"),
                _("Run it without a window, as fast as it goes."),
                "forward",
            ),
            SEPARATOR,
            Spec(
                "random",
                _("Random &seed"),
                ("Ctrl+R",),
                _("Take a seed that nobody has thought of."),
                "dice",
            ),
            Spec(
                "options",
                _("&Options…"),
                ("Ctrl+O",),
                _("Change rules, protocols and parameters for the next runs."),
                "options",
            ),
            Spec(
                "reset",
                _("As the scenario &says"),
                ("Ctrl+Shift+R",),
                _("Take back all options of the picked scenario."),
                "reset",
            ),
        ),
    ),
    (
        _("Run&s"),
        (
            Spec(
                "logs",
                _("View &log"),
                ("Ctrl+L",),
                _("Open the selected run in the log viewer, or all runs."),
                "logs",
            ),
            Spec(
                "replay",
                _("Re&play"),
                ("Ctrl+P",),
                _("Watch the selected run again, as it was recorded."),
                "replay",
            ),
            Spec(
                "repeat",
                _("&Repeat in the viewer"),
                ("Ctrl+G",),
                _("Run it again with its scenario, seed and options as recorded."),
                "repeat",
            ),
            Spec(
                "repeat_headless",
                _("Repeat h&eadless"),
                ("Ctrl+Shift+G",),
                _("The same without a window."),
            ),
            Spec(
                "verify",
                _("&Verify"),
                ("Ctrl+K",),
                _("Repeat the selected run and compare every tick with the recording."),
                "verify",
            ),
            Spec(
                "report",
                _("Write a rep&ort"),
                ("Ctrl+Shift+L",),
                _("Write a page on the economics of the selected run beside its file."),
                "report",
            ),
            SEPARATOR,
            Spec(
                "stop",
                _("S&top"),
                ("Ctrl+T",),
                _("Ask the selected run to end; the second time, make it end."),
                "stop",
            ),
            Spec(
                "words",
                _("What it &said…"),
                ("Ctrl+M",),
                _("Show what is known of the selected run, and its last messages."),
                "words",
            ),
            Spec(
                "delete_run",
                _("&Delete…"),
                ("Del",),
                _("Move the recordings of the selected runs to the trash."),
                "bin",
            ),
        ),
    ),
)
VIEW = _("&View")
HELP_MENU = _("&Help")
HELP = (
    Spec("help", _("&Help"), ("F1",), _("Show this help.")),
    Spec("about", _("&About VMT"), ("Shift+F1",), _("Say which version this is.")),
)


class Actions:
    """The actions of a window, by name; made from the table.

    Parameters
    ----------
    window : QMainWindow
        Its menus are filled.
    """

    def __init__(self, window: QMainWindow) -> None:
        self._by_name: dict[str, QAction] = {}
        bar = window.menuBar()
        for title, specs in MENUS:
            menu = bar.addMenu(tr(title))
            for spec in specs:
                if spec is None:
                    menu.addSeparator()
                else:
                    menu.addAction(self._make(window, spec))
        self.view_menu = bar.addMenu(tr(VIEW))
        menu = bar.addMenu(tr(HELP_MENU))
        for spec in HELP:
            menu.addAction(self._make(window, spec))

    def __getitem__(self, name: str) -> QAction:
        """Return an action by its name in the table."""
        return self._by_name[name]

    def _make(self, window: QMainWindow, spec: Spec) -> QAction:
        action = QAction(tr(spec.text), window)
        if spec.icon:
            action.setIcon(icon(spec.icon))
        action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
        add_shortcut_to_tooltip(action, tr(spec.about).rstrip("."))
        window.addAction(action)
        self._by_name[spec.name] = action
        return action
