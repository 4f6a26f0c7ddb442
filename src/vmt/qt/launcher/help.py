"""The help of the launcher: how to begin, and every key from the table of actions."""

from html import escape

from PyQt5.QtCore import QEvent, QSize, Qt
from PyQt5.QtGui import QIcon, QKeySequence
from PyQt5.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from vmt.qt import theme
from vmt.qt.launcher.actions import HELP, HELP_MENU, MENUS, tr
from vmt.qt.placement import keep_within

_WIDE, _HIGH = 84, 36  # letters and lines


class HelpWindow(QDialog):
    """Says how to begin, and which key does what."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Help: VMT Launcher"))
        self.setWindowFlag(Qt.WindowContextHelpButtonHint, on=False)
        self.text = QTextBrowser()
        self.text.setAccessibleName(self.tr("Help"))
        self.text.document().setDocumentMargin(12)
        buttons = QDialogButtonBox(QDialogButtonBox.Close)
        buttons.button(QDialogButtonBox.Close).setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        self._fill()
        letters = self.fontMetrics()
        self.resize(
            QSize(_WIDE * letters.averageCharWidth(), _HIGH * letters.lineSpacing())
        )
        keep_within(self, self.screen().availableGeometry())

    def changeEvent(self, event: QEvent) -> None:
        """Write the text again in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.PaletteChange and hasattr(self, "text"):
            self._fill()

    def _fill(self) -> None:
        quiet = theme.current().quiet
        steps = (
            self.tr(
                "Pick a scenario in the tree. Beside it stands what it is about, what"
                " to look for, and how its world looks before the first tick."
            ),
            self.tr(
                "Choose a seed: the same scenario with the same seed gives the same"
                " run. <b>Options</b> change rules, protocols and parameters for the"
                " next runs; the file stays as it is."
            ),
            self.tr(
                "Press <b>Run in the viewer</b> to watch it, or <b>Run headless</b> to"
                " have the result sooner. Several runs may go on at once."
            ),
            self.tr(
                "Every run is recorded and stays in the list. Select it to look at its"
                " log, to replay, repeat or verify it, or to write a report."
            ),
            self.tr(
                "Drop a scenario file here to have it among yours; drag one out of the"
                " tree to give it to somebody."
            ),
        )
        parts = [f"<h3>{escape(self.tr('How to begin'))}</h3>", "<ol>"]
        parts += [f"<li style='margin-bottom: 6px'>{step}</li>" for step in steps]
        parts.append(f"</ol><h3>{escape(self.tr('Keys'))}</h3><table cellspacing='0'>")
        for title, specs in (*MENUS, (HELP_MENU, HELP)):
            name = escape(tr(title).replace("&", ""))
            parts.append(
                f"<tr><td colspan='2' style='padding-top: 10px; color: {quiet}'>"
                f"<b>{name}</b></td></tr>"
            )
            for spec in filter(None, specs):
                shown = (
                    QKeySequence(keys).toString(QKeySequence.NativeText)
                    for keys in spec.keys
                )
                keys = "<br>".join(map(escape, shown))
                about = escape(tr(spec.about))
                text = escape(tr(spec.text).replace("&", "").rstrip("…"))
                parts.append(
                    f"<tr><td style='padding-right: 14px'>{keys}</td>"
                    f"<td><b>{text}</b>: {about}</td></tr>"
                )
        parts.append("</table>")
        self.text.setHtml("".join(parts))
