"""What is done with scenario files: made, changed, brought in, shown, thrown away."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QApplication, QFileDialog, QMainWindow, QWidget

from vmt.qt.builder.window import BuilderWindow
from vmt.qt.dialogs import show_error
from vmt.qt.launcher.actions import Actions
from vmt.qt.launcher.catalogue import Listed
from vmt.qt.launcher.files import ask, show_in_folder, throw_away
from vmt.qt.launcher.scenario_files import (
    FileError,
    copy,
    is_listed,
    place_for,
    place_for_copy,
)
from vmt.scenario.catalogue import SUFFIXES


class ScenarioMenu(QObject):
    """Does what the menu of scenarios says.

    Parameters
    ----------
    window : QMainWindow
        The parent of the dialogs.
    actions : Actions
    picked : callable
        Returns the scenario that is picked, or None.
    title : str
        Of dialogs.
    program : list of str
        The command that ``view`` is an argument of.
    """

    said = pyqtSignal(str)
    """Sent with a sentence for the status bar."""
    came = pyqtSignal(object)
    """Sent with the Path of a file that is new or has changed and is to be picked."""
    went = pyqtSignal()
    """Sent when a file is gone."""

    def __init__(
        self,
        window: QMainWindow,
        actions: Actions,
        picked: Callable[[], Listed | None],
        title: str,
        program: list[str],
    ) -> None:
        super().__init__(window)
        self._program = program
        self._window, self._actions, self._title = window, actions, title
        self._picked = picked
        self._builders: list[BuilderWindow] = []
        for name, does in (
            ("new", lambda: self.build(None)),
            ("edit", self.edit),
            ("edit_copy", self.edit_copy),
            ("import", self.choose_file),
            ("folder", self.show_folder),
            ("copy_path", self.copy_path),
            ("delete_scenario", self.delete),
        ):
            actions[name].triggered.connect(does)

    def update_actions(self) -> None:
        """Enable what can be done with the picked scenario."""
        picked = self._picked()
        for name in ("edit_copy", "folder", "copy_path"):
            self._actions[name].setEnabled(picked is not None)
        for name in ("edit", "delete_scenario"):
            self._actions[name].setEnabled(picked is not None and picked.is_own)

    def build(self, path: Path | None) -> None:
        """Open the builder on a file, or on a new scenario."""
        builder = BuilderWindow(path, program=self._program)
        builder.saved.connect(self.came)
        self._builders.append(builder)
        builder.destroyed.connect(lambda: self._builders.remove(builder))
        builder.show()
        builder.raise_()
        builder.activateWindow()

    def edit(self) -> None:
        """Open the builder on the picked scenario, if it is the user's."""
        if (picked := self._picked()) and picked.is_own:
            self.build(picked.path)

    def edit_copy(self) -> None:
        """Copy the picked scenario to the user's, and open the builder on the copy."""
        picked = self._picked()
        if picked is None:
            return
        target = place_for_copy(picked.path)
        if self._copy(picked.path, target):
            self.build(target)

    def choose_file(self) -> None:
        """Ask for scenario files and copy them to the user's."""
        kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        files, _kind = QFileDialog.getOpenFileNames(
            self._window,
            self.tr("Import scenarios"),
            "",
            self.tr("Scenarios ({0})").format(kinds),
        )
        self.bring_in([Path(file) for file in files])

    def bring_in(self, files: Sequence[Path]) -> None:
        """Copy scenario files to the user's; ask before one takes another's place."""
        for file in files:
            try:
                self._bring_in(file.absolute())
            except FileError as error:
                self._complain(self.tr("The file cannot be imported."), str(error))

    def show_folder(self) -> None:
        """Open the folder of the picked scenario, or else copy its path."""
        picked = self._picked()
        if picked is not None and not show_in_folder(picked.path):
            self.said.emit(
                self.tr("No program shows folders here; the path is on the clipboard.")
            )

    def copy_path(self) -> None:
        """Put the path of the picked scenario on the clipboard."""
        if picked := self._picked():
            QApplication.clipboard().setText(str(picked.path))
            self.said.emit(self.tr("{0} is on the clipboard.").format(picked.path))

    def delete(self) -> None:
        """Ask, and move the picked scenario to the trash, if it is the user's."""
        picked = self._picked()
        if picked is None or not picked.is_own:
            return
        path = picked.path

        def throw() -> None:
            throw_away(self._parent, self._title, [path], self.went.emit)

        question = self.tr("Move {0}, {1}, to the trash?")
        question = question.format(picked.title, path.name)
        ask(self._parent, self._title, question, self.tr("&Move to trash"), throw)

    @property
    def _parent(self) -> QWidget:
        return self._window

    def _bring_in(self, file: Path) -> None:
        target = place_for(file)
        if is_listed(file):
            self.came.emit(file)
        elif not target.exists():
            self._copy(file, target)
        else:
            question = self.tr("There is a scenario {0} already. Replace it?")
            ask(
                self._parent,
                self._title,
                question.format(target.name),
                self.tr("&Replace"),
                partial(self._replace, file, target),
            )

    def _replace(self, file: Path, target: Path) -> None:
        self._copy(file, target)

    def _copy(self, file: Path, target: Path) -> bool:
        try:
            copy(file, target)
        except FileError as error:
            self._complain(self.tr("The file cannot be copied."), str(error))
            return False
        self.came.emit(target)
        return True

    def _complain(self, summary: str, text: str) -> None:
        self.said.emit(summary)
        show_error(self._parent, self._title, summary, text)
