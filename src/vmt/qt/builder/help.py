"""What the builder is and how it is used, in a window of its own."""

from PyQt5.QtCore import QCoreApplication, QSize, Qt
from PyQt5.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

_TEXT = """
<h3>Making a scenario</h3>
<p>At the left are the pages of a form, at the right is the file that they write, in
YAML. Both are the same scenario: what you change on one side is shown on the other.
Where the window is narrow, the text is the last of the pages.</p>
<p>A form changes the value that you edit and nothing else. Comments, the order of keys
and blank lines stay as they are, and so does what the form has no field for.</p>
<ul>
<li><b>Bold</b> names differ from the default; the arrow at the end of a row brings the
default back and takes the key out of the file.</li>
<li>What is wrong is told beside the field, in the list below the text and by a bar
beside the line. Click a problem, or press F8, to go there.</li>
<li>Below the population stands who gets which tastes: exactly the agents that a run
with the seed of the scenario begins with.</li>
<li>Ctrl+Z takes back the last step, in the form and in the text alike.</li>
<li>A file may be saved with mistakes in it; it cannot be run before they are
mended.</li>
<li>Scenarios that ship with VMT stay as they are: you change a copy.</li>
<li>Drop a file on the window to open it.</li>
</ul>
<p>Every key is explained at the bottom while you are in its field, in its tooltip, and
by <tt>vmt scenario describe KEY</tt>.</p>
"""


class HelpDialog(QDialog):
    """Shows the help beside the window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Help on the scenario builder"))
        self.setAttribute(Qt.WA_DeleteOnClose)
        self.text = QTextBrowser()
        self.text.setHtml(str(QCoreApplication.translate("help", _TEXT)))
        buttons = QDialogButtonBox(QDialogButtonBox.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        line = self.fontMetrics().height()
        screen = parent.screen().availableGeometry().size()
        self.resize(QSize(36 * line, 30 * line).boundedTo(screen * 0.9))


def show_help(parent: QWidget) -> HelpDialog:
    """Open the help, and return without waiting for it."""
    dialog = HelpDialog(parent)
    dialog.show()
    return dialog
