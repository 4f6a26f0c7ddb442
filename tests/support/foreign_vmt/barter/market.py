"""The market and its file of scenarios."""

from pathlib import Path

import yaml


class Market:
    """Two numbers that come closer with every tick."""

    def __init__(self, scenario: str, seed: int) -> None:
        with Path(scenario).open(encoding="utf-8") as file:
            self.settings = yaml.safe_load(file)
        self.holdings = [self.settings["first"] + seed, self.settings["second"]]

    def step(self) -> None:
        """Hand one unit over."""
        first, second = self.holdings
        if first > second:
            self.holdings = [first - 1, second + 1]
