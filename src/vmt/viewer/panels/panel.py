"""The panel beside the world: the economy, or the agent that is selected."""

from vmt.viewer.canvas import Canvas
from vmt.viewer.panels.charts import Charts
from vmt.viewer.panels.economy import Economy
from vmt.viewer.panels.inspector import Inspector
from vmt.viewer.panels.writer import BODY, Writer
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.status import Status


class Panel:
    """Draws the panel, if there is room for one.

    Parameters
    ----------
    canvas : Canvas
    charts : Charts
        The same from frame to frame.
    """

    def __init__(self, canvas: Canvas, charts: Charts) -> None:
        self._canvas = canvas
        self._charts = charts
        self._economy: Economy | None = None

    def draw(self, snapshot: Snapshot, status: Status) -> None:
        """Draw it."""
        canvas, panel = self._canvas, self._canvas.parts.panel
        if not panel.width:
            return
        canvas.surface.fill(canvas.theme.panel, panel)
        size = canvas.parts.text(BODY)
        writer = Writer(canvas, panel.inflate(-2 * size, -size))
        agent = status.selected
        if agent is not None and 0 <= agent < snapshot.n_agents:
            Inspector(writer, snapshot, agent).write()
        else:
            self._economy = Economy(writer, snapshot, self._charts)
            self._economy.write()

    def draw_hint(self, pointer: tuple[int, int] | None) -> None:
        """Draw, over what else there is, what the chart under the pointer says."""
        if self._economy is not None and pointer is not None:
            self._economy.draw_hint(pointer)
