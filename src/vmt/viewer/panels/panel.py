"""The panel beside the world: the economy, or the agent that is selected."""

from collections.abc import Hashable

import pygame

from vmt.viewer.canvas import Canvas
from vmt.viewer.panels.charts import Charts
from vmt.viewer.panels.economy import Economy
from vmt.viewer.panels.inspector import Inspector
from vmt.viewer.panels.links import Link
from vmt.viewer.panels.writer import BODY, Writer
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.status import Status

SECONDS = 0.19
"""How long a panel stays as it is, at least, while a run goes on.

Figures that change faster cannot be read, but would be sent to a display far away. At
five ticks a second every tick is seen.
"""


class Panel:
    """Draws the panel, frame after frame, if there is room for one."""

    def __init__(self) -> None:
        self._charts = Charts()
        self._economy: Economy | None = None
        self._picture = pygame.Surface((0, 0), depth=32)
        self._links: list[Link] = []
        self._snapshot: Snapshot | None = None
        self._shown: Hashable = None
        self._drawn = 0.0

    def draw(
        self, canvas: Canvas, snapshot: Snapshot, status: Status, now: float
    ) -> None:
        """Draw it.

        Parameters
        ----------
        canvas : Canvas
        snapshot : Snapshot
        status : Status
        now : float
            Seconds of a clock that only goes forward.
        """
        panel = canvas.parts.panel
        agent = status.selected
        if agent is not None and not 0 <= agent < snapshot.n_agents:
            agent = None
        known = snapshot.inspection is not None and snapshot.inspection.agent == agent
        shown = snapshot.run, agent, known, tuple(panel), canvas.theme
        if shown != self._shown or self._is_out_of_date(snapshot, status, now):
            self._write(canvas, snapshot, agent)
            self._picture = canvas.surface.subsurface(panel).copy()
            self._links = list(canvas.links)
            self._snapshot, self._shown, self._drawn = snapshot, shown, now
        else:
            canvas.surface.blit(self._picture, panel)
            canvas.links.extend(self._links)

    def draw_hint(self, canvas: Canvas, pointer: tuple[int, int] | None) -> None:
        """Draw, over what else there is, what the chart under the pointer says."""
        if self._economy is not None and pointer is not None:
            self._economy.draw_hint(canvas, pointer)

    def _is_out_of_date(self, snapshot: Snapshot, status: Status, now: float) -> bool:
        rests = status.paused or snapshot.ended or snapshot.problem is not None
        return snapshot is not self._snapshot and (
            rests or now >= self._drawn + SECONDS
        )

    def _write(self, canvas: Canvas, snapshot: Snapshot, agent: int | None) -> None:
        panel = canvas.parts.panel
        self._economy = None
        if not panel.width:
            return
        canvas.surface.fill(canvas.theme.panel, panel)
        size = canvas.parts.text(BODY)
        writer = Writer(canvas, panel.inflate(-2 * size, -size))
        if agent is not None:
            Inspector(writer, snapshot, agent).write()
        else:
            self._economy = Economy(writer, snapshot, self._charts)
            self._economy.write()
