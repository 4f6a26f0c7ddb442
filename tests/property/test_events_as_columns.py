"""Decisions, harvests and pairings: columns that are sequences of records."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmt.engine.configuration import Configuration
from vmt.engine.neighbours import count_neighbours
from vmt.engine.simulation import Simulation

bounded = settings(derandomize=True, deadline=None, max_examples=40)


@st.composite
def crowds(draw: st.DrawFn) -> tuple[list[tuple[int, int]], int, int]:
    """Draw the cells of agents, the size of their world, and how far they see."""
    size = draw(st.integers(1, 12))
    cell = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))
    agents = draw(st.lists(cell, min_size=1, max_size=40))
    return agents, size, draw(st.integers(0, 30))


@settings(derandomize=True, deadline=None, max_examples=300)
@given(crowd=crowds())
def test_neighbours_are_those_in_sight(
    crowd: tuple[list[tuple[int, int]], int, int],
) -> None:
    """The count is that of looking at every pair, at the edges of the world too."""
    agents, size, reach = crowd
    x, y = (np.array(column, np.int32) for column in zip(*agents, strict=True))
    obvious = [
        sum(abs(a - c) + abs(b - d) <= reach for c, d in agents) - 1 for a, b in agents
    ]
    assert count_neighbours(x, y, size, reach).tolist() == obvious


def _is_a_sequence(found: Sequence[Any]) -> None:
    listed = list(found)
    assert isinstance(found, Sequence)
    assert len(found) == len(listed)
    assert [found[k] for k in range(len(found))] == listed
    assert [found[-k] for k in range(1, len(found) + 1)] == listed[::-1]
    assert list(reversed(found)) == listed[::-1]
    try:
        part = found[1:3]
    except TypeError:
        pass  # as for a range that is no index
    else:
        assert list(part) == listed[1:3]
    for beyond in (len(found), -len(found) - 1):
        with pytest.raises(IndexError):
            found[beyond]


@bounded
@given(configuration=st.from_type(Configuration), seed=st.integers(0, 99))
def test_events_of_a_tick_are_sequences(
    configuration: Configuration, seed: int
) -> None:
    """They have a length, are walked through and asked by index, from the end too."""
    simulation = Simulation(configuration, seed)
    for _ in range(6):
        events = simulation.step()
        for found in (events.decisions, events.harvests, events.pairings):
            _is_a_sequence(found)
        assert [d.agent for d in events.decisions] == list(range(len(events.decisions)))
        assert {d.tick for d in events.decisions} == {events.tick}
