"""Where cells and agents lie on a surface."""

import itertools
import math

import numpy as np
import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmt.viewer.scene.camera import Camera
from vmt.viewer.scene.placement import SMALLEST_RADIUS, pattern, place

AREAS = st.builds(
    pygame.Rect,
    st.integers(0, 300),
    st.integers(0, 300),
    st.integers(40, 4000),
    st.integers(40, 2200),
)
GRIDS = st.integers(1, 300)


@given(AREAS, GRIDS, st.data())
def test_middle_of_a_cell_is_in_that_cell(
    area: pygame.Rect, grid_size: int, data: st.DataObject
) -> None:
    """From a cell to its pixel and back leads to the same cell."""
    camera = Camera.fit(area, grid_size)
    x = data.draw(st.integers(0, grid_size - 1))
    y = data.draw(st.integers(0, grid_size - 1))

    assert camera.to_cell(camera.to_pixel(x + 0.5, y + 0.5)) == (x, y)


@given(AREAS, GRIDS)
def test_whole_world_is_in_its_area(area: pygame.Rect, grid_size: int) -> None:
    """The fitted world lies within the area and fills most of one side of it."""
    world = Camera.fit(area, grid_size).world

    assert area.contains(world)
    # Cells are whole pixels, so up to a pixel a cell is left over.
    assert min(area.size) - world.width <= max(1, grid_size)


@given(AREAS, GRIDS, st.data())
def test_neighbouring_cells_touch(
    area: pygame.Rect, grid_size: int, data: st.DataObject
) -> None:
    """A cell ends where the next one begins, at every size of cells."""
    camera = Camera.fit(area, grid_size + 1)
    x = data.draw(st.integers(0, grid_size - 1))

    assert camera.cell_rect(x, 0).right == camera.cell_rect(x + 1, 0).left


def test_outside_the_world_there_is_no_cell() -> None:
    """Pixels beside the world belong to no cell, nor do any in a window of no size."""
    camera = Camera.fit(pygame.Rect(10, 10, 80, 80), 8)

    assert camera.to_cell((9, 50)) is None
    assert camera.to_cell((91, 50)) is None
    assert Camera.fit(pygame.Rect(0, 0, 0, 0), 8).to_cell((0, 0)) is None


@pytest.mark.parametrize("n_agents", range(1, 41))
def test_agents_of_one_cell_do_not_overlap_and_stay_in_it(n_agents: int) -> None:
    """However many share a cell, their circles are apart and within its square."""
    radius, offsets = pattern(n_agents)

    assert len(offsets) == n_agents
    for one, other in itertools.combinations(offsets, 2):
        assert math.dist(one, other) >= 2 * radius - 1e-12
    for x, y in offsets:
        assert max(abs(x), abs(y)) + radius <= 0.5 + 1e-12


def test_agents_share_a_cell_in_order_of_their_ids() -> None:
    """Of two agents in a cell the lower id stands upper left, whoever else is near."""
    camera = Camera(0, 0, 40.0, 5, pygame.Rect(0, 0, 200, 200))
    x = np.array([3, 1, 3, 1, 0], np.int32)
    y = np.array([2, 4, 2, 1, 0], np.int32)

    found = place(x, y, 5).seen_by(camera)

    assert (found.x[0], found.y[0]) == (130, 90)
    assert (found.x[2], found.y[2]) == (150, 110)
    assert (found.x[1], found.y[1]) == (60, 180)
    assert found.radius.tolist() == pytest.approx([10, 40 / 3, 10, 40 / 3, 40 / 3])


def test_agents_can_be_seen_however_small_the_cells() -> None:
    """A crowded cell of a few pixels shows dots of the smallest size."""
    x = np.zeros(30, np.int32)

    camera = Camera(0, 0, 3.0, 5, pygame.Rect(0, 0, 15, 15))
    found = place(x, x, 5).seen_by(camera)

    assert found.radius.tolist() == [SMALLEST_RADIUS] * 30


def test_agents_glide_from_one_placement_to_the_next() -> None:
    """Half of the way lies in the middle."""
    camera = Camera(0, 0, 40.0, 5, pygame.Rect(0, 0, 200, 200))
    zero, two = np.array([0], np.int32), np.array([2], np.int32)

    middle = place(zero, zero, 5).towards(place(two, zero, 5), 0.5).seen_by(camera)

    assert (middle.x[0], middle.y[0]) == (60, 20)


def test_order_in_a_crowded_cell_is_that_of_the_ids() -> None:
    """Of 120 agents in two cells each stands where its turn in its cell puts it."""
    ids = np.arange(120)
    x = (ids % 2).astype(np.int32)
    _, offsets = pattern(60)

    camera = Camera(0, 0, 100.0, 5, pygame.Rect(0, 0, 500, 500))
    found = place(x, np.zeros(120, np.int32), 5).seen_by(camera)

    turns = np.array([offsets[agent // 2] for agent in ids]) * 100
    assert found.x == pytest.approx(turns[:, 0] + x * 100 + 50)
    assert found.y == pytest.approx(turns[:, 1] + 50)
