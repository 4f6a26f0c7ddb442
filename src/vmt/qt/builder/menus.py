"""The actions of the builder and their menus."""

from typing import TYPE_CHECKING

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtGui import QKeySequence

from vmt.qt.builder.help import show_help
from vmt.qt.views import add_themes, make_action

if TYPE_CHECKING:
    from vmt.qt.builder.window import BuilderWindow


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("menus", text))


def make_menus(window: "BuilderWindow") -> None:
    """Give the window its menus; every action in them has a shortcut."""
    area, bar = window.area, window.menuBar()

    def action(text: str, shortcut: object, does: object) -> object:
        made = make_action(window, text, shortcut)
        # Triggered with a truth value, which nobody here asks for.
        made.triggered.connect(lambda _checked: does())  # type: ignore[operator]
        return made

    undo = action(tr("&Undo"), "Ctrl+Z", window.undo)
    redo = action(tr("&Redo"), ["Ctrl+Shift+Z", "Ctrl+Y"], window.redo)
    document = window.editor.document()
    for step, can in ((undo, document.undoAvailable), (redo, document.redoAvailable)):
        step.setEnabled(False)  # type: ignore[attr-defined]
        can.connect(step.setEnabled)  # type: ignore[attr-defined]
    entries: dict[str, list[object]] = {
        tr("&File"): [
            action(tr("&New"), QKeySequence.New, window.new),
            action(tr("&Open…"), QKeySequence.Open, window.open),
            None,
            action(tr("&Save"), QKeySequence.Save, window.save),
            action(tr("Save &as…"), "Ctrl+Shift+S", window.save_as),
            None,
            *(
                [action(tr("&Try it in the viewer"), "Ctrl+R", window.try_it), None]
                if window.trial
                else []
            ),
            action(tr("&Close"), "Ctrl+W", window.close),
        ],
        tr("&Edit"): [
            undo,
            redo,
            None,
            action(tr("Next &problem"), "F8", area.problems.go_to_next),
        ],
        tr("&Pages"): [
            *(
                action(page.title, f"Ctrl+{number + 1}", _turner(window, number))
                for number, page in enumerate(area.pages)
            ),
            action(tr("&Text"), "Ctrl+T", area.go_to_text),
        ],
    }
    for title, actions in entries.items():
        menu = bar.addMenu(title)
        for each in actions:
            menu.addSeparator() if each is None else menu.addAction(each)
    add_themes(window, bar.addMenu(tr("&View")))
    help_ = action(tr("&Help"), QKeySequence.HelpContents, lambda: show_help(window))
    bar.addMenu(tr("&Help")).addAction(help_)


def _turner(window: "BuilderWindow", number: int) -> object:
    return lambda: window.area.go_to_page(number)
