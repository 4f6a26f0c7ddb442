"""Series of any length in bounded memory, and nothing of what is drawn of them lost."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from vmt.viewer.source.bins import MOST_BINS, Bins, GrowingBins
from vmt.viewer.source.history import HistoryKeeper
from vmt.viewer.source.welfare import Welfare

Floats = NDArray[np.float64]
LONG = 9 * MOST_BINS + 5


def series_of(n: int, missing: float = 0.3) -> Floats:
    """Return n values, some of which are missing and one of which is infinite."""
    random = np.random.default_rng(n)
    values = random.normal(2, 1, n)
    values[random.random(n) < missing] = np.nan
    if n > 10:
        values[7] = np.inf
    return values


def grown(values: Floats) -> GrowingBins:
    """Return what has taken in a series entry by entry."""
    growing = GrowingBins()
    for value in values.tolist():
        growing.add(value)
    return growing


def assert_same(found: Bins, wanted: Bins) -> None:
    """Assert that two say the same, but for the last bits of a mean."""
    assert found.level == wanted.level
    np.testing.assert_array_equal(found.low, wanted.low)
    np.testing.assert_array_equal(found.high, wanted.high)
    np.testing.assert_allclose(found.mean, wanted.mean)


@pytest.mark.parametrize("level", [0, 1, 3, 6])
@pytest.mark.parametrize("n", [1, 5, 64, 1000])
def test_bins_tell_of_all_their_entries(n: int, level: int) -> None:
    """Each full one has the least, the mean and the greatest of its numbers."""
    values = series_of(n)

    bins = Bins.of(values).merged(level)

    size = 2**level
    assert len(bins.low) == len(bins.mean) == len(bins.high) == n // size
    assert bins.n_entries == n // size * size
    for k in range(n // size):
        part = values[k * size : (k + 1) * size]
        part = part[np.isfinite(part)]
        nothing = (math.nan,) * 3
        wanted = (part.min(), part.mean(), part.max()) if len(part) else nothing
        found = bins.low[k], bins.mean[k], bins.high[k]
        assert found == pytest.approx(wanted, nan_ok=True)


@pytest.mark.parametrize("n", [0, 1, 900, MOST_BINS - 1, MOST_BINS, LONG])
def test_what_has_grown_tells_what_the_whole_does(n: int) -> None:
    """Taken in entry by entry or at once, of however many, the bins are the same."""
    values = series_of(n)

    found = grown(values).bins()

    assert_same(found, Bins.of(values).merged(found.level))
    assert found.n_entries > n - 2**found.level


def test_a_longer_series_takes_no_more_memory() -> None:
    """Of nine times as many entries as there is room for, enough bins are left."""
    bins = grown(series_of(LONG)).bins()

    assert MOST_BINS // 2 <= len(bins.low) < MOST_BINS
    assert bins.level == 4


def test_what_was_taken_out_stays() -> None:
    """What the window draws does not change while the run goes on, nor can be set."""
    values, growing, taken = series_of(3 * MOST_BINS), GrowingBins(), []
    for k, value in enumerate(values.tolist(), 1):
        growing.add(value)
        if k in (10, MOST_BINS - 1, MOST_BINS + 2, 2 * MOST_BINS + 9):
            taken.append((k, growing.bins()))

    for k, bins in taken:
        assert_same(bins, Bins.of(values[:k]).merged(bins.level))
        with pytest.raises(ValueError, match="read-only"):
            bins.low[0] = 0.0


def test_extremes_are_of_the_bins_asked_for() -> None:
    """Those of a stretch of time, or NaN where it has no value."""
    values = np.arange(32.0)
    values[8:16] = np.nan
    bins = Bins.of(values).merged(2)

    assert bins.extremes(4, 20) == (4.0, 19.0)
    assert np.isnan(bins.extremes(8, 16)).all()
    assert bins.extremes(0, 32) == (0.0, 31.0)


def test_bins_have_no_parts() -> None:
    """Nothing smaller can be made of them."""
    with pytest.raises(ValueError, match="level 1 is below 2"):
        Bins.of(np.zeros(8)).merged(2).merged(1)


@pytest.mark.parametrize("moment", [0, 1, 77, MOST_BINS + 3, 3 * MOST_BINS])
def test_a_replay_of_a_long_run_shows_what_was_seen_live(moment: int) -> None:
    """The part until a moment is what was there then, however much is known by now."""
    live, replayed = HistoryKeeper(), HistoryKeeper()
    values = series_of(LONG).tolist()
    for keeper, n in ((live, moment + 1), (replayed, LONG)):
        for value in values[:n]:
            keeper.add(Welfare(value, 2 * value), 2, value)
    seen, known = live.history(), replayed.history().until(moment)

    assert seen.n_ticks == known.n_ticks == moment
    for name in ("mean_utility", "n_trades", "price", "mrs_dispersion"):
        level = known.price.level
        assert_same(
            getattr(known, name),
            getattr(seen, name).until(moment + 1).merged(level),
        )
