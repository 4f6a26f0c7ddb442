"""What is done to files: asked for, thrown away, shown where they are."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt5.QtCore import QCoreApplication, QFile, QStandardPaths, Qt, QUrl
from PyQt5.QtGui import QDesktopServices
from PyQt5.QtWidgets import QApplication, QMessageBox, QWidget


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("files", text))


def ask(
    parent: QWidget, title: str, question: str, yes: str, then: Callable[[], None]
) -> QMessageBox:
    """Ask something, and do it if the user wants it; returns without waiting."""
    box = QMessageBox(QMessageBox.Question, title, question, parent=parent)
    box.setTextFormat(Qt.PlainText)
    button = box.addButton(yes, QMessageBox.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.Cancel))
    box.setAttribute(Qt.WA_DeleteOnClose)

    def answered() -> None:
        if box.clickedButton() is button:
            then()

    box.finished.connect(answered)
    box.open()
    return box


def throw_away(
    parent: QWidget, title: str, files: Sequence[Path], then: Callable[[], None]
) -> None:
    """Move files to the trash; where there is none, ask whether to delete them.

    Parameters
    ----------
    parent : QWidget
    title : str
        Of the question.
    files : sequence of Path
    then : callable
        Called when they are gone.
    """
    left = [file for file in files if not _to_trash(file)]
    if not left:
        then()
        return

    def delete() -> None:
        failed = []
        for file in left:
            try:
                file.unlink(missing_ok=True)
            except OSError as error:
                failed.append(f"{file}: {error.strerror}")
        if failed:
            sentence = tr("These files cannot be deleted; look at their permissions:")
            QMessageBox.warning(parent, title, "\n".join([sentence, *failed]))
        then()

    question = tr(
        "There is no trash for {0}. Delete it for ever? It cannot be had back."
    ).format(", ".join(file.name for file in left))
    ask(parent, title, question, tr("&Delete for ever"), delete)


def open_file(file: Path) -> bool:
    """Open a file in the program for its kind; return whether one was asked."""
    return bool(QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))))


def show_in_folder(file: Path) -> bool:
    """Open the folder of a file; where nothing can, put its path on the clipboard.

    Returns
    -------
    bool
        Whether a program for folders was asked.
    """
    if open_file(file.parent):
        return True
    QApplication.clipboard().setText(str(file))
    return False


def _to_trash(file: Path) -> bool:
    if not file.exists():
        return True
    # Without a home for its trash Qt moves a file to nowhere in particular.
    data = QStandardPaths.writableLocation(QStandardPaths.GenericDataLocation)
    try:
        (Path(data) / "Trash").mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return False
    moved, _where = QFile.moveToTrash(str(file))
    return bool(moved)
