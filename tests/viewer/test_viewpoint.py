"""Zoom, pan and follow: what the user sees of the world."""

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmt.viewer.scene.camera import Camera
from vmt.viewer.scene.viewpoint import LARGEST_CELL, Viewpoint

AREAS = st.builds(
    pygame.Rect,
    st.integers(0, 300),
    st.integers(0, 300),
    st.integers(60, 2400),
    st.integers(60, 1600),
)
GRIDS = st.integers(5, 500)
STEPS = st.lists(st.sampled_from([-1, 1, 1, 2]), min_size=1, max_size=12)


def zoomed(
    area: pygame.Rect, grid_size: int, steps: list[int], at: tuple[int, int]
) -> tuple[Viewpoint, Camera]:
    """Return what is seen after some turns of the wheel over a point."""
    viewpoint = Viewpoint()
    for step in steps:
        camera = viewpoint.camera(area, grid_size)
        viewpoint = viewpoint.zoomed(camera, step, at)
    return viewpoint, viewpoint.camera(area, grid_size)


def point_in(area: pygame.Rect, data: st.DataObject) -> tuple[int, int]:
    """Draw a pixel of an area."""
    return (
        data.draw(st.integers(area.left, area.right - 1)),
        data.draw(st.integers(area.top, area.bottom - 1)),
    )


@given(AREAS, GRIDS, st.data())
def test_zooming_holds_what_is_under_the_pointer(
    area: pygame.Rect, grid_size: int, data: st.DataObject
) -> None:
    """A turn of the wheel leaves what is under the pointer where it is."""
    viewpoint, before = zoomed(area, grid_size, [2, 2, 2], area.center)
    at = point_in(area.inflate(-area.width // 2, -area.height // 2), data)
    held = before.to_world(at)

    after = viewpoint.zoomed(before, 1, at).camera(area, grid_size)

    world = after.world
    for k, edges in enumerate(
        (
            (world.left, area.left, area.right, world.right),
            (world.top, area.top, area.bottom, world.bottom),
        )
    ):
        # Where the world would end within the view it is held at its edge instead.
        if edges[0] < edges[1] and edges[2] < edges[3]:
            assert after.to_pixel(*held)[k] == pytest.approx(at[k], abs=1.0)


@given(AREAS, GRIDS, STEPS, st.data())
def test_view_has_no_void_beside_a_world_that_could_fill_it(
    area: pygame.Rect, grid_size: int, steps: list[int], data: st.DataObject
) -> None:
    """Along each side the world fills the area, or is seen whole in its middle."""
    _, camera = zoomed(area, grid_size, steps, point_in(area, data))

    world = camera.world
    for first, last, start, end in (
        (world.left, world.right, area.left, area.right),
        (world.top, world.bottom, area.top, area.bottom),
    ):
        fills = first <= start and last >= end
        whole = first >= start and last <= end
        assert fills or whole


@given(AREAS, GRIDS)
def test_every_turn_of_the_wheel_comes_nearer_up_to_the_end(
    area: pygame.Rect, grid_size: int
) -> None:
    """Cells grow with each step until they are as large as is useful."""
    viewpoint, camera = Viewpoint(), Camera.fit(area, grid_size)
    for _ in range(40):
        viewpoint = viewpoint.zoomed(camera, 1, area.center)
        nearer = viewpoint.camera(area, grid_size)
        assert nearer.cell > camera.cell or camera.cell >= LARGEST_CELL - 1
        camera = nearer


@given(AREAS, GRIDS, st.data())
def test_zooming_out_leads_back_to_the_whole_world(
    area: pygame.Rect, grid_size: int, data: st.DataObject
) -> None:
    """As many steps back, and one, show what was seen at first."""
    at = point_in(area, data)

    _, camera = zoomed(area, grid_size, [1, 1, 1, -1, -1, -1, -1], at)

    assert camera == Camera.fit(area, grid_size)


@given(AREAS, GRIDS, st.integers(-200, 200), st.integers(-200, 200))
def test_dragging_takes_the_world_along(
    area: pygame.Rect, grid_size: int, dx: int, dy: int
) -> None:
    """The world moves by as many pixels as the mouse, unless it comes to its edge."""
    viewpoint, before = zoomed(area, grid_size, [2, 2, 2], area.center)

    after = viewpoint.panned(before, dx, dy).camera(area, grid_size)

    for moved, wanted, first, last, start, end in (
        (
            after.left - before.left,
            dx,
            after.world.left,
            after.world.right,
            area.left,
            area.right,
        ),
        (
            after.top - before.top,
            dy,
            after.world.top,
            after.world.bottom,
            area.top,
            area.bottom,
        ),
    ):
        at_edge = first == start or last == end
        whole = first >= start and last <= end
        assert moved == pytest.approx(wanted, abs=1) or at_edge or whole


@given(AREAS, GRIDS, STEPS, st.data())
def test_cells_in_sight_are_those_that_are_seen(
    area: pygame.Rect, grid_size: int, steps: list[int], data: st.DataObject
) -> None:
    """The cell under any pixel of the view is among them, and few others are."""
    _, camera = zoomed(area, grid_size, steps, point_in(area, data))
    columns, rows = camera.cells_in_sight()

    at = point_in(area, data)
    cell = camera.to_cell(at)

    if cell is not None:
        assert columns.start <= cell[0] < columns.stop
        assert rows.start <= cell[1] < rows.stop
    assert (columns.stop - columns.start - 4) * camera.cell <= area.width
    assert (rows.stop - rows.start - 4) * camera.cell <= area.height


@given(AREAS, GRIDS, STEPS, st.data())
def test_followed_agent_stays_in_sight(
    area: pygame.Rect, grid_size: int, steps: list[int], data: st.DataObject
) -> None:
    """Wherever it goes, its cell is seen, and the size of cells stays as it was."""
    viewpoint, camera = zoomed(area, grid_size, steps, area.center)
    for _ in range(3):
        x = data.draw(st.integers(0, grid_size - 1))
        y = data.draw(st.integers(0, grid_size - 1))
        viewpoint = viewpoint.keeping(viewpoint.camera(area, grid_size), x, y)
        after = viewpoint.camera(area, grid_size)

        assert after.cell == camera.cell
        assert area.collidepoint(after.to_pixel(x + 0.5, y + 0.5))


def test_following_leaves_the_view_alone_while_the_agent_is_well_inside() -> None:
    """A step in the middle of the view moves nothing: the picture is not sent anew."""
    area = pygame.Rect(0, 0, 800, 800)
    viewpoint, camera = zoomed(area, 100, [1] * 8, area.center)
    x, y = (int(value) for value in camera.centre)

    assert viewpoint.keeping(camera, x + 1, y) is viewpoint


def test_dragging_lets_go_of_the_followed_agent() -> None:
    """Who drags the view wants to see something else."""
    area = pygame.Rect(0, 0, 800, 800)
    viewpoint = Viewpoint(zoom=3.0, follow=7)

    assert viewpoint.panned(viewpoint.camera(area, 50), 10, 0).follow is None


def test_window_without_room_for_the_world_can_be_zoomed_and_dragged() -> None:
    """Nothing fails where there is nothing to see."""
    nothing = pygame.Rect(0, 0, 0, 0)
    camera = Viewpoint().camera(nothing, 20)

    assert Viewpoint().zoomed(camera, 1, (0, 0)) == Viewpoint()
    assert Viewpoint().panned(camera, 5, 5).camera(nothing, 20).cell == 0
    assert camera.to_cell((0, 0)) is None
