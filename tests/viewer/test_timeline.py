"""The time line of a replay: what is drawn on it, and what a point of it means."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pygame
import pytest

from vmt.viewer.arrangement import Arrangement
from vmt.viewer.canvas import Canvas
from vmt.viewer.lettering import Lettering
from vmt.viewer.panels.timeline import draw_timeline, tick_at
from vmt.viewer.source.snapshot import Mark, Snapshot, Span
from vmt.viewer.theme import DARK, LIGHT, Theme

SIZES = [(560, 420), (1024, 768), (1600, 1000)]
FIRST_TRADE = Mark(120, "the first trade")
SPAN = Span(400, (FIRST_TRADE, Mark(300, "the last trade")))

Draw = Callable[..., pygame.Surface]


def line(size: tuple[int, int]) -> pygame.Rect:
    """Return where the time line is in a window."""
    return Arrangement.of(size, timeline=True).timeline


def x_of(tick: int, area: pygame.Rect, span: Span = SPAN) -> int:
    """Return a point of the time line that means a tick."""
    plain = replace(span, marks=())
    found = [x for x in range(area.width) if tick_at(area, plain, x) == tick]
    return found[len(found) // 2]


@pytest.fixture
def draw(snapshot_of: Callable[..., Snapshot]) -> Draw:
    """Draw the time line of a replay, alone in its window."""
    moment = snapshot_of([(1, 1)])

    def drawn(
        size: tuple[int, int],
        span: Span | None = SPAN,
        tick: int = 200,
        pointer: tuple[int, int] | None = None,
        theme: Theme = LIGHT,
    ) -> pygame.Surface:
        surface = pygame.Surface(size)
        parts = Arrangement.of(size, timeline=span is not None)
        canvas = Canvas(surface, parts, theme, Lettering())
        draw_timeline(canvas, replace(moment, span=span, tick=tick), pointer)
        return surface

    return drawn


def count(surface: pygame.Surface, colour: tuple[int, int, int]) -> int:
    """Return how many pixels have a colour."""
    pixels = pygame.surfarray.array3d(surface)
    return int((pixels == np.array(colour)).all(axis=2).sum())


@pytest.mark.parametrize("size", SIZES)
def test_points_mean_ticks_in_order_from_the_first_to_the_last(
    size: tuple[int, int],
) -> None:
    """Every tick of a short run can be pointed at; beside the line its ends are."""
    area, span = line(size), Span(40)
    found = [tick_at(area, span, x) for x in range(-5, size[0] + 5)]
    assert found == sorted(found)
    assert set(found) == set(range(41))
    assert (found[0], found[-1]) == (0, 40)


@pytest.mark.parametrize("size", SIZES)
def test_a_mark_draws_the_pointer_to_itself(size: tuple[int, int]) -> None:
    """Four pixels from it, but not from farther away."""
    area = line(size)
    x = x_of(FIRST_TRADE.tick, area)
    assert tick_at(area, SPAN, x - 3) == FIRST_TRADE.tick
    assert tick_at(area, SPAN, x + 3) == FIRST_TRADE.tick
    assert tick_at(area, SPAN, x - 12) < FIRST_TRADE.tick
    assert tick_at(area, SPAN, x + 12) > FIRST_TRADE.tick


def test_of_two_marks_the_nearer_one_is_meant() -> None:
    """Marks side by side can both be pointed at."""
    area = line((1024, 768))
    span = Span(400, (Mark(100, "one"), Mark(102, "another")))
    for tick in (100, 102):
        assert tick_at(area, span, x_of(tick, area)) == tick


def test_marks_that_are_many_draw_nothing_to_them() -> None:
    """With a mark every few pixels the ticks in between can be pointed at."""
    area = line((560, 420))
    span = Span(400, tuple(Mark(tick, "change") for tick in range(0, 400, 5)))
    found = {tick_at(area, span, x) for x in range(area.width)}
    assert len(found) > 300


def test_a_run_without_ticks_has_one_moment(draw: Draw) -> None:
    """Wherever it is pointed at; and it can be drawn."""
    area = line((800, 640))
    assert {tick_at(area, Span(0), x) for x in range(0, 800, 50)} == {0}
    draw((800, 640), Span(0), tick=0, pointer=area.center)


def test_without_a_span_nothing_is_drawn(draw: Draw) -> None:
    """A run that is being made has no time line."""
    blank = pygame.Surface((800, 640))
    drawn = draw((800, 640), None)
    assert drawn.get_buffer().raw == blank.get_buffer().raw


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("size", SIZES)
def test_it_stays_in_its_part_and_fills_as_the_run_goes_on(
    draw: Draw, size: tuple[int, int], theme: Theme
) -> None:
    """Later there is more of the line done; above it nothing is drawn."""
    early, late = (draw(size, tick=t, theme=theme) for t in (100, 350))
    assert count(late, theme.accent) > count(early, theme.accent)
    above = pygame.Rect(0, 0, size[0], line(size).top)
    assert count(late.subsurface(above), (0, 0, 0)) == above.width * above.height


def test_pointing_tells_the_tick_above_the_line(draw: Draw) -> None:
    """A note appears over the world, a larger one where something happened."""
    area = line((1024, 768))
    above = pygame.Rect(0, 0, 1024, area.top)
    sizes = []
    for tick in (60, FIRST_TRADE.tick):
        drawn = draw((1024, 768), pointer=(x_of(tick, area), area.centery))
        sizes.append(count(drawn.subsurface(above), LIGHT.flash))
    assert 0 < sizes[0] < sizes[1]
    beside = draw((1024, 768), pointer=(500, area.top - 30))
    assert count(beside.subsurface(above), LIGHT.flash) == 0


@pytest.mark.parametrize("end", [0, 399])
def test_notes_at_the_ends_stay_in_the_window(draw: Draw, end: int) -> None:
    """They are whole there, too: as wide as in the middle."""
    size, span = (560, 420), Span(400, (Mark(end, "what is remarkable here"),))
    area = line(size)
    at_end = draw(size, span, pointer=(x_of(end, area, span), area.centery))
    middle = Span(400, (Mark(200, "what is remarkable here"),))
    at = x_of(200, area, span), area.centery
    expected = count(draw(size, middle, pointer=at), LIGHT.flash)
    assert count(at_end, LIGHT.flash) == pytest.approx(expected, rel=0.1)
