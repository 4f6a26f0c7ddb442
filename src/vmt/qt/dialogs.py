"""Dialogs that show a text which the user can select and copy."""

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtGui import QFontDatabase, QIcon
from PyQt5.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from vmt.qt.icons import icon

_open: set["TextDialog"] = set()  # a dialog without a parent has no other owner


class TextDialog(QDialog):
    """A sentence, and below it the whole text of what happened."""

    def __init__(
        self, parent: QWidget | None, title: str, summary: str, text: str
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WA_DeleteOnClose)

        sign = QLabel()
        line = self.fontMetrics().height()
        sign.setPixmap(icon("failed").pixmap(QSize(2 * line, 2 * line)))
        self.summary = QLabel(summary)
        self.summary.setWordWrap(True)
        self.summary.setTextInteractionFlags(Qt.TextSelectableByMouse)

        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setTextInteractionFlags(
            Qt.TextSelectableByMouse | Qt.TextSelectableByKeyboard
        )
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.FixedFont))
        self.text.setAccessibleName(self.tr("Details"))

        self.buttons = QDialogButtonBox(QDialogButtonBox.Close)
        self.copy_button = self.buttons.addButton(
            self.tr("&Copy"), QDialogButtonBox.ActionRole
        )
        self.copy_button.setToolTip(self.tr("Copy the whole text"))
        self.copy_button.clicked.connect(self.copy)
        self.buttons.rejected.connect(self.reject)
        self.copy_button.setAutoDefault(False)
        close = self.buttons.button(QDialogButtonBox.Close)
        close.setIcon(QIcon())
        close.setDefault(True)
        close.setFocus()

        top = QHBoxLayout()
        top.addWidget(sign, 0, Qt.AlignTop)
        top.addWidget(self.summary, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.buttons)
        self.resize(self._comfortable_size(text))

    def copy(self) -> None:
        """Put the sentence and the text on the clipboard."""
        text = f"{self.summary.text()}\n{self.text.toPlainText()}"
        QApplication.clipboard().setText(text)

    def _comfortable_size(self, text: str) -> QSize:
        letter = self.text.fontMetrics()
        lines = text.splitlines() or [""]
        columns = min(max(len(line) for line in lines) + 6, 90)
        width = max(columns * letter.averageCharWidth(), 460)
        height = (min(len(lines) + 2, 20) * letter.lineSpacing()) + 140
        available = QApplication.primaryScreen().availableGeometry().size()
        return QSize(width, height).boundedTo(available * 0.9)


def show_error(
    parent: QWidget | None, title: str, summary: str, text: str
) -> TextDialog:
    """Open a dialog with the text of an error, and return without waiting for it."""
    dialog = TextDialog(parent, title, summary, text)
    _open.add(dialog)
    dialog.finished.connect(lambda _result: _open.discard(dialog))
    dialog.show()
    return dialog
