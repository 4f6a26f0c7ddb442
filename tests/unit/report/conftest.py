"""Small economies, really run and really recorded."""

from functools import partial
from pathlib import Path

import pytest

from report_economies import Economy, Record, Study, exchange_economy, record_in
from vmt.analysis.figures import Figures, figures_of
from vmt.engine.configuration import Configuration
from vmt.telemetry import open_run


@pytest.fixture
def economy() -> Economy:
    """Return a function that makes an exchange economy where all reach all."""
    return exchange_economy


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """Return a function that runs a configuration and records it."""
    return partial(record_in, tmp_path)


@pytest.fixture
def study(record: Record) -> Study:
    """Return a function that runs a configuration and returns its figures."""

    def look(configuration: Configuration, ticks: int = 60, seed: int = 1) -> Figures:
        with open_run(record(configuration, ticks, seed)) as recorded:
            return figures_of(recorded)

    return look
