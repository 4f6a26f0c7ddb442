"""The window of the scenario builder."""

from contextlib import suppress
from pathlib import Path

from PyQt5.QtCore import QSize, Qt, QTimer, pyqtSignal
from PyQt5.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PyQt5.QtWidgets import QFileDialog, QMainWindow, QVBoxLayout, QWidget

from vmt.errors import UserError
from vmt.paths import user_scenarios_dir
from vmt.qt.application import is_ending
from vmt.qt.builder.checking import Checked, check
from vmt.qt.builder.draft import Draft, is_builtin, with_suffix
from vmt.qt.builder.drawn import NotDrawnError, draw
from vmt.qt.builder.editing_area import EditingArea
from vmt.qt.builder.menus import make_menus
from vmt.qt.builder.pages import make_pages
from vmt.qt.builder.population_preview import PopulationPreview
from vmt.qt.builder.questions import Answer, ask_about_changes, ask_about_file
from vmt.qt.builder.trial import Trial
from vmt.qt.builder.undo_keys import UndoKeys
from vmt.qt.placement import place
from vmt.qt.settings import open_settings
from vmt.qt.views import MessageBar
from vmt.qt.world.world_picture import WorldPicture
from vmt.scenario import Problem, Scenario
from vmt.scenario.editing import REMOVED, Change, EditError, changed
from vmt.scenario.editing_file import ChangedOnDiskError

TITLE = "VMT Scenario Builder"
_PICTURE = 13  # lines that the world is high
_SETTLED = 120  # ms without a change after which the text is checked


class BuilderWindow(QMainWindow):
    """Makes and changes a scenario, by forms and by its text.

    The text is what counts: forms show what it says, and what is written into them
    changes it in that place alone.

    Parameters
    ----------
    path : Path, optional
        The file to open; one that ships with VMT is opened as a copy. Without it a
        new scenario is begun.
    program : list of str, optional
        The command that ``view`` is an argument of; without it there is no trying.
    as_copy : bool
        Whether to open the file as a copy, to be saved under another name.
    """

    saved = pyqtSignal(object)
    """Sent with the `Path` of a file that was written."""

    def __init__(
        self,
        path: Path | None = None,
        *,
        program: list[str] | None = None,
        as_copy: bool = False,
    ) -> None:
        super().__init__()
        self.setAttribute(Qt.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self._settings = open_settings("builder")
        self.draft = Draft.new()
        self.checked = Checked("", None, None)
        self._session: tuple[object, str] | None = None
        self._refusal = ""
        self.trial = Trial(program, self) if program else None

        self.preview = PopulationPreview()
        self.picture = WorldPicture()
        self.picture.setFixedHeight(_PICTURE * self.fontMetrics().height())
        self.area = EditingArea(make_pages(self.picture, self.preview))
        self.editor = self.area.editor
        self.bar = MessageBar()
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.area, 1)
        self.setCentralWidget(middle)
        self._undo_keys = UndoKeys(self)
        make_menus(self)

        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED)
        self._settling.timeout.connect(self.check_now)
        self.editor.written.connect(self._text_changed)
        self.editor.document().modificationChanged.connect(self.setWindowModified)
        self.area.problems.chosen.connect(self.go_to)
        for page in self.area.pages:
            page.wrote.connect(self.write)
        self._show(self.draft)
        place(self, QSize(1180, 720), QSize(640, 460), at_left=False)
        geometry = self._settings.value("geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        if path is not None:
            self.open_path(path, as_copy=as_copy)
        self.area.list.setFocus()

    @property
    def path(self) -> Path | None:
        """The file that is being written; None before it was saved."""
        return self.draft.path

    def new(self) -> None:
        """Begin a new scenario."""
        if self._may_leave():
            self._show(Draft.new())

    def open(self) -> None:
        """Ask for a file and open it."""
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Open a scenario"),
            str(self._folder()),
            self.tr("Scenarios (*.yaml *.yml);;All files (*)"),
        )
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path, *, as_copy: bool = False) -> None:
        """Open a file; what is in the window stays if it cannot be read."""
        if not self._may_leave():
            return
        try:
            draft = Draft.opened(path, as_copy=as_copy)
        except UserError as error:
            self.bar.say(str(error))
            return
        self._show(draft)

    def save(self) -> bool:
        """Write the file; return whether it is written."""
        if self.draft.path is None:
            return self.save_as()
        return self._save_to(self.draft.path)

    def save_as(self) -> bool:
        """Ask for another file and write it; return whether it is written."""
        suggestion = self.draft.suggestion(self._name())
        with suppress(OSError):  # then the user will find another folder
            suggestion.parent.mkdir(parents=True, exist_ok=True)
        name, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the scenario"),
            str(suggestion),
            self.tr("Scenarios (*.yaml *.yml)"),
            options=QFileDialog.DontConfirmOverwrite,
        )
        if not name:
            return False
        path = with_suffix(Path(name))
        if is_builtin(path):
            self.bar.say(
                self.tr(
                    "{0} ships with VMT and stays as it is; save yours in {1}."
                ).format(path.name, user_scenarios_dir())
            )
            return False
        return self._save_to(path)

    def write(self, changes: list[Change]) -> None:
        """Make changes in the text; those of one key in a row are one step."""
        what = tuple(change.steps for change in changes)
        joins = self._session is not None and self._session[0] == what
        base = self._session[1] if joins and self._session else self.editor.text()
        try:
            after = changed(base, changes)
        except EditError as error:
            self._refusal = str(error)
            self.bar.say(self._refusal)
            self.check_now()
            return
        if self.bar.label.text() == self._refusal:
            self.bar.dismiss()
        self._session = None
        self.editor.replace(after, joins=joins)
        if not any(is_of_a_list(change) for change in changes):
            self._session = what, base
        # What is written next may depend on what this one says.
        self.check_now()

    def undo(self) -> None:
        """Take the last step back, in a form or in the text."""
        self._session = None
        self.editor.undo()

    def redo(self) -> None:
        """Make the last step again that was taken back."""
        self._session = None
        self.editor.redo()

    def check_now(self) -> None:
        """Check the text, and show what it says everywhere."""
        self._settling.stop()
        self.checked = checked = check(self.editor.text(), self.draft.shown_path)
        self.editor.show_problems(checked.problems, checked.notes)
        self.area.problems.show_problems(checked.problems, checked.notes)
        self.area.mark_pages(list(checked.by_steps))
        for page in self.area.pages:
            page.show_checked(checked)
        self._show_drawn(checked.scenario)
        self._say_state()

    def go_to(self, problem: Problem) -> None:
        """Go to a problem in the text, and to its field in a form."""
        if problem.line is not None:
            self.editor.go_to(problem.line, problem.column or 1)
        if not problem.steps or not self.area.focus(problem.steps):
            self.area.go_to_text()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file that is dragged over the window."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a file that was dropped on the window."""
        files = [u.toLocalFile() for u in event.mimeData().urls() if u.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.open_path(Path(files[0]))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about what is not saved; where nobody can answer, keep it."""
        if is_ending() and not self._is_saved():
            self.draft.keep(self.editor.text())
        elif not self._may_leave():
            event.ignore()
            return
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.sync()
        self._settling.stop()
        if self.trial:
            self.trial.let_go()
        super().closeEvent(event)

    def try_it(self) -> None:
        """Save the scenario and show a run of it."""
        if self.trial is None:
            return
        self.check_now()
        if self.checked.problems:
            self.bar.say(self.tr("It can be tried when nothing is wrong any more."))
            self.area.problems.go_to_next()
        elif (self._is_saved() or self.save()) and self.draft.path:
            self.trial.start(self.draft.path)

    def _show(self, draft: Draft) -> None:
        self.draft = draft
        self.bar.dismiss()
        self._session = None
        self.editor.load(draft.text)
        # Of a text that becomes empty Qt tells that it was modified, and not that it
        # is not.
        self.setWindowModified(False)
        self._name_window()
        self.check_now()

    def _show_drawn(self, scenario: Scenario | None) -> None:
        drawn = None
        try:
            drawn = draw(scenario)
            self.preview.show_drawn(drawn)
        except NotDrawnError as error:
            self.preview.say(str(error))
        self.picture.show_world(drawn.world if drawn else None)
        for page in self.area.pages:
            page.show_drawn(drawn)

    def _name_window(self) -> None:
        title = self.draft.title
        if self.draft.is_copy:
            title = self.tr("copy of {0}").format(title)
        self.setWindowTitle(f"{title}[*] – {TITLE}")

    def _text_changed(self) -> None:
        self._session = None
        self._settling.start()

    def _save_to(self, path: Path, *, replace: bool = False) -> bool:
        try:
            self.draft.save(path, self.editor.text(), replace=replace)
        except ChangedOnDiskError as error:
            return self._ask_about(path, str(error))
        except (UserError, UnicodeEncodeError) as error:
            self._complain(str(error))
            return False
        self.editor.document().setModified(False)
        self._session = None
        self._name_window()
        self.bar.dismiss()
        self.check_now()
        self.statusBar().showMessage(self.tr("Saved as {0}").format(path))
        self.saved.emit(path)
        return True

    def _ask_about(self, path: Path, sentence: str) -> bool:
        """Ask what is to become of a file that would be overwritten."""
        answer = ask_about_file(self, sentence)
        if answer is Answer.OVERWRITE:
            return self._save_to(path, replace=True)
        return answer is Answer.ANOTHER and self.save_as()

    def _complain(self, sentence: str) -> None:
        summary = self.tr("The scenario is not saved; its text is still here.")
        self.bar.say(f"{summary} {sentence}")

    def _may_leave(self) -> bool:
        """Ask what is to become of changes that are not saved."""
        if self._is_saved():
            return True
        answer = ask_about_changes(self, self.draft.title)
        if answer is Answer.SAVE:
            return self.save()
        return answer is Answer.DISCARD

    def _is_saved(self) -> bool:
        return not self.editor.document().isModified()

    def _folder(self) -> Path:
        return self.draft.path.parent if self.draft.path else user_scenarios_dir()

    def _name(self) -> str:
        data = self.checked.data or {}
        return str(data.get("name") or "")

    def _say_state(self) -> None:
        wrong = len(self.checked.problems)
        text = self.tr("%n problem(s)", "", wrong)
        # Without a translation Qt leaves the plural open.
        text = text.replace("(s)", "" if wrong == 1 else "s")
        if self.checked.data is None:
            text += self.tr("; the forms wait until the text is YAML again")
        if not wrong:
            text = self.tr("Nothing is wrong")
            if self.checked.notes:
                text += self.tr("; look at the warnings")
        self.statusBar().showMessage(text)


def is_of_a_list(change: Change) -> bool:
    """Tell whether a change makes a list longer or shorter.

    What the next of the same way is about is another entry then.
    """
    is_entry = change.value is REMOVED or isinstance(change.value, dict)
    return isinstance(change.steps[-1], int) and is_entry
