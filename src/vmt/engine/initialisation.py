"""The world before its first tick, drawn from the seed."""

import numpy as np
from numpy.typing import NDArray

from vmt.engine.configuration import Configuration
from vmt.engine.quantities import LARGEST, QuantityError
from vmt.engine.random_stream import RandomStream, cumulative_weights
from vmt.engine.state import (
    NOBODY,
    NONE,
    NOWHERE,
    RESOURCE_A,
    RESOURCE_B,
    State,
    whole,
)
from vmt.errors import UserError

Cell = tuple[int, int]


def initial_state(configuration: Configuration, random: RandomStream) -> State:
    """Return the state before the first tick.

    Draws are made in a fixed order: resources cell by cell (x-major), then the entry
    of the mix of each agent, then the cells of the agents. The last draw is made also
    where the configuration gives the cells. Quotes and utilities are still zero.

    Parameters
    ----------
    configuration : Configuration
    random : RandomStream
        The main stream of the run, untouched.

    Raises
    ------
    UserError
        The configuration contradicts itself, or its quantities leave int64.
    """
    check(configuration)
    size, n = configuration.grid_size, configuration.n_agents
    goods = _draw_resources(size, configuration.resource_density, random)
    places = np.flatnonzero(goods)
    _check_totals(configuration, goods[places])
    cumulative = cumulative_weights([s.weight for s in configuration.population])
    preference = np.zeros(n, np.int32)
    for agent in range(n):
        preference[agent] = random.index(cumulative)
    x, y = _draw_cells(size, n, random)
    if configuration.positions is not None:
        x, y = np.array(configuration.positions, np.int32).T.copy()
    amount = np.full(len(places), configuration.resource_amount, np.int64)
    return State(
        grid_size=size,
        x=x,
        y=y,
        home_x=x.copy(),
        home_y=y.copy(),
        A=np.array(configuration.endowment_A, np.int64),
        B=np.array(configuration.endowment_B, np.int64),
        preference=preference,
        utility=np.zeros(n),
        ask=np.zeros(n),
        bid=np.zeros(n),
        p_min=np.zeros(n),
        p_max=np.zeros(n),
        partner=np.full(n, NOBODY, np.int32),
        target_agent=np.full(n, NOBODY, np.int32),
        target_x=np.full(n, NOWHERE, np.int32),
        target_y=np.full(n, NOWHERE, np.int32),
        forage_place=np.full(n, NONE, np.int32),
        place_x=(places // size).astype(np.int32),
        place_y=(places % size).astype(np.int32),
        place_good=goods[places],
        place_amount=amount,
        place_capacity=amount.copy(),
        place_last_harvested=np.full(len(places), -1, np.int64),
        place_claimant=np.full(len(places), NOBODY, np.int32),
    )


def check(configuration: Configuration) -> None:
    """Refuse a configuration that contradicts itself.

    Raises
    ------
    UserError
        Tells what is wrong, and what would be right.
    """
    n, size = configuration.n_agents, configuration.grid_size
    if size < 1 or n < 1:
        raise UserError(f"a world needs a cell and an agent, not N={size}, agents={n}")
    for good, endowment in (
        ("A", configuration.endowment_A),
        ("B", configuration.endowment_B),
    ):
        if len(endowment) != n:
            raise UserError(
                f"{len(endowment)} endowments of {good} for {n} agents:"
                " give one for each"
            )
        for agent, quantity in enumerate(endowment):
            if quantity < 0:
                raise UserError(f"agent {agent} cannot hold {quantity} of {good}")
    if configuration.positions is not None:
        _check_positions(configuration.positions, n, size)
    if not configuration.population:
        raise UserError("the population mix is empty: give it one preference at least")
    parameters = configuration.parameters
    for name in ("forage_rate", "trade_step", "move_budget_per_tick"):
        if getattr(parameters, name) < 1:
            raise UserError(f"{name} has to be positive")


def _check_positions(positions: tuple[Cell, ...], n: int, size: int) -> None:
    if len(positions) != n:
        raise UserError(f"{len(positions)} positions for {n} agents: give one for each")
    for agent, (x, y) in enumerate(positions):
        if not (0 <= x < size and 0 <= y < size):
            raise UserError(
                f"agent {agent} cannot start at ({x}, {y}):"
                f" both have to be between 0 and {size - 1}"
            )


def _check_totals(configuration: Configuration, goods: NDArray[np.int8]) -> None:
    """Refuse goods that do not fit into int64 all together."""
    amount = configuration.resource_amount
    for good, kind, endowment in (
        ("A", RESOURCE_A, configuration.endowment_A),
        ("B", RESOURCE_B, configuration.endowment_B),
    ):
        seeded = int((goods == kind).sum()) * amount
        total = sum(endowment) + seeded
        if total > LARGEST:
            raise QuantityError(
                f"all {good} together are {total} minor units, more than the largest"
                f" quantity, {LARGEST}: {sum(endowment)} in initial_inventories and"
                f" {seeded} in resource_seed; use smaller quantities or fewer decimals"
            )


def _draw_resources(
    size: int, density: float, random: RandomStream
) -> NDArray[np.int8]:
    """Return what each cell is seeded with, x-major, int8[size * size]."""
    goods = np.zeros(size * size, np.int8)
    for cell in range(size * size):
        if random.double() < density:
            goods[cell] = RESOURCE_A if random.double() < 0.5 else RESOURCE_B
    return goods


def _draw_cells(
    size: int, n: int, random: RandomStream
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the cells of n agents: distinct ones, if there are enough."""
    if n <= size * size:
        cells = np.arange(size * size, dtype=np.int32)
        random.shuffle_numbers(whole(cells), len(cells))
        return cells[:n] // size, cells[:n] % size
    x, y = np.zeros(n, np.int32), np.zeros(n, np.int32)
    for agent in range(n):
        x[agent] = random.below(size)
        y[agent] = random.below(size)
    return x, y
