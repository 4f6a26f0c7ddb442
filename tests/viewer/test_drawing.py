"""What is on the surface, told by its pixels."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pygame
import pytest

from vmt.engine.events import Trade
from vmt.engine.simulation import Simulation
from vmt.engine.state import RESOURCE_A, RESOURCE_B
from vmt.viewer import text
from vmt.viewer.arrangement import Arrangement
from vmt.viewer.scene import sprites
from vmt.viewer.scene.arrows import Arrows
from vmt.viewer.scene.camera import Camera
from vmt.viewer.screen import Screen
from vmt.viewer.source.market import MarketSummary
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.status import Status
from vmt.viewer.theme import (
    CLASS_COLOURS,
    DARK,
    LIGHT,
    Colour,
    Theme,
    choose,
    class_colour,
)

SIZE = 900, 700
Positions = list[tuple[int, int]]
SnapshotOf = Callable[..., Snapshot]


class Picture:
    """A drawn snapshot, asked by cells."""

    def __init__(
        self,
        snapshot: Snapshot,
        theme: Theme = LIGHT,
        size: tuple[int, int] = SIZE,
        **choices: object,
    ) -> None:
        self.surface = pygame.Surface(size, depth=32)
        self.status = replace(Status("Drawn", paused=True, theme=theme), **choices)
        self.screen = Screen()
        self.camera = Camera.fit(
            Arrangement.of(size).world, snapshot.configuration.grid_size
        )
        self.draw(snapshot)

    def draw(self, snapshot: Snapshot, now: float = 0.0) -> None:
        """Draw another one over it."""
        self.screen.draw(self.surface, snapshot, self.status, now)

    def at(self, x: float, y: float) -> Colour:
        """Return the colour of a point of the world, in cells."""
        px, py = self.camera.to_pixel(x, y)
        red, green, blue, _ = self.surface.get_at((round(px), round(py)))
        return red, green, blue

    def colours_in(self, x: int, y: int) -> set[Colour]:
        """Return all colours within a cell."""
        box = self.camera.cell_rect(x, y)
        pixels = pygame.surfarray.array3d(self.surface.subsurface(box))
        return {tuple(c) for c in pixels.reshape(-1, 3).tolist()}

    def tobytes(self) -> bytes:
        """Return all pixels."""
        return pygame.image.tobytes(self.surface, "RGB")


def seeded(
    snapshot: Snapshot, cells: dict[tuple[int, int], tuple[int, int]]
) -> Snapshot:
    """Return a snapshot with cells of (resource, amount), all of capacity 8."""
    resource, amount = snapshot.resource.copy(), snapshot.amount.copy()
    capacity = snapshot.capacity.copy()
    for cell, (kind, minor) in cells.items():
        resource[cell], amount[cell], capacity[cell] = kind, minor, 8
    return replace(snapshot, resource=resource, amount=amount, capacity=capacity)


@pytest.mark.parametrize("preference", range(7))
def test_agent_has_the_colour_of_its_class_at_its_cell(
    snapshot_of: SnapshotOf, preference: int
) -> None:
    """Its colour is in its cell and in no other."""
    kinds = np.array([preference], np.int32)
    picture = Picture(snapshot_of([(2, 5)], preference=kinds))

    assert class_colour(preference) in picture.colours_in(2, 5)
    assert class_colour(preference) not in picture.colours_in(5, 2)


def test_classes_differ_in_shape_as_well_as_colour() -> None:
    """Without their colours, the seven pictures are still seven."""
    masks = [
        pygame.mask.from_surface(sprites.agent(kind, 12, LIGHT)) for kind in range(7)
    ]
    outlines = {pygame.image.tobytes(mask.to_surface(), "RGB") for mask in masks}

    assert len(outlines) == len(CLASS_COLOURS)


def test_forty_nine_classes_have_pictures_of_their_own() -> None:
    """No colour and shape come together twice before both are used up."""
    pictures = {
        pygame.image.tobytes(sprites.agent(kind, 12, LIGHT), "RGBA")
        for kind in range(49)
    }

    assert len(pictures) == 49


def test_all_agents_of_a_shared_cell_are_seen(snapshot_of: SnapshotOf) -> None:
    """Five agents of five classes in one cell show five colours."""
    kinds = np.arange(5, dtype=np.int32)
    picture = Picture(snapshot_of([(3, 3)] * 5, preference=kinds))

    assert {class_colour(k) for k in range(5)} <= picture.colours_in(3, 3)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_goods_differ_and_fade_with_what_is_left(
    snapshot_of: SnapshotOf, theme: Theme
) -> None:
    """Full cells have the colour of their good, emptier ones come nearer the field."""
    cells = {
        (1, 1): (RESOURCE_A, 8),
        (3, 1): (RESOURCE_A, 2),
        (5, 1): (RESOURCE_A, 0),
        (1, 3): (RESOURCE_B, 8),
    }
    picture = Picture(seeded(snapshot_of([(7, 7)]), cells), theme)
    inside = {cell: picture.at(cell[0] + 0.5, cell[1] + 0.2) for cell in cells}

    assert inside[1, 1] == theme.good_a
    assert inside[1, 3] == theme.good_b
    assert inside[5, 1] == theme.field
    fields = [np.abs(np.subtract(inside[x, 1], theme.field)).sum() for x in (1, 3, 5)]
    assert fields == sorted(fields, reverse=True)
    assert len(set(fields)) == 3


def test_goods_differ_in_shape(snapshot_of: SnapshotOf) -> None:
    """A fills the corner of its tile, B, a disc, does not."""
    cells = {(1, 1): (RESOURCE_A, 8), (3, 1): (RESOURCE_B, 8)}
    picture = Picture(seeded(snapshot_of([(7, 7)]), cells))

    assert picture.at(1.17, 1.17) == LIGHT.good_a
    assert picture.at(3.17, 1.17) == LIGHT.field


def test_small_cells_show_goods_as_dots(snapshot_of: SnapshotOf) -> None:
    """In a world of 200 x 200 cells a full cell still has the colour of its good."""
    moment = seeded(snapshot_of([(0, 0)], grid_size=200), {(50, 60): (RESOURCE_B, 8)})

    picture = Picture(moment)

    assert LIGHT.good_b in picture.colours_in(50, 60)


@pytest.mark.parametrize("grid_size", [8, 200])
def test_repainting_what_changed_gives_the_same_as_painting_all(
    snapshot_of: SnapshotOf, grid_size: int
) -> None:
    """After a harvest and a regrowth the picture is that of a fresh screen."""
    before = seeded(
        snapshot_of([(0, 0)], grid_size=grid_size),
        {(1, 1): (RESOURCE_A, 8), (0, 0): (RESOURCE_B, 3), (5, 5): (RESOURCE_A, 0)},
    )
    amount = before.amount.copy()
    amount[1, 1], amount[0, 0], amount[5, 5] = 3, 0, 8
    after = replace(before, amount=amount)
    picture = Picture(before)

    picture.draw(after)

    assert picture.tobytes() == Picture(after).tobytes()


def test_partners_are_joined_by_a_line(snapshot_of: SnapshotOf) -> None:
    """Between partners the field is covered, between strangers it is not."""
    places = [(1, 2), (5, 2), (1, 6), (5, 6)]
    partner = np.array([1, 0, -1, -1], np.int32)
    picture = Picture(snapshot_of(places, partner=partner), grid=False)

    assert picture.at(3.5, 2.5) != LIGHT.field
    assert picture.at(3.5, 6.5) == LIGHT.field


@pytest.mark.parametrize(
    ("choice", "colour"),
    [
        ("to_trade", LIGHT.to_trade),
        ("to_forage", LIGHT.to_forage),
        ("to_walk", LIGHT.to_home),
    ],
)
def test_each_kind_of_arrow_can_be_shown_alone(
    snapshot_of: SnapshotOf, choice: str, colour: Colour
) -> None:
    """An arrow is drawn only while its kind is chosen."""
    moment = snapshot_of(
        [(1, 1), (6, 1), (1, 3), (1, 5)],
        tick=1,
        target_agent=np.array([1, -1, -1, -1], np.int32),
        target_x=np.array([6, -1, 6, 6], np.int32),
        target_y=np.array([1, -1, 3, 5], np.int32),
        committed=np.array([False, False, True, False]),
    )
    row = {"to_trade": 1, "to_forage": 3, "to_walk": 5}[choice]

    def arrow_colours(picture: Picture) -> list[int]:
        every = {"to_trade": 1, "to_forage": 3, "to_walk": 5}.values()
        return [
            y
            for y in every
            if any(picture.colours_in(x, y) - {LIGHT.field} for x in (3, 4))
        ]

    chosen = Picture(moment, grid=False, arrows=replace(Arrows(), **{choice: True}))

    assert arrow_colours(chosen) == [row]
    assert colour in chosen.colours_in(3, row) | chosen.colours_in(4, row)
    assert arrow_colours(Picture(moment, grid=False)) == []


def test_only_idle_agents_wear_a_ring(snapshot_of: SnapshotOf) -> None:
    """After the first tick an agent without a target has a dashed ring."""
    moment = snapshot_of(
        [(1, 1), (5, 5)],
        tick=1,
        target_x=np.array([-1, 1], np.int32),
        target_y=np.array([-1, 5], np.int32),
        committed=np.array([False, True]),
    )
    picture = Picture(moment)

    assert LIGHT.idle in picture.colours_in(1, 1)
    assert LIGHT.idle not in picture.colours_in(5, 5)
    assert LIGHT.idle not in Picture(replace(moment, tick=0)).colours_in(1, 1)


def trade_at(tick: int) -> Trade:
    """Return a trade between agents 0 and 1."""
    return Trade(tick, 2, 2, 0, 1, 2, 3, 1.5, 1.5, 0.1, 0.1, "compensating_block")


def test_fresh_trade_joins_its_traders_and_old_ones_are_gone(
    snapshot_of: SnapshotOf,
) -> None:
    """The line of a trade is there after its tick and not ten ticks later."""
    places = [(2, 2), (4, 2)]
    fresh = snapshot_of(places, tick=1, fresh_trades=(trade_at(0),))
    old = snapshot_of(places, tick=11, fresh_trades=(trade_at(0),))

    assert Picture(fresh, grid=False).at(3.5, 2.5) == LIGHT.flash
    assert Picture(old, grid=False).at(3.5, 2.5) == LIGHT.field


def test_amounts_of_a_trade_are_written_unless_it_goes_too_fast(
    snapshot_of: SnapshotOf,
) -> None:
    """At 5 ticks a second a label stands above the traders, at 1000 none does."""
    moment = snapshot_of([(2, 4), (4, 4)], tick=1, fresh_trades=(trade_at(0),))

    slow, fast = (Picture(moment, speed=speed) for speed in (5.0, 1000.0))

    assert LIGHT.flash_text in slow.colours_in(3, 4) | slow.colours_in(3, 3)
    assert LIGHT.flash not in fast.colours_in(3, 3)


def test_grid_lines_can_be_hidden(snapshot_of: SnapshotOf) -> None:
    """The line between two cells is there, and gone when it is not wanted."""
    moment = snapshot_of([(0, 0)])

    assert Picture(moment).at(4, 4.5) == LIGHT.grid
    assert Picture(moment, grid=False).at(4, 4.5) == LIGHT.field


def test_homes_are_marked(snapshot_of: SnapshotOf) -> None:
    """An agent's first cell has a house in its corner after it has left."""
    moment = snapshot_of([(3, 3)], x=np.array([6], np.int32))

    assert LIGHT.home in Picture(moment).colours_in(3, 3)


def test_movement_is_drawn_between_two_cells(snapshot_of: SnapshotOf) -> None:
    """In the middle of a slow tick the agent is between its cells, then at its goal."""
    before = snapshot_of([(2, 2)], tick=1)
    after = replace(before, tick=2, x=np.array([3], np.int32))
    picture = Picture(before, grid=False)

    picture.draw(after, now=10.0)
    start = picture.tobytes()
    is_moving = picture.screen.is_moving(10.05)
    picture.draw(after, now=10.06)
    assert class_colour(0) not in {picture.at(2.5, 2.5), picture.at(3.5, 2.5)}
    picture.draw(after, now=11.0)

    assert is_moving
    assert not picture.screen.is_moving(11.0)
    assert picture.tobytes() != start
    assert class_colour(0) in picture.colours_in(3, 2)
    assert class_colour(0) not in picture.colours_in(2, 2)


@pytest.mark.parametrize("shown", [True, False])
def test_trail_shows_where_an_agent_was(snapshot_of: SnapshotOf, shown: bool) -> None:
    """Between its cell of the tick before and its own the field is covered."""
    before = snapshot_of([(2, 2), (6, 6)], tick=1)
    after = replace(before, tick=2, x=np.array([5, 6], np.int32))
    picture = Picture(before, grid=False, trails=shown, speed=50.0)

    picture.draw(after, now=1.0)

    assert (picture.at(4.0, 2.5) != LIGHT.field) == shown
    assert picture.at(4.0, 6.5) == LIGHT.field


@pytest.mark.parametrize(
    "size", [(1, 1), (30, 30), (120, 400), (400, 120), (561, 261), (3840, 2160)]
)
def test_any_size_of_window_can_be_drawn(
    snapshot_of: SnapshotOf, size: tuple[int, int]
) -> None:
    """From a pixel to 4K nothing fails, with all overlays and a notice."""
    moment = snapshot_of(
        [(2, 4), (4, 4)], tick=1, fresh_trades=(trade_at(0),), problem="It broke."
    )

    picture = Picture(moment, size=size, help=True, arrows=Arrows(True, True, True))

    assert picture.surface.get_size() == size


def test_help_lies_over_everything(snapshot_of: SnapshotOf) -> None:
    """The overlay changes the picture and gives it back when it is closed."""
    moment = snapshot_of([(2, 4)])
    without = Picture(moment)
    before = without.tobytes()

    without.status = replace(without.status, help=True)
    without.draw(moment)
    during = without.tobytes()
    without.status = replace(without.status, help=False)
    without.draw(moment)

    assert during != before
    assert without.tobytes() == before


def test_panel_gives_its_room_to_the_world(snapshot_of: SnapshotOf) -> None:
    """Without the panel the world is larger in a wide window."""
    wide = (1000, 900)

    with_panel = Arrangement.of(wide, panel=True)
    without = Arrangement.of(wide, panel=False)

    assert with_panel.panel.width > 200
    assert without.panel.width == 0
    assert without.world.width > with_panel.world.width


def test_drawing_does_not_change_the_snapshot(
    make_simulation: Callable[..., Simulation], snapshot_of: SnapshotOf
) -> None:
    """A snapshot's arrays are copies that cannot be written to."""
    moment = snapshot_of([(2, 4)])

    with pytest.raises(ValueError, match="read-only"):
        moment.x[0] = 1


@pytest.mark.parametrize(
    ("environment", "theme"),
    [
        ({}, LIGHT),
        ({"VMT_FORCE_DARK_THEME": "1"}, DARK),
        ({"VMT_FORCE_DARK_THEME": "no"}, LIGHT),
        ({"VMT_FORCE_DARK_THEME": "0"}, LIGHT),
        ({"VMT_FORCE_LIGHT_THEME": "", "VMT_FORCE_DARK_THEME": "1"}, LIGHT),
    ],
)
def test_theme_follows_the_environment(
    environment: dict[str, str], theme: Theme
) -> None:
    """Light is the default; the variables override it, light before dark."""
    assert choose(environment) is theme


@pytest.mark.parametrize(
    ("wanted", "scale"),
    [("1.5", 1.5), ("9", 2.0), ("0.1", 0.8), ("large", 1.0), ("nan", 1.0), ("", 1.0)],
)
def test_text_is_as_large_as_that_of_the_program_that_started_it(
    wanted: str, scale: float
) -> None:
    """The variable says how large, within limits; what is no number is not taken."""
    assert text.choose({text.VARIABLE: wanted}) == scale
    assert text.choose({}) == 1.0


@pytest.mark.parametrize("size", [(560, 420), (806, 693), (1024, 768), (1920, 1080)])
@pytest.mark.parametrize("text_scale", [0.8, 1.5, 2.0])
def test_large_text_leaves_room_for_the_world(
    snapshot_of: SnapshotOf, size: tuple[int, int], text_scale: float
) -> None:
    """Buttons and panel grow with the text, and the world is still there."""
    picture = Picture(snapshot_of([(3, 3)]), size=size, text_scale=text_scale)

    parts = picture.screen.parts
    assert parts.world.width >= 0.35 * size[0]
    assert parts.world.height >= 0.5 * size[1]
    for button in picture.screen.buttons:
        bar = parts.footer if button.label else parts.header
        assert bar.contains(button.box)


def test_market_summary_is_empty_before_the_first_trade(
    snapshot_of: SnapshotOf,
) -> None:
    """Nothing traded gives no prices."""
    assert snapshot_of([(0, 0)]).market == MarketSummary()
