"""The note on the cell under the pointer."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pygame
import pytest

from drawn_panel import ReadLettering
from vmt.engine.state import RESOURCE_A
from vmt.viewer.arrangement import Arrangement
from vmt.viewer.canvas import Canvas
from vmt.viewer.panels.hover import describe_cell, draw_hover
from vmt.viewer.panels.tip import draw_tip
from vmt.viewer.scene.camera import Camera
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.theme import DARK, LIGHT, Theme

SnapshotOf = Callable[..., Snapshot]
SIZE = 860, 700


def canvas_of(size: tuple[int, int] = SIZE, theme: Theme = LIGHT) -> Canvas:
    """Return an empty canvas."""
    surface = pygame.Surface(size, depth=32)
    surface.fill(theme.page)
    return Canvas(surface, Arrangement.of(size), theme, ReadLettering())


def drawn_box(canvas: Canvas) -> pygame.Rect:
    """Return the rectangle around all that was drawn; empty if nothing was."""
    pixels = pygame.surfarray.array3d(canvas.surface)
    drawn = (pixels != canvas.theme.page).any(axis=2)
    if not drawn.any():
        return pygame.Rect(0, 0, 0, 0)
    columns, rows = (np.flatnonzero(drawn.any(axis=axis)) for axis in (1, 0))
    left, top = int(columns[0]), int(rows[0])
    return pygame.Rect(left, top, columns[-1] + 1 - left, rows[-1] + 1 - top)


def test_cell_tells_its_resource_its_homes_and_who_is_there(
    snapshot_of: SnapshotOf,
) -> None:
    """Quantities are in whole units, agents have the letter of their class."""
    moment = snapshot_of([(3, 4), (3, 4), (6, 1)], x=np.array([3, 5, 6], np.int32))
    resource, amount, capacity = (
        getattr(moment, name).copy() for name in ("resource", "amount", "capacity")
    )
    resource[3, 4], amount[3, 4], capacity[3, 4] = RESOURCE_A, 3, 5
    there = replace(moment, resource=resource, amount=amount, capacity=capacity)

    assert describe_cell(there, 3, 4) == [
        "(3, 4): 3 of 5 A left",
        "Home of agents 0, 1",
        "Agent 0 (C): 5 A, 7 B",
    ]
    assert describe_cell(there, 5, 4) == ["(5, 4)", "Agent 1 (C): 5 A, 7 B"]


def test_empty_cell_tells_where_it_is(snapshot_of: SnapshotOf) -> None:
    """One line with its coordinates is all."""
    assert describe_cell(snapshot_of([(0, 0)]), 3, 4) == ["(3, 4)"]


def test_crowd_is_told_in_part(snapshot_of: SnapshotOf) -> None:
    """Five agents have a line, the others are counted; so are homes beyond eight."""
    lines = describe_cell(snapshot_of([(1, 1)] * 12), 1, 1)

    assert lines[1] == "Home of agents 0, 1, 2, 3, 4, 5, 6, 7 and 4 more"
    assert [line.split(" (")[0] for line in lines[2:7]] == [
        f"Agent {k}" for k in range(5)
    ]
    assert lines[7:] == ["and 7 more agents"]


def test_who_is_idle_is_told(snapshot_of: SnapshotOf) -> None:
    """After a tick without anything to do the note says so."""
    moment = snapshot_of([(2, 2)], tick=1)

    assert describe_cell(moment, 2, 2)[-1].endswith(", idle")


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_note_is_drawn_beside_the_pointer(
    snapshot_of: SnapshotOf, theme: Theme
) -> None:
    """It tells of the cell that the camera has there, and leaves the pointer free."""
    canvas = canvas_of(theme=theme)
    camera = Camera.fit(canvas.parts.world, 8)
    x, y = map(round, camera.to_pixel(3.5, 4.5))

    draw_hover(canvas, snapshot_of([(3, 4)]), camera, (x, y))

    assert isinstance(canvas.lettering, ReadLettering)
    assert canvas.lettering.texts == [
        "(3, 4)",
        "Home of agent 0",
        "Agent 0 (C): 5 A, 7 B",
    ]
    assert not drawn_box(canvas).collidepoint((x, y))


def test_nothing_is_told_where_there_is_no_cell(snapshot_of: SnapshotOf) -> None:
    """Outside the world, over the panel, and without a pointer, nothing is drawn."""
    canvas = canvas_of()
    world, panel = canvas.parts.world, canvas.parts.panel
    moment = snapshot_of([(3, 4)])
    fitting = Camera.fit(world, 8)
    near = Camera.at(world, 8, 6.0, (7.0, 7.0))  # the world goes on below the panel

    for camera, pointer in (
        (fitting, None),
        (fitting, (world.left + 1, world.top + 1)),
        (near, panel.center),
    ):
        draw_hover(canvas, moment, camera, pointer)
    assert fitting.to_cell((world.left + 1, world.top + 1)) is None

    assert not drawn_box(canvas)


@pytest.mark.parametrize("size", [(860, 700), (560, 420), (300, 130), (40, 30)])
def test_note_never_leaves_the_window_nor_hides_the_pointer(
    size: tuple[int, int],
) -> None:
    """In every corner it goes to the other side; where it is too large it is cut."""
    words = ["A line", "and another one that is so long that it has to be wrapped"] * 3
    width, height = size
    for pointer in (
        (0, 0),
        (width - 1, 0),
        (0, height - 1),
        (width - 1, height - 1),
        (width // 2, height // 2),
    ):
        canvas = canvas_of(size)

        draw_tip(canvas, words, pointer)

        box = drawn_box(canvas)
        assert canvas.surface.get_rect().contains(box)
        if size == SIZE:
            assert box
            assert not box.collidepoint(pointer)
