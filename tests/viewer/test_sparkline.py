"""Small charts: long series in few pixels, round scales, and what is drawn of them."""

from itertools import pairwise

import numpy as np
import pygame
import pytest
from numpy.typing import NDArray

from vmt.viewer.arrangement import Arrangement
from vmt.viewer.canvas import Canvas
from vmt.viewer.lettering import Lettering
from vmt.viewer.panels.scale import Scale
from vmt.viewer.panels.sparkline import Series, Sparkline, Style
from vmt.viewer.panels.time_axis import TimeAxis
from vmt.viewer.source.bins import Bins
from vmt.viewer.theme import LIGHT

Floats = NDArray[np.float64]
BOX = pygame.Rect(20, 30, 240, 50)


def pixels_of(
    curve: Sparkline, values: Floats, n_entries: int | None = None, **more: object
) -> NDArray[np.uint8]:
    """Return the colours of a drawn chart, uint8[width, height, 3]."""
    surface = pygame.Surface((300, 100), depth=32)
    canvas = Canvas(surface, Arrangement.of((860, 700)), LIGHT, Lettering())
    series = Series("run", Bins.of(values), n_entries or len(values), **more)
    curve.draw(canvas, BOX, series)
    return pygame.surfarray.array3d(surface.subsurface(BOX))


def where(pixels: NDArray[np.uint8], colour: tuple[int, int, int]) -> NDArray[np.bool_]:
    """Return where a colour is, bool[width, height]."""
    found: NDArray[np.bool_] = (pixels == colour).all(axis=2)
    return found


def test_time_axis_has_room_for_all_and_grows_by_doubling() -> None:
    """Whatever the length, the last tick is inside; each new axis is half the last."""
    width, ticks_per_pixel = 215, []
    for n in range(1, 5000):
        axis = TimeAxis.fitting(n, width)
        assert ((n - 1) >> axis.level) * axis.pixels < width
        ticks_per_pixel.append(2**axis.level / axis.pixels)

    kinds = sorted(set(ticks_per_pixel))
    assert ticks_per_pixel == sorted(ticks_per_pixel)
    assert all(b == 2 * a for a, b in pairwise(kinds))


@pytest.mark.parametrize("n", [3, 100, 1000, 70_000])
def test_pointing_at_a_tick_finds_it(n: int) -> None:
    """The column in which a tick is drawn is the one that names it."""
    axis = TimeAxis.fitting(n, 200)

    for tick in (0, 1, n // 2, n - 1):
        found = axis.ticks_at((tick >> axis.level) * axis.pixels, n)
        assert found is not None
        assert found[0] <= tick <= found[1]
    assert axis.ticks_at(-1, n) is None
    assert axis.ticks_at(201 * axis.pixels, n) is None


@pytest.mark.parametrize(
    ("low", "high", "ends"),
    [
        (0.0, 1.0, (0.0, 1.0)),
        (0.72, 1.31, (0.6, 1.4)),
        (-3.0, 17.0, (-5.0, 20.0)),
        (1e6 + 1, 1e6 + 2, (1e6 + 1, 1e6 + 2)),
    ],
)
def test_scale_ends_at_round_numbers_around_the_data(
    low: float, high: float, ends: tuple[float, float]
) -> None:
    """The ends are multiples of 1, 2 or 5 times a power of ten."""
    scale = Scale.covering(low, high, may_be_log=True)

    assert (scale.low, scale.high) == pytest.approx(ends)
    assert not scale.is_log


def test_scale_stays_while_the_data_grow_a_little() -> None:
    """Values that rise by a hundredth in each of a thousand ticks change it rarely."""
    scales = {Scale.covering(5.0, 5.0 + k / 100) for k in range(1, 1001)}

    assert len(scales) < 40


def test_what_does_not_vary_lies_in_the_middle() -> None:
    """A constant, and one with rounding errors, are level lines."""
    for low, high in ((8.0, 8.0), (0.0, 0.0), (0.1 + 0.2, 0.3)):
        scale = Scale.covering(min(low, high), max(low, high))
        shares = scale.shares(np.array([low, high]))
        np.testing.assert_allclose(shares, 0.5, atol=0.2)
        assert abs(shares[1] - shares[0]) < 0.01


def test_prices_far_apart_are_shown_by_ratio() -> None:
    """More than a factor of ten makes the scale logarithmic, if that is allowed."""
    scale = Scale.covering(0.03, 40.0, may_be_log=True)

    assert (scale.low, scale.high, scale.is_log) == (0.02, 50.0, True)
    np.testing.assert_allclose(scale.shares(np.array([0.02, 1.0, 50.0])), [0, 0.5, 1])
    assert not Scale.covering(0.03, 40.0).is_log
    assert not Scale.covering(0.0, 40.0, may_be_log=True).is_log


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("n", [20, 400, 5000])
def test_older_pixels_stay_as_a_run_goes_on(style: Style, n: int) -> None:
    """A few ticks later the chart has changed at its right end only."""
    values = np.sin(np.arange(n + 5) / 9)
    curve = Sparkline(style)
    before = pixels_of(curve, values[:n])

    after = pixels_of(curve, values)

    changed = np.flatnonzero((before != after).any(axis=(1, 2)))
    end = 4 + (n >> curve.axis.level) * curve.axis.pixels
    assert curve.axis == TimeAxis.fitting(n, BOX.width - 8)
    if curve.axis.level == 0:
        assert len(changed)  # a longer run may have no further column yet
    assert not len(changed) or changed.min() >= end - 12


def test_prices_are_dots_at_the_ticks_with_trades() -> None:
    """Where nothing was traded nothing is drawn, neither dot nor line."""
    values = np.full(24, np.nan)
    values[[3, 20]] = 1.0, 2.0

    ink = where(pixels_of(Sparkline(Style.DOTS), values), LIGHT.accent).any(axis=1)

    columns = np.flatnonzero(ink)
    assert set(columns) <= {4 + 8 * tick + k for tick in (3, 20) for k in (-1, 0, 1)}
    assert len(columns) >= 4


def test_reference_is_dashed_where_it_lies_among_the_values() -> None:
    """Between 1 and 3 the dashes of 2 are in the middle, with gaps between them."""
    values = np.array([1.0, 3.0, 1.0])

    pixels = pixels_of(Sparkline(Style.DOTS), values, 200, reference=2.0)

    inked = where(pixels, LIGHT.text)[4:-4].mean(axis=0)
    assert abs(inked.argmax() - BOX.height / 2) <= 1
    assert 0.35 < inked.max() < 0.65


def test_counts_are_bars_that_stand_on_zero() -> None:
    """A bar twice as high is twice as many; nothing stands where nothing was."""
    values = np.array([0.0, 4.0, 2.0, 0.0])

    ink = where(pixels_of(Sparkline(Style.BARS, least_high=1.0), values), LIGHT.accent)

    heights = [int(ink[4 + 8 * tick].sum()) for tick in range(4)]
    assert heights[0] <= 1
    assert heights[3] <= 1
    assert heights[1] == pytest.approx(BOX.height - 8, abs=2)
    assert heights[2] == pytest.approx(heights[1] / 2, abs=2)


def test_line_is_interrupted_where_there_is_no_value() -> None:
    """A dispersion that is not defined for a while leaves a gap."""
    values = np.full(24, 1.0)
    values[8:16] = np.nan

    pixels = pixels_of(Sparkline(Style.LINE), values)

    inked = (~where(pixels, LIGHT.field)).any(axis=1)
    assert not inked[4 + 8 * 8 : 4 + 8 * 15].any()
    assert inked[4 : 4 + 8 * 7].all()


def test_a_series_without_values_is_an_empty_chart() -> None:
    """Before anything was traded there is only the ground."""
    for style in Style:
        pixels = pixels_of(Sparkline(style), np.full(3, np.nan))
        assert where(pixels, LIGHT.field).all()


def test_a_million_ticks_fit() -> None:
    """The chart of a million ticks shows where in the run something happened."""
    values = np.zeros(1_000_000)
    values[500_000:510_000] = 9.0

    pixels = pixels_of(Sparkline(Style.BARS, least_high=1.0), values)

    high = np.flatnonzero(where(pixels, LIGHT.accent).sum(axis=1) > 10)
    assert len(high)
    assert abs(high.mean() / BOX.width - 0.5 * 1e6 / (232 * 8192)) < 0.3
