"""Text on surfaces: one font family, rendered once and kept while it is shown."""

from pathlib import Path

import pygame

from vmt.viewer.recent import Recent
from vmt.viewer.theme import Colour

# DejaVu is there wherever the desktop is; pygame's own font is the last resort.
_FOLDERS = (Path("/usr/share/fonts/truetype/dejavu"), Path("/usr/share/fonts/TTF"))
_REGULAR, _BOLD = "DejaVuSans.ttf", "DejaVuSans-Bold.ttf"
_SMOOTH = True
_PICTURES = 64  # a second or two of them
SMALLEST = 8
"""Height in pixels below which text cannot be read."""


class Lettering:
    """Renders text; `pygame.font.init` has been called."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[int, bool], pygame.font.Font] = {}
        self._texts = Recent(self._rendered)
        self._widths = Recent(self._measured)
        self._pictures = 0

    def font(self, size: int, *, bold: bool = False) -> pygame.font.Font:
        """Return the font of a size [px]."""
        key = max(size, SMALLEST), bold
        if key not in self._fonts:
            name = _BOLD if bold else _REGULAR
            found = (folder / name for folder in _FOLDERS)
            path = next((path for path in found if path.is_file()), None)
            self._fonts[key] = pygame.font.Font(path, key[0])
        return self._fonts[key]

    def begin_picture(self) -> None:
        """Forget, now and then, what many pictures in a row have not shown.

        A run writes new numbers for as long as it lasts.
        """
        self._pictures += 1
        if self._pictures % _PICTURES == 0:
            self._texts.forget()
            self._widths.forget()

    def render(
        self, text: str, size: int, colour: Colour, *, bold: bool = False
    ) -> pygame.Surface:
        """Return the text on a transparent surface, in the size of the text."""
        return self._texts(text, size, colour, bold)

    def width(self, text: str, size: int, *, bold: bool = False) -> int:
        """Return how wide the text would be [px]."""
        return self._widths(text, size, bold)

    def _rendered(
        self,
        text: str,
        size: int,
        colour: Colour,
        bold: bool,  # noqa: FBT001 - of a key
    ) -> pygame.Surface:
        return self.font(size, bold=bold).render(text, _SMOOTH, colour)

    def _measured(self, text: str, size: int, bold: bool) -> int:  # noqa: FBT001 - of a key
        return self.font(size, bold=bold).size(text)[0]

    def line_height(self, size: int) -> int:
        """Return the distance between two lines [px]."""
        return round(self.font(size).get_linesize() * 1.12)

    def shorten(self, text: str, size: int, width: int, *, at_end: bool = True) -> str:
        """Return the text, with "…" at its end or in its middle if it is too wide."""
        if self.width(text, size) <= width:
            return text
        for kept in range(len(text) - 1, 0, -1):
            head = kept if at_end else kept // 3
            tail = text[len(text) - (kept - head) :] if kept > head else ""
            shorter = f"{text[:head].rstrip()}…{tail}"
            if self.width(shorter, size) <= width:
                return shorter
        return ""

    def wrap(self, text: str, size: int, width: int) -> list[str]:
        """Return the lines of a paragraph that is `width` pixels wide."""
        lines: list[str] = []
        for paragraph in text.splitlines():
            line = ""
            for word in paragraph.split():
                longer = f"{line} {word}" if line else word
                if line and self.width(longer, size) > width:
                    lines.append(line)
                    longer = word
                line = longer
            lines.append(line)
        return lines
