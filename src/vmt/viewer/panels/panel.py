"""The panel beside the world: totals, prices, preferences, recent trades."""

from pathlib import Path

import numpy as np
import pygame

from vmt.engine.quantities import format_quantity
from vmt.viewer.canvas import Canvas
from vmt.viewer.panels.legend import class_names
from vmt.viewer.scene import sprites
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.status import Status, number, trade_text
from vmt.viewer.theme import Colour

_BODY, _HEADING = 13, 11.5
_LINES_OF_TRADES = 12


class Panel:
    """Writes line after line from the top; what finds no room is left out."""

    def __init__(self, canvas: Canvas) -> None:
        self._surface, self._theme = canvas.surface, canvas.theme
        self._lettering = canvas.lettering
        self._size = canvas.parts.text(_BODY)
        self._heading_size = canvas.parts.text(_HEADING)
        self._step = self._lettering.line_height(self._size)
        self._area = canvas.parts.panel.inflate(-2 * self._size, -self._size)
        self._top = self._area.top
        pygame.draw.rect(self._surface, self._theme.panel, canvas.parts.panel)

    def draw(self, snapshot: Snapshot, status: Status) -> None:
        """Write the whole panel."""
        decimals = snapshot.configuration.quantity_decimals
        market = snapshot.market
        self._recording(snapshot.recorded_to, snapshot.recording_problem)
        self._heading("Economy")
        self._row("Mode", snapshot.mode.value)
        self._row("Seed", str(snapshot.seed))
        self._row("Agents", str(snapshot.n_agents))
        self._row("A held by all", format_quantity(snapshot.total_A, decimals))
        self._row("B held by all", format_quantity(snapshot.total_B, decimals))
        self._row("Trades", str(market.n_trades))
        self._heading("Mean price, B per A")
        self._row("Last 10 trades", number(market.mean_price_10))
        self._row("Last 50 trades", number(market.mean_price_50))
        self._row("All trades", number(market.mean_price))
        self._heading("Preferences")
        self._preferences(snapshot)
        self._heading("Recent trades")
        if not market.latest:
            self._paragraph("None yet", self._theme.quiet)
        for trade in market.latest:
            self._paragraph(trade_text(trade, decimals), self._theme.text)

    def _heading(self, text: str) -> None:
        if self._top > self._area.top:
            self._top += self._size
        self._write(text, self._heading_size, self._theme.accent, bold=True)
        self._top += self._step

    def _row(self, label: str, value: str) -> None:
        self._write(label, self._size, self._theme.quiet)
        self._write(value, self._size, self._theme.text, right=True)
        self._top += self._step

    def _item(self, picture: pygame.Surface, text: str, value: str = "") -> None:
        indent = round(self._size * 1.7)
        if self._has_room():
            middle = self._area.left + self._size // 2, self._top + self._step // 2
            self._surface.blit(picture, picture.get_rect(center=middle))
        self._write(text, self._size, self._theme.text, indent=indent)
        self._write(value, self._size, self._theme.text, right=True)
        self._top += self._step

    def _preferences(self, snapshot: Snapshot) -> None:
        names = class_names(snapshot.configuration)
        counts = np.bincount(snapshot.preference, minlength=len(names)).tolist()
        indent = round(self._size * 1.7)
        lines_left = (self._area.bottom - self._top) // self._step
        explained = lines_left >= 2 * len(names) + _LINES_OF_TRADES
        for index, (name, count) in enumerate(zip(names, counts, strict=True)):
            picture = sprites.agent(index, round(self._size * 0.46), self._theme)
            self._item(picture, name.name, f"{count}")
            if name.parameters and explained:
                self._paragraph(name.parameters, self._theme.quiet, indent)
        idle = int(snapshot.idle.sum())
        ring = sprites.idle_ring(self._size // 3, self._theme)
        self._item(ring, "of these, idle", str(idle))

    def _recording(self, path: Path | None, problem: str | None) -> None:
        """Write where the run is recorded at the lower end, and keep that place."""
        places = ["Not recorded"] if path is None else [path.name, str(path.parent)]
        whole = self._area.copy()
        lines = [
            (
                self._lettering.shorten(text, self._size, whole.width, at_end=False),
                False,
            )
            for text in places
        ]
        if problem is not None:
            told = self._lettering.wrap(problem, self._size, whole.width)
            lines += [(text, True) for text in told]
        self._top = whole.bottom - (len(lines) + 1) * self._step
        rest = self._top - self._area.top
        self._write("Recording", self._heading_size, self._theme.accent, bold=True)
        for text, wrong in lines:
            self._top += self._step
            colour = self._theme.error if wrong else self._theme.quiet
            self._write(text, self._size, colour)
        self._top = whole.top
        self._area.height = max(0, rest)

    def _paragraph(self, text: str, colour: Colour, indent: int = 0) -> None:
        hanging = round(self._size * 0.8)
        width = self._area.width - indent - hanging
        lines = self._lettering.wrap(text, self._size, width)
        if self._top + len(lines) * self._step > self._area.bottom:
            self._top = self._area.bottom  # half a sentence says nothing
        for line in lines:
            self._write(line, self._size, colour, indent=indent)
            self._top += self._step
            indent += hanging
            hanging = 0

    def _write(
        self,
        text: str,
        size: int,
        colour: Colour,
        *,
        indent: int = 0,
        right: bool = False,
        bold: bool = False,
    ) -> None:
        if not text or not self._has_room():
            return
        picture = self._lettering.render(text, size, colour, bold=bold)
        box = picture.get_rect(
            midleft=(self._area.left + indent, self._top + self._step // 2)
        )
        if right:
            box.right = self._area.right
        self._surface.blit(picture, box)

    def _has_room(self) -> bool:
        return self._top + self._step <= self._area.bottom
