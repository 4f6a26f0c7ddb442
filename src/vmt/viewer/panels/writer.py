"""Writing into a column from the top; what finds no room is left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import pygame

from vmt.viewer.canvas import Canvas
from vmt.viewer.panels.links import Link
from vmt.viewer.theme import Colour

BODY, HEADING, NOTE, TITLE = 13, 11.5, 10.5, 17
"""Sizes of text [px at scale 1]."""
_GAP = 0.7
"""Above a heading, of the size of the text."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words in a text that lead to an agent when they are clicked."""

    agent: int
    words: str

    @property
    def tip(self) -> str:
        """What a click does."""
        return f"Look at agent {self.agent}"


Text = Sequence[str | Mention]


class Writer:
    """Writes line after line.

    Parameters
    ----------
    canvas : Canvas
    area : pygame.Rect
        The column.

    Attributes
    ----------
    canvas : Canvas
    area : pygame.Rect
    top : int
        Where the next line begins [px].
    size, step : int
        Of ordinary text, and from one line of it to the next [px].
    """

    def __init__(self, canvas: Canvas, area: pygame.Rect) -> None:
        self.canvas = canvas
        self.area = area.copy()
        self.top = area.top
        self.size = canvas.parts.text(BODY)
        self.step = canvas.lettering.line_height(self.size)

    @property
    def gap(self) -> int:
        """What is left free above a heading [px]."""
        return round(_GAP * self.size)

    @property
    def note_step(self) -> int:
        """From one line of notes to the next [px]."""
        return self.canvas.lettering.line_height(self.canvas.parts.text(NOTE))

    @property
    def lines_left(self) -> int:
        """How many lines there is room for."""
        return max(0, self.area.bottom - self.top) // self.step

    @property
    def indent(self) -> int:
        """How far text stands in from the left behind a picture [px]."""
        return round(self.size * 1.5)

    @property
    def _detail_gap(self) -> int:
        return self.size // 3

    def heading(self, text: str) -> None:
        """Write what the next lines are about, unless nothing could follow it."""
        if self.top > self.area.top:
            self.top += self.gap
        if self.lines_left < 2:
            self.top = self.area.bottom
        size = self.canvas.parts.text(HEADING)
        self._put(text, self.canvas.theme.accent, self.area.left, size, bold=True)
        self.top += self.step

    def row(self, label: str, value: str) -> None:
        """Write a label at the left and its value at the right."""
        self._pair(label, value, self.area.left, self.area.width)
        self.top += self.step

    def rows(self, *pairs: tuple[str, str]) -> None:
        """Write labels with their values, two in a line where all have room for it."""
        half = (self.area.width - self.size) // 2
        if len(pairs) != 2 or any(self._pair_width(pair) > half for pair in pairs):
            for pair in pairs:
                self.row(*pair)
            return
        self._pair(*pairs[0], self.area.left, half)
        self._pair(*pairs[1], self.area.right - half, half)
        self.top += self.step

    def title(self, picture: pygame.Surface, text: str) -> None:
        """Write a large line with a picture at its beginning."""
        size, theme = self.canvas.parts.text(TITLE), self.canvas.theme
        height = self.canvas.lettering.line_height(size)
        if self.top + height > self.area.bottom:
            self.top = self.area.bottom
            return
        box = picture.get_rect(midleft=(self.area.left, self.top + height // 2))
        self.canvas.surface.blit(picture, box)
        written = self.canvas.lettering.render(text, size, theme.text, bold=True)
        at = box.right + self.size // 2, box.centery
        self.canvas.surface.blit(written, written.get_rect(midleft=at))
        self.top += height

    def gap_above(self) -> None:
        """Leave the room free that there is above a heading."""
        self.top += self.gap

    def fits(self, text: str, width: int) -> bool:
        """Return whether a text is at most so wide [px]."""
        return self._width(text) <= width

    def item(
        self, picture: pygame.Surface, text: str, value: str = "", detail: str = ""
    ) -> None:
        """Write a line with a picture at its beginning.

        Parameters
        ----------
        picture : pygame.Surface
        text, value : str
            At the left and at the right.
        detail : str
            Behind the text, quietly; the first to be shortened.
        """
        theme, lettering = self.canvas.theme, self.canvas.lettering
        if self._has_room():
            middle = self.area.left + self.size // 2, self.top + self.step // 2
            self.canvas.surface.blit(picture, picture.get_rect(center=middle))
        left = self.area.left + self.indent
        end = self.area.right - self._width(value) - (self.size // 2 if value else 0)
        text = lettering.shorten(text, self.size, max(0, end - left))
        left = self._put(text, theme.text, left, self.size).right + self._detail_gap
        small = self.canvas.parts.text(NOTE)
        detail = lettering.shorten(detail, small, max(0, end - left))
        self._put(detail, theme.quiet, left, small)
        self._put_right(value, theme.text)
        self.top += self.step

    def has_room_for_detail(self, text: str, value: str, detail: str) -> bool:
        """Return whether `item` would write them in full."""
        small = self.canvas.parts.text(NOTE)
        used = self.canvas.lettering.width(detail, small) + self._detail_gap
        used += self.indent + self._width(text) + self._width(value) + self.size // 2
        return used <= self.area.width

    def line(self, text: str, colour: Colour, *, at_end: bool = True) -> None:
        """Write one line, shortened at its end or in its middle if it is too wide."""
        lettering, width = self.canvas.lettering, self.area.width
        short = lettering.shorten(text, self.size, width, at_end=at_end)
        self._put(short, colour, self.area.left, self.size)
        self.top += self.step

    def note(self, text: str) -> None:
        """Write one small line."""
        lettering, size = self.canvas.lettering, self.canvas.parts.text(NOTE)
        short = lettering.shorten(text, size, self.area.width)
        picture = lettering.render(short, size, self.canvas.theme.quiet)
        self.canvas.surface.blit(picture, (self.area.left, self.top))
        self.top += self.note_step

    def paragraph(self, text: Text, colour: Colour, *, indent: int = 0) -> bool:
        """Write sentences, with hanging indent, or nothing: half of them says nothing.

        Returns
        -------
        bool
            Whether there was room. If not, there is none for what follows either.
        """
        hanging = round(self.size * 0.8)
        lines = self._broken(text, self.area.width - indent - hanging)
        if self.top + len(lines) * self.step > self.area.bottom:
            self.top = self.area.bottom
            return False
        for k, line in enumerate(lines):
            left = self.area.left + indent + (hanging if k else 0)
            self._put_words(line, colour, left)
            self.top += self.step
        return True

    def cells(self, cells: Text, widths: Sequence[int], *, quiet: bool = False) -> None:
        """Write a line of a table, the first cell at the left, the others at the right.

        Parameters
        ----------
        cells : sequence of str or Mention
        widths : sequence of int
            Of the columns [px].
        quiet : bool
            Whether it says what is below.
        """
        right, theme = self.area.left, self.canvas.theme
        for k, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            right += width
            words = cell.words if isinstance(cell, Mention) else cell
            words = self.canvas.lettering.shorten(words, self.size, width)
            left = right - (width if k == 0 else self._width(words))
            if isinstance(cell, Mention):
                self._put_link(words, cell.agent, cell.tip, left)
            else:
                colour = theme.quiet if quiet or k == 0 else theme.text
                self._put(words, colour, left, self.size)
        self.top += self.step

    def link(self, words: str, agent: int | None, tip: str) -> None:
        """Write a line that picks an agent, or none, when it is clicked."""
        self._put_link(words, agent, tip, self.area.left)
        self.top += self.step

    def _pair(self, label: str, value: str, left: int, width: int) -> None:
        theme, gap = self.canvas.theme, self.size // 2
        value = self.canvas.lettering.shorten(value, self.size, width)
        room = width - self._width(value) - gap
        label = self.canvas.lettering.shorten(label, self.size, max(0, room))
        self._put(label, theme.quiet, left, self.size)
        at = left + width - self._width(value)
        self._put(value, theme.text, at, self.size)

    def _pair_width(self, pair: tuple[str, str]) -> int:
        return self._width(pair[0]) + self.size // 2 + self._width(pair[1])

    def _width(self, text: str) -> int:
        return self.canvas.lettering.width(text, self.size) if text else 0

    def _broken(self, text: Text, width: int) -> list[list[str | Mention]]:
        """Return the lines of a text, each a list of words."""
        lines: list[list[str | Mention]] = [[]]
        space, used = self._width(" "), 0
        for word in _words(text):
            wide = self._width(word.words if isinstance(word, Mention) else word)
            before = 0 if not lines[-1] or _follows_closely(word) else space
            if before and used + before + wide > width:
                lines.append([])
                used = before = 0
            used += before + wide
            lines[-1].append(word)
        return lines

    def _put_words(
        self, words: Sequence[str | Mention], colour: Colour, left: int
    ) -> None:
        """Write words, those that are together in one piece."""
        for is_link, run in groupby(words, lambda word: isinstance(word, Mention)):
            pieces = list(run)
            if _follows_closely(pieces[0]):
                left -= self._width(" ")
            if is_link:
                for piece in pieces:
                    assert isinstance(piece, Mention)  # noqa: S101 - grouped by that
                    self._put_link(piece.words, piece.agent, piece.tip, left)
                    left += self._width(f"{piece.words} ")
            else:
                plain = " ".join(map(str, pieces))
                self._put(plain, colour, left, self.size)
                left += self._width(f"{plain} ")

    def _put_link(self, words: str, agent: int | None, tip: str, left: int) -> None:
        if not self._has_room():
            return
        colour = self.canvas.theme.accent
        box = self._put(words, colour, left, self.size)
        thickness = max(1, round(self.canvas.parts.scale * 0.9))
        under = pygame.Rect(box.left, box.bottom - 2 * thickness, box.width, thickness)
        self.canvas.surface.fill(colour, under)
        self.canvas.links.append(Link(box, agent, tip))

    def _put_right(self, text: str, colour: Colour) -> None:
        self._put(text, colour, self.area.right - self._width(text), self.size)

    def _put(
        self, text: str, colour: Colour, left: int, size: int, *, bold: bool = False
    ) -> pygame.Rect:
        """Write into the present line and return where."""
        if not text or not self._has_room():
            return pygame.Rect(left, self.top, 0, 0)
        picture = self.canvas.lettering.render(text, size, colour, bold=bold)
        box = picture.get_rect(midleft=(left, self.top + self.step // 2))
        self.canvas.surface.blit(picture, box)
        return box

    def _has_room(self) -> bool:
        return self.top + self.step <= self.area.bottom


def _words(text: Text) -> Iterator[str | Mention]:
    for part in text:
        if isinstance(part, Mention):
            yield part
        else:
            # Not split at no-break spaces, as split() would.
            yield from filter(None, part.split(" "))


def _follows_closely(word: str | Mention) -> bool:
    """Return whether there is no space before it."""
    return isinstance(word, str) and word.startswith((",", ".", ":"))
