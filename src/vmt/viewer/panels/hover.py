"""What there is in the cell under the pointer."""

import numpy as np
from numpy.typing import NDArray

from vmt.engine.quantities import format_quantity
from vmt.engine.state import RESOURCE_A, RESOURCE_NONE
from vmt.viewer.canvas import Canvas
from vmt.viewer.panels.tip import draw_tip
from vmt.viewer.scene.camera import Camera
from vmt.viewer.scene.classes import class_letters
from vmt.viewer.source.snapshot import Snapshot

_MOST_AGENTS = 5
_MOST_HOMES = 8


def draw_hover(
    canvas: Canvas,
    snapshot: Snapshot,
    camera: Camera,
    pointer: tuple[int, int] | None,
) -> None:
    """Draw a note on the cell under the pointer, beside it; nothing elsewhere.

    Parameters
    ----------
    canvas : Canvas
    snapshot : Snapshot
    camera : Camera
        That the world was drawn through.
    pointer : (int, int) or None
        Where it is [px].
    """
    if pointer is None:
        return
    cell = camera.to_cell(pointer)
    if cell is not None:
        draw_tip(canvas, describe_cell(snapshot, *cell), pointer)


def describe_cell(snapshot: Snapshot, x: int, y: int) -> list[str]:
    """Return what there is in a cell, line by line; the first has its coordinates."""
    here = np.flatnonzero((snapshot.x == x) & (snapshot.y == y))
    homes = np.flatnonzero((snapshot.home_x == x) & (snapshot.home_y == y))
    lines = [f"({x}, {y}){_resource(snapshot, x, y)}"]
    if len(homes):
        lines.append(_homes(homes))
    lines += [_agent(snapshot, agent) for agent in here[:_MOST_AGENTS].tolist()]
    if len(here) > _MOST_AGENTS:
        lines.append(f"and {len(here) - _MOST_AGENTS} more agents")
    return lines


def _resource(snapshot: Snapshot, x: int, y: int) -> str:
    kind = snapshot.resource[x, y]
    if kind == RESOURCE_NONE:
        return ""
    decimals = snapshot.configuration.quantity_decimals
    amount = format_quantity(snapshot.amount[x, y].item(), decimals)
    capacity = format_quantity(snapshot.capacity[x, y].item(), decimals)
    good = "A" if kind == RESOURCE_A else "B"
    return f": {amount} of {capacity} {good} left"


def _homes(agents: NDArray[np.intp]) -> str:
    named = ", ".join(map(str, agents[:_MOST_HOMES].tolist()))
    more = len(agents) - _MOST_HOMES
    rest = f" and {more} more" if more > 0 else ""
    return f"Home of agent{'s' if len(agents) > 1 else ''} {named}{rest}"


def _agent(snapshot: Snapshot, agent: int) -> str:
    decimals = snapshot.configuration.quantity_decimals
    kind = class_letters(snapshot.configuration)[snapshot.preference[agent]]
    A = format_quantity(snapshot.A[agent].item(), decimals)
    B = format_quantity(snapshot.B[agent].item(), decimals)
    idle = ", idle" if snapshot.idle[agent] else ""
    return f"Agent {agent} ({kind}): {A} A, {B} B{idle}"
