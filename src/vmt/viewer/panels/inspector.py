"""The panel while an agent is selected: all that is known of it."""

import math

from vmt.engine.quantities import format_quantity
from vmt.engine.state import NOBODY, NOWHERE
from vmt.viewer.panels.figures import MINUS, figure, signed
from vmt.viewer.panels.legend import class_names, parameters_text
from vmt.viewer.panels.reasons import mention, own_trade, reason
from vmt.viewer.panels.writer import Mention, Writer
from vmt.viewer.scene import sprites
from vmt.viewer.scene.classes import class_letters
from vmt.viewer.source.inspection import Inspection
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.status import number

BACK = "Back to the economy (Esc)"
NEEDS_DEBUG = "Overlaps and scores are recorded at --log-level debug."
_LEAST_TRADES = 5
"""Lines that alternatives leave to the trades: for a heading and the newest."""


class Inspector:
    """Writes what there is to know about one agent.

    Parameters
    ----------
    writer : Writer
    snapshot : Snapshot
    agent : int
        There is such an agent. What its inspection would tell is left out as long as
        the snapshot has that of another one, or none.
    """

    def __init__(self, writer: Writer, snapshot: Snapshot, agent: int) -> None:
        self._writer = writer
        self._snapshot = snapshot
        self._agent = agent
        self._decimals = snapshot.configuration.quantity_decimals
        inspection = snapshot.inspection
        known = inspection is not None and inspection.agent == agent
        self._inspection = inspection if known else None

    def write(self) -> None:
        """Write the whole panel."""
        self._writer.link(BACK, None, BACK)
        self._who()
        self._where()
        self._holdings()
        if self._inspection is not None:
            self._prices(self._inspection)
            self._decision(self._inspection)
            self._trades(self._inspection)

    def _who(self) -> None:
        writer, snapshot = self._writer, self._snapshot
        kind = int(snapshot.preference[self._agent])
        picture = sprites.agent(kind, round(writer.size * 0.6), writer.canvas.theme)
        writer.title(picture, f"Agent {self._agent}")
        letter = class_letters(snapshot.configuration)[kind]
        name = class_names(snapshot.configuration)[kind].name
        parameters = parameters_text(snapshot.configuration.population[kind])
        # Recordings of the public VMT tell the family alone.
        text = f"{letter} {name}: {parameters}" if parameters else f"{letter} {name}"
        writer.paragraph([text], writer.canvas.theme.quiet)

    def _where(self) -> None:
        snapshot, agent = self._snapshot, self._agent
        here = int(snapshot.x[agent]), int(snapshot.y[agent])
        home = int(snapshot.home_x[agent]), int(snapshot.home_y[agent])
        away = abs(here[0] - home[0]) + abs(here[1] - home[1])
        cells = {0: "is there", 1: "1 cell away"}.get(away, f"{away} cells away")
        self._writer.row("Cell", f"{here}")
        if home[0] != NOWHERE:
            self._writer.row("Home", f"{home}, {cells}")

    def _holdings(self) -> None:
        writer, inspection = self._writer, self._inspection
        width = writer.area.width
        label = width - 3 * (width * 27 // 100)
        widths = [label, *[width * 27 // 100] * 3]
        writer.gap_above()
        writer.cells(["", "now", "at start", "change"], widths, quiet=True)
        for good, held in (("A", self._snapshot.A), ("B", self._snapshot.B)):
            now = int(held[self._agent])
            cells = [good, self._quantity(now, widths[1])]
            if inspection is not None:
                start = inspection.A_at_start if good == "A" else inspection.B_at_start
                change = self._quantity(abs(now - start), widths[3])
                sign = "+" if now > start else MINUS if now < start else ""
                cells += [self._quantity(start, widths[2]), f"{sign}{change}"]
            writer.cells(cells, widths[: len(cells)])
        if inspection is not None:
            utility, before = inspection.utility, inspection.utility_at_start
            gain = signed(utility - before)
            writer.cells(["Utility", figure(utility), figure(before), gain], widths)

    def _prices(self, inspection: Inspection) -> None:
        writer, benchmark = self._writer, self._snapshot.benchmark.price
        writer.heading("Prices, B per A")
        writer.rows(("MRS", number(inspection.mrs)), ("p*", number(benchmark)))
        if math.isinf(inspection.ask) and inspection.bid == 0:
            writer.row("Quotes", "does not trade")
        else:
            bid, ask = number(inspection.bid), number(inspection.ask)
            writer.rows(("Bid", bid), ("Ask", ask))

    def _decision(self, inspection: Inspection) -> None:
        writer, snapshot = self._writer, self._snapshot
        theme, decision = writer.canvas.theme, inspection.decision
        writer.heading("Last decision")
        writer.paragraph(reason(snapshot, inspection), theme.text)
        other = int(snapshot.partner[self._agent])
        if other != NOBODY:
            since = inspection.partner_since
            when = "" if since is None else f"since T{since}"
            writer.paragraph(["Partner:", mention(other), when], theme.text)
        if decision is None or not decision.alternatives:
            return
        width = writer.area.width
        widths = [width * 40 // 100, width * 30 // 100, width * 30 // 100]
        listed = max(0, writer.lines_left - _LEAST_TRADES - 1)
        if listed:
            writer.cells(["Considered", "overlap", "score"], widths, quiet=True)
        for option in decision.alternatives[:listed]:
            words = Mention(option.partner, f"agent {option.partner}")
            overlap, score = number(option.surplus), number(option.score)
            writer.cells([words, overlap, score], widths)
        unknown = all(math.isnan(option.score) for option in decision.alternatives)
        if listed and unknown and snapshot.span is not None:
            writer.paragraph([NEEDS_DEBUG], theme.quiet)

    def _trades(self, inspection: Inspection) -> None:
        writer, theme = self._writer, self._writer.canvas.theme
        writer.heading(f"Its trades ({inspection.n_trades})")
        if not inspection.trades:
            writer.line("None yet", theme.quiet)
        for trade in inspection.trades:
            told = own_trade(self._agent, trade, self._decimals)
            if not writer.paragraph(told, theme.text):
                break

    def _quantity(self, minor: int, width: int) -> str:
        """Return a quantity, exactly where there is room for it."""
        exact = format_quantity(minor, self._decimals)
        return (
            exact
            if self._writer.fits(f"+{exact}", width)
            else number(minor / 10**self._decimals)
        )
