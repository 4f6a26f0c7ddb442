"""Run a scenario: in a window, or with --ticks without one."""

import argparse

from barter.market import Market
from barter.record import keep


def main() -> None:
    """Run until the ticks are over or the window is closed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("scenario")
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--ticks", type=int)
    options = parser.parse_args()
    market = Market(options.scenario, options.seed)
    if options.ticks is None:
        from barter.viewer import show

        ticks = show(market, options.scenario)
    else:
        ticks = options.ticks
        for _ in range(ticks):
            market.step()
        print("holdings", *market.holdings)
    keep(options.scenario, ticks)


if __name__ == "__main__":
    main()
