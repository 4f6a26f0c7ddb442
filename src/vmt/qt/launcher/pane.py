"""What a scenario says of itself, or what is wrong with it."""

from html import escape

from PyQt5.QtCore import QEvent
from PyQt5.QtGui import QFontDatabase
from PyQt5.QtWidgets import QFrame, QTextBrowser

from vmt.qt import theme
from vmt.qt.description import as_table, describe, paragraphs
from vmt.qt.launcher.catalogue import Listed


class InformationPane(QTextBrowser):
    """Shows a scenario: what it is about, what to look for, and how it is made."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.StyledPanel)
        self.setTabChangesFocus(True)
        self.setAccessibleName(self.tr("About the scenario"))
        self.document().setDocumentMargin(10)
        self._shown: Listed | None = None

    def show_scenario(self, listed: Listed | None) -> None:
        """Show a scenario, or what to do where there is none."""
        place = self.verticalScrollBar().value() if listed == self._shown else 0
        self._shown = listed
        if listed is None:
            text = self.tr("No scenario is picked.")
            self.setHtml(f'<p style="color: {theme.current().quiet}">{text}</p>')
        elif listed.scenario is None:
            self.setHtml(self._broken(listed))
        else:
            self.setHtml(self._about(listed))
        self.verticalScrollBar().setValue(place)

    def changeEvent(self, event: QEvent) -> None:
        """Write the text again in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.PaletteChange and hasattr(self, "_shown"):
            self.show_scenario(self._shown)

    def _about(self, listed: Listed) -> str:
        scenario = listed.scenario
        assert scenario is not None  # noqa: S101 - the caller has looked
        colours = theme.current()
        parts = [f"<h3>{escape(scenario.name)}</h3>"]
        parts += [
            f'<p style="color: {colours.warning}">⚠ {escape(str(warning))}</p>'
            for warning in scenario.warnings
        ]
        parts.append(paragraphs(scenario.description))
        for title, text in (
            (self.tr("What to look for"), scenario.look_for),
            (self.tr("Question"), scenario.question),
        ):
            if text.strip():
                parts.append(
                    f'<p style="color: {colours.accent}; margin-bottom: 0">'
                    f"<b>{escape(title)}</b></p>{paragraphs(text)}"
                )
        rows = describe(scenario.configuration)
        rows.append((self.tr("File"), [listed.label]))
        parts.append("<p></p>" + as_table({"": rows}, label_colour=colours.quiet))
        return "".join(parts)

    def _broken(self, listed: Listed) -> str:
        colours = theme.current()
        fixed = QFontDatabase.systemFont(QFontDatabase.FixedFont).family()
        lines = "".join(f"<p>{escape(line)}</p>" for line in listed.error.splitlines())
        title = self.tr("This scenario cannot be run")
        return (
            f'<h3 style="color: {colours.error}">{escape(title)}</h3>'
            f'<div style="font-family: {fixed}">{lines}</div>'
        )
