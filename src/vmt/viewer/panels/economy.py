"""The panel while nobody is selected: the economy as a whole."""

import re
from pathlib import Path

import numpy as np
import pygame

from vmt.engine.quantities import format_quantity
from vmt.viewer.canvas import Canvas
from vmt.viewer.panels import charts
from vmt.viewer.panels.charts import Charts, describe
from vmt.viewer.panels.legend import ClassName, class_names
from vmt.viewer.panels.plan import Plan, Room, plan
from vmt.viewer.panels.writer import Writer
from vmt.viewer.scene import sprites
from vmt.viewer.scene.classes import class_letters
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.status import trade_text

_FEW_LINES = 26
"""Below it a recording's folder is not worth a line."""


class Economy:
    """Writes what is known of all agents together.

    Parameters
    ----------
    writer : Writer
    snapshot : Snapshot
    curves : Charts
    """

    def __init__(self, writer: Writer, snapshot: Snapshot, curves: Charts) -> None:
        self._writer = writer
        self._snapshot = snapshot
        self._curves = curves
        self._names = class_names(snapshot.configuration)
        self._charts = {name: describe(name, snapshot) for name in charts.NAMES}
        self._plots: list[tuple[str, int, pygame.Rect]] = []

    def write(self) -> None:
        """Write the whole panel."""
        self._recording(self._snapshot.recorded_to, self._snapshot.recording_problem)
        self._facts()
        chosen = plan(self._room())
        self._draw_charts(chosen)
        self._preferences(chosen)
        self._trades()

    def draw_hint(self, canvas: Canvas, pointer: tuple[int, int]) -> None:
        """Draw what there is to say about the chart under the pointer."""
        for name, top, plot in self._plots:
            whole = pygame.Rect(plot.left, top, plot.width, plot.bottom - top)
            if whole.collidepoint(pointer):
                chart = self._charts[name]
                self._curves.draw_hint(canvas, plot, name, chart, pointer)

    def _facts(self) -> None:
        snapshot, writer = self._snapshot, self._writer
        decimals = snapshot.configuration.quantity_decimals
        writer.rows(("Mode", snapshot.mode.value), ("Seed", str(snapshot.seed)))
        writer.rows(
            ("Agents", str(snapshot.n_agents)),
            ("Trades", str(snapshot.market.n_trades)),
        )
        A = format_quantity(snapshot.total_A, decimals)
        B = format_quantity(snapshot.total_B, decimals)
        writer.row("Held by all", f"{A} A, {B} B")

    def _room(self) -> Room:
        writer, names = self._writer, self._names
        canvas = writer.canvas
        return Room(
            height=writer.area.bottom - writer.top,
            step=writer.step,
            small_step=writer.note_step,
            gap=writer.gap,
            scale=canvas.parts.scale,
            n_charts=len(charts.NAMES),
            n_notes=sum(bool(chart.note) for chart in self._charts.values()),
            n_classes=len(names),
            n_explained=sum(map(self._needs_a_line, names)),
        )

    def _draw_charts(self, chosen: Plan) -> None:
        writer, canvas = self._writer, self._writer.canvas
        for name in charts.NAMES[: chosen.n_charts]:
            chart = self._charts[name]
            writer.top += writer.gap
            top = writer.top
            has_note = chosen.notes and bool(chart.note)
            above = writer.step + (writer.note_step if has_note else 0)
            plot = pygame.Rect(
                writer.area.left, top + above, writer.area.width, chosen.plot
            )
            scale = self._curves.draw(canvas, plot, name, chart)
            title = chart.title if chosen.notes else chart.short_title
            writer.row(f"{title}, log" if scale.is_log else title, chart.value)
            if has_note:
                writer.note(chart.note)
            writer.top = plot.bottom
            self._plots.append((name, top, plot))

    def _preferences(self, chosen: Plan) -> None:
        if not chosen.n_classes:
            return
        writer, snapshot = self._writer, self._snapshot
        theme = writer.canvas.theme
        names = self._names
        counts = np.bincount(snapshot.preference, minlength=len(names)).tolist()
        letters = class_letters(snapshot.configuration)
        writer.heading("Preferences")
        for index, name in enumerate(names[: chosen.n_classes]):
            picture = sprites.agent(index, round(writer.size * 0.46), theme)
            apart = chosen.parameters and self._needs_a_line(name)
            writer.item(
                picture,
                f"{letters[index]} {name.name}",
                str(counts[index]),
                "" if apart else name.parameters,
            )
            if apart:
                writer.paragraph([name.parameters], theme.quiet, indent=writer.indent)
        if chosen.n_classes < len(names):
            more = len(names) - chosen.n_classes
            rest = sum(counts[chosen.n_classes :])
            writer.row(f"and {more} more", str(rest))
        ring = sprites.idle_ring(writer.size // 3, theme)
        writer.item(ring, "of these, idle", str(int(snapshot.idle.sum())))

    def _trades(self) -> None:
        writer, snapshot = self._writer, self._snapshot
        theme = writer.canvas.theme
        decimals = snapshot.configuration.quantity_decimals
        writer.heading("Recent trades")
        if not snapshot.market.latest:
            writer.line("None yet", theme.quiet)
        for trade in snapshot.market.latest:
            told = _keep_units(trade_text(trade, decimals))
            writer.paragraph([told], theme.text)

    def _needs_a_line(self, name: ClassName) -> bool:
        """Return whether the parameters of a class do not fit behind its name."""
        # As if the class were as large as the population: nothing jumps.
        value = str(self._snapshot.n_agents)
        return bool(name.parameters) and not self._writer.has_room_for_detail(
            f"D0 {name.name}", value, name.parameters
        )

    def _recording(self, path: Path | None, problem: str | None) -> None:
        """Write where the run is recorded at the lower end, and keep that place."""
        writer = self._writer
        lettering, theme = writer.canvas.lettering, writer.canvas.theme
        places = ["Not recorded"] if path is None else [path.name, str(path.parent)]
        if writer.lines_left < _FEW_LINES:
            places = places[:1]
        wrapped = lettering.wrap(problem or "", writer.size, writer.area.width)
        height = writer.gap + (len(places) + len(wrapped) + 1) * writer.step
        whole = writer.area.copy()
        writer.top = whole.bottom - height
        rest = writer.top - whole.top
        writer.heading("Recording")
        for text in places:
            writer.line(text, theme.quiet, at_end=False)
        for text in wrapped:
            writer.line(text, theme.error)
        writer.top = whole.top
        writer.area.height = max(0, rest)


def _keep_units(text: str) -> str:
    """Return a text that is not broken between a quantity and its unit."""
    return re.sub(r"(?<=\d) (?=[AB]\b)|(?<=@) ", "\N{NO-BREAK SPACE}", text)
