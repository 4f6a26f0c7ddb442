"""Spreads of two runs: drawn for both, below everything else."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from log_viewer import settle
from vmt.qt.logviewer.plots.marks import Band
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.telemetry import open_run

Show = Callable[[Path], LogViewerWindow]
Record = Callable[..., Path]


@pytest.mark.parametrize(
    ("key", "name"), [("prices", "± 1 sd"), ("utility", "10 % to 90 % of the agents")]
)
def test_two_runs_have_a_band_each(
    record: Record, show: Show, key: str, name: str
) -> None:
    """In the colours of the runs; three would cover each other, which is said."""
    files = [record(ticks=20, seed=n, file=f"seed-{n}.db") for n in (3, 5, 6)]
    window = show(files[0])
    comparison = window.recording.comparison
    comparison.compare_with([(files[1], 1)])
    settle(window)
    window.plots.chooser.choose(key)
    settle(window)
    figure = window.plots.view.figure
    bands = [mark for mark in figure.marks if isinstance(mark, Band)]

    assert [band.label for band in bands] == [
        f"seed {run.run.seed}: {name}" for run in comparison.runs
    ]
    assert list(figure.marks[:2]) == bands
    assert bands[0].style.role != bands[1].style.role
    assert "Spreads" not in figure.caption
    comparison.compare_with([(file, 1) for file in files[1:]])
    settle(window)
    figure = window.plots.view.figure
    assert not [mark for mark in figure.marks if isinstance(mark, Band)]
    assert "Spreads are drawn of one run or two." in figure.caption


def test_mean_prices_of_both_are_told(record: Record, show: Show) -> None:
    """Each with its run."""
    files = [record(ticks=20, seed=n, file=f"seed-{n}.db") for n in (3, 5)]
    window = show(files[0])
    window.recording.comparison.compare_with([(files[1], 1)])
    settle(window)
    window.plots.chooser.choose("prices")
    settle(window)
    for file, seed in zip(files, (3, 5), strict=True):
        with open_run(file) as run:
            mean = np.exp(np.log(run.table("trades")["price"]).mean())
        told = f"Seed {seed}: mean price {mean:.4g} B per A"
        assert told in window.plots.view.figure.caption
