"""Who is committed to forage after a tick: worked out from what is recorded of it."""

import numpy as np
from numpy.typing import NDArray

from vmt.engine.configuration import Mode
from vmt.engine.state import NOBODY, NONE, NOWHERE, RESOURCE_A
from vmt.viewer.source.replay.setting import Setting
from vmt.viewer.source.replay.ticks import Columns


def committed_after(
    setting: Setting,
    mode: Mode,
    agents: Columns,
    actions: Columns,
    partners: NDArray[np.int32],
    before: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Return whether each agent is committed after a tick, bool[n_agents].

    Recorded is who was when all had decided. Whoever took something since is so no
    more, and neither is an agent that did not want what it could have taken.

    Parameters
    ----------
    setting : Setting
        Of a run that followed one of our rule sets.
    mode : Mode
    agents, actions : mapping from str to array
        The columns of `layout.AGENTS` after the tick and of `layout.ACTIONS` in it.
    partners : int32[n_agents]
        After it.
    before : int64[n_places]
        What lay on each place before it, minor units.
    """
    committed: NDArray[np.bool_] = actions["is_foraging_committed"] != 0
    if mode is Mode.TRADE:
        return committed  # nobody forages
    committed &= actions["harvested_place"] == NONE
    if setting.rules is None or not setting.rules.harvests_when_beneficial:
        return committed
    x, y = agents["x"], agents["y"]
    there = (actions["target_x"] == x) & (actions["target_y"] == y)
    for agent in np.flatnonzero(committed & there & (partners == NOBODY)).tolist():
        place = int(setting.place_at[x[agent], y[agent]])
        amount = _could_take(setting, agent, place, actions, before)
        if amount > 0 and not _gains(setting, agent, place, amount, agents):
            committed[agent] = False
    return committed


def heading_for_resource(
    setting: Setting, agents: Columns, amounts: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return who heads for a place where something lies, bool[n_agents].

    It stands for commitments where a file does not tell them.
    """
    x, y = agents["target_x"], agents["target_y"]
    place = np.where(x == NOWHERE, NONE, setting.place_at[x, y])
    found: NDArray[np.bool_] = (place != NONE) & (agents["target_agent_id"] == NOBODY)
    if len(amounts):
        found &= amounts[place] > 0
    return found


def _could_take(
    setting: Setting,
    agent: int,
    place: int,
    actions: Columns,
    before: NDArray[np.int64],
) -> int:
    """Return what an agent on a place could have harvested in its turn."""
    if place == NONE:
        return 0
    parameters = setting.configuration.parameters
    # Agents harvest in the order of their ids.
    earlier = actions["harvested_place"][:agent] == place
    if parameters.enforce_single_harvester and earlier.any():
        return 0
    if setting.rules is not None and setting.rules.claims_bind_harvest:
        claimants = np.flatnonzero(actions["claimed_place"] == place)
        if len(claimants) and agent not in claimants:
            return 0
    taken = int(actions["harvested_amount"][:agent][earlier].sum())
    return min(int(before[place]) - taken, parameters.forage_rate)


def _gains(
    setting: Setting, agent: int, place: int, amount: int, agents: Columns
) -> bool:
    """Return whether a harvest would have raised an agent's utility."""
    assert setting.preferences is not None  # noqa: S101 - there are rules
    preference = setting.preferences[setting.preference[agent]]
    scale = float(setting.configuration.quantity_scale)
    # Who has no partner has not traded in the tick, so it still holds what it held.
    A, B = int(agents["inventory_A"][agent]), int(agents["inventory_B"][agent])
    is_A = setting.place_good[place] == RESOURCE_A
    more_A, more_B = (A + amount, B) if is_A else (A, B + amount)
    now = preference.utility(A / scale, B / scale)
    return bool(preference.utility(more_A / scale, more_B / scale) - now > 0.0)
