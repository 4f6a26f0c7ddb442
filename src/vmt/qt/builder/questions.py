"""What the builder asks before anything could be lost."""

from enum import Enum

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtWidgets import QMessageBox, QWidget


class Answer(Enum):
    """What is to be done."""

    SAVE = "save"
    DISCARD = "discard"
    OVERWRITE = "overwrite"
    ANOTHER = "another"
    NOTHING = "nothing"


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("questions", text))


def ask_about_changes(parent: QWidget, name: str) -> Answer:
    """Ask what is to become of changes that are not saved.

    Returns
    -------
    Answer
        SAVE, DISCARD or NOTHING.
    """
    box = QMessageBox(parent)
    box.setWindowTitle(name)
    box.setIcon(QMessageBox.Question)
    box.setText(tr("{0} has changes that are not saved.").format(name))
    box.setInformativeText(tr("Save them?"))
    box.setStandardButtons(QMessageBox.Save | QMessageBox.Discard | QMessageBox.Cancel)
    box.setDefaultButton(QMessageBox.Save)
    answers = {QMessageBox.Save: Answer.SAVE, QMessageBox.Discard: Answer.DISCARD}
    return answers.get(box.exec(), Answer.NOTHING)


def ask_about_file(parent: QWidget, sentence: str) -> Answer:
    """Ask what is to become of a file that would be overwritten.

    Returns
    -------
    Answer
        OVERWRITE, ANOTHER or NOTHING.
    """
    box = QMessageBox(parent)
    box.setWindowTitle(parent.windowTitle().replace("[*]", ""))
    box.setIcon(QMessageBox.Warning)
    box.setText(sentence)
    box.setInformativeText(tr("What it holds now would be lost."))
    overwrite = box.addButton(tr("&Overwrite"), QMessageBox.DestructiveRole)
    another = box.addButton(tr("Save &as…"), QMessageBox.AcceptRole)
    box.setEscapeButton(box.addButton(QMessageBox.Cancel))
    box.setDefaultButton(another)
    box.exec()
    answers = {overwrite: Answer.OVERWRITE, another: Answer.ANOTHER}
    return answers.get(box.clickedButton(), Answer.NOTHING)
