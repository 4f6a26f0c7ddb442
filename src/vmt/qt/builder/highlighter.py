"""The colours of YAML."""

import re

from PyQt5.QtGui import (
    QColor,
    QFont,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
)

from vmt.qt import theme

_KEY = re.compile(r"^\s*(?:- +)*([\w.-]+|\"[^\"]*\"|'[^']*')(?=:(?:\s|$))")
_INNER_KEY = re.compile(r"[{,]\s*(\w+)(?=:\s)")
_COMMENT = re.compile(r"(?:^|\s)(#.*)$")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")


class YamlHighlighter(QSyntaxHighlighter):
    """Shows keys and comments in colours of their own."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._key, self._comment = QTextCharFormat(), QTextCharFormat()
        self.take_theme()

    def take_theme(self) -> None:
        """Take the colours of the theme that is in force."""
        colours = theme.current()
        is_dark = colours is theme.DARK
        # The accent is too dark for letters on a dark ground.
        self._key.setForeground(QColor("#7cc4e0" if is_dark else colours.accent))
        self._key.setFontWeight(QFont.DemiBold)
        self._comment.setForeground(QColor(colours.quiet))
        self._comment.setFontItalic(True)
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Colour a line."""
        quoted = [match.span() for match in _QUOTED.finditer(text)]
        for pattern in (_KEY, _INNER_KEY):
            for match in pattern.finditer(text):
                start, end = match.span(1)
                self.setFormat(start, end - start, self._key)
        for match in _COMMENT.finditer(text):
            start = match.start(1)
            if not any(first < start < last for first, last in quoted):
                self.setFormat(start, len(text) - start, self._comment)
                break
